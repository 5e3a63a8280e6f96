"""A township's reader sees what it would see if its rows were the only ones: whatever others have makes no difference.

Two databases, one with the township's rows alone and one with others' among them, have to show its reader the same by
every relation and function that it can read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from filled_tables import TABLES, fill
from psycopg import sql
from readable import everything
from unified_rows import HONGQIAO, LIUSHI, NOW

from hub.database.workspace import Workspace
from hub.marts.fill import fill_marts
from hub.model import unified_table
from hub.progress import Silence
from hub.release.transaction import Release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Server

OWN, OTHERS = (LIUSHI, 1), (HONGQIAO, 2)
RECORD = {"platform": "provincial", "retracted_at": None, "release_id": 1}
PAST = [each for each in TABLES if each.schema == "history"]
PRESENT = [each for each in TABLES if each.schema == "unified"]


def found_out(number: int | None) -> dict[str, object]:
    """The ids of the rows `number` that other rows refer to."""
    names = ("inspection_id", "lead_incident_id", "origin_id", "place_id")
    return dict.fromkeys(names, None if number is None else f"provincial:d:{number}")


def put_rows(connection: psycopg.Connection, division: str, number: int, **given: object) -> None:
    """A row of every table, of `division`; but items, which are for all."""
    common = {**RECORD, "dataset": "d", "source_id": str(number), "division_code": division, "code": f"A{number}",
              "agency_code": f"A{number}", "kept_id": f"provincial:d:{number}", "incident_id": f"provincial:d:{number}",
              "alias_id": f"old-{number}", "changed_at": NOW, "entity_id": f"E{number}", "id": f"E{number}",
              "predecessor_id": f"E{number}", "successor_id": f"E{number}", "officer_certificate_nos": []}  # fmt: skip
    for table in (*PRESENT, *PAST):
        if table.name != "enforcement_item" or division == LIUSHI:
            fill(connection, table, number, of_person=False, **(common | given))


def put_change(connection: psycopg.Connection, release: int, division: str, **given: object) -> None:
    """An entry of the change feed."""
    entry = {"table_name": "penalty", "release_id": release, "division_code": division, "other_id": None}
    fill(connection, TABLES[-1], 0, of_person=False, **(entry | given))


def populate(connection: psycopg.Connection, *, with_others: bool) -> None:
    """The township's rows, and others' before, between and after them, which theirs refer to."""
    others = with_others
    if others:
        put_rows(connection, *OTHERS)
        put_change(connection, 1, HONGQIAO)
    put_rows(connection, *OWN, **found_out(2 if others else None))
    put_change(connection, 1, LIUSHI)
    if others:
        # Of the township's own business, elsewhere.
        put_rows_elsewhere(connection)
        connection.execute(
            "UPDATE unified.entity SET source_count = 2, platforms = '{city,provincial}' WHERE entity_id = 'E1'"
        )
        put_change(connection, 1, HONGQIAO)
        put_change(connection, 2, HONGQIAO)
    put_change(connection, 1, LIUSHI)
    merged = {"operation": "merge", "other_id": "E2"} if others else {"operation": "retract"}
    put_change(connection, 3, LIUSHI, table_name="entity", id="E9", **merged)
    for number in (1, 2, 3) if others else (1, 3):
        connection.execute(
            "INSERT INTO hub.release (release_id, published_at, counts, held) OVERRIDING SYSTEM VALUE "
            "VALUES (%s, %s, '{\"penalty\": {}}', %s)",
            [number, NOW, '{"city/cases": ["%s rows"]}' % (number if others else 0)],
        )
    fill_marts(Release(Workspace(connection), Silence(), 3, NOW))


def put_rows_elsewhere(connection: psycopg.Connection) -> None:
    """Records of the township's own entity E1 that are another township's, with their links."""
    given = {**RECORD, "dataset": "d", "division_code": HONGQIAO, "entity_id": "E1", **found_out(2)}
    # (What became of an own incident is its own business, so none of these has it for a lead.)
    for name in ("licence", "inspection", "penalty", "coercive_measure", "incident", "place", "entity_link"):
        fill(connection, unified_table(name), 3, of_person=False, **(given | {"source_id": "3"}))


@pytest.fixture(scope="module")
def reader(server: Server) -> Iterator[str]:
    """A role that reads, bound to a township in every database here."""
    name = f"town_{uuid4().hex[:8]}"
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN IN ROLE hub_reader").format(sql.Identifier(name)))
        yield name
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def seen(server: Server, template: str, reader: str, *, with_others: bool) -> dict[str, list[str]]:
    """Everything that the township's reader sees."""
    database = server.create(template)
    try:
        with database.connect() as connection:
            connection.execute("UPDATE hub.feed SET feed_id = '00000000'")
            populate(connection, with_others=with_others)
            connection.execute("INSERT INTO hub.reader VALUES (%s, '柳市镇', true, now())", [reader])
            connection.execute("INSERT INTO hub.reader_division VALUES (%s, %s)", [reader, LIUSHI])
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(reader)))
            return everything(connection)
    finally:
        server.drop(database)


def test_what_others_have_makes_no_difference(server: Server, template: str, reader: str) -> None:
    alone, among_others = (seen(server, template, reader, with_others=each) for each in (False, True))
    assert alone.keys() == among_others.keys()
    differing = {name: (rows, among_others[name]) for name, rows in alone.items() if rows != among_others[name]}
    assert differing == {}
    assert sum(bool(rows) for name, rows in alone.items() if name.startswith(("v1.", "v1_history.", "mart."))) > 40


def test_nobody_is_seen_by_a_reader_whose_last_division_is_gone(server: Server, template: str, reader: str) -> None:
    database = server.create(template)
    try:
        with database.connect() as connection:
            populate(connection, with_others=True)
            connection.execute("INSERT INTO hub.reader VALUES (%s, '柳市镇', true, now())", [reader])
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(reader)))
            shown = {name: rows for name, rows in everything(connection).items() if rows and "()" not in name}
    finally:
        server.drop(database)
    assert not [name for name, rows in shown.items() for each in rows if LIUSHI in each and name != "v1.division"]
