"""`hub landing`: what it does to the pages, and what it tells whoever asked."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

import bucket
import pytest
from kept_city import START, KeptCity, shop

from hub.errors import ExitCode
from resources.landing_store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from hub_command import Hub

    from hub.database.connection import Database


@pytest.fixture
def city(hub: Hub, database: Database) -> KeptCity:
    """Two shops that were published long ago, one of them twice."""
    city = KeptCity(database, open_store(str(hub.home / "landing")))
    city.land([shop(1), shop(2)])
    city.land([shop(1, version=1), shop(2, version=1)])
    city.process()
    return city


def url(database: Database) -> dict[str, str]:
    return {"HUB_DATABASE_URL": database.url.get_secret_value()}


def test_leftovers_are_listed_and_swept(hub: Hub, city: KeptCity) -> None:
    path: Path = hub.home / "landing/city/shops/left/000001-x.json.zst"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"left")
    long_ago = time.time() - 48 * 3600
    os.utime(path, (long_ago, long_ago))
    listed = hub("landing", "sweep", "--dry-run", **url(city.database))
    assert (listed.returncode, path.exists()) == (0, True)
    assert "将清理没有登记的 1 个" in listed.stdout
    swept = hub("landing", "sweep", "--json", **url(city.database))
    assert json.loads(swept.stdout)["orphans"] == ["city/shops/left/000001-x.json.zst"]
    assert not path.exists()


def test_pages_go_after_their_time(hub: Hub, city: KeptCity) -> None:
    asked = hub("landing", "expire", **url(city.database))
    assert asked.returncode == ExitCode.USAGE
    assert "HUB_LANDING_DAYS" in asked.stderr
    told = hub("landing", "expire", "--dry-run", HUB_LANDING_DAYS="30", **url(city.database))
    assert "将清理超过 30 天的原文：1 个原始页" in told.stdout
    done = hub("landing", "expire", "--days", "30", "--json", **url(city.database))
    found = json.loads(done.stdout)
    assert (found["pages"], found["versions"], found["still_held"]) == (1, 2, 0)
    assert city.ask("SELECT removed_at > %s FROM hub.landed_page ORDER BY page_id", START) == [(True,), (None,)]


def test_a_record_is_erased_by_name_and_reason(hub: Hub, city: KeptCity) -> None:
    refused = hub("landing", "erase", "city", "shops", "S1", "--by", "王审计", **url(city.database))
    assert refused.returncode == ExitCode.USAGE
    done = hub(
        "landing", "erase", "city", "shops", "S1", "--by", "王审计", "--reason", "本人申请", **url(city.database)
    )
    assert done.returncode == 0, done.stderr
    assert "2 个原始页中的 2 行" in done.stdout
    assert city.published()[0] == ("S1", None, True)
    missing = hub("landing", "erase", "city", "shops", "S9", "--by", "王", "--reason", "x", **url(city.database))
    assert missing.returncode == ExitCode.FAILURE
    assert "S9" in missing.stderr


def test_the_check_of_the_settings_asks_the_bucket(hub: Hub, database: Database) -> None:
    with bucket.serving() as endpoint:
        settings = url(database) | {
            "HUB_LANDING_ENDPOINT": endpoint,
            "HUB_LANDING_ACCESS_KEY_ID": "key-of-tests",
            "HUB_LANDING_SECRET_ACCESS_KEY": bucket.SECRET,
        }
        for name, works in ((bucket.BUCKET, True), ("nowhere", False)):
            done = hub("config", "check", "--json", HUB_LANDING_URL=f"s3://{name}/hub", **settings)
            (found,) = [each for each in json.loads(done.stdout)["findings"] if each["name"] == "landing"]
            assert found["works"] is works
            assert bucket.SECRET not in done.stdout + done.stderr
        assert "桶不存在" in found["detail"]
