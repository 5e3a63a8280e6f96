"""The four platforms refuse what platforms.md does not allow, with HTTP 200."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sandbox_clients import Grassroots

from hub.sandbox.serve import RunningSandbox, start

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def platform(still: RunningSandbox) -> Grassroots:
    client = Grassroots(still.settings)
    client.log_in()
    return client


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"username": "wrong"}, {"grant_type": "x"}, {"scope": "some"}]
)
def test_only_the_user_logs_in(platform: Grassroots, wrong: dict[str, str]) -> None:
    assert platform.log_in(**wrong)["code"] == 401


def test_an_unknown_token_is_code_401(platform: Grassroots) -> None:
    platform.http.headers["auth"] = "forged"
    answer = platform.page("places")
    assert (answer["success"], answer["code"]) == (False, 401)


def test_an_expired_token_is_code_401(tmp_path: Path) -> None:
    with start(tmp_path, entities=1, faults=(), lifetimes={"token": 0}) as sandbox:
        client = Grassroots(sandbox.settings)
        client.log_in()
        assert client.page("places")["code"] == 401


def test_a_wrong_key_or_module_is_refused(platform: Grassroots) -> None:
    page = {"pageNo": 1, "pageSize": 1}
    assert platform.post("place/page.json", page, app_key="wrong")["code"] == 403
    assert platform.post("officer/page.json", page)["code"] == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"pageSize": 0},
        {"pageSize": 501},
        {"pageNo": 0},
        {"pageNo": "1"},
        {"updateTimeStart": "2026-01-01"},
        {"updateTimeEnd": 1767225600000},
        {"updateTimeStart": "2026-02-01 00:00:00", "updateTimeEnd": "2026-01-01 00:00:00"},
    ],
)
def test_a_malformed_call_is_refused(platform: Grassroots, wrong: dict[str, object]) -> None:
    assert platform.post("place/page.json", {"pageNo": 1, "pageSize": 10, **wrong})["code"] == 400


def test_rows_come_newest_first(platform: Grassroots) -> None:
    rows = list(platform.rows("events", size=97))
    by_key = sorted(rows, key=lambda row: row["eventNo"])
    assert rows == sorted(by_key, key=lambda row: row["updateTime"], reverse=True)
