"""The generated documents say what the models, declarations and settings say.

Where one is stale: `.venv/bin/python -m hub.main.documents` writes all of them anew.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import pytest

from hub.contract.references import relations, unified_tables
from hub.datasets import DATASETS
from hub.main.documents import DOCUMENTS, FOLDER
from hub.main.documents.diagram import about_entities, diagram
from hub.main.documents.sources import TRANSFORMS
from hub.main.quality import LIMITS
from hub.main.settings import DECLARED
from hub.rules.texts import Dimension

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_not_stale(name: str) -> None:
    kept = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    made = DOCUMENTS[name]().splitlines()
    difference = "\n".join(difflib.unified_diff(kept, made, f"docs/{name}", "made anew", n=0, lineterm=""))
    assert not difference, f"stale; `python -m hub.main.documents` writes it anew\n{difference}"


@pytest.mark.parametrize(
    "page", [FOLDER.parent / "README.md", *sorted(FOLDER.glob("*.md"))], ids=lambda each: each.name
)
def test_every_link_leads_to_a_page_and_a_heading(page: Path) -> None:
    lost = []
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text(encoding="utf-8")):
        name, _, heading = target.partition("#")
        there = page.parent / name if name else page
        if not there.exists() or (heading and heading not in headings(there)):
            lost.append(target)
    assert lost == []


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


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
    listed = {re.findall("`(HUB_[A-Z_]+)`", line)[0] for line in lines}
    of_quality = {f"HUB_QUALITY_{each}" for each in LIMITS}
    of_quality |= {f"HUB_QUALITY_WEIGHTS_{each.upper()}" for each in Dimension}
    assert listed == DECLARED.keys() | of_quality
    secret = {re.findall("`(HUB_[A-Z_]+)`", line)[0] for line in lines if re.search(r"(yes|may hold one) \|$", line)}
    assert {"HUB_DATABASE_URL", "HUB_PROVINCIAL_APP_SECRET", "HUB_GRASSROOTS_PASSWORD"} <= secret
    assert secret.isdisjoint({"HUB_HOME", "HUB_CITY_URL", "HUB_CITY_CLIENT_ID"})


def test_a_relation_leads_to_a_column_that_is_there() -> None:
    tables = unified_tables()
    assert all(
        each.column in tables[each.table].columns and each.key in tables[each.other].columns for each in relations()
    )


def test_every_table_is_drawn_with_its_relations() -> None:
    model = DOCUMENTS["model.md"]()
    assert [name for name in unified_tables() if f"    {name} {{" not in model] == []
    drawn = diagram(about_entities(), hidden=("division_code",))
    assert "    entity |o--o{ penalty : entity_id" in drawn
    assert "    incident ||--o{ incident_step : incident_id" in drawn
    assert "division_code" not in drawn
    assert about_entities().isdisjoint({"division", "grid", "agency", "officer", "enforcement_item"})
