"""What a hub must publish of a sandbox, from the sandbox's own truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.datasets import dataset as declared
from hub.sandbox.truth import Fate

if TYPE_CHECKING:
    from hub.database.connection import Database
    from hub.sandbox.truth import Truth


def live_records(truth: Truth, dataset: str) -> set[str]:
    """The keys of the dataset's records that are there and are rows of their own."""
    return {each.source_id for each in truth.expected() if each.dataset == dataset and each.fate is Fate.CURRENT}


def published_records(database: Database, dataset: str) -> set[str]:
    """The keys of the dataset's records that are published and live."""
    of = declared(dataset)
    with database.connect() as connection:
        rows = connection.execute(
            sql.SQL("SELECT source_id FROM {} WHERE platform = %s AND dataset = %s AND retracted_at IS NULL").format(
                sql.Identifier("unified", of.table)
            ),
            (of.platform, of.name),
        )
        return {source_id for (source_id,) in rows}
