"""The professional enforcement systems, which deliver files: declarations only."""

from __future__ import annotations

from hub.datasets.departments.basic import MARKET_REGISTER
from hub.datasets.departments.licensing import LICENCES
from hub.datasets.departments.professional import ECOLOGY_PENALTIES, FIRE_PENALTIES
from hub.datasets.departments.supervision import PENALTIES
from hub.datasets.wire import FilePlatform

__all__ = ["DATASETS", "ECOLOGY_PENALTIES", "FIRE_PENALTIES", "LICENCES", "MARKET_REGISTER", "PENALTIES", "PLATFORM"]

PLATFORM = FilePlatform(name="departments", title="各专业执法系统")

DATASETS = (MARKET_REGISTER, LICENCES, PENALTIES, ECOLOGY_PENALTIES, FIRE_PENALTIES)
