"""Releases as they are told of: which there were, what each brought, and what changed between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from hub.errors import SettingsError
from hub.feed.cursor import read_feed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import psycopg


@dataclass(frozen=True, slots=True)
class Release:
    """One release: per table how many rows it inserted, updated and retracted, and why datasets were held back."""

    release_id: int
    published_at: datetime
    counts: Mapping[str, Mapping[str, int]]
    held: Mapping[str, Sequence[str]]

    @property
    def totals(self) -> dict[str, int]:
        """The counts over all tables."""
        return {
            each: sum(counts.get(each, 0) for counts in self.counts.values())
            for each in ("inserted", "updated", "retracted")
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a row between two releases: its operations in their order, and where it went or came from."""

    table_name: str
    id: str
    operations: Sequence[str]
    other_id: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """Which datasets are held back in the later of two releases, and how that differs from the earlier one."""

    since: Mapping[str, Sequence[str]]
    still: Mapping[str, Sequence[str]]
    no_longer: Mapping[str, Sequence[str]]


def releases(connection: psycopg.Connection, limit: int) -> list[Release]:
    """The last `limit` releases, the newest first."""
    with connection.cursor(row_factory=class_row(Release)) as cursor:
        return cursor.execute(
            "SELECT release_id, published_at, counts, held FROM v1.release ORDER BY release_id DESC LIMIT %s", [limit]
        ).fetchall()


def release(connection: psycopg.Connection, release_id: int | None) -> Release:
    """The release of that number; the last one for None. Raises SettingsError where there is none."""
    with connection.cursor(row_factory=class_row(Release)) as cursor:
        found = cursor.execute(
            "SELECT release_id, published_at, counts, held FROM v1.release "
            "WHERE release_id = coalesce(%s, (SELECT max(release_id) FROM v1.release))",
            [release_id],
        ).fetchone()
        first_and_last = connection.execute("SELECT min(release_id), max(release_id) FROM v1.release").fetchone()
    if found is not None:
        return found
    if first_and_last in (None, (None, None)):
        raise SettingsError("尚未发布过；运行 hub run 之后才有发布批次")
    first, last = first_and_last or (None, None)
    raise SettingsError(f"没有发布批次 {release_id}；现有 {first} 至 {last}，hub release list 列出各批次")


def difference(
    connection: psycopg.Connection,
    earlier: Release,
    later: Release,
    *,
    tables: Sequence[str] = (),
    limit: int | None = None,
) -> tuple[list[Difference], dict[str, int]]:
    """What changed after `earlier` up to and with `later`, by table and id; and how many rows of each table.

    `tables`: only in these; `limit`: at most so many of each table. Raises SettingsError where the feed does not reach
    back so far, or the releases stand the wrong way round.
    """
    if later.release_id < earlier.release_id:
        raise SettingsError(f"批次 {earlier.release_id} 晚于 {later.release_id}；请先写较早的批次")
    _refuse_pruned(connection, earlier)
    asked = [earlier.release_id, later.release_id, not tables, [*tables]]
    counts = connection.execute(
        "SELECT table_name, count(DISTINCT id) FROM v1.change "
        "WHERE release_id > %s AND release_id <= %s AND (%s OR table_name = ANY (%s)) GROUP BY 1 ORDER BY 1",
        asked,
    ).fetchall()
    with connection.cursor(row_factory=class_row(Difference)) as cursor:
        found = cursor.execute(_DIFFERENCE, [*asked, limit, limit]).fetchall()
    return found, dict(counts)


_DIFFERENCE = """
WITH entry AS (
    -- A row that changes its division has an entry for each of the two.
    SELECT table_name, id, release_id, operation, min(seq) AS seq, min(other_id) AS other_id FROM v1.change
    WHERE release_id > %s AND release_id <= %s AND (%s OR table_name = ANY (%s))
    GROUP BY table_name, id, release_id, operation
), told AS (
    SELECT table_name, id, array_agg(operation ORDER BY seq) AS operations,
           (array_agg(other_id ORDER BY seq DESC) FILTER (WHERE other_id IS NOT NULL))[1] AS other_id,
           row_number() OVER (PARTITION BY table_name ORDER BY id COLLATE "C") AS place
    FROM entry GROUP BY table_name, id
)
SELECT table_name, id, operations, other_id FROM told WHERE %s::int IS NULL OR place <= %s
ORDER BY table_name, place
"""


def held(earlier: Release, later: Release) -> Held:
    """How what is held back differs between the two."""
    before, after = earlier.held, later.held
    return Held(
        since={name: reasons for name, reasons in after.items() if name not in before},
        still={name: reasons for name, reasons in after.items() if name in before},
        no_longer={name: reasons for name, reasons in before.items() if name not in after},
    )


def _refuse_pruned(connection: psycopg.Connection, earlier: Release) -> None:
    if not read_feed(connection).begins_after:
        return
    row = connection.execute("SELECT min(release_id) FROM v1.change").fetchone()
    first = None if row is None else row[0]
    if first is None or earlier.release_id < first - 1:
        kept = "已全部" if first is None else f"只保留了批次 {first} 以后的，之前的已"
        raise SettingsError(f"说不出批次 {earlier.release_id} 以后的全部变化：变更流{kept}按保留期限清理")
