"""Which agency decided, where the source does not send its code: set anew at every release, from what it shows.

A department's file is of the agency of the folder's domain and kind `department`, everything else of the agency that
has exactly the name that was sent; only where there is exactly one such agency.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from hub.datasets import DATASETS
from hub.datasets.declaration import Required
from hub.release.references import Lookup, live
from hub.staging.tables import staging_columns
from hub.versions.order import record_prefix, staging

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset

AGENCIES = next(each for each in DATASETS if each.table == "agency")


@dataclass(frozen=True, slots=True)
class Authority:
    """The columns of a unified table that hold an authority's code and name."""

    code: str
    name: str


AUTHORITIES = {
    "licence": Authority("issuer_code", "issuer_name"),
    "penalty": Authority("authority_code", "authority_name"),
}
"""The tables whose authority is looked for."""


def authority_of(dataset: Dataset) -> Authority | None:
    """The columns of the dataset's table that are looked for, or None where every record brings its code."""
    authority = AUTHORITIES.get(dataset.table)
    if authority is None:
        return None
    is_sent = any(each.column == authority.code and each.required is Required.YES for each in dataset.fields)
    return None if is_sent else authority


def look_up_authority(dataset: Dataset) -> dict[str, Lookup]:
    """The lookup of the dataset's authority code by its column; empty where every record brings it."""
    authority = authority_of(dataset)
    if authority is None:
        return {}
    agencies, key = _agencies(dataset), _key(dataset, authority)
    join = sql.SQL("LEFT JOIN ({}) AS authority ON authority.key = {}").format(agencies, key)
    return {authority.code: Lookup(join, sql.SQL("coalesce({}, authority.code)").format(_sent(dataset, authority)))}


def newly_decided_by_another(dataset: Dataset) -> sql.Composed | None:
    """The keys (source_id) of the dataset's records whose authority is another one now, or None where none can be."""
    authority = authority_of(dataset)
    if authority is None:
        return None
    return sql.SQL(
        "SELECT version.source_id FROM {staging} AS version "
        "LEFT JOIN ({agencies}) AS authority ON authority.key = {key} "
        "LEFT JOIN {unified} AS shown ON shown.id = {prefix} || version.source_id "
        "WHERE released AND NOT is_delete AND {sent} IS NULL "
        # What is not shown may be a duplicate by the authority that it had.
        "AND (shown.id IS NULL OR shown.{code} IS DISTINCT FROM authority.code)"
    ).format(
        staging=staging(dataset),
        agencies=_agencies(dataset),
        key=_key(dataset, authority),
        unified=sql.Identifier("unified", dataset.table),
        prefix=sql.Literal(record_prefix(dataset)),
        sent=_sent(dataset, authority),
        code=sql.Identifier(authority.code),
    )


def _agencies(dataset: Dataset) -> sql.Composed:
    """The code of the one live agency of each domain or name (`key`)."""
    key, kind = ("domain", " AND kind = 'department'") if _is_by_domain(dataset) else ("name", "")
    return sql.SQL(
        "SELECT {key} AS key, min(code) AS code FROM ({live}) AS agency WHERE {key} IS NOT NULL{kind} "
        "GROUP BY {key} HAVING count(*) = 1"
    ).format(key=sql.Identifier(key), live=live(AGENCIES), kind=sql.SQL(kind))


def _key(dataset: Dataset, authority: Authority) -> sql.Identifier:
    return sql.Identifier("version", "department" if _is_by_domain(dataset) else authority.name)


def _is_by_domain(dataset: Dataset) -> bool:
    return dataset.platform == "departments"


def _sent(dataset: Dataset, authority: Authority) -> sql.Composable:
    is_staged = authority.code in staging_columns(dataset)
    return sql.Identifier("version", authority.code) if is_staged else sql.SQL("NULL::text")
