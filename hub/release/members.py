"""Whose word counts for an entity in a release: its members, as staging holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from hub.linkage.golden import ATTRIBUTES
from hub.linkage.records import IDENTIFIERS, KIND_COLUMNS, party_kind
from hub.model import unified_table
from hub.release.columns import sql_type
from hub.release.duplicates import may_double
from hub.staging.tables import staging_columns
from hub.versions.order import staging

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hub.datasets.declaration import Dataset
    from hub.release.transaction import Release

DIVISION_OF_ENTITY = frozenset({"licence", "penalty"})
"""Tables whose rows take their entity's division where the source sends none; what it sends is kept as evidence."""


PART = 20_000
"""How many entities are looked at in one go: it bounds the memory that a release takes."""


@dataclass(frozen=True, slots=True)
class Members:
    """The members of the entities that a release looks at again.

    `life`: entity_id, part, source_count, platforms, retracted_at (null = some member is live), are_duplicates (all
    live members are), of each that has members; `parts`: into how many parts the entities fall.
    """

    tables: Mapping[Dataset, sql.Identifier]
    life: sql.Identifier
    parts: int

    def words(self, part: int) -> Mapping[str, sql.Composable]:
        """For each record table the records that speak for an entity of `part`, with what golden values need.

        Live members speak, but for duplicates where others do; where none is live, those that were the last to go.
        """
        speaking: dict[str, list[sql.Composed]] = {}
        for dataset, members in self.tables.items():
            speaking.setdefault(dataset.table, []).append(
                sql.SQL(_SPEAKING).format(members=members, life=self.life, part=sql.Literal(part))
            )
        return {table: sql.SQL("({})").format(sql.SQL(" UNION ALL ").join(each)) for table, each in speaking.items()}


_SPEAKING = """
SELECT member.* FROM {members} AS member JOIN {life} AS life USING (entity_id)
WHERE member.part = {part} AND life.part = {part}
AND member.member_retracted_at IS NOT DISTINCT FROM life.retracted_at
AND (life.are_duplicates OR NOT member.is_duplicate)
"""


def gather(release: Release, entities: sql.Identifier, datasets: Sequence[Dataset]) -> Members:
    """The members of `entities` (entity_id) among the records of `datasets`, whose links are up to date."""
    linked = release.work.make(
        "linked",
        sql.SQL(
            "SELECT entity_id, platform, dataset, source_id, evidence "
            "FROM unified.entity_link JOIN {} USING (entity_id)"
        ).format(entities),
    )
    bounds = _bounds(release, entities)
    found = present(release, linked, datasets)
    if len(found) > 1:
        release.run("CREATE INDEX ON {linked} (platform, dataset)", linked=linked)
    tables = {
        each: release.work.make(f"member_{each.staging_table}", _members(each, linked, bounds), analyze=False)
        for each in found
    }
    life = release.work.make("life", sql.SQL(_LIFE).format(members=_all_members(tables.values())))
    if bounds:
        for table in (*tables.values(), life):
            release.run("CREATE INDEX ON {table} (part)", table=table)
    return Members(tables, life, 1 + len(bounds))


def _bounds(release: Release, entities: sql.Identifier) -> list[str]:
    """The first entity of every part but the first: parts are ranges of ids, so that a table is filled in order."""
    query = sql.SQL(_BOUNDS).format(entities=entities, size=sql.Literal(PART))
    return [entity_id for (entity_id,) in release.connection.execute(query)]


_BOUNDS = """
SELECT entity_id FROM (
    SELECT entity_id, row_number() OVER (ORDER BY entity_id COLLATE "C") AS place FROM {entities}) AS ranked
WHERE place % {size} = 0 ORDER BY place
"""


def present(release: Release, records: sql.Identifier, datasets: Sequence[Dataset]) -> list[Dataset]:
    """Those of `datasets` that have any record in `records` (platform, dataset)."""
    found = release.connection.execute(
        sql.SQL("SELECT platform, dataset FROM {} GROUP BY platform, dataset").format(records)
    ).fetchall()
    return [each for each in datasets if (each.platform, each.name) in set(found)]


