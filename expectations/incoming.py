"""The versions that a run judges, as a physical table of their own for as long as the run needs it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2s
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.asking import truth
from hub.rules.catalogue import COMPUTED
from hub.rules.kinds import LengthAtMost
from hub.versions.order import open_versions, staging_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.rules.catalogue import Rule

SCHEMA = "staging"
_ALWAYS = ("is_delete", "version_hash", "landed_at", "source_id", "defects")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A table of `rows` unjudged versions, `deletes` of which are deletes."""

    name: str
    rows: int
    deletes: int

    @property
    def table(self) -> sql.Identifier:
        return sql.Identifier(SCHEMA, self.name)


@contextmanager
def incoming(database: Database, dataset: Dataset, rules: Sequence[Rule], run_id: str) -> Iterator[Incoming]:
    """The dataset's unjudged versions with the columns that `rules` read, as far as the staging table has them.

    What a killed run left behind is dropped first; a dataset has one judge at a time (the platform's lock).
    """
    stem = f"judging_{dataset.staging_table}_"
    name = stem + blake2s(run_id.encode(), digest_size=6).hexdigest()
    with database.connect() as connection:
        _drop_leftovers(connection, stem)
        taken = _take(connection, dataset, name, rules)
    try:
        yield taken
    finally:
        with database.connect() as connection:
            connection.execute(sql.SQL("DROP TABLE {}").format(taken.table))


def has_unjudged(database: Database, dataset: Dataset) -> bool:
    """Whether any version of `dataset` waits for its verdict."""
    query = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE verdict = 'new')").format(open_versions(dataset))
    with database.connect() as connection:
        return truth(connection, query)


def _take(connection: psycopg.Connection, dataset: Dataset, name: str, rules: Sequence[Rule]) -> Incoming:
    # Reading a column costs passing over those before it: the long texts that are only measured stand last.
    measured_last = sorted(rules, key=lambda rule: isinstance(rule.kind, LengthAtMost))
    wanted = dict.fromkeys((*_ALWAYS, *(column for rule in measured_last for column in rule.kind.reads)))
    staged = {
        column
        for (column,) in connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s",
            (SCHEMA, dataset.staging_table),
        )
    }
    columns = {
        column: expression for column in wanted if (expression := _expression(column, staged, dataset)) is not None
    }
    connection.execute(
        sql.SQL(
            "CREATE UNLOGGED TABLE {} AS SELECT {} FROM {} AS version "
            "WHERE version_hash IN (SELECT version_hash FROM {} WHERE verdict = 'new')"
        ).format(
            sql.Identifier(SCHEMA, name),
            sql.SQL(", ").join(
                sql.SQL("{} AS {}").format(expression, sql.Identifier(column)) for column, expression in columns.items()
            ),
            staging_table(dataset),
            open_versions(dataset),
        )
    )
    # Or the planner would look its rows up one by one in what is joined to it.
    connection.execute(sql.SQL("ANALYZE {} (version_hash, source_id)").format(sql.Identifier(SCHEMA, name)))
    counted = connection.execute(
        sql.SQL("SELECT count(*), count(*) FILTER (WHERE is_delete) FROM {}").format(sql.Identifier(SCHEMA, name))
    ).fetchone()
    assert counted is not None
    return Incoming(name, *counted)


def _expression(column: str, staged: set[str], dataset: Dataset) -> sql.Composable | None:
    """How the column is had from the staging table; None where it cannot be: the rule that reads it will break."""
    if column in COMPUTED:
        expression, argument = COMPUTED[column]
        tables = {"staging": staging_table(dataset), "open": open_versions(dataset)}
        return sql.SQL(expression).format(**tables) if argument in staged else None
    return sql.Identifier(column) if column in staged else None


def _drop_leftovers(connection: psycopg.Connection, stem: str) -> None:
    tables = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename ~ %s",
        (SCHEMA, f"^{stem}[0-9a-f]{{12}}$"),
    ).fetchall()
    for (table,) in tables:
        connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(SCHEMA, table)))
