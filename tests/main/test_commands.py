"""What commands answer, and how they end: standard output, one sentence on standard error, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hub.database.locks import platform_lock
from hub.datasets import PLATFORMS
from hub.datasets.wire import RestPlatform
from hub.errors import ExitCode
from hub.sandbox.serve import start

if TYPE_CHECKING:
    from hub_command import Done, Hub

    from hub.database.connection import Database

CLOSED = "http://127.0.0.1:9"
"""Nobody listens at the discard port."""

CITY = {"HUB_CITY_URL": CLOSED, "HUB_CITY_CLIENT_ID": "reader", "HUB_CITY_CLIENT_SECRET": "s3cret-of-city"}


def refused(done: Done, code: ExitCode) -> str:
    """The one sentence of a command that was refused."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (("run", "--dataset", "provincial/penaltys"), "provincial/penalties"),
        (("run", "--platform", "citi"), "city"),
        (("run", "--platform", "city", "--dataset", "penalties"), "city/permits"),
        (("run", "--entities", "5"), "--sandbox"),
    ],
)
def test_a_wrong_name_is_refused_with_the_known_ones(hub: Hub, arguments: tuple[str, ...], nearest: str) -> None:
    assert nearest in refused(hub(*arguments), ExitCode.USAGE)


def test_half_a_configuration_is_refused(hub: Hub) -> None:
    sentence = refused(hub.process("run", HUB_CITY_URL=CLOSED), ExitCode.USAGE)
    assert "HUB_CITY_CLIENT_ID" in sentence
    assert "HUB_CITY_CLIENT_SECRET" in sentence


def test_a_platform_that_is_asked_for_must_be_configured(hub: Hub, url: str) -> None:
    assert "HUB_CITY_URL" in refused(hub("run", "--platform", "city", HUB_DATABASE_URL=url), ExitCode.USAGE)


def test_a_database_that_is_not_there_is_a_failure(hub: Hub) -> None:
    refused(hub("status", HUB_DATABASE_URL="postgresql://hub:s3cret@127.0.0.1:9/hub"), ExitCode.FAILURE)


@pytest.mark.parametrize("command", ["run", "status"])
def test_a_database_of_another_version_is_refused(hub: Hub, database: Database, url: str, command: str) -> None:
    with database.connect() as connection:
        connection.execute("UPDATE hub.alembic_version SET version_num = 'of-tomorrow'")
    assert "of-tomorrow" in refused(hub(command, HUB_DATABASE_URL=url), ExitCode.USAGE)


def test_the_sandbox_is_kept_out_of_a_real_database(hub: Hub, database: Database, url: str) -> None:
    with database.connect() as connection:
        connection.execute("INSERT INTO hub.installation (kind) VALUES ('real')")
    done = hub("run", "--sandbox", "--entities", "1", HUB_DATABASE_URL=url)
    assert done.returncode == ExitCode.USAGE
    assert "HUB_DATABASE_URL" in done.stderr


def test_real_platforms_are_kept_out_of_the_sandboxs_database(hub: Hub, database: Database, url: str) -> None:
    with database.connect() as connection:
        connection.execute("INSERT INTO hub.installation (kind) VALUES ('sandbox')")
    assert "--sandbox" in refused(hub("run", HUB_DATABASE_URL=url), ExitCode.USAGE)


def test_a_second_run_says_who_holds_the_lock(hub: Hub, database: Database, url: str, home: Path) -> None:
    (home / "inbox").mkdir(parents=True)
    with platform_lock(database, "departments"):
        sentence = refused(hub.process("run", "--platform", "departments", HUB_DATABASE_URL=url), ExitCode.LOCKED)
    assert str(os.getpid()) in sentence


def test_an_unreachable_platform_leaves_the_rest_to_be_published(hub: Hub, url: str) -> None:
    done = hub("run", "--dataset", "city/shops", "--json", HUB_DATABASE_URL=url, **CITY)
    assert done.returncode == ExitCode.PARTLY, done.stderr
    document = json.loads(done.stdout)
    assert document["exit_code"] == ExitCode.PARTLY
    assert CLOSED in document["failures"][0]["message"]
    assert [each["platform"] for each in document["open_alerts"]] == ["city", "city"]
    assert "s3cret" not in done.stdout + done.stderr


def test_files_go_all_the_way(hub: Hub, url: str, home: Path) -> None:
    folder = home / "inbox" / "market"
    folder.mkdir(parents=True)
    (folder / "名录.csv").write_text(
        "企业名称,注册号/统一社会信用代码,登记机关,管辖单位\n乐清市虚构百货店,330382600123456,乐清市市场监督管理局,城东所\n",
        encoding="utf-8",
    )
    settings = {"HUB_DATABASE_URL": url, "HUB_INBOX_SETTLE": "0"}
    first = json.loads(hub("run", "--platform", "departments", "--json", **settings).stdout)
    register, *others = first["datasets"]
    assert (register["received"], register["new"], register["current"]) == (1, 1, 1)
    assert not any(each["received"] for each in others)
    again = hub("run", "--platform", "departments", "--json", **settings)
    assert again.returncode == ExitCode.DONE
    assert not any(each["received"] for each in json.loads(again.stdout)["datasets"])
    replayed = hub("replay", "--json", **settings)
    assert replayed.returncode == ExitCode.DONE, replayed.stderr
    standing = json.loads(hub("status", "--json", **settings).stdout)
    assert {each["dataset"]: each["current"] for each in standing["datasets"]}["market_register"] == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM hub.installation",
        "COMMIT; DELETE FROM hub.installation",
        "SELECT 1; DELETE FROM hub.installation",
        "WITH gone AS (DELETE FROM hub.installation RETURNING kind) SELECT * FROM gone",
        "COPY (SELECT 1) TO PROGRAM 'touch /tmp/hub-sql-wrote'",
        "COMMIT",
        "SELECT * FROM nowhere",
        "SELEKT",
    ],
)
def test_sql_cannot_write(hub: Hub, database: Database, url: str, statement: str) -> None:
    with database.connect() as connection:
        connection.execute("INSERT INTO hub.installation (kind) VALUES ('real')")
    refused(hub("sql", statement, HUB_DATABASE_URL=url), ExitCode.USAGE)
    with database.connect() as connection:
        assert connection.execute("SELECT kind FROM hub.installation").fetchall() == [("real",)]


