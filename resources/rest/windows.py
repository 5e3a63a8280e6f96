"""Windows: fixed before the first call, closed at their end, begun before the last proved end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from hub.datasets.wire import TimeFormat

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.datasets.wire import Window

SHANGHAI = ZoneInfo("Asia/Shanghai")

_WRITTEN: dict[TimeFormat, Callable[[datetime], str]] = {
    TimeFormat.LOCAL_SECONDS: lambda at: at.strftime("%Y-%m-%d %H:%M:%S"),
    TimeFormat.ISO_OFFSET: lambda at: at.isoformat(timespec="seconds"),
    TimeFormat.EPOCH_MILLISECONDS: lambda at: str(round(at.timestamp() * 1000)),
}


class Span(NamedTuple):
    """A window: `since` inclusive (None: from the beginning), `until` exclusive."""

    since: datetime | None
    until: datetime


def next_span(window: Window | None, watermark: datetime | None, now: datetime, *, closed: bool = False) -> Span:
    """What to ask for next: from the overlap before `watermark` to the next whole second after `now`.

    `closed`: to the whole second before `now`, so that a row which changes from now on leaves the window at once.
    """
    whole = now.replace(microsecond=0)
    until = whole if closed or whole == now else whole + timedelta(seconds=1)
    if window is None or watermark is None:
        return Span(None, until)
    # Where this machine's clock was set back, the window still has a length.
    return Span(min(watermark, until) - window.overlap, until)


def parameters(window: Window | None, span: Span) -> dict[str, str]:
    """The call's parameters that close the window."""
    if window is None:
        return {}
    edges = {window.since: span.since, window.until: span.until}
    write = _WRITTEN[window.format]
    return {name: write(at.astimezone(SHANGHAI)) for name, at in edges.items() if at is not None}
