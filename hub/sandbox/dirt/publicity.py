"""What goes wrong with the party in either of the 双公示 lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.sandbox.dirt.blemishes import oddly_written, old_person_code, other_name
from hub.sandbox.dirt.kinds import (
    Kind,
    conflicting_kind,
    missing,
    names,
    no_party_code,
    repairable,
    several,
    unknown_code,
    unknown_party_code,
    unknown_person_code,
    wrong_column,
)
from hub.sandbox.expected.parties import without_valid_code

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row


def parties(prefix: str) -> tuple[Kind, ...]:
    """What goes wrong with the party of either list."""
    code, person = f"{prefix}_XDR_SHXYM", f"{prefix}_XDR_ZJHM"
    others = (f"{prefix}_XDR_GSZC", f"{prefix}_XDR_ZZJG", person)

    def passport(_: Record, entity: Entity, rng: Random) -> Row | None:
        if not entity.is_person:
            return None
        return {f"{prefix}_XDR_ZJLX": rng.choice(("护照", "02")), person: f"E{rng.randrange(10**8):08d}"}

    return (
        missing(f"{prefix}_XDR_MC"),
        missing(f"{prefix}_XDR_LB"),
        unknown_code(f"{prefix}_XDR_LB", "99", "外国", required=True),
        *names(f"{prefix}_XDR_MC"),
        repairable(code),
        several(code),
        wrong_column(code, "any.party_code_unknown"),
        no_party_code(code, *others),
        unknown_party_code(code, *others),
        unknown_person_code(person),
        conflicting_kind(f"{prefix}_XDR_LB", code),
        Kind(f"passport:{person}", person, ("any.party_code_unknown",), passport, shows=without_valid_code(person)),
        old_person_code(person),
        oddly_written(f"{prefix}_XDR_LB"),
        other_name(f"{prefix}_XDR_MC"),
    )
