"""Reading versions again from the pages that brought them, as they are read now."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import polars as pl
from psycopg import sql

from hub.database.copying import copy_in
from hub.errors import FileSetAsideError, ProtocolError, StorageError
from hub.landing.headers import IN_USE
from hub.staging.load import Page, read_page
from hub.staging.standardise import standardise
from hub.staging.tables import open_table_name

if TYPE_CHECKING:
    from uuid import UUID

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.landing.store import LandingStore

_log = logging.getLogger(__name__)


def read_again(connection: psycopg.Connection, dataset: Dataset, store: LandingStore) -> int:
    """Put what is read now of the versions that no release has taken in the place of what was read before.

    A version whose page is gone, or says something else by now, stays as it is. Returns how many were read. In the
    caller's transaction.
    """
    wanted, pages = _wanted(connection, dataset)
    return sum(_replace(connection, dataset, store, page, wanted) for page in pages)


def _wanted(connection: psycopg.Connection, dataset: Dataset) -> tuple[frozenset[UUID], list[Page]]:
    """The versions that no release has taken, and the pages that brought them."""
    rows = connection.execute(
        sql.SQL("SELECT version.version_hash, version.page_id FROM {} JOIN {} AS version USING (version_hash)").format(
            sql.Identifier("staging", open_table_name(dataset)), sql.Identifier("staging", dataset.staging_table)
        )
    ).fetchall()
    pages = connection.execute(
        "SELECT page_id, location, received_at, request ->> 'department', coalesce(request ->> 'generation', %s)"
        " FROM hub.landed_page WHERE page_id = ANY (%s) ORDER BY page_id",
        (IN_USE, sorted({page_id for _, page_id in rows})),
    )
    return frozenset(version_hash for version_hash, _ in rows), [Page(*page) for page in pages]


def _replace(
    connection: psycopg.Connection, dataset: Dataset, store: LandingStore, page: Page, wanted: frozenset[UUID]
) -> int:
    frame = _read(dataset, store, page, wanted)
    if frame is None or frame.is_empty():
        return 0
    connection.execute(
        sql.SQL("DELETE FROM {} WHERE page_id = {} AND version_hash = ANY ({}::uuid[])").format(
            sql.Identifier("staging", dataset.staging_table), page.page_id, frame["version_hash"].to_list()
        )
    )
    return copy_in(connection, sql.Identifier("staging", dataset.staging_table), frame)


def _read(dataset: Dataset, store: LandingStore, page: Page, wanted: frozenset[UUID]) -> pl.DataFrame | None:
    """The wanted versions of a page as they are read now; None where it cannot be read."""
    kept = [str(each) for each in wanted]
    try:
        frames = [
            standardise(dataset, [part]).filter(pl.col("version_hash").is_in(kept))
            for part in read_page(dataset, store, page)
            if len(part.rows)
        ]
    except StorageError as error:
        _log.warning("page %s cannot be read again: %s", page.location, error)
        return None
    except (ProtocolError, FileSetAsideError):
        return None
    if not frames:
        return None
    return pl.concat(frames).sort("row_number").unique("version_hash", keep="first", maintain_order=True)
