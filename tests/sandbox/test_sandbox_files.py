"""What the invented city's departments deliver: every kind of file, in every way, and all that is true of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from delivered_files import kinds_of_file, rows_of_file
from sandbox_clients import REFERENCE, SEED

from hub.datasets import of_platform
from hub.errors import FileSetAsideError
from hub.sandbox.build import build
from hub.sandbox.city import City
from hub.sandbox.expected.shapes import SOME, OfEntity
from hub.sandbox.habits import FILED
from hub.sandbox.inbox import UNKNOWN_FILE
from hub.sandbox.truth import STORE, Expected, Fate, Truth
from hub.staging.rows import PageRows
from hub.staging.standardise import standardise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hub.landing.files import Kind

DEPARTMENTS = of_platform("departments")
TAKEN = datetime(2026, 11, 22, 4, tzinfo=UTC)
# A release gives these where a file does not.
AT_RELEASE = {"entity_id", "retracted_at", "issuer_code", "authority_code", "kind"}

Row = dict[str, Any]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city large enough for every department to have something to tell."""
    home = tmp_path_factory.mktemp("files")
    build(home / STORE, home / "inbox", City(SEED, REFERENCE.replace(tzinfo=None), 900))
    return home


@pytest.fixture(scope="module")
def truth(home: Path) -> Iterator[Truth]:
    with Truth(home) as truth:
        yield truth


@pytest.fixture(scope="module")
def delivered(home: Path) -> dict[Path, tuple[Kind, ...]]:
    """Every file of the inbox with what the hub finds in it; nothing in the one of no known kind."""
    return {path: _kinds(path) for path in sorted((home / "inbox").rglob("*.*"))}


def _kinds(path: Path) -> tuple[Kind, ...]:
    try:
        return kinds_of_file(path.read_bytes(), DEPARTMENTS)
    except FileSetAsideError:
        assert path.name == UNKNOWN_FILE
        return ()


@pytest.fixture(scope="module")
def staged(delivered: dict[Path, tuple[Kind, ...]]) -> dict[tuple[str, str], list[Row]]:
    """What standardising makes of every row, by dataset and key (what is appended to a broken one left out)."""
    found = defaultdict(list)
    for path, kinds in delivered.items():
        for kind in kinds:
            rows = rows_of_file(path.read_bytes(), kind, DEPARTMENTS)
            page = PageRows(1, TAKEN, rows, path.parent.name, kind.generation)
            for row in standardise(kind.dataset, [page]).to_dicts():
                found[kind.dataset.id, re.sub("#.*", "#", row["source_id"])].append(row)
    return found


@pytest.fixture(scope="module")
def expected(truth: Truth) -> dict[tuple[str, str], Expected]:
    """What must be published of the departments' records."""
    return {(each.dataset, each.source_id): each for each in truth.expected() if each.dataset.startswith("departments")}


def test_files_of_every_kind_come_in_every_form_and_generation(delivered: dict[Path, tuple[Kind, ...]]) -> None:
    kinds = Counter((kind.dataset.name, kind.generation) for found in delivered.values() for kind in found)
    assert kinds.keys() == {
        ("market_register", "2018"),
        ("ecology_penalties", "2018"),
        ("fire_penalties", "2018"),
        *((name, generation) for name in ("licences", "penalties") for generation in ("2015", "2018")),
    }
    assert {path.suffix for path in delivered} == {".xlsx", ".xls", ".csv", ".txt"}
    assert any(len(found) > 1 for found in delivered.values())
    starts = {path.read_bytes()[:3] for path in delivered if path.suffix in {".csv", ".txt"}}
    assert {b"\xef\xbb\xbf"} < starts
    assert any(start.startswith((b"\xff\xfe", b"\xfe\xff")) for start in starts)


def test_every_row_is_delivered_and_read_under_its_key(truth: Truth, staged: dict[tuple[str, str], list[Row]]) -> None:
    for dataset in FILED:
        sent = Counter(row.source_id for row in truth.rows(dataset))
        assert Counter({key: len(rows) for (of, key), rows in staged.items() if of == dataset}) == sent


def test_what_is_true_is_read(
    staged: dict[tuple[str, str], list[Row]], expected: dict[tuple[str, str], Expected]
) -> None:
    live = {key: each for key, each in expected.items() if each.fate is Fate.CURRENT}
    assert {dataset for dataset, _ in live} == {dataset.id for dataset in DEPARTMENTS}
    for key, each in live.items():
        row = max(staged[key], key=lambda row: float(row["sequence"] or 0))
        assert {name: _plain(row.get(name)) for name in _told(each)} == _told(each), key


def _told(record: Expected) -> dict[str, str | None]:
    """What standardising alone has to find."""
    return {
        name: _plain(value)
        for name, value in record.columns.items()
        if value is not SOME and not isinstance(value, OfEntity) and name not in AT_RELEASE | {"unmapped"}
        if not name.endswith("_kind")
    }


def _plain(value: object) -> str | None:
    """A value as text, whatever type it has on its way: lists as PostgreSQL writes them, money without its zeros."""
    if isinstance(value, list):
        return "{" + ",".join(f'"{each}"' for each in value) + "}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    text = None if value is None else str(value)
    return re.sub(r"(?<=\d)\.0*$", "", text) if text and re.fullmatch(r"\d+\.\d+", text) else text


def test_duplicates_are_of_a_provincial_row_or_of_another_departments(
    truth: Truth, expected: dict[tuple[str, str], Expected]
) -> None:
    doubles = [each for each in expected.values() if each.fate is Fate.DUPLICATE]
    of_whom = Counter(str(each.kept_id).split(":")[0] for each in doubles)
    assert of_whom.keys() == {"provincial", "departments"}
    kept = {f"{each.dataset.replace('/', ':')}:{each.source_id}": each for each in truth.expected()}
    assert all(kept[str(each.kept_id)].fate is Fate.CURRENT for each in doubles)
    assert all(not each.columns for each in doubles)


def test_the_fire_service_withdraws_some_of_its_penalties(expected: dict[tuple[str, str], Expected]) -> None:
    fates = Counter(each.fate for (dataset, _), each in expected.items() if dataset == "departments/fire_penalties")
    assert fates[Fate.CURRENT] > fates[Fate.RETRACTED] > 0


def test_the_same_seed_delivers_the_same_files(home: Path, tmp_path: Path) -> None:
    build(tmp_path / STORE, tmp_path / "inbox", City(SEED, REFERENCE.replace(tzinfo=None), 900))
    texts = [path.relative_to(home) for path in sorted((home / "inbox").rglob("*.csv"))]
    assert texts
    assert all((home / path).read_bytes() == (tmp_path / path).read_bytes() for path in texts)
