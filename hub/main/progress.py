"""Progress for whoever waits at a terminal, or reads the log afterwards."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, SpinnerColumn, TextColumn
from rich.text import Text

from hub.main.output import remark, remarks

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from rich.progress import Task, TaskID

STAGES = {"landing": "取数", "staging": "标准化", "judging": "质量判定", "linkage": "关联", "release": "发布"}
"""How the stages are called by those who wait."""

EVERY_SECONDS = 3.0
"""How often a line is written where there is no terminal."""


class Watched(Protocol):
    """Progress that is shown while a block runs."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def advance(self, stage: str, subject: str, done: int, total: int | None = None) -> None:
        """See `hub.progress.Progress`."""


def watched() -> Watched:
    """Bars on a terminal, else a line every few seconds; always on standard error."""
    return Bars() if remarks.is_terminal else Lines()


class Bars:
    """A bar for what is being done now; what is done disappears."""

    def __init__(self) -> None:
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.fields[stage]} {task.fields[subject]}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            _Rate(),
            console=remarks,
            transient=True,
        )
        self._tasks: dict[tuple[str, str], TaskID] = {}
        self._current: tuple[str, str] | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def advance(self, stage: str, subject: str, done: int, total: int | None = None) -> None:
        """See `hub.progress.Progress`."""
        what = (stage, subject)
        with self._lock:
            if what not in self._tasks:
                self._tasks[what] = self._bars.add_task("", stage=STAGES.get(stage, stage), subject=subject, total=None)
            if self._current not in (None, what):
                self._bars.update(self._tasks[self._current], visible=False)
            self._current = what
            self._bars.update(self._tasks[what], completed=done, total=total, visible=True)


class Lines:
    """A line every few seconds."""

    def __init__(self) -> None:
        self._begun: dict[tuple[str, str], float] = {}
        self._said = time.monotonic()
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left to do."""

    def advance(self, stage: str, subject: str, done: int, total: int | None = None) -> None:
        """See `hub.progress.Progress`."""
        now = time.monotonic()
        with self._lock:
            begun = self._begun.setdefault((stage, subject), now)
            if now - self._said < EVERY_SECONDS:
                return
            self._said = now
        of_total = f"/{total:,}" if total is not None else ""
        rate = f"（每秒 {done / (now - begun):,.0f}）" if now > begun and done else ""
        remark(f"{STAGES.get(stage, stage)} {subject} {done:,}{of_total}{rate}")


class _Rate(ProgressColumn):
    """Units a second since the task began."""

    def render(self, task: Task) -> Text:
        """The rate, where there is one."""
        speed = task.completed / task.elapsed if task.elapsed else 0
        return Text(f"每秒 {speed:,.0f}" if speed else "", style="dim")
