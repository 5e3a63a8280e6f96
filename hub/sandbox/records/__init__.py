"""How true things and their story become the rows of each platform."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from hub.sandbox.city import NOBODY
from hub.sandbox.records import basic, city, departments, grassroots, micro_grid, provincial, school_safety
from hub.sandbox.records.record import Record, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.sandbox.city import City, Entity


def records_of(world: City, entity: Entity) -> Iterator[Record]:
    """Every clean record that the platforms hold because of `entity`, provincial versions in their order."""
    writer = Writer(world, entity)
    for platform in (provincial, city, grassroots, departments, micro_grid, school_safety):
        yield from platform.records(writer)


def history(world: City) -> Iterator[tuple[Entity, list[Record]]]:
    """Every clean record of the city's history, entity by entity; those about nobody are spread among them.

    All versions of a record come together.
    """
    common = basic.records(world)
    share = 1 + basic.size(world) // world.entities
    for number in range(world.entities):
        yield NOBODY, [*chain.from_iterable(islice(common, share))]
        entity = world.entity(number)
        yield entity, list(records_of(world, entity))
    yield NOBODY, [*chain.from_iterable(common)]
