"""How far back increments ask again, as a platform's setting says it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from hub.main.settings import read_settings

CITY = {"HUB_CITY_URL": "http://127.0.0.1:1", "HUB_CITY_CLIENT_ID": "hub", "HUB_CITY_CLIENT_SECRET": "secret"}
NOWHERE = Path("/nonexistent")


def overlaps(text: str) -> dict[str, timedelta]:
    settings = read_settings({**CITY, "HUB_CITY_OVERLAP": text}, NOWHERE)
    assert settings.problems == ()
    access = settings.access("city")
    assert access is not None
    return dict(access.overlaps)


def test_one_length_for_all_or_for_single_datasets() -> None:
    assert overlaps("") == {}
    assert overlaps("cases=2d") == {"cases": timedelta(days=2)}
    assert overlaps("cases=2d 30m") == {
        "components": timedelta(minutes=30),
        "shops": timedelta(minutes=30),
        "permits": timedelta(minutes=30),
        "cases": timedelta(days=2),
    }
    assert overlaps("300s") == dict.fromkeys(("components", "shops", "permits", "cases"), timedelta(minutes=5))


@pytest.mark.parametrize("text", ["30", "4m", "cases=1m", "case=2d", "1w", "-30m", "cases=", "=30m 5"])
def test_what_cannot_be_right_is_refused_with_what_was_expected(text: str) -> None:
    [problem] = read_settings({**CITY, "HUB_CITY_OVERLAP": text}, NOWHERE).problems
    assert "HUB_CITY_OVERLAP" in problem
    assert "至少 5 分钟" in problem
    assert "[city] 下的 overlap" in problem
