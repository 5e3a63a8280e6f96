"""One supervised entity with everything about it, in one statement and so of one release."""

from __future__ import annotations

import re

from psycopg import sql

from hub.serving.relations import EDITION, MARTS, RELATIONS, TABLES

USCC = re.compile(r"[0-9A-HJ-NP-RT-UW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RT-UW-Y]{10}")
"""What reads like a unified social credit code (GB 32100-2015), whatever its check digit."""
LONGEST = 200
MOST = 50
"""Rows of each list; the rest is read by pages, with a filter by `entity_id`."""

OPEN_INCIDENT = "closed_at IS NULL AND coalesce(status, '') NOT IN ('closed', 'voided')"

LISTS = {
    "licences": ("licence", "decided_on", "true"),
    "inspections": ("inspection", "inspected_on", "true"),
    "penalties": ("penalty", "decided_on", "true"),
    "coercive_measures": ("coercive_measure", "begins_on", "true"),
    "open_incidents": ("incident", "reported_at", OPEN_INCIDENT),
}
"""Each list: the table it shows rows of, the newest by which column first, and which rows; never retracted ones."""

_BY_CODE = sql.SQL("SELECT * FROM {entity} WHERE uscc = %s ORDER BY retracted_at IS NOT NULL, entity_id LIMIT 1")
_BY_ID = sql.SQL(
    # Asked for once as a whole, the id leads to the view's index; a function of it would not get past the barrier.
    "SELECT * FROM {entity} WHERE entity_id = "
    "(SELECT coalesce((SELECT entity_id FROM {alias} WHERE alias_id = %s), %s))"
)
_LIST = sql.SQL(
    "(SELECT coalesce(json_agg(row_to_json(each)), '[]'::json) FROM (SELECT * FROM {table} "
    "WHERE entity_id = e.entity_id AND retracted_at IS NULL AND {which} ORDER BY {newest} DESC NULLS LAST, id "
    "LIMIT {most}) AS each)"
)
_PROFILE = sql.SQL(
    "WITH e AS MATERIALIZED ({entity}), r AS MATERIALIZED (SELECT {schema}.last_release() AS id) "
    "SELECT r.id, json_build_object('release', r.id, 'entity', row_to_json(e), {parts})::text FROM e, r"
)


def statement(key: str) -> tuple[bytes, list[str]]:
    """The statement, with its parameters, that gives the release and the profile as JSON; no row where none is seen.

    `key` is an entity id, an alias of one, or a unified social credit code.
    """
    if USCC.fullmatch(key):
        return BY_CODE, [key]
    return BY_ID, [key, key]


def _profile(entity: sql.SQL) -> bytes:
    parts = [
        sql.SQL("{}, {}").format(
            sql.Literal(name),
            _LIST.format(
                table=_view(table),
                which=sql.SQL(which),
                newest=sql.Identifier(newest),
                most=sql.Literal(MOST),
            ),
        )
        for name, (table, newest, which) in LISTS.items()
    ]
    if "entity_profile" in RELATIONS[MARTS]:
        summary = sql.SQL("(SELECT row_to_json(p) FROM {} AS p WHERE p.entity_id = e.entity_id)").format(
            RELATIONS[MARTS]["entity_profile"].identifier
        )
        parts.insert(0, sql.SQL("'summary', {}").format(summary))
    return _PROFILE.format(
        entity=entity.format(entity=_view("entity"), alias=_view("entity_alias")),
        schema=sql.Identifier(EDITION.schema),
        parts=sql.SQL(", ").join(parts),
    ).as_bytes()


def _view(table: str) -> sql.Identifier:
    return RELATIONS[TABLES][table].identifier


BY_CODE = _profile(_BY_CODE)
BY_ID = _profile(_BY_ID)
