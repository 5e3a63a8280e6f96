"""One run waits for a platform that is gone once; the next run begins with fresh hope."""

from __future__ import annotations

import dataclasses
import re
import socket
from datetime import time
from typing import TYPE_CHECKING, cast

import dagster as dg
import pytest

from assets.failures import step_failures
from assets.names import ATTENDED_TAG
from assets.needs import Alerting, Inbox
from hub.datasets import of_platform
from hub.datasets.wire import Manners, QuietHours
from hub.main.definitions import build_definitions
from hub.progress import Silence
from resources.landing_store import open_store
from resources.rest.access import PlatformAccess
from resources.rest.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hub.database.connection import Database


@pytest.fixture
def resources(database: Database, tmp_path: Path) -> Mapping[str, object]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = {"CLIENT_ID": "hub", "CLIENT_SECRET": "never-sent"}
    return {
        "database": database,
        "landing_store": open_store(str(tmp_path / "landing")),
        "platform_access": {"city": PlatformAccess(f"http://127.0.0.1:{port}", settings)},
        "inbox": Inbox(tmp_path / "inbox", 0.0),
        "progress": Silence(),
        "alerting": Alerting(()),
    }


def tries(resources: Mapping[str, object], instance: dg.DagsterInstance) -> list[int]:
    """How often each dataset of a run of the city's job was asked for, most often first."""
    result = (
        build_definitions(resources)
        .resolve_job_def("city")
        .execute_in_process(
            instance=instance,
            raise_on_error=False,
            tags={ATTENDED_TAG: "true"},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    )
    messages = [failure.message for failure in step_failures(result)]
    found = [re.search(r"尝试 (\d+) 次", message) for message in messages]
    resting = [0 for message in messages if "暂停访问" in message]
    return sorted([*(int(each[1]) for each in found if each), *resting], reverse=True)


def test_a_run_waits_once(resources: Mapping[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(SystemClock, "sleep", lambda _self, seconds, _cancelled: waits.append(seconds))
    others = [0] * (len(of_platform("city")) - 1)
    with dg.DagsterInstance.ephemeral() as instance:
        assert tries(resources, instance) == [5, *others]
        assert len(waits) == 4
        assert tries(resources, instance) == [5, *others]


def test_quiet_hours_fail_nothing_and_alarm_nobody(resources: Mapping[str, object], database: Database) -> None:
    all_day = (QuietHours(time(0), time(12)), QuietHours(time(12), time(0)))
    (access,) = cast("Mapping[str, PlatformAccess]", resources["platform_access"]).values()
    quiet = {"city": dataclasses.replace(access, manners=Manners(quiet_hours=all_day))}
    with dg.DagsterInstance.ephemeral() as instance:
        assert tries({**resources, "platform_access": quiet}, instance) == []
    with database.connect() as connection:
        assert connection.execute("SELECT count(*) FROM quality.alert").fetchone() == (0,)
