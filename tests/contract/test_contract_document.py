"""The contract is one of the standard, and says what the database shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema_rs import Draft201909Validator

from hub.contract.classify import MASKED, RESTRICTED
from hub.contract.document import contract
from hub.contract.products import MART, products
from hub.contract.text import as_yaml, file_of, read_contract
from hub.model.classification import Personal

if TYPE_CHECKING:
    from hub.database.connection import Database

SCHEMA = Path(__file__).with_name("odcs-json-schema-v3.1.0.json")
PRODUCTS = {each.schema: each for each in products()}


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, Any]]:
    """Every contract by its schema."""
    return {name: contract(each, "1.0.0") for name, each in PRODUCTS.items()}


@pytest.mark.parametrize("name", PRODUCTS)
def test_it_is_a_contract_of_the_standard(documents: dict[str, dict[str, Any]], name: str) -> None:
    validator = Draft201909Validator(json.loads(SCHEMA.read_text("utf-8")))
    assert [f"{each.instance_path}: {each.message}" for each in validator.iter_errors(documents[name])] == []
    broken = documents[name] | {"schema": [{"name": "penalty", "properties": [{"logicalType": "text"}]}]}
    assert not validator.is_valid(broken)


def test_it_names_every_relation_and_column_that_readers_find(
    documents: dict[str, dict[str, Any]], database: Database
) -> None:
    with database.connect() as connection:
        found = connection.execute(
            "SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod) "
            "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
            "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
            "WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'v', 'm') ORDER BY 1, 2, a.attnum",
            [list(PRODUCTS)],
        ).fetchall()
    promised = sorted(
        (
            (name, table["name"], [(each["name"], each["physicalType"]) for each in table["properties"]])
            for name, document in documents.items()
            for table in document["schema"]
        ),
        key=lambda each: each[:2],
    )
    there: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, table, column, kind in found:
        there.setdefault((schema, table), []).append((column, kind))
    assert promised == [(*key, columns) for key, columns in there.items()]


def test_what_it_refers_to_is_promised_too(documents: dict[str, dict[str, Any]]) -> None:
    places = {
        (name, table["id"], each["id"])
        for name, document in documents.items()
        for table in document["schema"]
        for each in table["properties"]
    }
    for name, document in documents.items():
        for table in document["schema"]:
            for column in table["properties"]:
                for each in column.get("relationships", ()):
                    if name == MART:
                        file, _, path = each["to"].partition(".yaml#/")
                        _, other, _, key = path.split("/")
                        assert (file, other, key) in places
                    else:
                        assert (name, *each["to"].split(".")) in places


def test_every_column_is_explained_in_chinese(documents: dict[str, dict[str, Any]]) -> None:
    for document in documents.values():
        texts = [each["description"] for table in document["schema"] for each in (table, *table["properties"])]
        assert [each for each in texts if not any("一" <= character <= "龥" for character in each)] == []


def test_personal_data_is_restricted_and_its_masks_are_told(documents: dict[str, dict[str, Any]]) -> None:
    assert MASKED.keys() == set(Personal)
    (penalty,) = (each for each in documents["v1"]["schema"] if each["name"] == "penalty")
    columns = {each["name"]: each for each in penalty["properties"]}
    assert columns["party_name"]["classification"] == columns["facts"]["classification"] == RESTRICTED
    assert columns["fine_yuan"]["classification"] != RESTRICTED
    assert columns["party_code"]["customProperties"] == [{"property": "personalData", "value": "party_code"}]
    (profile,) = (each for each in documents[MART]["schema"] if each["name"] == "entity_profile")
    assert [each["name"] for each in profile["properties"] if each["classification"] == RESTRICTED] == ["name"]


def test_keys_codes_rules_and_freshness_are_promised(documents: dict[str, dict[str, Any]]) -> None:
    (licence,) = (each for each in documents["v1"]["schema"] if each["name"] == "licence")
    columns = {each["name"]: each for each in licence["properties"]}
    assert columns["id"]["primaryKeyPosition"] == 1
    (valid,) = columns["category"]["quality"]
    assert valid["arguments"]["validValues"]
    assert columns["entity_id"]["relationships"] == [{"type": "foreignKey", "to": "entity.entity_id"}]
    rules = {each["name"]: each for each in licence["quality"] if each["type"] == "text"}
    assert all(each["severity"] in ("error", "warning") for each in rules.values())
    assert any("拒收" in each["description"] for each in rules.values())
    promises = {each["value"] for each in documents["v1"]["slaProperties"] if each["element"] == "licence"}
    assert promises == {3, 40}


@pytest.mark.parametrize("name", PRODUCTS)
def test_what_is_written_down_reads_as_it_was(documents: dict[str, dict[str, Any]], name: str, tmp_path: Path) -> None:
    path = file_of(tmp_path, PRODUCTS[name])
    assert read_contract(path) is None
    path.write_text(as_yaml(documents[name]), "utf-8")
    assert read_contract(path) == documents[name]
