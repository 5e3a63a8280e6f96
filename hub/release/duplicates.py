"""Papers that several sources send: which record of one is published, and which are duplicates of it.

A penalty or licence is one paper where number and authority are the same. The provincial record is published, whenever
it comes; without a live one, of departments' records the first by id. What is no duplicate any more comes back.
A duplicate is no row of the unified table, but of `unified.duplicate_record`; it stays a member of its entity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.asking import truth
from hub.release.agencies import look_up_authority
from hub.release.merging import remove
from hub.release.references import live
from hub.versions.order import record_prefix, staging, staging_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hub.datasets.declaration import Dataset
    from hub.release.transaction import Release

SENIOR, JUNIOR = "provincial", "departments"
"""The platform whose records are always published, and the one whose records may double them or each other."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The columns of a unified table that tell one paper from another."""

    number: str
    authority: str


PAPERS = {"licence": Paper("document_no", "issuer_code"), "penalty": Paper("decision_no", "authority_code")}
"""The tables in which records may double each other."""


def may_double(dataset: Dataset) -> bool:
    """Whether a record of `dataset` can be a duplicate."""
    return dataset.platform == JUNIOR and dataset.table in PAPERS


def settle_papers(release: Release, touched: Mapping[Dataset, sql.Identifier]) -> None:
    """Bring `unified.duplicate_record` to what the next release shows of the `touched` records (source_id).

    Junior records that share a number with one of them, now or before, become touched too. Rows of the unified tables
    that are duplicates now are taken out. Datasets whose duplicates changed are noted in `release.recount`.
    """
    for table in PAPERS:
        rows = {each: found for each, found in touched.items() if each.table == table}
        juniors = {each: found for each, found in rows.items() if each.platform == JUNIOR}
        seniors = {each: found for each, found in rows.items() if each.platform == SENIOR}
        if not _is_any(release, map(staging_table, juniors)):
            continue
        if _is_any(release, [sql.Identifier("unified", table)]):
            _touch_doubles(release, table, seniors, juniors)
        if _is_any(release, juniors.values()):
            double = _find_doubles(release, table, seniors, juniors)
            _withdraw(release, table, double)
            _remember(release, table, double, juniors)


def leave_out_duplicates(release: Release, touched: Mapping[Dataset, sql.Identifier]) -> None:
    """Take the duplicates out of the `touched` records (source_id), which then are the unified tables' rows."""
    for dataset, rows in touched.items():
        if may_double(dataset):
            release.run(
                "DELETE FROM {rows} AS touched USING unified.duplicate_record AS double WHERE platform = {platform} "
                "AND dataset = {dataset} AND double.source_id = touched.source_id",
                rows=rows,
                **_names(dataset),
            )


def sweep_duplicates(release: Release, dataset: Dataset, unsupported: sql.Identifier) -> None:
    """Forget the duplicates of `dataset` that staging no longer holds, and have those looked at again whose kept
    record (`id` of `unsupported`) is gone."""
    if dataset.table not in PAPERS:
        return
    release.run(
        "DELETE FROM unified.duplicate_record AS old WHERE platform = {platform} AND dataset = {dataset} "
        "AND NOT EXISTS (SELECT FROM {staging} AS version WHERE version.source_id = old.source_id "
        "AND released AND NOT is_delete)",
        staging=staging(dataset),
        **_names(dataset),
    )
    release.run(
        "INSERT INTO hub.relinked (record_id) SELECT concat_ws(':', platform, dataset, source_id) "
        "FROM unified.duplicate_record WHERE kept_id IN (SELECT id FROM {unsupported})",
        unsupported=unsupported,
    )


def _touch_doubles(
    release: Release, table: str, seniors: Mapping[Dataset, sql.Identifier], juniors: Mapping[Dataset, sql.Identifier]
) -> None:
    """Add to `juniors` the junior records whose number a touched record has or had."""
    parts = {
        "unified": sql.Identifier("unified", table),
        "number": sql.Identifier(PAPERS[table].number),
        "junior": sql.Literal(JUNIOR),
    }
    numbers = [
        sql.SQL(_NUMBERS).format(rows=rows, staging=staging(each), prefix=sql.Literal(record_prefix(each)), **parts)
        for each, rows in {**seniors, **juniors}.items()
    ]
    parts["numbers"] = release.work.make(f"touched_number_{table}", sql.SQL(" UNION ").join(numbers))
    found = release.work.make(f"doubling_{table}", sql.SQL(_DOUBLING).format(**parts))
    for each, rows in juniors.items():
        release.run(
            "INSERT INTO {rows} (SELECT source_id FROM {found} WHERE dataset = {dataset} EXCEPT SELECT * FROM {rows})",
            rows=rows,
            found=found,
            dataset=sql.Literal(each.name),
        )


def _find_doubles(
    release: Release, table: str, seniors: Mapping[Dataset, sql.Identifier], juniors: Mapping[Dataset, sql.Identifier]
) -> sql.Identifier:
    """The touched junior records that are duplicates: platform, dataset, source_id, id, kept_id."""
    parts = {
        "unified": sql.Identifier("unified", table),
        "number": sql.Identifier(PAPERS[table].number),
        "authority": sql.Identifier(PAPERS[table].authority),
        "senior": sql.Literal(SENIOR),
    }
    claim = release.work.make(
        f"claim_{table}", _all_of([_claims(each, rows, PAPERS[table]) for each, rows in juniors.items()])
    )
    touched = _all_of(
        [
            sql.SQL("SELECT {} || source_id FROM {}").format(sql.Literal(record_prefix(each)), rows)
            for each, rows in seniors.items()
        ]
    )
    papers = [
        sql.SQL(_TOUCHED_SENIORS).format(rows=rows, live=live(each), claim=claim, **parts)
        for each, rows in seniors.items()
    ]
    papers.append(sql.SQL(_UNTOUCHED_SENIORS).format(claim=claim, touched=touched, **parts))
    senior = release.work.make(f"senior_{table}", sql.SQL(_FIRST).format(papers=_all_of(papers)))
    return release.work.make(f"double_{table}", sql.SQL(_DOUBLES).format(claim=claim, senior=senior))


