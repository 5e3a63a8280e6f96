"""The grades of a quality score, as the database, the report and its readers name them."""

from __future__ import annotations

GRADES = ((95, "优"), (85, "良"), (70, "中"), (0, "差"))
"""From which score (0 to 100) on which grade, the best first."""
