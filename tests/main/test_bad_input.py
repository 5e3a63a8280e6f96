"""Bad input gets a clear sentence and the right exit code, and nothing is lost: once healed, a run brings the truth."""

from __future__ import annotations

import json
import shlex
import ssl
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from between import Between, Document
from forked_hub import ForkedHub
from kill_points import KillPoint, held_up, wait_for_somebody
from published import reconciliation
from quick_folder import quick_folder
from sandbox_truth import live_records, published_records

from hub.errors import ExitCode
from hub.sandbox.serve import start
from hub.sandbox.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from hub_command import Done

    from hub.database.connection import Database

REFERENCE = datetime.fromisoformat("2026-01-05T00:00:00+08:00")
CLOSED = "http://127.0.0.1:9"
"""Nobody listens at the discard port."""


@dataclass(frozen=True)
class Platforms:
    """Platforms on which nothing changes and nothing fails, and what is true behind them."""

    settings: Mapping[str, str]
    truth: Truth


@pytest.fixture(scope="module")
def platforms() -> Iterator[Platforms]:
    with (
        quick_folder() as folder,
        start(folder, entities=60, seed=5, reference=REFERENCE, changes=False, faults=()) as sandbox,
        Truth(folder) as truth,
    ):
        yield Platforms(sandbox.settings, truth)


@dataclass
class Case:
    """A hub that is asked for `datasets` of the platforms: badly first, then healed."""

    hub: ForkedHub
    database: Database
    truth: Truth
    datasets: tuple[str, ...] = ()

    def run(self, *arguments: str, **settings: str) -> Done:
        """`hub run` of the datasets."""
        chosen = (word for dataset in self.datasets for word in ("--dataset", dataset))
        return self.hub("run", *chosen, *arguments, **settings)

    def heals(self, *arguments: str, changed: Collection[str] = (), **settings: str) -> None:
        """Run without the cause: that brings exactly the truth, and no alert but of rejected records stays.

        Of the datasets `changed` the first page ever was the bad one: what came since is told as a change from that.
        """
        done = self.run("--json", *arguments, **settings)
        assert done.returncode == ExitCode.DONE, done.stderr
        reconciled = reconciliation(self.database)
        for dataset in self.datasets:
            assert published_records(self.database, dataset) == live_records(self.truth, dataset) != set(), dataset
            assert reconciled[dataset]["held"] == 0
        left = {(each["severity"], each["dataset"], each["rule_id"]) for each in json.loads(done.stdout)["open_alerts"]}
        told = {each for each in left if each[0] != "reject"}
        assert told == {("warn", name, "gate.new_field") for name in changed}


@pytest.fixture
def case(platforms: Platforms, database: Database, tmp_path: Path) -> Case:
    settings = {
        **platforms.settings,
        "HUB_DATABASE_URL": database.url.get_secret_value(),
        "HUB_INBOX": str(tmp_path / "inbox"),
        "HUB_INBOX_SETTLE": "0",
    }
    return Case(ForkedHub(tmp_path / "home", settings), database, platforms.truth)


