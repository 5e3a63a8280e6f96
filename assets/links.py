"""Where the pages lead people who want to know more than an asset's own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from hub.report.shelf import Shelf

REPORT = "质量报告"
"""Under which name an asset's metadata lead to the report."""


def report_link(shelf: Shelf) -> dg.MetadataValue[str]:
    """Where the newest report is: a link where browsers can follow one, else a path."""
    if shelf.address is not None:
        return dg.MetadataValue.url(shelf.location)
    return dg.MetadataValue.path(shelf.location)
