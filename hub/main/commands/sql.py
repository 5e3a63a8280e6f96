"""`hub sql`: look into the database without being able to change it."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Json, Sandbox

if TYPE_CHECKING:
    import psycopg


def sql(
    query: Annotated[str, typer.Argument(help="一条 SQL 语句。")],
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="在标准输出上给出带表头的 CSV。")] = False,
    sandbox: Sandbox = False,
    limit: Annotated[int, typer.Option(min=1, help="表格最多显示的行数。")] = 200,
    timeout: Annotated[float, typer.Option(min=0.001, help="超过多少秒就放弃。")] = 60.0,
) -> None:
    """只读查询数据库。"""
    import psycopg

    from hub.errors import SettingsError
    from hub.main import output
    from hub.main.opening import open_database, open_settings

    with open_database(open_settings(sandbox=sandbox)).connect() as connection:
        try:
            headings, rows = _ask(connection, query, timeout)
            if as_json:
                output.emit_json([dict(zip(headings, row, strict=True)) for row in rows])
            elif as_csv:
                writer = csv.writer(sys.stdout)
                writer.writerow(headings)
                writer.writerows(rows)
            else:
                output.emit_table(dict.fromkeys(headings, "left"), rows[:limit])
                if len(rows) > limit:
                    output.remark(f"共 {len(rows):,} 行，只显示前 {limit:,} 行；用 --limit 可显示更多")
        except psycopg.Error as error:
            raise SettingsError(f"数据库拒绝了该语句：{error.diag.message_primary or str(error).strip()}") from error


def _ask(connection: psycopg.Connection, query: str, timeout: float) -> tuple[list[str], list[tuple[object, ...]]]:
    """The headings and the rows of `query`."""
    from hub.errors import SettingsError

    connection.execute("SET TRANSACTION READ ONLY")
    connection.execute("SELECT set_config('statement_timeout', %s, true)", (f"{round(timeout * 1000)}ms",))
    # Besides the transaction, the role: a superuser could still write files.
    row = connection.execute("SELECT pg_has_role('pg_read_all_data', 'MEMBER')").fetchone()
    if row is not None and row[0]:
        connection.execute("SET LOCAL ROLE pg_read_all_data")
    # A prepared query is one statement: none can be added that ends the transaction.
    cursor = connection.execute(query.encode(), prepare=True)
    if cursor.description is None:
        raise SettingsError("该语句没有结果可看；hub sql 只用于查询")
    return [column.name for column in cursor.description], cursor.fetchall()
