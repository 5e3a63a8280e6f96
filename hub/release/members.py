"""Whose word counts for an entity in a release: its members, as staging holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.asking import number
from hub.linkage.golden import ATTRIBUTES
from hub.linkage.records import IDENTIFIERS, KIND_COLUMNS, party_kind
from hub.model import unified_table
from hub.release.columns import sql_type
from hub.release.duplicates import may_double
from hub.staging.tables import staging_columns
from hub.versions.order import staging

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.datasets.declaration import Dataset
    from hub.release.transaction import Release

DIVISION_OF_ENTITY = frozenset({"licence", "penalty"})
"""Tables whose rows take their entity's division where the source sends none; what it sends is kept as evidence."""


PART = 20_000
"""About how many entities are looked at in one go: it bounds the memory that a release takes."""


@dataclass(frozen=True, slots=True)
class Members:
    """The members of the entities that a release looks at again.

    `life`: entity_id, source_count, platforms, retracted_at (null = some member is live), are_duplicates (all live
    members are), of each that has members; `parts`: into how many parts the entities fall.
    """

    datasets: Sequence[Dataset]
    member: sql.Identifier
    life: sql.Identifier
    parts: int

    def words(self, part: int) -> Mapping[str, sql.Composable]:
        """For each record table the records that speak for an entity of `part`, with what golden values need.

        Live members speak, but for duplicates where others do; where none is live, those that were the last to go.
        """
        return {
            table: sql.SQL("({})").format(
                sql.SQL(" UNION ALL ").join([_words(self, each, part) for each in self.datasets if each.table == table])
            )
            for table in {each.table for each in self.datasets}
        }


def gather(release: Release, entities: sql.Identifier, datasets: Sequence[Dataset]) -> Members:
    """The members of `entities` (entity_id) among the records of `datasets`, whose links are up to date."""
    linked = release.make(
        "linked",
        sql.SQL(
            "SELECT entity_id, platform, dataset, source_id, evidence "
            "FROM unified.entity_link JOIN {} USING (entity_id)"
        ).format(entities),
    )
    member = release.make("member", sql.SQL(" UNION ALL ").join([_members(each, linked) for each in datasets]))
    life = release.make(
        "life",
        sql.SQL(
            "SELECT entity_id, count(*) FILTER (WHERE retracted_at IS NULL)::int AS source_count, "
            "coalesce(array_agg(DISTINCT platform) FILTER (WHERE retracted_at IS NULL), '{{}}') AS platforms, "
            "CASE WHEN bool_and(retracted_at IS NOT NULL) THEN max(retracted_at) END AS retracted_at, "
            "coalesce(bool_and(is_duplicate) FILTER (WHERE retracted_at IS NULL), false) AS are_duplicates "
            "FROM {} GROUP BY entity_id"
        ).format(member),
    )
    entities_found = number(release.connection, sql.SQL("SELECT count(*) FROM {}").format(life))
    return Members(datasets, member, life, -(-entities_found // PART))


def evidence(dataset: Dataset) -> sql.Composed:
    """What a staged record `version` says about its entity: its identifiers and its observations; {} is null."""
    pairs = [
        sql.SQL("{}, {}").format(sql.Literal(each), sql.Identifier("version", f"link_{each}")) for each in IDENTIFIERS
    ]
    if dataset.table in DIVISION_OF_ENTITY and "division_code" in staging_columns(dataset):
        pairs.append(sql.SQL("'division_code', version.{}").format(sql.Identifier("division_code")))
    return sql.SQL(
        "nullif(jsonb_strip_nulls(jsonb_build_object({}) || coalesce(version.evidence, '{{}}')), '{{}}')"
    ).format(sql.SQL(", ").join(pairs))


def _members(dataset: Dataset, linked: sql.Identifier) -> sql.Composed:
    return sql.SQL(
        "SELECT linked.*, version.version_hash, "
        "coalesce(deletion.source_updated_at, deletion.landed_at) AS retracted_at, {is_duplicate} AS is_duplicate "
        "FROM {linked} AS linked JOIN {staging} AS version USING (source_id) "
        "LEFT JOIN {staging} AS deletion ON deletion.source_id = version.source_id "
        "AND deletion.released AND deletion.is_delete "
        "WHERE linked.platform = {platform} AND linked.dataset = {dataset} "
        "AND version.released AND NOT version.is_delete"
    ).format(
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


def _words(members: Members, dataset: Dataset, part: int) -> sql.Composed:
    columns = sorted(
        {
            source.column
            for attribute in ATTRIBUTES
            for rank in attribute.ranks
            for source in rank
            if source.table == dataset.table and not source.is_evidence
        }
    )
    return sql.SQL(
        "SELECT member.entity_id, member.platform, member.dataset, member.source_id, "
        "version.source_updated_at AS observed_at, member.evidence, {columns} "
        "FROM {member} AS member JOIN {life} AS life USING (entity_id) JOIN {staging} AS version USING (version_hash) "
        "WHERE member.platform = {platform} AND member.dataset = {dataset} "
        "AND member.retracted_at IS NOT DISTINCT FROM life.retracted_at "
        "AND (life.are_duplicates OR NOT member.is_duplicate) "
        "AND (hashtext(member.entity_id) & 2147483647) % {parts} = {part}"
    ).format(
        columns=sql.SQL(", ").join([_column(dataset, each) for each in columns]),
        member=members.member,
        life=members.life,
        staging=staging(dataset),
        platform=sql.Literal(dataset.platform),
        dataset=sql.Literal(dataset.name),
        parts=sql.Literal(members.parts),
        part=sql.Literal(part),
    )


def _column(dataset: Dataset, name: str) -> sql.Composed:
    if name == KIND_COLUMNS.get(dataset.table):
        value = party_kind(dataset)
    elif name in staging_columns(dataset):
        value = sql.Identifier("version", name)
    else:
        value = sql.SQL("NULL::{}").format(sql_type(unified_table(dataset.table).columns[name]))
    return sql.SQL("{} AS {}").format(value, sql.Identifier(name))
