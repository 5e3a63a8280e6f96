"""A consumer of the change feed, as an application would be one, and other views of what is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from hub.datasets import DATASETS
from hub.model import RECORD_TABLES
from hub.staging.tables import open_table_name

if TYPE_CHECKING:
    from hub.database.connection import Database

KEYS = {**dict.fromkeys(RECORD_TABLES, "id"), "entity": "entity_id", "entity_relation": "relation_id"}
STAMPS = {"first_published_at", "changed_at", "release_id"}
SILENT = {"source_updated_at", "provenance"}

Row = dict[str, object]


def read(connection: psycopg.Connection, table: str, key: object = None) -> dict[object, Row]:
    """The rows of `unified.<table>` (the one with `key`) by their key, without the stamps of their release."""
    query = sql.SQL("SELECT * FROM {} {}").format(
        sql.Identifier("unified", table),
        sql.SQL("") if key is None else sql.SQL("WHERE {} = {}").format(sql.Identifier(KEYS[table]), sql.Literal(key)),
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(query).fetchall()
    return {row[KEYS[table]]: {name: row[name] for name in row if name not in STAMPS} for row in found}


def published(database: Database) -> dict[str, dict[object, Row]]:
    """Everything that is published, by table and key."""
    with database.connect() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return {table: read(connection, table) for table in KEYS}


def spoken(state: dict[str, dict[object, Row]]) -> dict[str, dict[object, Row]]:
    """`state` without what moves silently: times at which a source said the same again."""
    return {
        table: {
            key: {name: row[name] for name in row if name not in SILENT} | {"retracted_at": row["retracted_at"] is None}
            for key, row in rows.items()
        }
        for table, rows in state.items()
    }


@dataclass
class Consumer:
    """Begins with a copy and then reads again whatever the feed names."""

    database: Database
    state: dict[str, dict[object, Row]] = field(default_factory=dict)
    seq: int = 0

    def begin(self) -> None:
        """One copy and the feed's end, of one release."""
        with self.database.connect() as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            self.state = {table: read(connection, table) for table in KEYS}
            self.seq = connection.execute("SELECT coalesce(max(seq), 0) FROM hub.change").fetchall()[0][0]

    def follow(self) -> None:
        """Read again every row that the feed names since the last time."""
        with self.database.connect() as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            for seq, table, key in connection.execute(
                "SELECT seq, table_name, id FROM hub.change WHERE seq > %s ORDER BY seq", (self.seq,)
            ).fetchall():
                self.state[table].pop(key, None)
                self.state[table].update(read(connection, table, key))
                self.seq = seq


def clean(database: Database) -> None:
    """Empty everything that ingesting, linking and publishing write."""
    tables = [
        sql.Identifier("staging", each)
        for dataset in DATASETS
        for each in (dataset.staging_table, open_table_name(dataset))
    ]
    tables += [
        sql.Identifier("unified", each)
        for each in (*KEYS, "incident_step", "entity_link", "entity_alias", "duplicate_record")
    ]
    tables += [sql.Identifier("history", each) for each in KEYS]
    hub = ("landed_page", "version", "hold", "release", "change", "record_entity", "relinked", "link_conflict",
           "link_candidate", "link_profile", "link_edge", "link_record", "link_stale", "link_version", "link_judgement",
           "entity_anchor", "rebuild")  # fmt: skip
    tables += [sql.Identifier("hub", each) for each in hub]
    tables += [sql.Identifier("quality", each) for each in ("rejection", "reconciliation")]
    with database.connect() as connection:
        connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(tables)))


def unreconciled(database: Database) -> list[tuple[object, ...]]:
    """Datasets whose reconciliation does not add up, or differs from what was landed."""
    with database.connect() as connection:
        return connection.execute(
            """
            WITH said AS (
                SELECT platform, dataset, sum(landed) AS landed, sum(repeats) AS repeats, sum(versions) AS versions,
                       sum(current + retracted + duplicate + rejected + held + superseded) AS placed
                FROM quality.reconciliation GROUP BY 1, 2
            ), seen AS (
                SELECT platform, dataset, sum(rows) AS landed, sum(repeats) AS repeats, sum(versions) AS versions
                FROM hub.landed_page GROUP BY 1, 2
            )
            SELECT * FROM seen LEFT JOIN said USING (platform, dataset)
            WHERE seen.landed IS DISTINCT FROM said.landed OR seen.versions IS DISTINCT FROM said.versions
               OR said.landed <> said.repeats + said.versions OR said.versions <> said.placed
            """
        ).fetchall()
