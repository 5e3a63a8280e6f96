"""Numbers, instants and spans of time as people here write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def number(count: int) -> str:
    """1,234."""
    return f"{count:,}"


def instant(moment: datetime, now: datetime | None = None) -> str:
    """11月23日 09:05; with the year where that is not the year of `now` (this instant unless given)."""
    local = moment.astimezone(ZONE)
    this_year = (now or datetime.now(UTC)).astimezone(ZONE).year
    year = "" if local.year == this_year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


def span(length: timedelta) -> str:
    """A length of time in its two largest units: 3 天 4 小时, 2 小时 10 分钟, 5 分钟, 不到 1 分钟."""
    if length < MINUTE:
        return "不到 1 分钟"
    days, rest = divmod(length, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes = rest // MINUTE
    parts = [(days, "天"), (hours, "小时"), (minutes, "分钟")]
    while not parts[0][0]:
        parts.pop(0)
    return " ".join(f"{number(count)} {unit}" for count, unit in parts[:2] if count)
