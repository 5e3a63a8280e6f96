"""The unified tables against the contract's page, where that is at hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import ARRAY, Date, DateTime, Double, Numeric, Text
from sqlalchemy.dialects.postgresql import JSONB

from hub.model import HISTORY, METADATA, RECORD_TABLES, history_table, unified_table
from hub.model.base import Record

PAGE = Path(__file__).parents[3] / "shared" / "design" / "model.md"
COMMON = (
    "id platform dataset source_id source_updated_at first_published_at changed_at retracted_at release_id unmapped"
)
KEYED_OTHERWISE = (
    "division",
    "entity",
    "entity_link",
    "entity_alias",
    "entity_relation",
    "incident_step",
    "duplicate_record",
)
TYPES = {
    r".*_yuan": Numeric,
    r".*_at": DateTime,
    r".*_on|valid_from|valid_until|op_from|op_until|public_until": Date,
    r"longitude|latitude|score": Double,
    r"unmapped|provenance|evidence": JSONB,
    r".*_code|.*_name|.*_no|name|(?!release_).*_id|kind|status|address|phone": Text,
}


def columns_of_the_page(table: str) -> list[tuple[str, bool]]:
    """(column, whether it is text[]) as the contract lists them for `table`."""
    if not PAGE.exists():
        pytest.skip(f"the contract's page is not at {PAGE}")
    text = PAGE.read_text(encoding="utf-8")
    row = re.search(rf"^\| `{table}`[^|]*\|(?P<columns>.*)\|$|^`{table}`: (?P<prose>.*)\.$", text, re.MULTILINE)
    assert row, f"{table} is not on the page"
    listed = row["columns"] or row["prose"]
    while "(" in listed:
        listed = re.sub(r"\([^()]*\)", "", listed)
    parts = [each.strip() for each in re.sub("（[^）]*）", "", listed).split(",")]
    return [(each.split()[0], each.endswith("text[]")) for each in parts]


@pytest.mark.parametrize("table", [*RECORD_TABLES, "division", "entity", "entity_link", "incident_step"])
def test_a_table_has_the_columns_of_the_contract(table: str) -> None:
    listed = columns_of_the_page(table)
    columns = unified_table(table).columns
    names = [name for name, _ in listed]
    if table == "division":
        names = ["code", *names]
    elif table == "entity":
        names = ["entity_id", *names]
    elif table in RECORD_TABLES:
        names = [*COMMON.split(), *names]
    assert list(columns.keys()) == names
    for name, is_list in listed:
        assert isinstance(columns[name].type, ARRAY) == is_list, name


@pytest.mark.parametrize("table", [*RECORD_TABLES, *KEYED_OTHERWISE])
def test_a_column_has_the_type_that_its_name_promises(table: str) -> None:
    for column in unified_table(table).columns:
        for pattern, expected in TYPES.items():
            if re.fullmatch(pattern, column.name):
                assert isinstance(column.type, expected), column.name
                break
        if isinstance(column.type, DateTime):
            assert column.type.timezone
        if isinstance(column.type, Numeric) and not isinstance(column.type, Double):
            assert (column.type.precision, column.type.scale) == (18, 2)


def test_the_duplicates_are_listed_as_the_contract_says() -> None:
    columns = ["platform", "dataset", "source_id", "table_name", "kept_id"]
    assert unified_table("duplicate_record").columns.keys() == columns


def test_no_two_tables_share_a_column_object() -> None:
    columns = [unified_table(table).c.id for table in RECORD_TABLES]
    assert len({id(each) for each in columns}) == len(RECORD_TABLES)
    assert [*Record.model_fields] == COMMON.split()


def test_history_holds_every_column_and_the_time_in_which_it_held() -> None:
    for table in HISTORY:
        own = unified_table(table.name)
        *copied, since, until = table.columns
        assert [each.info["of"] for each in copied] == own.columns.keys()
        assert [str(each.type) for each in copied] == [str(each.type) for each in own.columns]
        assert (since.name, until.name) == ("valid_from", "valid_to")
    assert "licence_valid_from" in history_table("licence").c


def test_every_table_and_column_is_described_in_chinese() -> None:
    chinese = re.compile("[一-龥]")
    for table in METADATA.sorted_tables:
        assert chinese.search(table.comment or ""), table.fullname
        for column in table.columns:
            assert chinese.search(column.comment or ""), f"{table.fullname}.{column.name}"


def test_every_constraint_and_index_has_a_name_that_postgresql_keeps_whole() -> None:
    for table in METADATA.sorted_tables:
        for each in (*table.constraints, *table.indexes):
            name = getattr(each, "name", None)
            assert name, table.fullname
            assert len(str(name)) <= 63, name
