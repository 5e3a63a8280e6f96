"""The record tables of a release: which rows it has to look at again, and what each of them shall hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.asking import number
from hub.database.bulk import indexes_afterwards
from hub.linkage.records import KIND_COLUMNS, party_kind
from hub.model import unified_table
from hub.release.agencies import AGENCIES, look_up_authority, newly_decided_by_another
from hub.release.columns import names, sql_type, title
from hub.release.members import DIVISION_OF_ENTITY
from hub.release.merging import feed_owned, feed_shared, insert_new, update_changed
from hub.release.references import REFERENCES, Lookup, fed_by, feeding, live, look_up, own
from hub.release.steps import merge_steps
from hub.release.transaction import STAGE
from hub.staging.tables import staging_columns
from hub.versions.order import record_prefix, staging

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from hub.datasets.declaration import Dataset
    from hub.release.transaction import Release


@dataclass(frozen=True, slots=True)
class Touched:
    """The rows of `dataset` that a release looks at again: a table of `source_id`, unique."""

    dataset: Dataset
    rows: sql.Identifier


def relinked_datasets(release: Release) -> frozenset[str]:
    """The prefixes of the datasets' records (`record_prefix`) that have another link."""
    found = release.connection.execute(
        "SELECT DISTINCT split_part(record_id, ':', 1), split_part(record_id, ':', 2) FROM hub.relinked"
    )
    return frozenset(f"{platform}:{name}:" for platform, name in found)


def touched_rows(release: Release, dataset: Dataset, settled: sql.Identifier | None, relinked: Set[str]) -> Touched:
    """The rows of `dataset` with newly released versions (`settled`: their keys, each once) or another link.

    `relinked`: the prefixes of the datasets with any such link.
    """
    prefix = record_prefix(dataset)
    keys = sql.SQL("SELECT source_id FROM {}").format(settled) if settled else sql.SQL("SELECT NULL WHERE false")
    if prefix in relinked:
        keys = sql.SQL(
            "{keys} UNION SELECT substr(record_id, length({prefix}) + 1) FROM hub.relinked "
            "WHERE starts_with(record_id, {prefix})"
        ).format(keys=keys, prefix=sql.Literal(prefix))
    rows = release.work.make(
        f"touched_{dataset.staging_table}", sql.SQL("SELECT source_id::text FROM ({}) AS key (source_id)").format(keys)
    )
    return Touched(dataset, rows)


def touch_moved(release: Release, touched: Touched, moved: sql.Identifier) -> None:
    """Add the rows that take their division from an entity of `moved` (entity_id)."""
    dataset = touched.dataset
    if dataset.table not in DIVISION_OF_ENTITY:
        return
    sent = "version.division_code IS NULL" if "division_code" in staging_columns(dataset) else "true"
    _touch(
        release,
        touched,
        sql.SQL(
            "SELECT version.source_id FROM hub.record_entity AS link JOIN {moved} USING (entity_id) "
            "JOIN {staging} AS version USING (source_id) "
            "WHERE link.platform = {platform} AND link.dataset = {dataset} AND released AND NOT is_delete AND {sent}"
        ).format(
            moved=moved,
            staging=staging(dataset),
            platform=sql.Literal(dataset.platform),
            dataset=sql.Literal(dataset.name),
            sent=sql.SQL(sent),
        ),
    )


TARGETS = frozenset(target.id for reference in REFERENCES for target in reference.targets)
"""The datasets whose records others refer to."""


def relived(release: Release, dataset: Dataset, settled: sql.Identifier) -> sql.Identifier:
    """The keys of `settled` that become live in this release, or are no longer."""
    return release.work.make(
        f"relived_{dataset.staging_table}",
        sql.SQL(
            "SELECT settled.source_id FROM {settled} AS settled "
            "LEFT JOIN ({live}) AS live USING (source_id) "
            "LEFT JOIN {unified} AS shown ON shown.id = {prefix} || settled.source_id AND shown.retracted_at IS NULL "
            "WHERE (live.id IS NULL) <> (shown.id IS NULL)"
        ).format(
            settled=settled,
            live=live(dataset),
            unified=sql.Identifier("unified", dataset.table),
            prefix=sql.Literal(record_prefix(dataset)),
        ),
    )


