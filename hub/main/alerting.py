"""Who is told of alerts, as the settings say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assets.needs import Alerting

if TYPE_CHECKING:
    from hub.main.settings import Settings


def alerting(settings: Settings) -> Alerting:
    """The receivers, with the quality report where there is one to look at."""
    shelf = settings.shelf
    has_report = shelf.address is not None or Path(shelf.location).exists()
    return Alerting(settings.receivers, shelf.location if has_report else None)
