"""What a hub must publish of a sandbox, from the sandbox's own truth."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from psycopg import sql

from hub.datasets import dataset as declared

if TYPE_CHECKING:
    from hub.database.connection import Database
    from hub.sandbox.truth import Expectation, ServedRow, Truth


def live_records(truth: Truth, dataset: str) -> set[str]:
    """The keys whose newest version without a rejecting defect says that the record is there."""
    rejected = {
        (each.source_id, each.sequence)
        for each in truth.expectations()
        if f"{each.platform}/{each.dataset}" == dataset and each.severity == "reject" and _is_served(each)
    }
    versions: dict[str, list[ServedRow]] = defaultdict(list)
    for row in truth.rows(dataset):
        if (row.source_id, sequence(row)) not in rejected:
            versions[row.source_id].append(row)
    newest = {key: max(rows, key=lambda row: sequence(row) or 0) for key, rows in versions.items()}
    return {key for key, row in newest.items() if not _is_delete(row)}


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


def sequence(row: ServedRow) -> int | None:
    """The provincial version's number; None where a platform keeps no versions."""
    number = row.row.get("dsc_biz_record_id")
    return None if number is None else int(str(number))


def _is_served(planted: Expectation) -> bool:
    """Whether the platform still serves the version with the defect: one that keeps no versions serves the latest."""
    return planted.sequence is not None or not planted.is_mended


def _is_delete(row: ServedRow) -> bool:
    operation = str(row.row.get("dsc_biz_operation")).lower()
    return operation in ("d", "delete") or str(row.row.get("deleted")) in ("True", "1")
