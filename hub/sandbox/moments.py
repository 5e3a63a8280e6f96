"""Times as the sandbox counts them: naive datetimes of Asia/Shanghai, and epoch milliseconds in the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Final, overload

SHANGHAI: Final = timezone(timedelta(hours=8))
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC).astimezone(SHANGHAI).replace(tzinfo=None)


def now() -> datetime:
    """The present, naive in Asia/Shanghai, to the millisecond."""
    present = datetime.now(SHANGHAI).replace(tzinfo=None)
    return present.replace(microsecond=present.microsecond // 1000 * 1000)


def local(instant: datetime) -> datetime:
    """An aware instant as a naive one in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).replace(tzinfo=None)


def to_milliseconds(moment: datetime) -> int:
    """Epoch milliseconds of a naive moment of Asia/Shanghai."""
    since = moment - EPOCH
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000


def written(moment: datetime) -> str:
    """`yyyy-MM-dd HH:mm:ss`."""
    return moment.isoformat(" ", "seconds")


def written_iso(moment: datetime, *, universal: bool = False) -> str:
    """An ISO instant with offset, to the millisecond; `universal`: with `Z`."""
    aware = moment.replace(tzinfo=SHANGHAI)
    if universal:
        return aware.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return aware.isoformat(timespec="milliseconds")


@overload
def aware(moment: datetime) -> datetime: ...
@overload
def aware(moment: None) -> None: ...
def aware(moment: datetime | None) -> datetime | None:
    """A naive moment of Asia/Shanghai as an instant; nothing for nothing."""
    return None if moment is None else moment.replace(tzinfo=SHANGHAI)
