"""Everything that a reader can read of a database, found in the catalogue: whatever comes later is in it by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

_SCHEMAS = """
FROM pg_namespace AS n WHERE n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema'
AND has_schema_privilege(current_user, n.oid, 'USAGE')
"""
_RELATIONS = f"""
SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND has_table_privilege(current_user, c.oid, 'SELECT')
AND n.oid IN (SELECT n.oid {_SCHEMAS}) ORDER BY 1, 2
"""  # noqa: S608 of constants
_FUNCTIONS = f"""
SELECT n.nspname, p.proname, pg_get_function_identity_arguments(p.oid) FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE has_function_privilege(current_user, p.oid, 'EXECUTE') AND n.oid IN (SELECT n.oid {_SCHEMAS}) ORDER BY 1, 2
"""  # noqa: S608 of constants


def relations(connection: psycopg.Connection) -> list[tuple[str, str]]:
    """Schema and name of every relation that the connection's user may select from, but the server's own."""
    return connection.execute(_RELATIONS).fetchall()


def everything(connection: psycopg.Connection) -> dict[str, list[str]]:
    """What every relation and function gives the connection's user, as text, sorted, by its name."""
    shown: dict[str, list[str]] = {}
    for schema, name in relations(connection):
        query = sql.SQL("SELECT r::text FROM {} AS r").format(sql.Identifier(schema, name))
        shown[f"{schema}.{name}"] = sorted(text for (text,) in connection.execute(query))
    for schema, name, arguments in connection.execute(_FUNCTIONS).fetchall():
        shown[f"{schema}.{name}()"] = CALLS[arguments](connection, schema, name)
    return shown


def _at_this_instant(connection: psycopg.Connection, schema: str, name: str) -> list[str]:
    query = sql.SQL("SELECT r::text FROM {}(now()) AS r").format(sql.Identifier(schema, name))
    return sorted(text for (text,) in connection.execute(query))


def _page_ends(connection: psycopg.Connection, schema: str, name: str) -> list[str]:
    query = sql.SQL("SELECT {}(%s, NULL, %s)::text").format(sql.Identifier(schema, name))
    return [
        str(connection.execute(query, [f"{of}.{relation}", size]).fetchone())
        for of, relation in relations(connection)
        for size in (1, 2, 3)
    ]


def _alone(connection: psycopg.Connection, schema: str, name: str) -> list[str]:
    return [str(connection.execute(sql.SQL("SELECT {}()").format(sql.Identifier(schema, name))).fetchone())]


CALLS: dict[str, Callable[[psycopg.Connection, str, str], list[str]]] = {
    "instant timestamp with time zone": _at_this_instant,
    "relation text, after text[], size integer": _page_ends,
    "": _alone,
}
"""How a function is called, by its arguments; one with others that comes fails here until somebody thinks about it."""