def _all_members(tables: Iterable[sql.Identifier]) -> sql.Composable:
    """The members of all `tables` as one relation; without tables one of no rows."""
    wanted = "entity_id, platform, part, member_retracted_at, is_duplicate"
    if not tables:
        return sql.SQL("SELECT NULL::text, NULL::text, NULL::int, NULL::timestamptz, NULL::boolean WHERE false")
    return sql.SQL(" UNION ALL ").join([sql.SQL("SELECT {} FROM {}").format(sql.SQL(wanted), each) for each in tables])


_LIFE = """
SELECT entity_id, part, count(*) FILTER (WHERE member_retracted_at IS NULL)::int AS source_count,
    coalesce(array_agg(DISTINCT platform) FILTER (WHERE member_retracted_at IS NULL), '{{}}') AS platforms,
    CASE WHEN bool_and(member_retracted_at IS NOT NULL) THEN max(member_retracted_at) END AS retracted_at,
    coalesce(bool_and(is_duplicate) FILTER (WHERE member_retracted_at IS NULL), false) AS are_duplicates
FROM ({members}) AS member (entity_id, platform, part, member_retracted_at, is_duplicate) GROUP BY entity_id, part
"""


def evidence(dataset: Dataset) -> sql.Composed:
    """What a staged record `version` says about its entity: its identifiers and its observations; {} is null."""
    said = {each: sql.Identifier("version", f"link_{each}") for each in IDENTIFIERS}
    if dataset.table in DIVISION_OF_ENTITY and "division_code" in staging_columns(dataset):
        said["division_code"] = sql.Identifier("version", "division_code")
    pairs = [
        sql.SQL("CASE WHEN {value} IS NOT NULL THEN {name} END, {value}").format(name=sql.Literal(name), value=value)
        for name, value in said.items()
    ]
    # Nulls that are not put in need not be stripped.
    return sql.SQL(
        "nullif(jsonb_object(array_remove(ARRAY[{}], NULL)) || coalesce(version.evidence, '{{}}'), '{{}}')"
    ).format(sql.SQL(", ").join(pairs))


def _members(dataset: Dataset, linked: sql.Identifier, bounds: Sequence[str]) -> sql.Composed:
    """The records of `dataset` in `linked`, with what golden values need of them, whether live and in which part."""
    return sql.SQL(
        'SELECT linked.*, width_bucket(linked.entity_id COLLATE "C", {bounds}::text[]) AS part, '
        "version.source_updated_at AS observed_at, "
        "coalesce(deletion.source_updated_at, deletion.landed_at) AS member_retracted_at, "
        "{is_duplicate} AS is_duplicate, {columns} "
        "FROM {linked} AS linked JOIN {staging} AS version USING (source_id) "
        "LEFT JOIN {staging} AS deletion ON deletion.source_id = version.source_id "
        "AND deletion.released AND deletion.is_delete "
        "WHERE linked.platform = {platform} AND linked.dataset = {dataset} "
        "AND version.released AND NOT version.is_delete"
    ).format(
        bounds=sql.Literal(list(bounds)),
        columns=sql.SQL(", ").join([_column(dataset, each) for each in _spoken_columns(dataset)]),
        linked=linked,
        staging=staging(dataset),
        platform=sql.Literal(dataset.platform),
        dataset=sql.Literal(dataset.name),
        is_duplicate=sql.SQL(
            "EXISTS (SELECT FROM unified.duplicate_record AS double WHERE (double.platform, double.dataset, "
            "double.source_id) = (linked.platform, linked.dataset, linked.source_id))"
            if may_double(dataset)
            else "false"
        ),
    )


def _spoken_columns(dataset: Dataset) -> list[str]:
    """The columns of the dataset's table that golden values are taken from."""
    return sorted(
        {
            source.column
            for attribute in ATTRIBUTES
            for rank in attribute.ranks
            for source in rank
            if source.table == dataset.table and not source.is_evidence
        }
    )


def _column(dataset: Dataset, name: str) -> sql.Composed:
    if name == KIND_COLUMNS.get(dataset.table):
        value = party_kind(dataset)
    elif name in staging_columns(dataset):
        value = sql.Identifier("version", name)
    else:
        value = sql.SQL("NULL::{}").format(sql_type(unified_table(dataset.table).columns[name]))
    return sql.SQL("{} AS {}").format(value, sql.Identifier(name))
