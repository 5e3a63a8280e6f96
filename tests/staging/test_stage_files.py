"""Departments' files on their way to staging: every sheet by its generation, the same again after a rebuild."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, LiteralString

import pytest
from delivered_files import delimited, workbook
from psycopg import sql

from hub.datasets import of_platform
from hub.datasets.departments import FIRE_PENALTIES, LICENCES
from hub.landing import files, spreadsheets
from hub.progress import Silence
from hub.release.rebuild import reset
from hub.staging import load
from hub.staging.load import StagingOutcome, stage
from resources.inbox import take_files
from resources.landing_store import open_store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.landing.store import LandingStore
    from hub.staging.rows import PageRows

USCC = "91330382MA2AB3CD02"
IN_USE = {
    "XK_XDR_MC": "乐清市某某电器有限公司",
    "XK_XDR_SHXYM": USCC,
    "XK_WSH": "乐许〔2026〕第1号",
    "XK_XKLB": "普通",
    "XK_NR": "食品经营",
    "XK_JDRQ": "2026/01/02",
    "XK_YXQZI": "2031/01/01",
    "XK_XKJG": "乐清市某局",
    "XK_XKJGDM": "11330382MB12345622",
    "XK_ZT": "1",
}
FORMER = {
    "XK_XDR": "乐清市某某电器有限公司",
    "XK_XDR_GSDJ": "330382000012345",
    "XK_XDR_ZDM": "MA2AB3CD0",
    "XK_WSH": "乐许【2015】2号",
    "XK_SPLB": "普通",
    "XK_NR": "食品经营",
    "XK_JDRQ": "2015/01/02",
    "XK_JZQ": "长期",
    "XK_XZJG": "乐清市某局",
    "XK_ZT": "1",
}
FIRE = {
    "bcfdx": "乐清市某某电器有限公司",
    "shxydm": USCC,
    "cfwh": "乐消行罚决字〔2026〕第1号",
    "wfss": "堵塞疏散通道",
    "cfyj": "某法第六十条",
    "cfrq": "2026-01-02",
    "cfjg": "乐清市消防救援大队",
    "cfzl": "21",
}


def table(*said: Mapping[str, object]) -> list[list[object]]:
    """A header and these rows."""
    return [list(said[0]), *(list(row.values()) for row in said)]


class Desk:
    """An inbox, and what takes files out of it."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.inbox = folder / "inbox"
        self.database = database
        self.store: LandingStore = open_store(str(folder / "landing"))

    def drop(self, name: str, body: bytes) -> None:
        """A file that was delivered long ago: `department/name`."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        os.utime(path, (1_600_000_000, 1_600_000_000))

    def stage(self) -> dict[str, StagingOutcome]:
        """What staging did with what lies in the inbox, by dataset."""
        kinds = of_platform("departments")
        take_files(kinds[0], self.inbox, self.database, self.store, Silence(), 0)
        return {each.name: stage(each, self.database, self.store, Silence()) for each in kinds}

    def versions(self, dataset: Dataset, *columns: LiteralString) -> list[tuple[object, ...]]:
        """Columns of the dataset's staged versions, by their key and sequence."""
        query = sql.SQL("SELECT {} FROM {} ORDER BY source_id, sequence").format(
            sql.SQL(", ").join(map(sql.SQL, columns)), sql.Identifier("staging", dataset.staging_table)
        )
        with self.database.connect() as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def desk(tmp_path: Path, database: Database) -> Desk:
    """An empty inbox."""
    return Desk(tmp_path, database)


def test_sheets_of_both_generations_are_read_each_by_its_own_codes(desk: Desk) -> None:
    desk.drop("health/双公示.xlsx", workbook(table(IN_USE), table(FORMER)))
    outcome = desk.stage()["licences"]
    assert (outcome.pages, outcome.rows, outcome.versions) == (2, 2, 2)
    found = desk.versions(LICENCES, "source_id", "status", "is_long_term", "holder_code", "department")
    assert found == [
        ("health|乐许〔2015〕2号|health", "revoked", True, "330382000012345", "health"),
        ("health|乐许〔2026〕第1号|11330382MB12345622", "valid", False, USCC, "health"),
    ]


def test_a_rebuild_reads_the_same_out_of_the_same_files(desk: Desk) -> None:
    desk.drop("health/双公示.xlsx", workbook(table(IN_USE), table(FORMER)))
    desk.stage()
    before = desk.versions(LICENCES, "version_hash", "source_updated_at", "status")
    reset(desk.database)
    outcome = desk.stage()["licences"]
    assert (outcome.versions, outcome.repeats) == (2, 0)
    assert desk.versions(LICENCES, "version_hash", "source_updated_at", "status") == before


