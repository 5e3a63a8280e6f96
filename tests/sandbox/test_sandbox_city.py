"""The city platform refuses what platforms.md does not allow."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sandbox_clients import City

from hub.sandbox.serve import RunningSandbox, start

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def platform(still: RunningSandbox) -> City:
    client = City(still.settings)
    client.log_in()
    return client


def test_only_the_client_gets_a_token(platform: City) -> None:
    assert platform.log_in(client_secret="wrong").status_code == 401
    assert platform.log_in(grant_type="password").status_code == 400


def test_without_a_token_401_and_elsewhere_403(platform: City) -> None:
    assert platform.page("officers").status_code == 403
    platform.http.headers["Authorization"] = "Bearer forged"
    assert platform.page("shops").status_code == 401


def test_an_expired_token_is_401(tmp_path: Path) -> None:
    with start(tmp_path, entities=1, faults=(), lifetimes={"token": 0}) as sandbox:
        client = City(sandbox.settings)
        client.log_in()
        assert client.page("shops").status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": 0},
        {"limit": 1001},
        {"limit": "all"},
        {"updatedSince": "2026-01-01T00:00:00"},
        {"updatedSince": "yesterday"},
        {"updatedSince": "2026-02-01T00:00:00+08:00", "updatedBefore": "2026-01-01T00:00:00+08:00"},
        {"cursor": "AAAA"},
        {"page": 2},
    ],
)
def test_a_malformed_call_is_400(platform: City, wrong: dict[str, str | int]) -> None:
    assert platform.page("shops", **wrong).status_code == 400


def test_a_cursor_holds_for_its_own_walk(platform: City) -> None:
    cursor = platform.page("shops", limit=3).json()["data"]["nextCursor"]
    assert platform.page("shops", limit=3, cursor=cursor).status_code == 200
    assert platform.page("permits", limit=3, cursor=cursor).status_code == 400
    assert platform.page("shops", limit=4, cursor=cursor).status_code == 400
    assert platform.page("shops", limit=3, cursor=cursor, updatedSince="2020-01-01T00:00:00Z").status_code == 400


def test_an_old_cursor_is_410(tmp_path: Path) -> None:
    with start(tmp_path, entities=40, faults=(), lifetimes={"cursor": 0}) as sandbox:
        client = City(sandbox.settings)
        client.log_in()
        cursor = client.page("shops", limit=1).json()["data"]["nextCursor"]
        assert client.page("shops", limit=1, cursor=cursor).status_code == 410


def test_many_items_share_an_instant_and_deleted_ones_are_bare(platform: City) -> None:
    items = list(platform.rows("shops"))
    instants = Counter(item["updatedAt"] for item in items)
    assert max(instants.values()) > 10
    gone = [item for item in items if item.get("deleted")]
    assert gone
    assert all(item.keys() == {"shopId", "updatedAt", "deleted"} for item in gone)