def failures(done: Done, code: ExitCode = ExitCode.PARTLY) -> dict[str, str]:
    """What each step that failed said, by its name; the run's exit code is `code`."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    document = json.loads(done.stdout)
    assert document["exit_code"] == code
    assert not document["logs"]
    return {each["step"]: each["message"] for each in document["failures"]}


def _command(line: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(shlex.split(line), capture_output=True, check=False)


def test_wrong_credentials_and_an_unreachable_host_keep_nothing_else_from_being_published(case: Case) -> None:
    case.datasets = ("provincial/penalties", "grassroots/places", "city/shops")
    wrong = {"HUB_PROVINCIAL_URL": CLOSED, "HUB_GRASSROOTS_PASSWORD": "wrong-secret"}
    done = case.run("--json", **wrong)
    said = failures(done)
    assert len(said) == len(wrong)
    for dataset, setting in zip(case.datasets, wrong, strict=False):
        [message] = (message for step, message in said.items() if dataset.replace("/", "__") in step)
        assert setting in message
        assert dataset in message
    assert any(f"{CLOSED}/" in each and "连接被拒绝" in each for each in said.values())
    assert "wrong-secret" not in done.stdout + done.stderr
    alerts = [(each["platform"], each["dataset"]) for each in json.loads(done.stdout)["open_alerts"]]
    assert {("provincial", None), ("grassroots", None)} <= set(alerts)
    assert published_records(case.database, "city/shops") == live_records(case.truth, "city/shops")
    case.heals()


def test_an_untrusted_certificate(case: Case, platforms: Platforms, tmp_path: Path) -> None:
    case.datasets = ("city/shops",)
    certificate = tmp_path / "certificate.pem"
    key = tmp_path / "key.pem"
    _command(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
        f" -keyout {key} -out {certificate}"
    ).check_returncode()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Between(platforms.settings["HUB_CITY_URL"], tls=context) as secure:
        done = case.run(HUB_CITY_URL=secure.url)
        assert done.returncode == ExitCode.PARTLY
        assert "证书不受信任" in done.stderr
        assert "HUB_CA_BUNDLE" in done.stderr
        case.heals(HUB_CITY_URL=secure.url, HUB_CA_BUNDLE=str(certificate))


def _without_rows(document: Document) -> Document:
    return {**document, "data": {name: value for name, value in _data(document).items() if name != "items"}}


def _rows_as_object(document: Document) -> Document:
    return {**document, "data": {**_data(document), "items": {"0": "first"}}}


def _data(document: Document) -> Document:
    data = document["data"]
    assert isinstance(data, dict)
    return data


SPOILT: Mapping[str, tuple[Callable[[Document], object], str]] = {
    "city/shops": (lambda _: "系统维护中".encode(), "不是 JSON"),
    "city/permits": (_without_rows, "data.items 缺失"),
    "city/cases": (_rows_as_object, "data.items 类型为 dict"),
}
"""Per dataset: what its answer is made into, and what is to be said of that."""


def test_answers_that_are_not_what_was_promised(case: Case, platforms: Platforms) -> None:
    case.datasets = tuple(SPOILT)
    spoil = {dataset.removeprefix("city"): change for dataset, (change, _) in SPOILT.items()}
    with Between(platforms.settings["HUB_CITY_URL"], spoil) as spoiling:
        done = case.run("--json", HUB_CITY_URL=spoiling.url)
    said = failures(done)
    for dataset, (_, words) in SPOILT.items():
        [message] = (message for step, message in said.items() if dataset.replace("/", "__") in step)
        assert words in message
    # What came is kept for whoever has to talk to the platform about it.
    with case.database.connect() as connection:
        kept = connection.execute("SELECT location, rows, message FROM hub.landed_page ORDER BY dataset").fetchall()
    assert [rows for _, rows, _ in kept] == [0, 0, 0]
    assert all((case.hub.home / "landing" / location).is_file() and message for location, _, message in kept)
    case.heals()


def _rows_changed(change: Callable[[Document], Document]) -> Callable[[Document], object]:
    def spoil(document: Document) -> object:
        items = _data(document)["items"]
        assert isinstance(items, list)
        return {**document, "data": {**_data(document), "items": [change(row) for row in items]}}

    return spoil


def test_fields_that_are_missing_or_of_another_type(case: Case, platforms: Platforms) -> None:
    """Such rows are rejected or warned of one by one, never the whole page; a second look brings what is true.

    A required field that stands in no row at all holds its dataset besides, until it is there again.
    """
    case.datasets = ("city/shops", "city/permits")
    spoil = {
        "/shops": _rows_changed(lambda row: {name: value for name, value in row.items() if name != "shopName"}),
        "/permits": _rows_changed(
            lambda row: row | {"decidedAt": {"year": 2025}, "validTo": ["2025"], "content": 7, "streetCode": True}
        ),
    }
    with Between(platforms.settings["HUB_CITY_URL"], spoil) as spoiling:
        done = case.run("--json", HUB_CITY_URL=spoiling.url)
    assert done.returncode == ExitCode.PARTLY, done.stderr
    said = json.loads(done.stdout)
    assert [(each["platform"], each["dataset"]) for each in said["holds"]] == [("city", "shops")]
    works = {each["dataset"]: each for each in said["datasets"]}
    for each in works.values():
        assert each["current"] == 0
        assert each["rejected"] > 0
        assert each["commonest_reason"]
    with case.database.connect() as connection:
        reasons = connection.execute(
            "SELECT DISTINCT dataset, rule_id, field FROM quality.rejection WHERE field IN ('shopName', 'decidedAt')"
        ).fetchall()
    assert ("shops", "any.required_missing", "shopName") in reasons
    assert ("permits", "any.date_unreadable_required", "decidedAt") in reasons
    case.heals("--full", changed=("permits",))


@contextmanager
def _small_disk(folder: Path) -> Iterator[Callable[[], object]]:
    """A disk of 64 KiB at `folder`, and what makes it large."""
    folder.mkdir()
    if _command(f"mount -t tmpfs -o size=64k tmpfs {folder}").returncode:
        pytest.skip("a disk of our own needs the right to mount one")
    try:
        yield lambda: _command(f"mount -o remount,size=64m {folder}").check_returncode()
    finally:
        _command(f"umount --lazy {folder}").check_returncode()


def test_a_full_disk(case: Case, tmp_path: Path) -> None:
    case.datasets = ("city/shops", "city/permits", "city/cases")
    folder = tmp_path / "disk"
    with _small_disk(folder) as enlarge:
        (folder / "of somebody else").write_bytes(bytes(60 * 1024))
        said = failures(case.run("--json", HUB_LANDING_URL=str(folder)))
        assert said
        for message in said.values():
            assert f"磁盘已满：无法写入 {folder}" in message
            assert "清理或扩容" in message
        enlarge()
        case.heals(HUB_LANDING_URL=str(folder))


def test_a_write_that_is_refused_half_way(case: Case) -> None:
    """A quota of the process rather than of the disk: no right to mount is needed."""
    case.datasets = ("city/cases",)
    done = replace(case.hub, file_bytes=4096)("run", "--dataset", "city/cases", "--json")
    [message] = failures(done).values()
    assert str(case.hub.home / "landing") in message
    assert not [path for path in (case.hub.home / "landing").rglob("*") if path.is_file()]
    case.heals()


def test_a_second_run_at_the_same_time(case: Case) -> None:
    with case.database.connect(autocommit=True) as connection:
        with held_up(KillPoint("landing", "hub.landed_page"), connection):
            first = case.hub.start("run", "--dataset", "city/shops", "--json")
            wait_for_somebody(connection, first)
            second = ForkedHub(case.hub.home.with_name("second") / "home", case.hub.settings)
            second.home.parent.mkdir()
            refused = second("run", "--json", HUB_HOME=str(case.hub.home))
        assert first.end() == ExitCode.DONE
    assert refused.returncode == ExitCode.LOCKED
    assert refused.stdout == ""
    assert f"process {first.pid} " in refused.stderr
    assert published_records(case.database, "city/shops") == live_records(case.truth, "city/shops")


NO_SPREADSHEETS = {
    "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "torn.xlsx": b"PK\x03\x04" + bytes(2000),
}


def test_files_that_are_no_spreadsheets(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "inbox" / "market"
    folder.mkdir(parents=True)
    for name, body in NO_SPREADSHEETS.items():
        (folder / name).write_bytes(body)
    (folder / "good.csv").write_text(
        "企业名称,注册号/统一社会信用代码,登记机关,管辖单位\n乐清市虚构百货店,330382600123456,乐清市市场监督管理局,城东所\n",
        encoding="utf-8",
    )
    done = case.hub("run", "--platform", "departments")
    assert done.returncode == ExitCode.DONE, done.stderr
    assert "整份搁置" in done.stdout
    with case.database.connect() as connection:
        rows = connection.execute("SELECT name, status, reason <> '' FROM hub.inbox_file ORDER BY name").fetchall()
    assert rows == [("good.csv", "taken", None), *((name, "set_aside", True) for name in NO_SPREADSHEETS)]
    assert len(published_records(case.database, "departments/market_register")) == 1
    for name, body in NO_SPREADSHEETS.items():
        assert f"market/{name}" in done.stdout
        assert (folder / name).read_bytes() == body
