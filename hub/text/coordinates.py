"""Coordinates: from GCJ-02 to CGCS2000, and whether a point lies in the county.

GCJ-02 shifts a point by up to some 700 m, by a published approximation over the Krasovsky ellipsoid; its inverse is
found by iteration (error < 0.5 m). CGCS2000 and WGS 84 agree to centimetres.
"""

from __future__ import annotations

import math

import polars as pl

EAST, NORTH = (120.75, 121.30), (27.90, 28.60)
_SEMI_MAJOR = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
_ROUNDS = 6


def degrees(key: pl.Expr) -> pl.Expr:
    """The finite number that a coordinate says; NULL where it says none."""
    number = key.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def in_county(longitude: pl.Expr, latitude: pl.Expr) -> pl.Expr:
    """Whether a point (CGCS2000 degrees) lies in the county's box; False where a half is NULL."""
    return (longitude.is_between(*EAST) & latitude.is_between(*NORTH)).fill_null(value=False)


def from_gcj02(longitude: pl.Expr, latitude: pl.Expr) -> pl.Expr:
    """struct(longitude, latitude) in CGCS2000 degrees of points sent in GCJ-02."""
    point = pl.struct(longitude=longitude.cast(pl.Float64), latitude=latitude.cast(pl.Float64))
    return point.map_batches(_from_gcj02, return_dtype=pl.Struct({"longitude": pl.Float64, "latitude": pl.Float64}))


def to_gcj02(longitude: pl.Expr, latitude: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """GCJ-02 longitude and latitude of points in CGCS2000 degrees."""
    x, y = longitude - 105.0, latitude - 35.0
    ripple = (x * (6.0 * math.pi)).sin() * 20.0 + (x * (2.0 * math.pi)).sin() * 20.0
    north = y * 3.0 + x * 2.0 - 100.0 + y * y * 0.2 + x * y * 0.1 + x.abs().sqrt() * 0.2
    north = north + (ripple + _waves(y, 20.0, 40.0, 160.0, 320.0, 30.0)) * (2.0 / 3.0)
    east = x + y * 2.0 + 300.0 + x * x * 0.1 + x * y * 0.1 + x.abs().sqrt() * 0.1
    east = east + (ripple + _waves(x, 20.0, 40.0, 150.0, 300.0, 30.0)) * (2.0 / 3.0)
    radians = latitude * (math.pi / 180.0)
    curvature = 1.0 - _ECCENTRICITY * radians.sin() * radians.sin()
    meridian = (_SEMI_MAJOR * (1.0 - _ECCENTRICITY)) / (curvature * curvature.sqrt()) * (math.pi / 180.0)
    parallel = _SEMI_MAJOR / curvature.sqrt() * radians.cos() * (math.pi / 180.0)
    return longitude + east / parallel, latitude + north / meridian


def _waves(angle: pl.Expr, first: float, second: float, third: float, fourth: float, period: float) -> pl.Expr:
    near = (angle * math.pi).sin() * first + (angle * (math.pi / 3.0)).sin() * second
    return near + (angle * (math.pi / 12.0)).sin() * third + (angle * (math.pi / period)).sin() * fourth


def _from_gcj02(points: pl.Series) -> pl.Series:
    sent = points.struct.unnest()
    guess = sent.rename({"longitude": "x", "latitude": "y"})
    for _ in range(_ROUNDS):
        east, north = to_gcj02(pl.col("x"), pl.col("y"))
        guess = pl.concat([sent, guess], how="horizontal").select(
            x=pl.col("x") + pl.col("longitude") - east, y=pl.col("y") + pl.col("latitude") - north
        )
    return guess.select(pl.struct(longitude="x", latitude="y")).to_series()
