"""Retractions by hand as versions that delete, until the source sends their records again.

Such a version stands after all that its record had, and `hub.retraction` tells it from a delete that was sent. Once
a page that came later lists the record, whatever it says of it, the decision is overtaken: its version leaves staging
as a superseded one does, and the content that it hid is released anew.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

import polars as pl
from psycopg import sql

from hub.staging.tables import open_table_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.landing.retractions import Retraction


def version_of(dataset: Dataset, retraction: Retraction) -> str:
    """The hash of the version that a retraction is."""
    parts = (dataset.id, retraction.source_id, "retracted by hand", retraction.decided_at.isoformat())
    return str(UUID(hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()))


def load_retractions(
    connection: psycopg.Connection, dataset: Dataset, retractions: Sequence[tuple[int, Retraction]]
) -> dict[int, int]:
    """Enter retractions, with their pages, as versions that delete; those known before are left as they are.

    Returns the number of new ones by page_id. In the caller's transaction.
    """
    counts: dict[int, int] = {}
    for page_id, retraction in retractions:
        names = {
            "version_hash": version_of(dataset, retraction),
            "page_id": page_id,
            "platform": dataset.platform,
            "dataset": dataset.name,
            "source_id": retraction.source_id,
            "by": retraction.by,
            "reason": retraction.reason,
            "decided_at": retraction.decided_at,
            "takes_effect_at": retraction.takes_effect_at,
        }
        if connection.execute(_KNOW, names).rowcount:
            for statement in (_STAGE, _OPEN):
                connection.execute(sql.SQL(statement).format(**_tables(dataset)), names)
            connection.execute(_NOTE, names)
            counts[page_id] = counts.get(page_id, 0) + 1
    return counts


def undo_retractions(connection: psycopg.Connection, dataset: Dataset, frame: pl.DataFrame) -> None:
    """Take back the retractions whose records are listed in `frame`, in pages that came after them.

    In the caller's transaction, once the versions of `frame` are staged.
    """
    standing = connection.execute(
        "SELECT version_hash, source_id, page_id FROM hub.retraction "
        "WHERE platform = %s AND dataset = %s AND undone_at IS NULL",
        (dataset.platform, dataset.name),
    ).fetchall()
    for version_hash, source_id, page_id in standing:
        listed = frame.filter(pl.col("source_id").eq(source_id) & pl.col("page_id").gt(page_id))
        if not listed.is_empty():
            names = {
                "version_hash": version_hash,
                "source_id": source_id,
                "platform": dataset.platform,
                "dataset": dataset.name,
                "listed_at": listed["landed_at"].min(),
                "listed_on": listed["page_id"].min(),
            }
            for statement in (_RELEASE_ANEW, _CLOSE, _LEAVE, _UNDO, _RETURNED):
                connection.execute(sql.SQL(statement).format(**_tables(dataset)), names)


def _tables(dataset: Dataset) -> dict[str, sql.Identifier]:
    return {
        "staging": sql.Identifier("staging", dataset.staging_table),
        "open": sql.Identifier("staging", open_table_name(dataset)),
    }


_KNOW = """
INSERT INTO hub.version (version_hash, page_id) VALUES (%(version_hash)s, %(page_id)s) ON CONFLICT DO NOTHING
"""

# A letter no hash has: among versions of one time and sequence it is the last.
_STAGE = """
INSERT INTO {staging} (version_hash, source_id, source_updated_at, content_hash, page_id, row_number, landed_at,
                       is_delete)
VALUES (%(version_hash)s, %(source_id)s, %(takes_effect_at)s, 'retracted', %(page_id)s, 1, %(decided_at)s, true)
"""

_OPEN = "INSERT INTO {open} (version_hash, source_id, verdict) VALUES (%(version_hash)s, %(source_id)s, 'new')"

_NOTE = """
INSERT INTO hub.retraction (version_hash, platform, dataset, source_id, page_id, decided_by, reason, decided_at)
VALUES (%(version_hash)s, %(platform)s, %(dataset)s, %(source_id)s, %(page_id)s, %(by)s, %(reason)s, %(decided_at)s)
ON CONFLICT (version_hash) DO UPDATE SET page_id = excluded.page_id, undone_at = NULL, undone_page_id = NULL
"""

# Where no release has taken the retraction, the content is released still.
_RELEASE_ANEW = """
INSERT INTO {open} (version_hash, source_id, verdict)
SELECT version_hash, source_id, 'passed' FROM {staging}
WHERE source_id = %(source_id)s AND version_hash <> %(version_hash)s
  AND NOT EXISTS (SELECT FROM {open} WHERE version_hash = %(version_hash)s)
ON CONFLICT DO NOTHING
"""

_CLOSE = "DELETE FROM {open} WHERE version_hash = %(version_hash)s"

_LEAVE = """
WITH gone AS (DELETE FROM {staging} WHERE version_hash = %(version_hash)s RETURNING page_id)
UPDATE hub.landed_page AS page SET superseded = superseded + 1 FROM gone WHERE page.page_id = gone.page_id
"""

_UNDO = """
UPDATE hub.retraction SET undone_at = %(listed_at)s, undone_page_id = %(listed_on)s
WHERE version_hash = %(version_hash)s
"""

_RETURNED = """
UPDATE quality.vanished SET returned_at = %(listed_at)s
WHERE platform = %(platform)s AND dataset = %(dataset)s AND source_id = %(source_id)s AND returned_at IS NULL
"""
