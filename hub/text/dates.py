"""Days and instants in every form in which they arrive; without a zone they are Asia/Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl

from hub.text.distinct import by_distinct
from hub.text.keys import nfkc

ZONE = "Asia/Shanghai"
INSTANT = pl.Datetime("us", "UTC")

# What lies before this is a slip of the pen, save births.
_EARLIEST = date(1949, 1, 1)
_EARLIEST_INSTANT = datetime(1949, 1, 1, tzinfo=timezone(timedelta(hours=8))).astimezone(UTC)
_AHEAD = timedelta(days=1)

_SECONDS = r"(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?秒?"
_OFFSET = r"\s*(?P<offset>Z|[+-](?:0\d|1[0-4])(?::?\d{2})?)?"
# What nearly every platform sends, and what is quickest read.
_PLAIN = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$"
# 2026/01/02, 2026-1-2, 2026.1.2, 2026年1月2日, each also with a time.
_WRITTEN = (
    r"^(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})"
    r"(?:(?:日|日?[T\s])\s*(?P<hour>\d{1,2})\s*[:时]\s*(?P<minute>\d{1,2})"
    rf"(?:\s*[:分]\s*(?:{_SECONDS})?)?{_OFFSET})?日?$"
)
# 20260102, 20260102130405, 20260102T130405Z
_COMPACT = (
    r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    rf"(?:[T\s]*(?P<hour>\d{{2}}):?(?P<minute>\d{{2}})(?::?{_SECONDS})?{_OFFSET})?$"
)
_EPOCH_MILLISECONDS = r"^(\d{13})(?:\.0+)?$"
_SERIAL = r"^(\d{5}(?:\.\d+)?)$"
_SERIAL_FIRST, _SERIAL_LAST = 18264, 73050
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 -- a spreadsheet's days have no zone


def instant(text: pl.Expr) -> pl.Expr:
    """The instant (UTC, microseconds) that a text says; without a time 00:00; NULL where it is no real instant."""
    return by_distinct(text, _instants, INSTANT)


def day(text: pl.Expr) -> pl.Expr:
    """The day in Asia/Shanghai that a text says, its time dropped; NULL where it is no real day."""
    return local_day(instant(text))


def local_day(instant: pl.Expr) -> pl.Expr:
    """The day of an instant in Asia/Shanghai."""
    return instant.dt.convert_time_zone(ZONE).dt.date()


def iso_text(instant: pl.Expr) -> pl.Expr:
    """An instant as ISO 8601 text with Shanghai's offset, such as `2026-01-02T13:04:05+08:00`."""
    return instant.dt.convert_time_zone(ZONE).dt.to_string("%Y-%m-%dT%H:%M:%S%.f%:z")


def day_is_out_of_range(day: pl.Expr, landed_at: pl.Expr, *, may_lie_ahead: bool) -> pl.Expr:
    """Whether a day is before 1949 or, where it may not lie ahead, more than one day after the landing."""
    early = day < _EARLIEST
    return early if may_lie_ahead else early | (day > local_day(landed_at + _AHEAD))


def instant_is_out_of_range(instant: pl.Expr, landed_at: pl.Expr, *, may_lie_ahead: bool) -> pl.Expr:
    """Whether an instant is before 1949 or, where it may not lie ahead, more than one day after the landing."""
    early = instant < _EARLIEST_INSTANT
    return early if may_lie_ahead else early | (instant > landed_at + _AHEAD)


def _instants(values: pl.Series) -> pl.Series:
    plain = values.str.contains(_PLAIN)
    at = values.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    read = at.to_frame("at").select(pl.when(plain).then(_in_shanghai(pl.col("at")))).to_series()
    return read if plain.all() else read.scatter((~plain).arg_true(), _in_any_form(values.filter(~plain)))


def _in_any_form(values: pl.Series) -> pl.Series:
    text = nfkc(pl.col("text"))
    forms = (
        values.rename("text")
        .to_frame()
        .select(
            text.str.extract_groups(_WRITTEN).alias("written"),
            text.str.extract_groups(_COMPACT).alias("compact"),
            text.str.extract(_EPOCH_MILLISECONDS).cast(pl.Int64, strict=False).alias("epoch"),
            text.str.extract(_SERIAL).cast(pl.Float64, strict=False).alias("serial"),
        )
        .with_columns(written=_naive("written"), compact=_naive("compact"))
    )
    return forms.select(pl.coalesce(_placed("written"), _from_epoch(), _placed("compact"), _from_serial())).to_series()


def _naive(groups: str) -> pl.Expr:
    """struct(at: time as written, offset: as written or NULL) from a pattern's groups; `at` NULL where not real."""

    def part(name: str, width: int) -> pl.Expr:
        return pl.col(groups).struct.field(name).fill_null("").str.zfill(width)

    fraction = pl.col(groups).struct.field("fraction").fill_null("").str.slice(0, 6).str.pad_end(6, "0")
    written = pl.concat_str(
        pl.col(groups).struct.field("year"), part("month", 2), part("day", 2),
        part("hour", 2), part("minute", 2), part("second", 2), fraction,
    )  # fmt: skip
    at = written.str.to_datetime("%Y%m%d%H%M%S%6f", time_unit="us", strict=False)
    return pl.struct(at=at, offset=pl.col(groups).struct.field("offset"))


def _placed(naive: str) -> pl.Expr:
    """The instant of a time as written: by its offset, else in Asia/Shanghai."""
    at = pl.col(naive).struct.field("at")
    offset = pl.col(naive).struct.field("offset")
    hours = offset.str.slice(1, 2).cast(pl.Int64, strict=False)
    minutes = offset.str.tail(2).cast(pl.Int64, strict=False).fill_null(0)
    minutes = pl.when(offset.str.len_chars() > len("+08")).then(minutes).otherwise(0)
    sign = pl.when(offset.str.starts_with("-")).then(-1).otherwise(1)
    ahead = pl.when(offset == "Z").then(0).otherwise(sign * (hours * 60 + minutes))
    by_offset = (at - pl.duration(minutes=ahead)).dt.replace_time_zone("UTC")
    return pl.when(offset.is_not_null()).then(by_offset).otherwise(_in_shanghai(at))


def _in_shanghai(at: pl.Expr) -> pl.Expr:
    """The instant of a time on Shanghai's clocks."""
    shanghai = at.dt.replace_time_zone(ZONE, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")
    # The hour that summer time left out (1940 to 1991) is read by the standard offset.
    return pl.coalesce(shanghai, at.dt.offset_by("-8h").dt.replace_time_zone("UTC"))


def _from_epoch() -> pl.Expr:
    return pl.from_epoch(pl.col("epoch"), time_unit="ms").dt.cast_time_unit("us").dt.replace_time_zone("UTC")


def _from_serial() -> pl.Expr:
    serial = pl.col("serial")
    # A spreadsheet's time of day is a fraction of the day: exact to the second, not beyond.
    seconds = (serial * 86400).round().cast(pl.Int64)
    at = pl.lit(_SERIAL_ZERO, dtype=pl.Datetime("us")) + pl.duration(seconds=seconds)
    zoned = at.dt.replace_time_zone(ZONE, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")
    return pl.when(serial.is_between(_SERIAL_FIRST, _SERIAL_LAST + 1, closed="left")).then(zoned)
