"""The days of the trend: what came, what was rejected and mended on each, and what was left at its end."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from quality_rows import insert, reject

from hub.report.flow import Day, read_days

if TYPE_CHECKING:
    from hub.database.connection import Database

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_version_counts_once_from_its_first_reason_to_its_last_cure(database: Database) -> None:
    twice = uuid.uuid4()
    with database.connect() as connection:
        reject(connection, "city/cases", "老的", first_seen_at=NOON - 90 * DAY)
        reject(connection, "city/cases", "早改好的", first_seen_at=NOON - 80 * DAY, resolved_at=NOON - 70 * DAY)
        reject(
            connection,
            "city/cases",
            "两个原因",
            "a",
            version_hash=twice,
            first_seen_at=NOON - 2 * DAY,
            resolved_at=NOON - DAY,
        )
        reject(
            connection,
            "city/cases",
            "两个原因",
            "b",
            version_hash=twice,
            first_seen_at=NOON - 2 * DAY,
            resolved_at=NOON,
        )
        reject(
            connection,
            "city/cases",
            "只改了一个",
            "a",
            version_hash=(half := uuid.uuid4()),
            first_seen_at=NOON,
            resolved_at=NOON,
        )
        reject(connection, "city/cases", "只改了一个", "b", version_hash=half, first_seen_at=NOON)
        # Still the 22nd in London, already the 23rd in Yueqing.
        reject(connection, "city/cases", "半夜", first_seen_at=datetime(2026, 11, 22, 16, 30, tzinfo=UTC))
        for back, landed in ((1, 30), (0, 12)):
            insert(
                connection,
                "quality.reconciliation",
                platform="city",
                dataset="cases",
                day=TODAY - back * DAY,
                landed=landed,
            )
        days = read_days(connection, TODAY, 3)
    assert days == (
        Day(date(2026, 11, 21), received=0, rejected=1, mended=0, open=2),
        Day(date(2026, 11, 22), received=30, rejected=0, mended=0, open=2),
        Day(date(2026, 11, 23), received=12, rejected=2, mended=1, open=3),
    )
