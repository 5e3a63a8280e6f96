"""What the hub must publish of every record, column by column: made of what is true, and of what was planted.

Columns that are not named are NULL. Not told: the hub's own stamps, and which id an entity gets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.sandbox.expected import alarms, basic, city, departments, grassroots, papers, professional, provincial
from hub.sandbox.expected.grassroots import TRANSFERRED
from hub.sandbox.expected.shapes import Sent, merge
from hub.sandbox.moments import aware

if TYPE_CHECKING:
    from hub.sandbox.city import Entity
    from hub.sandbox.expected.shapes import Columns, Effect, Shape
    from hub.sandbox.records.record import Record, Row

__all__ = ["SHAPES", "TRANSFERRED", "after_change", "columns_of"]

SHAPES: Final[dict[str, Shape]] = {
    "provincial/enforcement_items": basic.ENFORCEMENT_ITEMS,
    "provincial/item_assignments": basic.ITEM_ASSIGNMENTS,
    "provincial/agencies": basic.AGENCIES,
    "provincial/officers": basic.OFFICERS,
    "provincial/market_entities": provincial.MARKET_ENTITIES,
    "provincial/licences": provincial.LICENCES,
    "provincial/inspections": provincial.INSPECTIONS,
    "provincial/penalties": provincial.PENALTIES,
    "provincial/coercive_measures": provincial.COERCIVE_MEASURES,
    "city/components": basic.COMPONENTS,
    "city/shops": city.SHOPS,
    "city/permits": city.PERMITS,
    "city/cases": city.CASES,
    "grassroots/grids": basic.GRIDS,
    "grassroots/places": grassroots.PLACES,
    "grassroots/filings": grassroots.FILINGS,
    "grassroots/events": grassroots.EVENTS,
    "departments/market_register": departments.MARKET_REGISTER,
    "departments/licences": papers.LICENCES,
    "departments/penalties": papers.PENALTIES,
    "departments/ecology_penalties": professional.ECOLOGY_PENALTIES,
    "departments/fire_penalties": professional.FIRE_PENALTIES,
    "micro_grid/alerts": alarms.ALERTS,
    "school_safety/hazards": alarms.HAZARDS,
}
"""By dataset (`platform/dataset`)."""

_MILLISECONDS: Final = frozenset({"city"})


def columns_of(record: Record, entity: Entity) -> Columns:
    """The columns of a clean record that is there."""
    platform = record.dataset.partition("/")[0]
    time = record.time if platform in _MILLISECONDS else record.time.replace(microsecond=0)
    return {"source_updated_at": aware(time)} | SHAPES[record.dataset].columns(record, entity)


def after_change(
    dataset: str, columns: Columns, before: Row, changed: Row, entity: Entity, also: Effect | None
) -> Columns:
    """The columns of a record of which `columns` were right for the row `before`, when some fields have changed.

    `also` tells what shows of it where a plain reading of the fields does not.
    """
    sent = Sent(dataset, before, changed, columns, entity)
    shown = SHAPES[dataset].changed(sent) if also is None else also(sent)
    return merge(dict(columns), shown)
