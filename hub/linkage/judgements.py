"""What people decided: kept for ever, taken up by the next linkage, never changed by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.asking import truth
from hub.database.copying import copy_out
from hub.linkage.ladder import JUDGEMENT_SCHEMA

if TYPE_CHECKING:
    import polars as pl
    import psycopg


def read_judgements(connection: psycopg.Connection) -> pl.DataFrame:
    """The judgements in force: JUDGEMENT_SCHEMA."""
    query = sql.SQL(
        "SELECT record_a, record_b, CASE verdict WHEN 'same' THEN 'true' ELSE 'false' END FROM hub.link_judgement "
        "WHERE withdrawn_at IS NULL AND verdict IN ('same', 'different') ORDER BY judgement_id"
    )
    return copy_out(connection, query, JUDGEMENT_SCHEMA)


def has_untaken(connection: psycopg.Connection) -> bool:
    """Whether somebody judged, or withdrew a judgement, since the last linkage."""
    return truth(connection, sql.SQL("SELECT EXISTS (SELECT FROM hub.link_judgement WHERE NOT is_taken)"))


def take(connection: psycopg.Connection) -> None:
    """The linkage has taken up every judgement as it stands."""
    connection.execute("UPDATE hub.link_judgement SET is_taken = true WHERE NOT is_taken")
