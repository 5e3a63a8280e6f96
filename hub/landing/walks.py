"""Walks: a dataset's closed window, read from its platform page by page to a proved end."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import psycopg

    from hub.datasets.declaration import Dataset


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
        "SELECT max(window_to) FROM hub.walk WHERE platform = %s AND dataset = %s AND status = 'proved'",
        (dataset.platform, dataset.name),
    ).fetchone()
    return row[0] if row else None


def begin(
    connection: psycopg.Connection,
    dataset: Dataset,
    *,
    window_from: datetime | None,
    window_to: datetime,
    now: datetime,
) -> Walk:
    """A new open walk, committed; without a beginning its window holds all there is and its kind is `full`."""
    walk = Walk(
        walk_id=f"{now.strftime('%Y%m%dT%H%M%S')}-{token_hex(6)}",
        platform=dataset.platform,
        dataset=dataset.name,
        kind="full" if window_from is None else "increment",
        window_from=window_from,
        window_to=window_to,
    )
    with connection.transaction():
        connection.execute(
            """
            INSERT INTO hub.walk
                (walk_id, platform, dataset, kind, window_from, window_to, started_at, status, position, received)
            VALUES (%s, %s, %s, %s, %s, %s, %s, 'open', %s, 0)
            """,
            (walk.walk_id, walk.platform, walk.dataset, walk.kind, window_from, window_to, now, Jsonb({})),
        )
    return walk


def resume(connection: psycopg.Connection, dataset: Dataset) -> Walk | None:
    """The walk of the dataset that was interrupted after its first page, if there is one."""
    row = connection.execute(
        """
        SELECT walk_id, platform, dataset, kind, window_from, window_to, position
        FROM hub.walk
        WHERE platform = %s AND dataset = %s AND status = 'open' AND position <> '{}'
        ORDER BY started_at DESC LIMIT 1
        """,
        (dataset.platform, dataset.name),
    ).fetchone()
    return Walk(*row) if row else None


def abandon(connection: psycopg.Connection, dataset: Dataset, message: str, *, now: datetime) -> None:
    """Close whatever is still open of the dataset as failed; those that received nothing leave no trace."""
    of_dataset = (dataset.platform, dataset.name)
    with connection.transaction():
        connection.execute(
            "DELETE FROM hub.walk WHERE platform = %s AND dataset = %s AND status = 'open' AND position = '{}'",
            of_dataset,
        )
        connection.execute(
            """
            UPDATE hub.walk SET status = 'failed', finished_at = %s, message = %s
            WHERE platform = %s AND dataset = %s AND status = 'open'
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
    """Close the walk as proved: its window's end is the dataset's watermark from now on."""
    _close(connection, walk, "proved", None, now)


def fail(connection: psycopg.Connection, walk: Walk, message: str, *, now: datetime) -> None:
    """Close the walk as failed, with the reason; what it landed stays and the next walk begins anew."""
    _close(connection, walk, "failed", message, now)


def _close(connection: psycopg.Connection, walk: Walk, status: str, message: str | None, now: datetime) -> None:
    with connection.transaction():
        connection.execute(
            "UPDATE hub.walk SET status = %s, finished_at = %s, message = %s WHERE walk_id = %s",
            (status, now, message, walk.walk_id),
        )