def _claims(dataset: Dataset, rows: sql.Identifier, paper: Paper) -> sql.Composed:
    """The live records of `rows` that name a paper: what a junior one does not send of its authority is looked up."""
    authority = look_up_authority(dataset)[paper.authority]
    return sql.SQL(_CLAIMS).format(
        rows=rows,
        live=live(dataset),
        number=sql.Identifier("version", paper.number),
        authority=authority.value,
        look_up=authority.join,
        **_names(dataset),
    )


def _withdraw(release: Release, table: str, double: sql.Identifier) -> None:
    """Take out the rows of records that are duplicates now; whoever follows the feed hears of it."""
    release.feed(
        table,
        sql.SQL(
            "SELECT id, 'retract' AS operation, NULL::text AS other_id, division_code FROM {} JOIN {} USING (id)"
        ).format(sql.Identifier("unified", table), double),
    )
    remove(release, table, sql.SQL("SELECT id FROM {}").format(double))


def _remember(release: Release, table: str, double: sql.Identifier, juniors: Mapping[Dataset, sql.Identifier]) -> None:
    for dataset, rows in juniors.items():
        gone = release.run(
            "DELETE FROM unified.duplicate_record AS old WHERE platform = {platform} AND dataset = {dataset} "
            "AND source_id IN (SELECT source_id FROM {rows}) AND source_id NOT IN "
            "(SELECT source_id FROM {double} WHERE dataset = {dataset})",
            rows=rows,
            double=double,
            **_names(dataset),
        )
        found = release.run(
            "INSERT INTO unified.duplicate_record AS old (platform, dataset, source_id, table_name, kept_id) "
            "SELECT platform, dataset, source_id, {table}, kept_id FROM {double} WHERE dataset = {dataset} "
            "ON CONFLICT (platform, dataset, source_id) DO UPDATE SET kept_id = excluded.kept_id "
            "WHERE old.kept_id <> excluded.kept_id",
            table=sql.Literal(table),
            double=double,
            dataset=sql.Literal(dataset.name),
        )
        if gone or found:
            release.recount.add(dataset.id)


def _names(dataset: Dataset) -> dict[str, sql.Composable]:
    return {"platform": sql.Literal(dataset.platform), "dataset": sql.Literal(dataset.name)}


def _all_of(queries: Sequence[sql.Composed]) -> sql.Composed:
    return sql.SQL(" UNION ALL ").join(queries)


def _is_any(release: Release, tables: Iterable[sql.Identifier]) -> bool:
    """Whether one of the tables has a row."""
    rows = [sql.SQL("EXISTS (SELECT FROM {})").format(each) for each in tables]
    return truth(release.connection, sql.SQL("SELECT {}").format(sql.SQL(" OR ").join(rows)))


_NUMBERS = """
SELECT version.{number} AS number FROM {rows} JOIN {staging} AS version USING (source_id)
WHERE released AND NOT is_delete AND version.{number} IS NOT NULL
UNION
SELECT shown.{number} FROM {rows} AS touched JOIN {unified} AS shown ON shown.id = {prefix} || touched.source_id
WHERE shown.{number} IS NOT NULL
"""

_DOUBLING = """
SELECT shown.dataset, shown.source_id FROM {unified} AS shown JOIN {numbers} ON number = shown.{number}
WHERE platform = {junior}
UNION
SELECT double.dataset, double.source_id FROM unified.duplicate_record AS double
JOIN {unified} AS shown ON shown.id = double.kept_id JOIN {numbers} ON number = shown.{number}
"""

_CLAIMS = """
SELECT version.id, {platform} AS platform, {dataset} AS dataset, version.source_id, {number} AS number,
       {authority} AS authority
FROM {rows} JOIN ({live}) AS version USING (source_id) {look_up}
WHERE {number} IS NOT NULL AND {authority} IS NOT NULL
"""

_TOUCHED_SENIORS = """
SELECT live.id, live.{number} AS number, live.{authority} AS authority FROM ({live}) AS live
JOIN {rows} USING (source_id) WHERE live.{number} IN (SELECT number FROM {claim})
"""

_UNTOUCHED_SENIORS = """
SELECT id, {number} AS number, {authority} AS authority FROM {unified}
WHERE platform = {senior} AND retracted_at IS NULL AND {number} IN (SELECT number FROM {claim})
  AND id NOT IN ({touched})
"""

_FIRST = """
SELECT number, authority, min(id COLLATE "C") AS id FROM ({papers}) AS record GROUP BY number, authority
"""

_DOUBLES = """
SELECT claim.*, kept.id AS kept_id FROM {claim} AS claim JOIN (
    SELECT number, authority, coalesce(min(senior.id), min(claim.id COLLATE "C")) AS id
    FROM {claim} AS claim LEFT JOIN {senior} AS senior USING (number, authority) GROUP BY number, authority
) AS kept USING (number, authority)
WHERE claim.id <> kept.id
"""
