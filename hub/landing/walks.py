"""Walks: a dataset's closed window, read from its platform page by page to a proved end.

Increments and full walks move the watermark. Beside them go walks of past windows: backfills, and comparisons of all
there is; they prove what they read and leave the watermark where it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from secrets import token_hex
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    import psycopg

    from hub.datasets.declaration import Dataset


class Kind(StrEnum):
    """What a walk is for."""

    INCREMENT = "increment"
    FULL = "full"
    BACKFILL = "backfill"
    COMPARE = "compare"


MOVING = (Kind.INCREMENT, Kind.FULL)
"""The walks whose proved end is the watermark; the others go beside them."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk as it stands in `hub.walk`; `position` is what the walker needs to go on (JSON)."""

    walk_id: str
    platform: str
    dataset: str
    kind: str
    window_from: datetime | None
    window_to: datetime
    position: Mapping[str, object] = field(default_factory=dict)


def watermark(connection: psycopg.Connection, dataset: Dataset) -> datetime | None:
    """The end of the last proved window; None where the dataset was never walked to its end."""
    row = connection.execute(
        """
        SELECT max(window_to) FROM hub.walk
        WHERE platform = %s AND dataset = %s AND status = 'proved' AND kind = ANY (%s)
        """,
        (dataset.platform, dataset.name, list(MOVING)),
    ).fetchone()
    return row[0] if row else None


def begin(
    connection: psycopg.Connection,
    dataset: Dataset,
    *,
    window_from: datetime | None,
    window_to: datetime,
    now: datetime,
    kind: Kind | None = None,
) -> Walk:
    """A new open walk, committed; by itself it is an increment, or `full` where its window has no beginning."""
    if kind is None:
        kind = Kind.FULL if window_from is None else Kind.INCREMENT
    [walk] = order(connection, dataset, kind, [(window_from, window_to)], now=now)
    return walk


def order(
    connection: psycopg.Connection,
    dataset: Dataset,
    kind: Kind,
    windows: Iterable[tuple[datetime | None, datetime]],
    *,
    now: datetime,
) -> list[Walk]:
    """An open walk for each of `windows`, all of them or none committed; they are walked one after the other."""
    walks = [
        Walk(
            walk_id=f"{now.strftime('%Y%m%dT%H%M%S')}-{token_hex(6)}",
            platform=dataset.platform,
            dataset=dataset.name,
            kind=kind,
            window_from=window_from,
            window_to=window_to,
        )
        for window_from, window_to in windows
    ]
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO hub.walk
                (walk_id, platform, dataset, kind, window_from, window_to, started_at, status, position, received)
            VALUES (%s, %s, %s, %s, %s, %s, %s, 'open', %s, 0)
            """,
            [
                (each.walk_id, each.platform, each.dataset, each.kind, each.window_from, each.window_to, now, Jsonb({}))
                for each in walks
            ],
        )
    return walks


def resume(connection: psycopg.Connection, dataset: Dataset) -> Walk | None:
    """The increment or full walk of the dataset that was interrupted after its first page, if there is one."""
    begun = [each for each in _open(connection, dataset, MOVING) if each.position]
    return begun[-1] if begun else None


def ordered(connection: psycopg.Connection, dataset: Dataset, kind: Kind) -> list[Walk]:
    """The walks of `kind` that are still open, begun or not, as they were ordered."""
    return _open(connection, dataset, (kind,))


def abandon(
    connection: psycopg.Connection,
    dataset: Dataset,
    message: str,
    *,
    now: datetime,
    kinds: Sequence[Kind] = MOVING,
) -> None:
    """Close whatever of `kinds` is still open of the dataset as failed; those that received nothing leave no trace."""
    of_dataset = (dataset.platform, dataset.name, list(kinds))
    with connection.transaction():
        connection.execute(
            """
            DELETE FROM hub.walk
            WHERE platform = %s AND dataset = %s AND kind = ANY (%s) AND status = 'open' AND position = '{}'
            """,
            of_dataset,
        )
        connection.execute(
            """
            UPDATE hub.walk SET status = 'failed', finished_at = %s, message = %s
            WHERE platform = %s AND dataset = %s AND kind = ANY (%s) AND status = 'open'
            """,
            (now, message, *of_dataset),
        )


def advance(
    connection: psycopg.Connection, walk: Walk, position: Mapping[str, object], total: int | None, received: int
) -> None:
    """Note where the walk stands; the caller's transaction holds the page that led there."""
    connection.execute(
        "UPDATE hub.walk SET position = %s, source_total = %s, received = %s WHERE walk_id = %s",
        (Jsonb(dict(position)), total, received, walk.walk_id),
    )


def finish(connection: psycopg.Connection, walk: Walk, *, now: datetime) -> None:
    """Close the walk as proved: of an increment or full walk, its window's end is the watermark from now on."""
    _close(connection, walk, "proved", None, now)


def fail(connection: psycopg.Connection, walk: Walk, message: str, *, now: datetime) -> None:
    """Close the walk as failed, with the reason; what it landed stays and the next walk begins anew."""
    _close(connection, walk, "failed", message, now)


def _open(connection: psycopg.Connection, dataset: Dataset, kinds: Sequence[Kind]) -> list[Walk]:
    rows = connection.execute(
        """
        SELECT walk_id, platform, dataset, kind, window_from, window_to, position FROM hub.walk
        WHERE platform = %s AND dataset = %s AND status = 'open' AND kind = ANY (%s)
        ORDER BY started_at, window_from NULLS FIRST
        """,
        (dataset.platform, dataset.name, list(kinds)),
    )
    return [Walk(*row) for row in rows]


def _close(connection: psycopg.Connection, walk: Walk, status: str, message: str | None, now: datetime) -> None:
    with connection.transaction():
        connection.execute(
            "UPDATE hub.walk SET status = %s, finished_at = %s, message = %s WHERE walk_id = %s",
            (status, now, message, walk.walk_id),
        )
