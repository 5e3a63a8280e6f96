"""Coordinates, divisions, telephone numbers and class names."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.text import coordinates, divisions, names, phones

METRES_A_DEGREE = 111_320.0


@given(st.lists(st.tuples(st.floats(73.0, 135.0), st.floats(18.0, 54.0)), min_size=1, max_size=10))
def test_from_gcj02_undoes_to_gcj02_within_half_a_metre(points: list[tuple[float, float]]) -> None:
    frame = pl.DataFrame(points, schema=["x", "y"], orient="row")
    east, north = coordinates.to_gcj02(pl.col("x"), pl.col("y"))
    shifted = frame.with_columns(east=east, north=north)
    back = shifted.select(coordinates.from_gcj02(pl.col("east"), pl.col("north")).alias("point")).unnest("point")
    for (x, y), (found_x, found_y) in zip(points, back.rows(), strict=True):
        error = math.hypot((found_x - x) * math.cos(math.radians(y)), found_y - y) * METRES_A_DEGREE
        assert error < 0.5


def test_the_shift_is_the_published_one() -> None:
    frame = pl.DataFrame({"x": [116.404], "y": [39.915]})
    east, north = coordinates.to_gcj02(pl.col("x"), pl.col("y"))
    assert frame.select(east, north.alias("north")).row(0) == pytest.approx((116.41024449916938, 39.91640428150164))


@pytest.mark.parametrize(
    ("x", "y", "inside"),
    [(120.95, 28.1, True), (120.75, 27.9, True), (121.30, 28.60, True), (28.1, 120.95, False), (None, 28.1, False)],
)
def test_in_county(x: float | None, y: float, inside: bool) -> None:
    frame = pl.DataFrame({"x": [x], "y": [y]}, schema={"x": pl.Float64, "y": pl.Float64})
    assert frame.select(coordinates.in_county(pl.col("x"), pl.col("y"))).item() is inside


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("330382001000", "330382001000"),
        ("330382001", "330382001000"),
        ("330382001205", "330382001000"),
        ("330382001205001", "330382001000"),
        ("330382114000.0", "330382114000"),
        ("330382", "330382000000"),
        ("330382000000", "330382000000"),
        ("柳市镇", "330382114000"),
        ("柳市", "330382114000"),
        ("城东街道", "330382001000"),
        ("岭底", "330382212000"),
        ("乐清市", "330382000000"),
        ("330382099000", None),
        ("330302001000", None),
        ("330381", None),
        ("柳市镇某某路", None),
        (None, None),
    ],
)
def test_division(read, sent: str | None, expected: str | None) -> None:
    assert read(divisions.division, [sent]) == [expected]


@pytest.mark.parametrize(
    ("sent", "elsewhere"),
    [("330302001000", True), ("330302", True), ("110105001", True), ("330382099000", False), ("33030", False)],
)
def test_a_well_formed_code_of_another_county_is_elsewhere(read, sent: str, elsewhere: bool) -> None:
    assert read(divisions.is_elsewhere, [sent]) == [elsewhere]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("330382001205", "330382001205"),
        ("330382001205001", "330382001205"),
        ("330382001000", None),
        ("330382001", None),
    ],
)
def test_community(read, sent: str, expected: str | None) -> None:
    assert read(divisions.community, [sent]) == [expected]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("13800000000", "13800000000"),
        ("+86-138-0000-0000", "13800000000"),
        ("008613800000000", "13800000000"),
        ("13800000000.0", "13800000000"),
        ("0577-62000000", "057762000000"),
        ("62000000", "62000000"),
        ("12345", None),
        ("1380000000", None),
        ("10000000000", None),
        ("13800000000、13900000000", None),
    ],
)
def test_phone(read, sent: str, expected: str | None) -> None:
    assert read(phones.phone, [sent]) == [expected]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("市容环境(乐清)", "市容环境"),
        ("市容环境（乐清市）", "市容环境"),
        ("暴露垃圾(柳市镇)", "暴露垃圾"),
        ("乱停车(其他)", "乱停车(其他)"),
        ("市容环境", "市容环境"),
    ],
)
def test_a_class_goes_without_the_place_behind_it(read, sent: str, expected: str) -> None:
    assert read(names.without_place, [sent]) == [expected]
