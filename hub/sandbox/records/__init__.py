"""How a true entity and its story become the rows of each platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.sandbox.records import city, departments, grassroots, provincial
from hub.sandbox.records.record import Record, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.sandbox.city import City, Entity


def records_of(world: City, entity: Entity) -> Iterator[Record]:
    """Every clean record that the platforms hold because of `entity`, provincial versions in their order."""
    writer = Writer(world, entity)
    for platform in (provincial, city, grassroots, departments):
        yield from platform.records(writer)
