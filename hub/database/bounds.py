"""What a reader who is bound to divisions sees: its own rows, and nothing that tells of others.

A row is its division's. Besides hiding rows, the views hide from a bound reader what is computed over rows of any
division (`ELSEWHERE`) and whether a row that is referred to exists (`REFERENCES`); all of it costs a reader who is not
bound one question for each statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.model import METADATA, unified_table
from hub.model.classification import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Table

UNBOUND = sql.SQL("(SELECT hub.reader_is_unbound())")
DIVISIONS = sql.SQL("(SELECT hub.reader_divisions())::text[]")
"""Asked once in each part of a statement that needs it. As functions they cost nothing where nobody needs them: as
queries, every statement had to plan and open their tables a hundred times."""

BOUND = sql.SQL(
    "(SELECT reader, division_code FROM hub.reader_division "
    "UNION ALL SELECT reader, NULL FROM hub.reader WHERE is_bound)"
)
"""Who is bound, and to what: a reader who is bound and has no division sees nothing."""

SCOPE = sql.SQL(
    # A bound user stays bound under SET ROLE; a service that is not bound takes on the reader that it sets. The
    # setting is asked and not current_user, which inside a function may be the function's owner.
    "SELECT b.division_code FROM {bound} AS b WHERE b.reader = CASE "
    "WHEN EXISTS (SELECT FROM {bound} AS own WHERE own.reader = session_user) THEN session_user::text "
    "ELSE coalesce(nullif(current_setting('role'), 'none'), session_user) END"
).format(bound=BOUND)
"""The divisions of the reader who asks; no row: it is not bound."""

FUNCTIONS = tuple(
    sql.SQL(
        "CREATE OR REPLACE FUNCTION hub.{} RETURNS {} LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE "
        "SET search_path = pg_catalog AS {}"
    ).format(sql.SQL(signature), sql.SQL(returns), sql.Literal(f"BEGIN RETURN {value}; END"))
    for signature, returns, value in (
        ("reader_is_unbound()", "boolean", "NOT EXISTS (SELECT FROM hub.reader_scope)"),
        ("reader_divisions()", "text[]", "ARRAY(SELECT division_code FROM hub.reader_scope)"),
        ("mask_salt()", "bytea", "(SELECT value FROM hub.secret WHERE name = 'mask')"),
    )
)
"""What the views ask; a reader cannot call them, having no right on schema `hub`."""

_HIDDEN = sql.SQL("NULL")


def _own_rows(table: str, what: str) -> sql.Composed:
    return sql.SQL("(SELECT {} FROM {} AS o WHERE o.entity_id = t.entity_id AND o.retracted_at IS NULL AND {})").format(
        sql.SQL(what), sql.Identifier("unified", table), _within(sql.SQL("o"), "division_code")
    )


def _within(alias: sql.SQL, division: str) -> sql.Composed:
    return sql.SQL("{}.{} = ANY ({})").format(alias, sql.Identifier(division), DIVISIONS)


ELSEWHERE: dict[str, dict[str, sql.Composable]] = {
    "entity": dict.fromkeys(("source_count", "platforms", "provenance"), _HIDDEN),
    "entity_profile": {
        "licence_count": _own_rows("licence", "count(*)::integer"),
        "inspection_count": _own_rows("inspection", "count(*)::integer"),
        "last_inspected_on": _own_rows("inspection", "max(o.inspected_on)"),
        "penalty_count": _own_rows("penalty", "count(*)::integer"),
        "fine_yuan_total": _own_rows("penalty", "coalesce(sum(o.fine_yuan), 0)::numeric(18, 2)"),
        "last_penalised_on": _own_rows("penalty", "max(o.decided_on)"),
        "coercive_measure_count": _own_rows("coercive_measure", "count(*)::integer"),
        "incident_count": _own_rows("incident", "count(*)::integer"),
        **dict.fromkeys(
            (
                "valid_licence_count",
                "expiring_licence_count",
                "failed_inspection_count",
                "open_incident_count",
                "risk_level",
                "updated_at",
            ),
            _HIDDEN,
        ),
    },
    "closure": dict.fromkeys(("chain_id", "handed_to_id", "handing", "handed_at", "holder_name", "ask_name"), _HIDDEN),
    "licence_watch": {
        "last_supervised_on": _HIDDEN,
        "finding": sql.SQL("CASE WHEN t.finding = 'supervised_after_expiry' THEN 'expired' ELSE t.finding END"),
    },
}
"""By table, the columns computed over rows of any division, and what a bound reader sees there instead.

