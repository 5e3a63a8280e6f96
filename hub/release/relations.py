"""What follows upon what: successions of a release (`hub.linkage.succession`), from the registrations that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from psycopg import sql

from hub.database.asking import truth
from hub.database.copying import copy_in, copy_out
from hub.linkage.identity import MASKED, match_name
from hub.linkage.judgements import ON_SUCCESSION, SUCCESSIONS
from hub.linkage.succession import (
    COMPANIES,
    MOST_DAYS,
    PAIR_SCHEMA,
    RELATION_SCHEMA,
    Kind,
    judged,
    relation_id,
    successions,
)
from hub.names.business import parse
from hub.release.columns import listed, names
from hub.release.merging import insert_new, remove, update_changed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.release.transaction import Release

TABLE = "entity_relation"
_RELATION = sql.Identifier("unified", TABLE)


def merge_relations(release: Release, touched: sql.Identifier | None) -> None:
    """Bring `unified.entity_relation` to what the next release shows.

    `touched`: the table of the entities (`entity_id`) that the release looks at again, those that went included; None
    where it merges nothing. What people judged is looked at always.
    """
    looked_at = release.work.make(
        "related_entity",
        sql.SQL("SELECT link.entity_id FROM hub.link_judgement JOIN hub.record_entity AS link "
                "ON link.record_id IN (record_a, record_b) WHERE verdict = ANY ({}) AND link.entity_id IS NOT NULL {}")
        .format(
            sql.Literal(list(ON_SUCCESSION)),
            sql.SQL("UNION SELECT entity_id FROM {}").format(touched) if touched else sql.SQL(""),
        ),
    )  # fmt: skip
    if truth(release.connection, sql.SQL("SELECT NOT EXISTS (SELECT FROM {})").format(looked_at)):
        return
    wanted = _keep(release, judged(successions(_pairs(release, looked_at)), _judgements(release)))
    _merge(release, wanted, looked_at)


def _pairs(release: Release, looked_at: sql.Identifier) -> pl.DataFrame:
    """Two registrations each that may be a succession, where the release looks at one of the entities again."""
    parts = {"looked_at": looked_at, **_PARTS}
    of_one = [
        copy_out(
            release.connection,
            sql.SQL(_OF_ONE).format(shared=sql.Literal(shared), same=same, **parts),
            PAIR_SCHEMA,
        )
        for shared, same in _SAME.items()
    ]
    return pl.concat([*of_one, _renamed(release, parts)])


_SAME: dict[str, sql.Composable] = {
    "citizen_id": sql.SQL("old.citizen_id = new.citizen_id"),
    "principal_and_phone": sql.SQL(
        "old.legal_representative = new.legal_representative AND old.phone = new.phone "
        "AND old.legal_representative !~ {}"
    ).format(sql.Literal(MASKED)),
    "organisation_code": sql.SQL("old.organisation_code = new.organisation_code AND old.uscc <> new.uscc"),
}
"""What two registrations have in common that may be a succession, as conditions."""

_PARTS: dict[str, sql.Composable] = {
    "converted": sql.Literal(Kind.CONVERTED),
    "moved": sql.Literal(Kind.MOVED),
    "companies": sql.Literal(list(COMPANIES)),
    "days": sql.Literal(MOST_DAYS),
}

_OF_ONE = """
SELECT CASE WHEN is_move THEN {moved} ELSE {converted} END, old.entity_id, new.entity_id, old.name, new.name,
    coalesce(old.address, old.premises), coalesce(new.address, new.premises), old.division_code, new.division_code,
    {shared}, coalesce(fits, false)::text, CASE WHEN is_move THEN old.cancelled_on ELSE new.established_on END,
    to_char(least(old.retracted_at, new.retracted_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
FROM unified.registration AS old JOIN unified.registration AS new ON {same} AND old.entity_id <> new.entity_id,
    LATERAL (SELECT old.kind = new.kind AS is_move, abs(new.established_on - old.cancelled_on) <= {days} AS fits) AS _
WHERE (old.entity_id IN (SELECT entity_id FROM {looked_at}) OR new.entity_id IN (SELECT entity_id FROM {looked_at}))
AND CASE WHEN is_move THEN old.status = 'moved' AND new.status <> 'moved'
    ELSE old.kind = 'individual_business' AND new.kind = ANY ({companies})
    AND (coalesce(fits, old.status = 'cancelled') OR {shared} = 'organisation_code') END
"""


def _renamed(release: Release, parts: Mapping[str, sql.Composable]) -> pl.DataFrame:
    """Registrations that say what they were called, with the records of that name which are another entity's."""
    former = copy_out(release.connection, sql.SQL(_SAYING).format(), {"name": pl.String}).unique().sort("name")
    called = former.with_columns(former=parse(former["name"])["former_name"]).with_columns(former=match_name(_FORMER))
    called = called.drop_nulls("former")
    if called.is_empty():
        return pl.DataFrame(schema=PAIR_SCHEMA)
    table = release.work.make_empty("called", sql.SQL("name text, former text"))
    copy_in(release.connection, table, called)
    query = sql.SQL(_CALLED).format(called=table, renamed=sql.Literal(Kind.RENAMED), **parts)
    return copy_out(release.connection, query, PAIR_SCHEMA)


_FORMER = pl.col("former")

_SAYING = (
    "SELECT DISTINCT name FROM unified.registration WHERE name ~ '[^ ](原|曾用名|更名前)' AND entity_id IS NOT NULL"
)

_CALLED = """
SELECT DISTINCT CASE WHEN old.kind = 'individual_business' AND new.kind = ANY ({companies}) THEN {converted}
    ELSE {renamed} END, old.entity_id, new.entity_id, profile.name, called.name, NULL, NULL, NULL, NULL, 'former_name',
    'true', old.cancelled_on, to_char(new.retracted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
FROM {called} AS called JOIN hub.link_profile AS profile ON profile.name = called.former
JOIN hub.record_entity AS link USING (record_id) JOIN unified.entity AS old ON old.entity_id = link.entity_id
JOIN unified.registration AS new ON new.name = called.name AND new.entity_id <> old.entity_id
WHERE old.entity_id IN (SELECT entity_id FROM {looked_at}) OR new.entity_id IN (SELECT entity_id FROM {looked_at})
"""


def _judgements(release: Release) -> pl.DataFrame:
    """What people judged of successions, the oldest first: `kind` (null for none), predecessor_id and successor_id."""
    query = sql.SQL(
        "SELECT CASE WHEN verdict = ANY ({}) THEN verdict END, old.entity_id, new.entity_id "
        "FROM hub.link_judgement JOIN hub.record_entity AS old ON old.record_id = predecessor "
        "JOIN hub.record_entity AS new ON new.record_id IN (record_a, record_b) AND new.record_id <> predecessor "
        "WHERE withdrawn_at IS NULL AND verdict = ANY ({}) AND old.entity_id IS NOT NULL AND new.entity_id IS NOT NULL "
        "ORDER BY judgement_id"
    ).format(sql.Literal(list(SUCCESSIONS)), sql.Literal(list(ON_SUCCESSION)))
    schema = {"kind": pl.String, "predecessor_id": pl.String, "successor_id": pl.String}
    return copy_out(release.connection, query, schema)


def _keep(release: Release, found: pl.DataFrame) -> sql.Identifier:
    """`found` as a table of what there shall be, in the columns of the relations'."""
    ids = [relation_id(*each) for each in found.select("kind", "predecessor_id", "successor_id").iter_rows()]
    none = sql.SQL("SELECT {} FROM {} WHERE false").format(listed(names(TABLE)), _RELATION)
    table = release.work.make("wanted_relation", none, analyze=False)
    # What these are made of needs no quoting in an array's text form.
    grounds = "{" + pl.col("grounds").list.join(",") + "}"
    wanted = found.select(*RELATION_SCHEMA).with_columns(relation_id=pl.Series(ids, dtype=pl.String), grounds=grounds)
    copy_in(release.connection, table, wanted)
    release.run("ANALYZE {wanted}", wanted=table)
    return table


def _merge(release: Release, wanted: sql.Identifier, looked_at: sql.Identifier) -> None:
    parts = {"relation": _RELATION, "wanted": wanted, "looked_at": looked_at}
    gone = release.work.make("gone_relation", sql.SQL(_GONE).format(**parts))
    ends = sql.SQL(_ENDS)
    release.feed(TABLE, sql.SQL(_FED).format(operation=sql.Literal("retract"), relations=gone, ends=ends))
    remove(release, TABLE, sql.SQL("SELECT relation_id FROM {}").format(gone))
    known = sql.SQL("(SELECT relation_id FROM {})").format(_RELATION)
    insert_new(
        release,
        TABLE,
        sql.SQL("SELECT {} FROM {} WHERE relation_id NOT IN {}").format(listed(names(TABLE)), wanted, known),
        changes=sql.SQL(_FED).format(
            operation=sql.Literal("insert"),
            relations=sql.SQL("(SELECT wanted.* FROM {} AS wanted JOIN written ON id = relation_id)").format(wanted),
            ends=ends,
        ),
    )
    update_changed(release, TABLE, sql.SQL("SELECT * FROM {}").format(wanted))


_GONE = """
SELECT * FROM {relation} WHERE relation_id NOT IN (SELECT relation_id FROM {wanted})
AND (predecessor_id IN (SELECT entity_id FROM {looked_at}) OR successor_id IN (SELECT entity_id FROM {looked_at}))
"""

_ENDS = "entity.entity_id IN (relation.predecessor_id, relation.successor_id)"

_FED = """
SELECT DISTINCT relation.relation_id AS id, {operation} AS operation, NULL::text AS other_id, entity.division_code
FROM {relations} AS relation LEFT JOIN unified.entity AS entity ON {ends}
"""
"""Whoever is bound to the division of either entity has to hear of it."""
