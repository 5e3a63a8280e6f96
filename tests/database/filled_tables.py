"""Rows for every table that readers' views show, whatever its columns: personal data of nobody wherever a column can
hold them, and references where columns refer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg import sql
from psycopg.types.json import Jsonb
from unified_rows import CITIZEN_ID, MOBILE, NOW

from hub.model import HISTORY, METADATA
from hub.model.classification import Personal, Reading

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Column, Table

PERSON, OTHER, LANDLINE, COMPANY = "张小三", "李小四", "0577-60000000", "某电器厂"
CLEAR = (PERSON, OTHER, CITIZEN_ID, MOBILE, "60000000")
"""What no reader of masked views may see."""
NUMBERS = f"{CITIZEN_ID} 电话{MOBILE} {LANDLINE}"

TABLES = [
    *(each for each in METADATA.sorted_tables if each.schema in ("unified", "derived") and each.name != "division"),
    *HISTORY,
    METADATA.tables["hub.change"],
]
"""Every table behind the readers' views but reference data and releases, which name nobody."""

_BY_TYPE: dict[str, Any] = {
    "text": "值",
    "date": NOW.date(),
    "datetime": NOW,
    "integer": 1,
    "big_integer": 1,
    "numeric": 1,
    "double": 1.0,
    "boolean": True,
    "ARRAY": ["值"],
    "JSONB": Jsonb({"键": "值"}),
}


def fill(connection: psycopg.Connection, table: Table, number: int, *, of_person: bool, **given: object) -> None:
    """Insert row `number` of `table`, with personal data in every column that can hold them."""
    row = {each.name: _value(table, each, number, of_person=of_person) for each in table.columns}
    row |= {name: value for name, value in given.items() if name in row}
    if {"platform", "dataset", "source_id"} <= row.keys() and "id" in row:
        row["id"] = f"{row['platform']}:{row['dataset']}:{row['source_id']}"
    names = [each for each in row if not (table.schema == "hub" and each == "seq")]
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table.schema or "", table.name),
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(", ").join([sql.Placeholder()] * len(names)),
        ),
        [row[each] for each in names],
    )


def _value(table: Table, column: Column[Any], number: int, *, of_person: bool) -> object:
    reading = table.info.get("reading") or Reading()
    personal = column.info.get("personal")
    if column.name == reading.kind:
        return "natural_person" if of_person else "enterprise"
    if table.schema == "hub" and column.name == "operation":
        return "update"
    if personal is not None:
        return _personal(table, personal, number, of_person=of_person)
    value = _BY_TYPE[column.type.__visit_name__]
    if column.primary_key:
        return f"{column.name}-{number}" if isinstance(value, str) else value
    return value


def _personal(table: Table, personal: Personal, number: int, *, of_person: bool) -> object:
    name = PERSON if of_person else COMPANY
    return {
        Personal.NAME: OTHER,
        Personal.NAMES: [OTHER],
        Personal.PARTY_NAME: name,
        Personal.PARTY_CODE: CITIZEN_ID if of_person else "91330382130000000X",
        Personal.CITIZEN_ID: CITIZEN_ID,
        Personal.PHONE: MOBILE,
        Personal.FREE_TEXT: f"{_mentioned(table, name)} {NUMBERS}",
        Personal.TEXT: f"{_mentioned(table, name)} {NUMBERS}",
        Personal.LABEL: NUMBERS,
        Personal.OFFICE: OTHER,
        Personal.LABELS: [CITIZEN_ID, MOBILE],
        Personal.KEY: f"{number}|{CITIZEN_ID}|{MOBILE}",
        Personal.KEYS: [CITIZEN_ID, f"{number}|{MOBILE}"],
        Personal.VALUES: Jsonb({"phone": MOBILE, "status": f"电话{MOBILE}", "citizen_id": CITIZEN_ID[:-1] + "８"}),
        Personal.EVIDENCE: Jsonb({"citizen_id": CITIZEN_ID, "name": PERSON, "legal_representative": OTHER} if of_person
                                 else {"legal_representative": OTHER, "phone": MOBILE, "text": NUMBERS}),
        Personal.PROVENANCE: Jsonb({"name": {"platform": "city", "source_id": f"{number}|{CITIZEN_ID}"}}),
    }[personal]  # fmt: skip


def _mentioned(table: Table, name: str) -> str:
    """The names that a text of the row can mention: those of the row's own columns."""
    kinds = {each.info.get("personal") for each in table.columns}
    people = [OTHER] if kinds & {Personal.NAME, Personal.NAMES} else []
    return "、".join([*people, *([name] if Personal.PARTY_NAME in kinds else [])])
