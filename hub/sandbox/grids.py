"""The grids that cover the invented city: several in every village, each with a leader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hub.sandbox.chance import mobile, person_name
from hub.sandbox.names import TOWNSHIPS, VILLAGES, Township

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

IN_A_VILLAGE: Final = 3


class Grid(NamedTuple):
    """A grid; `kind` is a hub code. In the dedicated and micro ones nothing stands that the platforms know."""

    code: str
    name: str
    kind: str
    township: Township
    village_code: str
    leader: str
    phone: str
    households: int
    population: int


def make_grids(rng: Random, *, small: bool) -> Iterator[Grid]:
    """Every village's general grids, then a micro or dedicated one; in a small city one grid a village does."""
    for place in TOWNSHIPS:
        for number, village in enumerate(VILLAGES):
            village_code = f"{place.code}{201 + number}"
            kinds = ["general"] * (1 if small else IN_A_VILLAGE)
            if not small or number == 0:
                kinds.append(rng.choice(("micro", "micro", "dedicated")))
            for part, kind in enumerate(kinds, start=1):
                households = rng.randrange(40, 420)
                yield Grid(
                    code=f"{village_code}{part if kind == 'general' else 900 + part:03d}",
                    name=f"{place.name}{village}村第{part}网格",
                    kind=kind,
                    township=place,
                    village_code=village_code,
                    leader=person_name(rng),
                    phone=mobile(rng),
                    households=households,
                    population=int(households * rng.uniform(2.1, 3.6)),
                )
