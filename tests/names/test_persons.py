"""Names that are persons', and names that are not; every name is invented."""

from __future__ import annotations

import polars as pl
import pytest

from hub.names.persons import are_persons


@pytest.mark.parametrize("name", ["丙丁", "丙丁戊", "欧阳丙", "欧阳丙丁"])
def test_short_and_nothing_else_is_a_person(name: str) -> None:
    assert are_persons(pl.Series([name])).to_list() == [True]


@pytest.mark.parametrize("name", [None, "丙", "丙丁店", "水果店", "乐清", "丙丁水果", "张*", "乐清市丙丁水果店", "A12"])
def test_a_business_a_place_and_a_masked_name_are_none(name: str | None) -> None:
    assert are_persons(pl.Series([name], dtype=pl.String)).to_list() == [False]
