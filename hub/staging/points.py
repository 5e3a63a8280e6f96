"""A row's coordinates: the pair is judged together."""

from __future__ import annotations

import polars as pl

from hub.staging.batch import Batch, key
from hub.text import coordinates

_AXES = ("longitude", "latitude")


def read_point(batch: Batch) -> list[str]:
    """Add `longitude` and `latitude` (CGCS2000 degrees) where the dataset sends them; gives the columns.

    A zero, a half and a point outside the county give two NULLs; a swapped pair is swapped back.
    """
    fields = {each.column: each for each in batch.fields("coordinate_cgcs2000", "coordinate_gcj02")}
    if set(fields) != set(_AXES):
        return []
    x_field, y_field = (fields[axis] for axis in _AXES)
    assert x_field.source is not None
    assert y_field.source is not None
    x_sent, y_sent = (key(source).is_not_null() for source in (x_field.source, y_field.source))
    x, y = coordinates.degrees(key(x_field.source)), coordinates.degrees(key(y_field.source))
    shifted = x_field.transform.name == "coordinate_gcj02"
    points = {"point as sent": _point(x, y, shifted=shifted), "point swapped": _point(y, x, shifted=shifted)}
    batch.add(**points)
    straight, swapped = (_inside(pl.col(name)) for name in points)
    zero = ((x == 0) | (y == 0)).fill_null(value=False)
    whole = x_sent & y_sent & ~zero
    found = {
        "zero": zero,
        "half": x_sent != y_sent,
        "swapped": whole & ~straight & swapped,
        "outside": whole & ~straight & ~swapped,
    }
    point = pl.when(whole & straight).then("point as sent").when(whole & swapped).then("point swapped")
    batch.add(**{axis: point.struct.field(axis) for axis in _AXES})
    for axis, field, is_sent in zip(_AXES, (x_field, y_field), (x_sent, y_sent), strict=True):
        for rule, condition in found.items():
            batch.fault(f"any.coordinate_{rule}", field.source or "", condition)
        batch.leave_out(axis, field.source or "", is_sent & pl.col(axis).is_null())
    return list(_AXES)


def _point(x: pl.Expr, y: pl.Expr, *, shifted: bool) -> pl.Expr:
    return coordinates.from_gcj02(x, y) if shifted else pl.struct(longitude=x, latitude=y)


def _inside(point: pl.Expr) -> pl.Expr:
    return coordinates.in_county(point.struct.field("longitude"), point.struct.field("latitude"))
