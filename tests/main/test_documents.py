"""The generated documents say what the models, declarations and settings say.

Where one is stale: `.venv/bin/python -m hub.main.documents` writes all of them anew.
"""

from __future__ import annotations

import difflib
import re

import pytest

from hub.datasets import DATASETS
from hub.main.documents import DOCUMENTS, FOLDER
from hub.main.documents.diagram import diagram, relations, unified_tables
from hub.main.documents.dictionary import AUTHORITY, BUSINESS
from hub.main.documents.sources import TRANSFORMS
from hub.main.settings import DECLARED


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_not_stale(name: str) -> None:
    kept = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    made = DOCUMENTS[name]().splitlines()
    difference = "\n".join(difflib.unified_diff(kept, made, f"docs/{name}", "made anew", n=0, lineterm=""))
    assert not difference, f"stale; `python -m hub.main.documents` writes it anew\n{difference}"


def test_every_published_column_and_every_source_field_is_described() -> None:
    model, sources = DOCUMENTS["model.md"](), DOCUMENTS["sources.md"]()
    for table in unified_tables().values():
        assert f"### `{table.name}` {table.comment}" in model
        assert [each.name for each in table.columns if f"| `{each.name}` |" not in model] == []
    for dataset in DATASETS:
        section = sources.split(f"### `{dataset.id}` ", 1)[1].split("\n### ", 1)[0]
        assert [field.source for field in dataset.fields if field.source and f"| `{field.source}`" not in section] == []


def test_every_transform_is_explained() -> None:
    used = {field.transform.name for dataset in DATASETS for field in dataset.fields}
    assert used <= TRANSFORMS.keys()


def test_every_setting_is_listed_and_every_secret_is_marked() -> None:
    lines = [line for line in DOCUMENTS["settings.md"]().splitlines() if line.startswith("| `HUB_")]
    assert {re.findall("`(HUB_[A-Z_]+)`", line)[0] for line in lines} == DECLARED.keys()
    secret = {re.findall("`(HUB_[A-Z_]+)`", line)[0] for line in lines if re.search(r"(yes|may hold one) \|$", line)}
    assert {"HUB_DATABASE_URL", "HUB_PROVINCIAL_APP_SECRET", "HUB_GRASSROOTS_PASSWORD"} <= secret
    assert secret.isdisjoint({"HUB_HOME", "HUB_CITY_URL", "HUB_CITY_CLIENT_ID"})


def test_a_relation_leads_to_a_column_that_is_there() -> None:
    tables = unified_tables()
    assert all(
        each.column in tables[each.table].columns and each.key in tables[each.other].columns for each in relations()
    )


def test_every_table_is_drawn_once_with_its_relations() -> None:
    assert sorted((*BUSINESS, *AUTHORITY)) == sorted(unified_tables())
    drawn = diagram(BUSINESS, hidden=("division_code",))
    assert "    entity |o--o{ penalty : entity_id" in drawn
    assert "    incident ||--o{ incident_step : incident_id" in drawn
    assert "division_code" not in drawn
