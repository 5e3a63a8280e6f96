"""What the upgrade generates from the models and makes anew where it differs: comments, masks, views, grants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from hub.database import repeatables
from hub.database.bounds import FUNCTIONS as SCOPE_FUNCTIONS
from hub.database.entity_values import entity_value_views
from hub.database.feed_views import publication_views
from hub.database.freshness import freshness_views
from hub.database.masks import functions
from hub.database.noting import NOTE_FUNCTION
from hub.database.paging import LAST_RELEASE, page_function
from hub.database.past import Function, feed_views
from hub.database.past import functions as past_functions
from hub.database.scorecard import score_views
from hub.database.staging_views import staging_views
from hub.database.views import View, views
from hub.model import METADATA, SCHEMAS
from hub.model.editions import EDITIONS, Edition, schemas
from hub.rules.functions import FUNCTIONS as RULE_FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAME = "generated"


def refresh(connection: psycopg.Connection, editions: Sequence[Edition] = EDITIONS) -> bool:
    """Make everything again unless it is as the models say; whether that was needed. In the caller's transaction."""
    statements: tuple[sql.SQL | sql.Composed, ...] = (
        *SCOPE_FUNCTIONS,
        *functions(),
        NOTE_FUNCTION,
        *map(sql.SQL, RULE_FUNCTIONS),
    )
    made = all_views(editions)
    called = tuple(past_functions(editions))
    ways = (page_function(made), LAST_RELEASE)
    comments = (*_comments(schemas(editions)), *_view_comments(made), *map(_function_comment, called))
    digest = repeatables.digest(
        [*statements, *(each.statement for each in made), *(each.statement for each in called), *ways, *comments]
    )
    if repeatables.applied(connection, NAME) == digest:
        return False
    for statement in statements:
        connection.execute(statement)
    for view in made:
        _make(connection, view)
    for function in called:
        _make_function(connection, function)
    for way in ways:
        connection.execute(way)
    connection.execute(sql.SQL("; ").join(comments))
    repeatables.remember(connection, NAME, digest)
    return True


def all_views(editions: Sequence[Edition] = EDITIONS) -> tuple[View, ...]:
    """Every view, in an order in which they can be made."""
    return (
        *staging_views(),
        *views(editions),
        *publication_views(editions),
        *entity_value_views(editions),
        *freshness_views(editions),
        *score_views(),
        *feed_views(editions),
    )


def _make(connection: psycopg.Connection, view: View) -> None:
    """Replace a view in place, so that what readers built on it stays; make it anew where its columns differ."""
    try:
        with connection.transaction():
            connection.execute(view.statement)
    except psycopg.errors.InvalidTableDefinition:
        connection.execute(sql.SQL("DROP VIEW {}").format(view.identifier))
        connection.execute(view.statement)


def _make_function(connection: psycopg.Connection, function: Function) -> None:
    """Replace a function in place; make it anew where what it returns differs."""
    try:
        with connection.transaction():
            connection.execute(function.statement)
    except psycopg.errors.InvalidFunctionDefinition:
        connection.execute(sql.SQL("DROP FUNCTION {}").format(function.signature))
        connection.execute(function.statement)


def _function_comment(function: Function) -> sql.Composed:
    return sql.SQL("COMMENT ON FUNCTION {} IS {}").format(function.signature, sql.Literal(function.comment))


def _comments(of_editions: dict[str, str]) -> Iterator[sql.Composed]:
    for schema, comment in (SCHEMAS | of_editions).items():
        yield sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(schema), sql.Literal(comment))
    for table in METADATA.sorted_tables:
        name = (table.schema or "", table.name)
        yield sql.SQL("COMMENT ON TABLE {} IS {}").format(sql.Identifier(*name), sql.Literal(table.comment))
        for column in table.columns:
            yield _column_comment(*name, column.name, column.comment or "")


def _view_comments(made: tuple[View, ...]) -> Iterator[sql.Composed]:
    for view in made:
        yield sql.SQL("COMMENT ON VIEW {} IS {}").format(view.identifier, sql.Literal(view.comment))
        for name, comment in view.columns:
            yield _column_comment(view.schema, view.name, name, comment)


def _column_comment(schema: str, table: str, column: str, comment: str) -> sql.Composed:
    return sql.SQL("COMMENT ON COLUMN {} IS {}").format(sql.Identifier(schema, table, column), sql.Literal(comment))
