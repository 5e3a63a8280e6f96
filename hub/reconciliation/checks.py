"""What became of comparing totals: a line for all of a dataset, and one for each range of days that does not agree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from hub.reconciliation.search import Days

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    import psycopg

    from hub.datasets.declaration import Dataset

ALL = "all"


class Status(StrEnum):
    """How a platform's total and what is held stand to each other, the gravest last."""

    EQUAL = "equal"
    UNASKED = "unasked"
    """the platform gives no totals"""
    EXPLAINED = "explained"
    """every row of the difference has its reason"""
    PENDING = "pending"
    """records are missing at the platform: looked for once more next time"""
    DIFFERS = "differs"
    """the platform does not agree with itself, or could not be read to a proved end"""


CALLED = {
    Status.EQUAL: "一致",
    Status.UNASKED: "平台不报总数",
    Status.EXPLAINED: "已查明",
    Status.PENDING: "待复核",
    Status.DIFFERS: "不一致",
}
"""What people call them."""


@dataclass(frozen=True, slots=True)
class Check:
    """A row of `quality.total_check`; `scope` is `all` or the range from `first_day` to `last_day`."""

    platform: str
    dataset: str
    scope: str
    first_day: date | None
    last_day: date | None
    source_total: int | None
    known: int | None
    status: str
    explanation: str
    walk_id: str | None
    checked_at: datetime

    @property
    def days(self) -> Days | None:
        """The range of days; None for all."""
        return None if self.first_day is None or self.last_day is None else Days(self.first_day, self.last_day)

    @property
    def called(self) -> str:
        """The status as people call it."""
        return CALLED[Status(self.status)]

    @property
    def difference(self) -> int | None:
        """How many more the platform says it has than are held."""
        return None if self.source_total is None or self.known is None else self.source_total - self.known


def checks(connection: psycopg.Connection, dataset: Dataset | None = None) -> list[Check]:
    """The latest checks of `dataset` or of all: first the whole of each, then its days."""
    with connection.cursor(row_factory=class_row(Check)) as cursor:
        return cursor.execute(
            "SELECT platform, dataset, scope, first_day, last_day, source_total, known, status, explanation, walk_id, "
            "checked_at FROM quality.total_check "
            "WHERE %(platform)s::text IS NULL OR (platform = %(platform)s AND dataset = %(dataset)s) "
            "ORDER BY platform, dataset, first_day NULLS FIRST",
            {"platform": dataset and dataset.platform, "dataset": dataset and dataset.name},
        ).fetchall()


def explained(found: Sequence[Check], days: Days) -> int:
    """How many more than are held a platform may say it has within `days`, for reasons that are known."""
    return sum(
        each.difference or 0
        for each in found
        if each.status == Status.EXPLAINED and each.days is not None and days.holds(each.days)
    )


def forget(connection: psycopg.Connection, dataset: Dataset, moment: datetime | None) -> None:
    """Have the day of `moment` looked at again: what was told of it is so no longer. Commits nothing."""
    connection.execute(
        "DELETE FROM quality.total_check WHERE platform = %s AND dataset = %s "
        "AND (%s AT TIME ZONE 'Asia/Shanghai')::date BETWEEN first_day AND last_day",
        (dataset.platform, dataset.name, moment),
    )


def write(connection: psycopg.Connection, check: Check) -> None:
    """Put a check in the place of those that it overlaps; one that agrees leaves nothing but that of the whole.

    Commits nothing.
    """
    names = (check.platform, check.dataset)
    if check.days is None:
        connection.execute(
            "DELETE FROM quality.total_check WHERE platform = %s AND dataset = %s AND scope = %s", (*names, ALL)
        )
    else:
        connection.execute(
            "DELETE FROM quality.total_check "
            "WHERE platform = %s AND dataset = %s AND last_day >= %s AND first_day <= %s",
            (*names, check.first_day, check.last_day),
        )
        if check.status == Status.EQUAL:
            return
    connection.execute(
        "INSERT INTO quality.total_check (platform, dataset, scope, first_day, last_day, source_total, known, status, "
        "explanation, walk_id, checked_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *names,
            check.scope,
            check.first_day,
            check.last_day,
            check.source_total,
            check.known,
            check.status,
            check.explanation,
            check.walk_id,
            check.checked_at,
        ),
    )
