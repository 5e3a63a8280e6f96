"""Divisions and the names of places."""

from __future__ import annotations

from hub.reference.divisions import COUNTY_CODE, codes_by_name, divisions, place_names


def test_the_county_and_its_townships() -> None:
    county, *townships = divisions()
    assert (county.code, county.kind, county.parent_code) == (COUNTY_CODE, "county", None)
    assert len(townships) == 25
    assert {each.parent_code for each in townships} == {COUNTY_CODE}
    assert sum(each.enforcement_mode == "empowered" for each in townships) == 8


def test_names_lead_to_one_division_whole_or_short() -> None:
    assert codes_by_name()["柳市镇"] == codes_by_name()["柳市"] == "330382114000"
    assert codes_by_name()["乐清市"] == COUNTY_CODE
    assert len(codes_by_name()) == 26 + 25


def test_places_that_qualify_a_class() -> None:
    assert {"乐清", "乐清市", "柳市镇", "温州市"} <= place_names()
