"""The provincial enforcement and supervision application: declarations only."""

from __future__ import annotations

from hub.datasets.provincial.basic import AGENCIES, ENFORCEMENT_ITEMS, ITEM_ASSIGNMENTS, MARKET_ENTITIES, OFFICERS
from hub.datasets.provincial.licensing import LICENCES
from hub.datasets.provincial.platform import PLATFORM
from hub.datasets.provincial.supervision import COERCIVE_MEASURES, INSPECTIONS, PENALTIES

__all__ = [
    "AGENCIES",
    "COERCIVE_MEASURES",
    "DATASETS",
    "ENFORCEMENT_ITEMS",
    "INSPECTIONS",
    "ITEM_ASSIGNMENTS",
    "LICENCES",
    "MARKET_ENTITIES",
    "OFFICERS",
    "PENALTIES",
    "PLATFORM",
]

DATASETS = (
    ENFORCEMENT_ITEMS,
    ITEM_ASSIGNMENTS,
    AGENCIES,
    OFFICERS,
    MARKET_ENTITIES,
    LICENCES,
    INSPECTIONS,
    PENALTIES,
    COERCIVE_MEASURES,
)
