"""The command `hub` as a process of its own, forked where its imports are done already: it starts at once, may be
limited, and may be killed."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub_command import Done

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

TIMEOUT = 240
"""Seconds after which a command counts as hanging."""

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(
    [
        "hub.main.cli",
        "hub.main.opening",
        "hub.main.progress",
        "hub.main.run",
        "hub.main.summary",
        "expectations.validation",
        # What a run imports on its way.
        "dagster_postgres",
        "dagster._core.execution.execute_in_process",
        "dagster._core.executor.in_process",
        "dagster._core.instance.factory",
        "dagster._core.storage.noop_compute_log_manager",
        "fsspec.implementations.local",
        "resources.embedded",
        "rich.progress",
    ]
)


@dataclass(frozen=True)
class ForkedProcess:
    """A command that runs."""

    _process: ForkServerProcess

    @property
    def pid(self) -> int | None:
        """The process's number."""
        return self._process.pid

    def has_ended(self, within: float) -> bool:
        """Whether it has ended, or does so in so many seconds."""
        self._process.join(within)
        return self._process.exitcode is not None

    def end(self) -> int:
        """Its exit code, once it has ended."""
        if not self.has_ended(TIMEOUT):
            self.kill()
        return self._process.exitcode or 0

    def kill(self) -> int:
        """End it with SIGKILL; returns its exit code, which is negative unless it had ended before."""
        self._process.kill()
        return self.end()


@dataclass(frozen=True)
class ForkedHub:
    """Runs `hub` in `home` with `settings` (environment variables); what it says goes to files in `home`'s parent.

    `file_bytes` is the longest file that it may write.
    """

    home: Path
    settings: Mapping[str, str]
    file_bytes: int | None = None

    def __call__(self, *arguments: str, **settings: str) -> Done:
        """Run `hub` with `arguments` to its end."""
        process = self.start(*arguments, **settings)
        return Done(process.end(), self._said("stdout"), self._said("stderr"))

    def start(self, *arguments: str, **settings: str) -> ForkedProcess:
        """`hub` with `arguments`, running."""
        environment = {"HUB_HOME": str(self.home), **self.settings, **settings}
        process = _FORKING.Process(
            target=_run, args=(self.home.parent, arguments, environment, self.file_bytes), daemon=True
        )
        process.start()
        return ForkedProcess(process)

    def _said(self, stream: str) -> str:
        return (self.home.parent / stream).read_text(encoding="utf-8")


def _run(folder: Path, arguments: Sequence[str], settings: Mapping[str, str], file_bytes: int | None) -> None:
    for descriptor, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
    for name in [name for name in os.environ if name.startswith(("HUB_", "DAGSTER_"))]:
        del os.environ[name]
    os.environ.update(settings)
    os.chdir(folder)
    sys.argv = ["hub", *arguments]
    if file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    from hub.main import cli

    cli.main()
