"""Functions by which readers find their way in views: `v1.page_end` and `v1.last_release`.

A view that hides rows is a barrier: no order and no limit from outside reaches the index below it, so that a page of
a hundred rows would mask and sort them all. The function looks the end of the page up in the key's index; between
two ends a view is read quickly. It tells keys of rows that the reader sees and no others, and none that the views
mask: rows whose key reads like personal data stand where their masked key falls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.bounds import UNBOUND, visible
from hub.database.views import own, reads_like_a_person, source
from hub.model.classification import Personal
from hub.release.columns import sql_type

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Column, Table

    from hub.database.views import View

LEAST = {"text": "", "integer": "-2147483648", "big_integer": "-9223372036854775808"}
"""What is before every key of a type; the types with an infinity have that."""

_FUNCTION = sql.SQL(
    "CREATE OR REPLACE FUNCTION v1.page_end(relation text, after text[], size integer) RETURNS text[] "
    "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS {body}"
)
_BRANCH = sql.SQL(
    "WHEN {name} THEN RETURN (SELECT ARRAY[{keys}] FROM {source} WHERE ROW({columns}) > ROW({after}) "
    "AND {shown} ORDER BY {columns} OFFSET size - 1 LIMIT 1); "
)


LAST_RELEASE = sql.SQL(
    "CREATE OR REPLACE FUNCTION v1.last_release() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER "
    "SET search_path = pg_catalog AS {}"
).format(
    sql.Literal(
        sql.SQL(
            "BEGIN IF {} THEN RETURN (SELECT max(release_id) FROM hub.release); END IF; "
            "RETURN (SELECT max(release_id) FROM v1.release); END"
        )
        .format(UNBOUND)
        .as_string()
    )
)
"""The newest release that the reader sees: by the index where it sees all."""


def page_function(made: Iterable[View]) -> sql.Composed:
    """The statement that makes the function for those of the views `made` that show a table's rows by its key."""
    branches = [_branch(each, each.table) for each in made if each.table is not None and each.is_barrier]
    body = sql.SQL("BEGIN CASE relation {} ELSE RETURN NULL; END CASE; END").format(sql.SQL("").join(branches))
    return _FUNCTION.format(body=sql.Literal(body.as_string()))


def _branch(view: View, table: Table) -> sql.Composed:
    keys = tuple(table.primary_key.columns)
    shown = [sql.SQL("NOT ({})").format(reads_like_a_person(each)) for each in keys if _is_masked(each)]
    return _BRANCH.format(
        name=sql.Literal(f"{view.schema}.{view.name}"),
        keys=sql.SQL(", ").join(sql.SQL("{}::text").format(own(each)) for each in keys),
        source=source(table),
        columns=sql.SQL(", ").join(map(own, keys)),
        after=sql.SQL(", ").join(_after(place, each) for place, each in enumerate(keys, 1)),
        # Entries of the feed have other numbers for who is bound, and are few.
        shown=sql.SQL(" AND ").join([*shown, UNBOUND if table.schema == "hub" else visible(table)]),
    )


def _after(place: int, column: Column[object]) -> sql.Composed:
    least = LEAST.get(column.type.__visit_name__, "-infinity")
    return sql.SQL("coalesce(after[{}], {})::{}").format(sql.Literal(place), sql.Literal(least), sql_type(column))


def _is_masked(column: Column[object]) -> bool:
    return column.info.get("personal") is Personal.KEY
