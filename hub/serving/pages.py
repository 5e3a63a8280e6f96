"""A page of a relation as two statements: where it ends at the latest, and its rows.

A page looks at `WINDOW` rows at most, whatever the filters: it may be shorter than its limit, or empty, and still have
a next one. So no question can keep the database busy for long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.serving.asking import Filter, Question

WINDOW = 20_000
"""Rows that are looked at for one page where no index leads to those that are asked for."""

END = b"SELECT v1.page_end(%s, %s::text[], %s::integer)"
"""The key of the `size`-th row after a key in a view; NULL where there are fewer."""


def window(question: Question) -> int | None:
    """How many rows the page looks at; None: an index leads to those that are asked for, and all are looked at."""
    if any(each.comparison == "=" and each.field.name in question.relation.indexed for each in question.filters):
        return None
    return question.limit if not question.filters else max(WINDOW, question.limit)


def rows(question: Question, end: Sequence[str] | None) -> tuple[sql.Composed, list[object]]:
    """The statement, with its parameters, of the page's rows: each as JSON, in the order of the key.

    `end`: the key of the last row that is looked at; None: there are no more.
    """
    relation = question.relation
    conditions: list[sql.Composable] = []
    values: list[object] = []
    for bound, comparison in ((question.after, ">"), (end, "<=")):
        if bound is not None:
            conditions.append(_against_key(question, comparison))
            values += bound
            if len(relation.key) > 1:
                # The first part alone leads to the rows; the whole row of parts says which.
                conditions.append(_against_first(question, comparison))
                values.append(bound[0])
    for each in question.filters:
        conditions.append(_condition(each))
        if each.value is not None:
            values.append(each.value)
    where = sql.SQL(" WHERE {}").format(sql.SQL(" AND ").join(conditions)) if conditions else sql.SQL("")
    query = sql.SQL("SELECT row_to_json(page)::text FROM (SELECT * FROM {}{} ORDER BY {} LIMIT {}) AS page").format(
        relation.identifier, where, sql.SQL(", ").join(map(sql.Identifier, relation.key)), sql.Literal(question.limit)
    )
    return query, values


def _against_key(question: Question, comparison: str) -> sql.Composed:
    relation = question.relation
    return sql.SQL("ROW({}) {} ROW({})").format(
        sql.SQL(", ").join(map(sql.Identifier, relation.key)),
        sql.SQL(comparison),
        sql.SQL(", ").join(_placeholder(question, each) for each in relation.key),
    )


def _against_first(question: Question, comparison: str) -> sql.Composed:
    first = question.relation.key[0]
    return sql.SQL("{} {} {}").format(
        sql.Identifier(first), sql.SQL(">=" if comparison == ">" else "<="), _placeholder(question, first)
    )


def _placeholder(question: Question, name: str) -> sql.Composed:
    field = question.relation.field(name)
    assert field is not None
    return sql.SQL("%s::{}").format(sql.SQL(field.kind.sql_type))


def _condition(each: Filter) -> sql.Composed:
    column = sql.Identifier(each.field.name)
    if each.value is None:
        return sql.SQL("{} {}").format(column, sql.SQL(each.comparison))
    return sql.SQL("{} {} %s::{}").format(
        column,
        sql.SQL(each.comparison),
        sql.SQL(each.field.kind.sql_type),
    )