def test_sql_answers_as_table_json_and_csv(hub: Hub, url: str) -> None:
    query = "SELECT 1 AS number, '中文, \"引号\"' AS text, NULL AS nothing"
    assert "中文" in hub("sql", query, HUB_DATABASE_URL=url).stdout
    assert json.loads(hub("sql", query, "--json", HUB_DATABASE_URL=url).stdout) == [
        {"number": 1, "text": '中文, "引号"', "nothing": None}
    ]
    rows = list(csv.reader(io.StringIO(hub("sql", query, "--csv", HUB_DATABASE_URL=url).stdout)))
    assert rows == [["number", "text", "nothing"], ["1", '中文, "引号"', ""]]


def test_sql_is_stopped_in_time(hub: Hub, url: str) -> None:
    refused(hub("sql", "SELECT pg_sleep(60)", "--timeout", "0.05", HUB_DATABASE_URL=url), ExitCode.USAGE)


@pytest.mark.parametrize("command", [("status",), ("alerts", "list"), ("alerts", "deliver"), ("config", "check")])
def test_json_stands_alone_on_standard_output(hub: Hub, url: str, command: tuple[str, ...]) -> None:
    done = hub(*command, "--json", HUB_DATABASE_URL=url)
    assert done.returncode == ExitCode.DONE, done.stderr
    json.loads(done.stdout)


def test_config_check_tells_what_works_and_no_secret(hub: Hub, url: str) -> None:
    done = hub("config", "check", "--json", HUB_DATABASE_URL=url, HUB_PROVINCIAL_URL=CLOSED, **CITY)
    assert done.returncode == ExitCode.USAGE
    document = json.loads(done.stdout)
    findings = {each["name"]: (each["configured"], each["works"]) for each in document["findings"]}
    assert findings["database"] == (True, True)
    assert findings["city"] == (True, False)
    assert findings["provincial"] == (True, None)
    assert findings["grassroots"] == (False, None)
    assert any("HUB_PROVINCIAL_APP_KEY" in each for each in document["problems"])
    assert "s3cret" not in done.stdout + done.stderr


def test_config_check_asks_every_platform_in_its_own_way(hub: Hub, url: str, tmp_path: Path) -> None:
    with start(tmp_path / "sandbox", entities=2, faults=()) as sandbox:
        settings = sandbox.settings | {"HUB_SCHOOL_SAFETY_API_KEY": "s3cret-but-wrong", "HUB_DATABASE_URL": url}
        done = hub("config", "check", "--json", **settings)
    assert done.returncode == ExitCode.PARTLY
    findings = {each["name"]: each for each in json.loads(done.stdout)["findings"]}
    asked = {name for name, platform in PLATFORMS.items() if isinstance(platform, RestPlatform)}
    assert {name for name in asked if findings[name]["works"]} == asked - {"school_safety"}
    assert "HUB_SCHOOL_SAFETY_API_KEY" in findings["school_safety"]["detail"]
    secrets = [value for name, value in settings.items() if name.endswith(("_KEY", "_SECRET", "_PASSWORD"))]
    assert not any(secret in done.stdout + done.stderr for secret in secrets)


def test_an_empty_database_is_made_ready_by_a_run_and_by_upgrade(hub: Hub, empty_database: Database) -> None:
    url = empty_database.url.get_secret_value()
    assert "hub db upgrade" in refused(hub("status", HUB_DATABASE_URL=url), ExitCode.USAGE)
    assert hub("db", "upgrade", HUB_DATABASE_URL=url).returncode == ExitCode.DONE
    assert hub("status", HUB_DATABASE_URL=url).returncode == ExitCode.DONE


def test_db_starts_stops_and_tells_where(hub: Hub) -> None:
    assert hub("db", "start").returncode == ExitCode.DONE
    try:
        found = hub("db", "url").stdout.strip()
        assert found.startswith("postgresql://")
        assert json.loads(hub("sql", "SELECT current_database() AS name", "--json").stdout) == [{"name": "hub"}]
    finally:
        assert hub("db", "stop").returncode == ExitCode.DONE
    assert hub("db", "stop").returncode == ExitCode.DONE
    refused(hub("db", "start", HUB_DATABASE_URL="postgresql://db.test/hub"), ExitCode.USAGE)


def test_what_nobody_foresaw_is_kept_in_a_log(home: Path) -> None:
    program = "from hub.main import cli\ndef broken():\n    raise ZeroDivisionError\ncli.app = broken\ncli.main()\n"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "HUB_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ZeroDivisionError" in refused(done, ExitCode.FAILURE)
    log = re.search(r"\S+/logs/failure-\S+\.log", done.stderr)
    assert log is not None
    assert "Traceback" in Path(log.group()).read_text(encoding="utf-8")


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    program = "import sys, hub.main.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"dagster", "polars", "psycopg", "requests", "great_expectations", "sqlalchemy", "pydantic"} & set(
        done.stdout.split()
    )