def touch_referring(release: Release, touched: Touched, relived_keys: Mapping[str, sql.Identifier]) -> None:
    """Add the rows that name a record which becomes live or is no longer: `relived_keys` by dataset id."""
    dataset = touched.dataset
    for reference in REFERENCES:
        if reference.dataset != dataset or reference.feeds_target:
            continue
        keys = [
            sql.SQL("SELECT source_id FROM {}").format(relived_keys[each.id])
            for each in reference.targets
            if each.id in relived_keys
        ]
        if keys:
            query = sql.SQL(
                "SELECT source_id FROM {staging} AS version WHERE released AND NOT is_delete AND {key} IN ({keys})"
            ).format(staging=staging(dataset), key=reference.key("version"), keys=sql.SQL(" UNION ALL ").join(keys))
            _touch(release, touched, query)


def touch_fed(release: Release, touched: Touched, settled: Mapping[str, sql.Identifier]) -> None:
    """Add the rows that another dataset's records feed now or no longer: `settled` by dataset id."""
    dataset = touched.dataset
    for column in {each.column for each in REFERENCES if each.feeds_target and dataset in each.targets}:
        for reference in feeding(dataset, column):
            if reference.dataset.id not in settled:
                continue
            mine = own(dataset, column)
            empty = sql.SQL("version.{} IS NULL").format(sql.Identifier(mine.value)) if mine else sql.SQL("true")
            query = sql.SQL(
                "SELECT version.source_id FROM {staging} AS version "
                "LEFT JOIN ({fed}) AS fed ON fed.key = version.source_id "
                "JOIN {unified} AS shown ON shown.id = {prefix} || version.source_id "
                "WHERE released AND NOT is_delete AND {empty} AND shown.{column} IS DISTINCT FROM fed.id"
            ).format(
                staging=staging(dataset),
                fed=fed_by(reference),
                unified=sql.Identifier("unified", dataset.table),
                prefix=sql.Literal(record_prefix(dataset)),
                empty=empty,
                column=sql.Identifier(column),
            )
            _touch(release, touched, query)


def touch_decided(release: Release, touched: Touched, settled: Mapping[str, sql.Identifier]) -> None:
    """Add the rows whose authority is another one by the agencies that the release takes: `settled` by dataset id."""
    query = newly_decided_by_another(touched.dataset) if AGENCIES.id in settled else None
    if query is not None:
        _touch(release, touched, query)


def _touch(release: Release, touched: Touched, query: sql.Composed) -> None:
    release.run("INSERT INTO {rows} ({query} EXCEPT SELECT source_id FROM {rows})", rows=touched.rows, query=query)


def merge_table(release: Release, table: str, touched: Sequence[Touched]) -> None:
    """Bring `unified.<table>` to what the next release shows of the touched rows."""
    release.progress.advance(STAGE, title(table), 0)
    steps = merge_steps(release, [(each.dataset, each.rows) for each in touched])
    for each in touched:
        release.connection.execute(sql.SQL("ANALYZE {}").format(each.rows))
    lookups = {
        each.dataset: {**look_up(release, each.dataset, each.rows), **look_up_authority(each.dataset)}
        for each in touched
    }
    fresh: list[sql.Composed] = []
    known: list[sql.Composed] = []
    count = 0
    for each in touched:
        found = lookups[each.dataset]
        unknown = _split(release, each, is_known=False)
        new = number(release.connection, sql.SQL("SELECT count(*) FROM {}").format(unknown))
        if new:
            fresh.append(_row_query(each.dataset, unknown, found))
        known.append(_row_query(each.dataset, _split(release, each, is_known=True) if new else each.rows, found))
        count += new
    with indexes_afterwards(release.connection, sql.Identifier("unified", table), count):
        for rows in fresh:
            insert_new(release, table, rows)
    also = sql.SQL("SELECT id FROM {}").format(steps) if steps else None
    changed = update_changed(release, table, sql.SQL(" UNION ALL ").join(known), also)
    feed_owned(release, table, changed)
    feed_shared(release, table)
    done = sum(release.counts.get(table, {}).values())
    release.progress.advance(STAGE, title(table), done, done)


