"""From true degrees to the shifted ones that grassroots' maps show."""

from __future__ import annotations

from math import cos, pi, sin, sqrt
from typing import Final

_AXIS: Final = 6378245.0
_ECCENTRICITY: Final = 0.00669342162296594323


def gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """(longitude, latitude) in GCJ-02 degrees of a point given in CGCS2000 degrees."""
    x, y = longitude - 105.0, latitude - 35.0
    root = sqrt(abs(x))
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    phi = latitude / 180.0 * pi
    magic = 1.0 - _ECCENTRICITY * sin(phi) ** 2
    north = north * 180.0 / ((_AXIS * (1.0 - _ECCENTRICITY)) / (magic * sqrt(magic)) * pi)
    east = east * 180.0 / (_AXIS / sqrt(magic) * cos(phi) * pi)
    return longitude + east, latitude + north