Not among them: when an own lead was inspected, penalised and closed (`closure`), whoever did it.
"""

ACROSS = frozenset({"joint_inspection", "one_matter"})
"""Tables of which every row is computed over rows of any division: a bound reader sees none."""

REFERENCES = {
    "inspection_id": ("inspection", "id"),
    "lead_incident_id": ("incident", "id"),
    "origin_id": ("incident", "id"),
    "chain_id": ("incident", "id"),
    "place_id": ("place", "id"),
    "predecessor_id": ("entity", "entity_id"),
    "successor_id": ("entity", "entity_id"),
}
"""Columns that were found out to refer to a row, which may be another division's; not `entity_id`, which is a record's
own: whom it concerns."""

LINKED = ("registration", "place", "licence", "inspection", "penalty", "coercive_measure", "incident")
"""The record tables whose records `entity_link` and `entity_value` speak of."""


def reading_of(table: Table) -> Reading:
    """How the table's rows are told apart."""
    found = table.info.get("reading")
    return found if isinstance(found, Reading) else Reading()


def row(table: Table) -> tuple[sql.SQL, Reading]:
    """Where kind and division of the row stand: alias and reading of the table itself or of its parent."""
    found = reading_of(table)
    if found.parent is None:
        return sql.SQL("t"), found
    return sql.SQL("p"), reading_of(unified_table(found.parent))


def visible(table: Table) -> sql.Composable:
    """Whether the reader may see the row, which stands under `t` (its parent under `p`); reference data are for all."""
    if table.name in ACROSS:
        return UNBOUND
    conditions = list(_conditions(table))
    if not conditions:
        return sql.SQL("true")
    return sql.SQL("({})").format(sql.SQL(" OR ").join([UNBOUND, *conditions]))


def _conditions(table: Table) -> Iterator[sql.Composable]:
    """Each of them lets a bound reader see the row."""
    alias, found = row(table)
    if found.division:
        seen = _within(alias, found.division)
        yield sql.SQL("({} AND {})").format(seen, record_seen()) if table.name == "entity_link" else seen
    for each in found.owners:
        yield sql.SQL("EXISTS (SELECT FROM {} AS o WHERE o.{} = t.{} AND {})").format(
            sql.Identifier("unified", each.table),
            sql.Identifier(each.theirs),
            sql.Identifier(each.own),
            _within(sql.SQL("o"), _division(each.table)),
        )
    if found.about:
        for_all = [each.name for each in METADATA.sorted_tables if _is_for_all(each)]
        yield sql.SQL("t.{} = ANY ({})").format(sql.Identifier(found.about), sql.Literal(for_all))


def record_seen() -> sql.Composed:
    """Whether a bound reader sees the record of which the row `t` has platform, dataset and source_id."""
    return sql.SQL("({})").format(
        sql.SQL(" OR ").join(
            sql.SQL(
                "EXISTS (SELECT FROM {} AS o WHERE o.id = t.platform || ':' || t.dataset || ':' || t.source_id AND {})"
            ).format(sql.Identifier("unified", each), _within(sql.SQL("o"), "division_code"))
            for each in LINKED
        )
    )


def shown(table: Table, column: Column[object], expression: sql.Composable) -> sql.Composable:
    """`expression`, as which `column` is shown, or what a bound reader sees there instead."""
    name = str(column.info.get("of", column.name))
    if name in ELSEWHERE.get(table.name, {}):
        instead = ELSEWHERE[table.name][name]
        return sql.SQL("CASE WHEN {} THEN {} ELSE {} END").format(UNBOUND, expression, instead)
    if name in REFERENCES:
        referred, key = REFERENCES[name]
        return sql.SQL(
            "CASE WHEN {unbound} OR EXISTS (SELECT FROM {referred} AS o WHERE o.{key} = t.{column} AND {within}) "
            "THEN {expression} END"
        ).format(
            unbound=UNBOUND,
            referred=sql.Identifier("unified", referred),
            key=sql.Identifier(key),
            column=sql.Identifier(column.name),
            within=_within(sql.SQL("o"), "division_code"),
            expression=expression,
        )
    return expression


def _division(table: str) -> str:
    """The column of the unified table by which its readers are bound."""
    division = reading_of(unified_table(table)).division
    assert division is not None
    return division


def _is_for_all(table: Table) -> bool:
    return table.schema == "unified" and reading_of(table).is_for_all