def _split(release: Release, touched: Touched, *, is_known: bool) -> sql.Identifier:
    """Those of the touched rows that the unified table has, or has not."""
    return release.work.make(
        f"{'known' if is_known else 'fresh'}_{touched.dataset.staging_table}",
        sql.SQL(
            "SELECT source_id FROM {rows} AS touched WHERE {exists} "
            "(SELECT FROM {unified} AS old WHERE old.id = {prefix} || touched.source_id)"
        ).format(
            rows=touched.rows,
            exists=sql.SQL("EXISTS" if is_known else "NOT EXISTS"),
            unified=sql.Identifier("unified", touched.dataset.table),
            prefix=sql.Literal(record_prefix(touched.dataset)),
        ),
    )


def _row_query(dataset: Dataset, rows: sql.Identifier, lookups: Mapping[str, Lookup]) -> sql.Composed:
    """What the records `rows` (source_id) shall be in the unified table: its columns but the stamps, in order."""
    return sql.SQL(
        "SELECT {columns} FROM {rows} AS touched JOIN {staging} AS version USING (source_id) "
        "LEFT JOIN {staging} AS deletion ON deletion.source_id = version.source_id "
        "AND deletion.released AND deletion.is_delete {entity} {lookups} "
        "WHERE version.released AND NOT version.is_delete"
    ).format(
        columns=sql.SQL(", ").join(
            [
                sql.SQL("{} AS {}").format(_value(dataset, each, lookups), sql.Identifier(each))
                for each in names(dataset.table)
            ]
        ),
        rows=rows,
        staging=staging(dataset),
        entity=_entity(dataset),
        lookups=sql.SQL(" ").join([each.join for each in lookups.values()]),
    )


def _entity(dataset: Dataset) -> sql.Composable:
    """The join to the record's entity, where the table's rows have one."""
    if "entity_id" not in unified_table(dataset.table).columns:
        return sql.SQL("")
    return sql.SQL(
        "LEFT JOIN hub.record_entity AS link ON link.record_id = {} || version.source_id "
        "AND link.platform = {} AND link.dataset = {} "
        "LEFT JOIN unified.entity AS entity ON entity.entity_id = link.entity_id"
    ).format(*map(sql.Literal, (record_prefix(dataset), dataset.platform, dataset.name)))


def _value(dataset: Dataset, column: str, lookups: Mapping[str, Lookup]) -> sql.Composable:
    """Where the value of a unified column comes from, over the relations of `row_query`."""
    fixed: dict[str, sql.Composable] = {
        "id": sql.SQL("{} || version.source_id").format(sql.Literal(record_prefix(dataset))),
        "platform": sql.Literal(dataset.platform),
        "dataset": sql.Literal(dataset.name),
        "retracted_at": sql.SQL("coalesce(deletion.source_updated_at, deletion.landed_at)"),
        "entity_id": sql.SQL("link.entity_id"),
    }
    if column in fixed:
        return fixed[column]
    if column in lookups:
        return lookups[column].value
    if column == KIND_COLUMNS.get(dataset.table):
        return party_kind(dataset)
    staged: sql.Composable = (
        sql.Identifier("version", column)
        if column in staging_columns(dataset)
        else sql.SQL("NULL::{}").format(sql_type(unified_table(dataset.table).columns[column]))
    )
    if column == "division_code" and dataset.table in DIVISION_OF_ENTITY:
        # A place that was sent and that nobody knows is not one that was left out.
        return sql.SQL(
            "CASE WHEN version.unmapped ? 'division_code' THEN NULL ELSE coalesce({}, entity.division_code) END"
        ).format(staged)
    return staged