def test_a_row_that_comes_again_in_another_file_is_a_version_as_old_as_its_file(desk: Desk) -> None:
    other = {**IN_USE, "XK_WSH": "乐许〔2026〕第9号"}
    desk.drop("health/a.csv", delimited([[str(cell) for cell in row] for row in table(IN_USE)]).encode())
    desk.drop("health/b.csv", delimited([[str(cell) for cell in row] for row in table(IN_USE, IN_USE, other)]).encode())
    outcome = desk.stage()["licences"]
    assert (outcome.rows, outcome.versions, outcome.repeats) == (4, 3, 1)
    assert len({time for (time,) in desk.versions(LICENCES, "source_updated_at")}) == 2


def test_the_fire_service_numbers_its_versions(desk: Desk) -> None:
    first, last = {**FIRE, "bbh": 1.0, "ztbj": 0}, {**FIRE, "bbh": 2, "ztbj": 1}
    desk.drop("fire/处罚.xlsx", workbook(table(last, first)))
    desk.stage()
    assert desk.versions(FIRE_PENALTIES, "source_id", "sequence::int", "is_delete") == [
        ("fire|乐消行罚决字〔2026〕第1号", 1, False),
        ("fire|乐消行罚决字〔2026〕第1号", 2, True),
    ]


def test_what_a_spreadsheet_did_to_numbers_is_warned_of_and_taken_back(desk: Desk) -> None:
    damaged = {**FIRE, "cfwh": "乐消行罚决字〔2026〕第2号", "shxydm": "9.13304E+17"}
    spaced = {**FIRE, "cfwh": "乐消行罚决字〔2026〕第3号", "shxydm": " 9133 0382MA2AB3CD02 ", "cfrq": 46024}
    desk.drop("fire/处罚.xlsx", workbook(table(damaged, spaced)))
    desk.stage()
    found = desk.versions(
        FIRE_PENALTIES,
        "party_code",
        "decided_on::text",
        "(SELECT array_agg(defect ->> 'rule') FROM jsonb_array_elements(defects) AS defect)",
    )
    assert found == [
        (None, "2026-01-02", ["departments.number_damaged"]),
        (USCC, "2026-01-02", ["any.uscc_repaired"]),
    ]


def test_a_file_of_many_rows_goes_through_in_batches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "BATCH_ROWS", 40)
    monkeypatch.setattr(spreadsheets, "CHUNK_ROWS", 10)
    frames: list[int] = []
    standardise = load.standardise

    def watched(dataset: Dataset, pages: Sequence[PageRows], types: dict[str, set[type]]) -> pl.DataFrame:
        frames.append(sum(len(page.rows) for page in pages))
        return standardise(dataset, pages, types)

    monkeypatch.setattr(load, "standardise", watched)
    said = [{**IN_USE, "XK_WSH": f"乐许〔2026〕第{number % 90}号"} for number in range(100)]
    desk.drop("health/双公示.csv", delimited([[str(cell) for cell in row] for row in table(*said)]).encode())
    outcome = desk.stage()["licences"]
    assert (outcome.pages, outcome.rows, outcome.versions, outcome.repeats) == (1, 100, 90, 10)
    assert max(frames) <= 50
    with desk.database.connect() as connection:
        counted = connection.execute("SELECT rows, versions, repeats FROM hub.landed_page").fetchall()
    assert counted == [(100, 90, 10)]
    # Below the header, in the order of the file.
    assert sorted(desk.versions(LICENCES, "row_number")) == [(number,) for number in range(2, 92)]


def test_a_file_that_is_staged_halfway_is_staged_not_at_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "BATCH_ROWS", 20)
    monkeypatch.setattr(spreadsheets, "CHUNK_ROWS", 10)
    said = [{**IN_USE, "XK_WSH": f"乐许〔2026〕第{number}号"} for number in range(100)]
    desk.drop("health/双公示.csv", delimited([[str(cell) for cell in row] for row in table(*said)]).encode())
    batches: list[int] = []
    load_versions = load.load_versions

    def fail(*given: object) -> dict[int, int]:
        batches.append(1)
        if len(batches) == 3:
            raise KeyboardInterrupt
        return load_versions(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(load, "load_versions", fail)
        with pytest.raises(KeyboardInterrupt):
            desk.stage()
    assert desk.versions(LICENCES, "row_number") == []
    assert desk.stage()["licences"] == StagingOutcome(pages=1, rows=100, versions=100)


def test_a_row_number_tells_the_sheet_and_the_row(desk: Desk) -> None:
    other = {**IN_USE, "XK_WSH": "乐许〔2026〕第2号"}
    desk.drop("health/双公示.xlsx", workbook([["说明"]], [[], *table(IN_USE)], table(other)))
    desk.stage()
    numbers = [number for (number,) in desk.versions(LICENCES, "row_number")]
    assert [files.place_of(int(str(number)), 3) for number in numbers] == [(1, 3), (2, 2)]
