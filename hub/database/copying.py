"""Whole frames in and out of PostgreSQL by COPY: columns, never single rows."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import psycopg

ROWS_AT_ONCE = 50_000
"""How many rows are written out as text in one go: it bounds the memory that copying takes."""

READ_AT_ONCE = 1 << 25
"""How many bytes of text are read in one go, for the same reason."""


def copy_in(connection: psycopg.Connection, table: sql.Composable, frame: pl.DataFrame) -> int:
    """Append `frame` to `table`; columns are matched by name, so the table may have more.

    `frame` holds scalars only: arrays and JSON as PostgreSQL's own text form. Null is NULL; an empty text
    stays an empty text. Returns the number of rows.
    """
    if frame.is_empty():
        return 0
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        table, sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for rows in frame.iter_slices(ROWS_AT_ONCE):
            buffer = BytesIO()
            # An empty text is written as "" and so told from NULL, which is nothing at all.
            rows.write_csv(buffer, include_header=False, quote_style="necessary", null_value="")
            copy.write(buffer.getbuffer())
    return frame.height


def copy_out(
    connection: psycopg.Connection,
    query: sql.Composed | sql.SQL,
    schema: Mapping[str, pl.DataType | type[pl.DataType]],
    parameters: Sequence[object] = (),
) -> pl.DataFrame:
    """The rows of `query` as a frame of `schema`, whose columns stand in the query's order."""
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(query)
    frames: list[pl.DataFrame] = []
    buffer = BytesIO()
    with connection.cursor() as cursor, cursor.copy(statement, parameters or None) as copy:
        # Each block is one row, whole.
        for block in copy:
            buffer.write(block)
            if buffer.tell() > READ_AT_ONCE:
                frames.append(_read(buffer, schema))
                buffer = BytesIO()
    return pl.concat([*frames, _read(buffer, schema)])


def _read(buffer: BytesIO, schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    if buffer.tell() == 0:
        return pl.DataFrame(schema=dict(schema))
    buffer.seek(0)
    return pl.read_csv(buffer, has_header=False, schema=dict(schema))
