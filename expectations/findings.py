"""Which versions each rule finds bad, by SQL from the same declaration that Great Expectations runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.rules.kinds import Defect
from hub.rules.results import EXAMPLES, LONGEST_EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import psycopg

    from expectations.incoming import Incoming
    from hub.rules.catalogue import Rule


def begin(connection: psycopg.Connection) -> None:
    """Make the temporary table `finding`, empty; it lasts to the transaction's end."""
    connection.execute(
        "CREATE TEMPORARY TABLE finding (version_hash uuid, rule integer, field text, value text) ON COMMIT DROP"
    )


def find(connection: psycopg.Connection, taken: Incoming, rules: Sequence[Rule]) -> None:
    """Fill the temporary table `finding`: a row for each version and rule (by its place in `rules`) that is bad.

    `field` and `value` are those of a defect, and NULL for a rule over columns.
    """
    connection.execute("TRUNCATE finding")
    over_columns = [(place, rule) for place, rule in enumerate(rules) if not isinstance(rule.kind, Defect)]
    if over_columns:
        connection.execute(_over_columns(taken, over_columns))
    defects = [(place, rule) for place, rule in enumerate(rules) if isinstance(rule.kind, Defect)]
    if defects:
        connection.execute(_defects(taken, defects))


def _over_columns(taken: Incoming, rules: Sequence[tuple[int, Rule]]) -> sql.Composed:
    """All conditions in one pass; OFFSET 0 keeps the planner from computing them once for each use."""
    each = sql.SQL(", ").join(
        sql.SQL("CASE WHEN {}({}) THEN {} END").format(
            sql.SQL("" if rule.judges_deletes else "NOT is_delete AND "), rule.kind.bad_when(), sql.Literal(place)
        )
        for place, rule in rules
    )
    return sql.SQL(
        "INSERT INTO finding SELECT version_hash, unnest(bad) FROM ("
        " SELECT version_hash, array_remove(ARRAY[{}], NULL) AS bad FROM {} OFFSET 0"
        ") AS judged WHERE bad <> '{{}}'"
    ).format(each, taken.table)


def _defects(taken: Incoming, rules: Sequence[tuple[int, Rule]]) -> sql.Composed:
    return sql.SQL(
        "INSERT INTO finding"
        " SELECT version_hash, known.place, defect.field, defect.value"
        " FROM {}"
        " CROSS JOIN LATERAL jsonb_to_recordset(defects) AS defect (rule text, field text, value text)"
        " JOIN (VALUES {}) AS known (rule_id, place, judges_deletes) ON known.rule_id = defect.rule"
        " WHERE defects <> '[]' AND (known.judges_deletes OR NOT is_delete)"
    ).format(
        taken.table,
        sql.SQL(", ").join(
            sql.SQL("({}, {}, {})").format(rule.rule_id, place, rule.judges_deletes) for place, rule in rules
        ),
    )


def counts(connection: psycopg.Connection) -> Mapping[int, int]:
    """How many versions each rule, by its place, found bad."""
    return dict(
        connection.execute(
            # Only a defect can find a version twice; sorting for DISTINCT is kept to those.
            "SELECT rule, count(*) FROM finding WHERE field IS NULL GROUP BY rule UNION ALL"
            " SELECT rule, count(DISTINCT version_hash) FROM finding WHERE field IS NOT NULL GROUP BY rule"
        ).fetchall()
    )


def versions(connection: psycopg.Connection, rules: Sequence[Rule], found: Mapping[int, int]) -> Mapping[str, int]:
    """How many versions each rule_id found bad; a version that several of its rules found is one."""
    places: dict[str, list[int]] = {}
    for place in sorted(found):
        places.setdefault(rules[place].rule_id, []).append(place)
    counted = {rule_id: found[several[0]] for rule_id, several in places.items()}
    for rule_id, several in places.items():
        if len(several) > 1:
            row = connection.execute(
                "SELECT count(DISTINCT version_hash) FROM finding WHERE rule = ANY (%s)", (several,)
            ).fetchone()
            assert row is not None
            counted[rule_id] = row[0]
    return counted


def undeclared(connection: psycopg.Connection, taken: Incoming, rules: Sequence[Rule]) -> frozenset[str]:
    """Rules that defects name and that the dataset does not declare: nobody would count them."""
    declared = sorted({rule.rule_id for rule in rules})
    found = connection.execute(
        sql.SQL(
            "SELECT DISTINCT defect.rule FROM {}"
            " CROSS JOIN LATERAL jsonb_to_recordset(defects) AS defect (rule text)"
            " WHERE defects <> '[]' AND defect.rule <> ALL ({})"
        ).format(taken.table, sql.Literal(declared))
    )
    return frozenset(rule_id for (rule_id,) in found)


def examples(
    connection: psycopg.Connection, taken: Incoming, rules: Sequence[Rule], places: Sequence[int]
) -> Mapping[int, tuple[tuple[str, str | None], ...]]:
    """Up to three (source_id, value) of the bad versions of each rule in `places`."""
    if not places:
        return {}
    rows = connection.execute(
        sql.SQL(
            "SELECT found.rule, version.source_id, left(coalesce(found.value, {}), {})"
            " FROM unnest({}) AS asked (rule)"
            " CROSS JOIN LATERAL (SELECT * FROM finding WHERE finding.rule = asked.rule LIMIT {}) AS found"
            " JOIN {} AS version USING (version_hash)"
            " ORDER BY found.rule, version.source_id"
        ).format(
            value_of(sql.SQL("found.rule"), [(place, rules[place]) for place in places]),
            LONGEST_EXAMPLE,
            sql.Literal(list(places)),
            EXAMPLES,
            taken.table,
        )
    )
    grouped: dict[int, tuple[tuple[str, str | None], ...]] = {}
    for place, source_id, value in rows:
        grouped[place] = (*grouped.get(place, ()), (source_id, value))
    return grouped


def value_of(place: sql.Composable, rules: Sequence[tuple[int, Rule]]) -> sql.Composable:
    """The offending values of the rule at `place` as one text, those of several columns joined by `;`."""
    cases = [
        sql.SQL("WHEN {} THEN concat_ws(';', {})").format(
            sql.Literal(at),
            sql.SQL(", ").join(
                sql.SQL("coalesce(CAST({} AS text), '')").format(sql.Identifier("version", column))
                for column in rule.kind.columns
            ),
        )
        for at, rule in rules
        if rule.kind.columns
    ]
    if not cases:
        return sql.SQL("CAST(NULL AS text)")
    return sql.SQL("CASE {} {} END").format(place, sql.SQL(" ").join(cases))
