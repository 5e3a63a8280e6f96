"""Faults on the wire, declared: every n-th call of a platform goes wrong in a known way, or call by call as a test
says."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from hub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

STATUSES: Final = ("302", "400", "401", "403", "404", "408", "410", "425", "502", "503", "504")
"""HTTP statuses in place of an answer."""
BUSY: Final = ("429", "429-date", "429-long")
"""Too many calls: come back at once, at a date, tomorrow."""
CODES: Final = ("01", "02", "03", "05", "99", "500", "code-401", "code-unknown")
"""Result codes in an answer that is otherwise HTTP 200, as the gateway or the four platforms write them."""
GARBAGE: Final = ("html", "empty", "words", "list")
"""HTTP 200 with something else than an answer."""
LINE: Final = ("reset", "short", "cut", "hang")
"""Cut before the answer, amid it, amid it with nothing to show for it, and silence."""
LIES: Final = (
    "page-short",
    "page-empty",
    "page-repeated",
    "row-odd",
    "rows-missing",
    "rows-doubled",
    "total-more",
    "total-less",
    "total-missing",
    "total-odd",
    "cursor-back",
    "cursor-early",
    "cursor-odd",
)
"""The platform's own answer, changed."""
KINDS: Final = (*STATUSES, *BUSY, *CODES, *GARBAGE, *LINE, *LIES)
LIGHT: Final = ("*:503:29", "*:429:37", "*:429-date:61")
"""The faults of a sandbox that nobody asked for others: enough to exercise a retry, too few to slow a walk."""

Event = str | Callable[[], None] | None
"""What becomes of a call: a kind of fault, something that happens on the platform before it answers, or nothing."""


class Plan(Protocol):
    """Says what goes wrong."""

    @property
    def may_lie(self) -> bool:
        """Whether any of it changes the platform's own answers."""

    def due(self, platform: str, *, is_login: bool) -> Event:
        """What becomes of the call that just came."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Every `every`-th call of `platform` (`*`: of each) goes wrong as `kind` says."""

    platform: str
    kind: str
    every: int


class EveryNth:
    """Faults at fixed distances, logins counted like any call."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults = tuple(faults)
        self._calls: Counter[str] = Counter()

    @property
    def may_lie(self) -> bool:
        """Whether one of the faults is a lie."""
        return any(each.kind in LIES for each in self._faults)

    def due(self, platform: str, *, is_login: bool) -> Event:  # noqa: ARG002 a call is a call
        """The first fault that is due."""
        self._calls[platform] += 1
        calls = self._calls[platform]
        of_it = (each for each in self._faults if each.platform in ("*", platform))
        return next((each.kind for each in of_it if calls % each.every == 0), None)


class Script:
    """What becomes of the coming calls, one by one: `calls` and `logins` in their order, then `ever` of each call."""

    def __init__(self) -> None:
        self.calls: deque[Event] = deque()
        self.logins: deque[Event] = deque()
        self.ever: Event = None
        self.asked = 0
        """How many calls there were besides logins."""

    @property
    def may_lie(self) -> bool:
        """Who knows."""
        return True

    def due(self, platform: str, *, is_login: bool) -> Event:  # noqa: ARG002 whoever is asked
        """The next event of the script."""
        self.asked += not is_login
        events = self.logins if is_login else self.calls
        if events:
            return events.popleft()
        return None if is_login else self.ever


def parse(texts: Iterable[str]) -> tuple[Fault, ...]:
    """Faults from `PLATFORM:KIND:EVERY`, such as `city:reset:10`. Raises SettingsError where one is none."""
    return tuple(_parse_one(text) for text in texts)


def _parse_one(text: str) -> Fault:
    match text.split(":"):
        case [platform, kind, every] if kind in KINDS and every.isascii() and every.isdigit() and int(every) > 0:
            return Fault(platform, kind, int(every))
    raise SettingsError(
        f"沙箱故障“{text}”无法识别：应写作 平台:种类:每几次，例如 city:503:10；种类为 {'、'.join(KINDS)}"
    )
