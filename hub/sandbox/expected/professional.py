"""What the hub must publish of the penalties of the ecology department and the fire service."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from hub.sandbox.dossier import Filed, FireCase
from hub.sandbox.expected.papers import own_code
from hub.sandbox.expected.parties import kind_word, party
from hub.sandbox.expected.shapes import (
    SOME,
    Columns,
    OfEntity,
    Shape,
    cleaned,
    codes,
    day,
    deletion,
    key,
    yuan_from_wan,
)
from hub.sandbox.moments import aware
from hub.sandbox.story import Fine

if TYPE_CHECKING:
    from hub.sandbox.city import Entity
    from hub.sandbox.expected.shapes import Sent
    from hub.sandbox.records.record import Record


def _ecology(record: Record, entity: Entity) -> Columns:
    filed = record.truth
    assert isinstance(filed, Filed)
    fine = filed.paper
    assert isinstance(fine, Fine)
    return {
        "entity_id": SOME,
        "source_updated_at": aware(record.facts["told"]),
        "department": record.folder,
        "division_code": OfEntity("division_code"),
        "party_name": entity.name,
        **party("party", own_code(entity), entity),
        "decision_no": fine.number,
        "kinds": list(fine.kinds),
        "fine_yuan": Decimal(fine.fine) if fine.fine else None,
        "filed_on": fine.filed,
        "decided_on": fine.decided,
        "closed_on": fine.closed,
        "authority_code": fine.agency.code,
    }


def _party_name(_: str, sent: Sent) -> Columns:
    return {"party_name": cleaned(sent.after("dsrmc")) or cleaned(sent.after("dwmc"))}


ECOLOGY_PENALTIES: Final = Shape(
    table="penalty",
    true=_ecology,
    texts={
        "violation": "zywfxw",
        "facts": "zywfxw",
        "basis": "cfyj",
        "content": "mswfssdnr",
        "authority_name": "cfzt",
    },
    fields={
        "dsrmc": _party_name,
        "dwmc": _party_name,
        "dsrxx": kind_word("party_kind"),
        "jdwsh": key("decision_no"),
        "cfzl": codes("penalty_kind", "kinds"),
        "fkse": yuan_from_wan("fine_yuan"),
        "larq": day("filed_on"),
        "jdxdrq": day("decided_on"),
        "jarq": day("closed_on"),
    },
)


def _fire(record: Record, entity: Entity) -> Columns:
    case = record.truth
    assert isinstance(case, FireCase)
    return {
        "entity_id": SOME,
        # when the file is taken
        "source_updated_at": SOME,
        "department": record.folder,
        "division_code": OfEntity("division_code"),
        "party_name": entity.name,
        "party_code": entity.credit_code or None,
        "party_kind": entity.kind,
        "decision_no": case.number,
        "violation": cleaned(record.row["sxmc"]) or cleaned(record.row["cfmc"]),
        "kinds": list(case.kinds),
        "decided_on": case.decided,
    }


FIRE_PENALTIES: Final = Shape(
    table="penalty",
    true=_fire,
    texts={
        "party_name": "bcfdx",
        "facts": "wfss",
        "basis": "cfyj",
        "content": "zlstnr",
        "authority_name": "cfjg",
    },
    fields={
        "dxfl": kind_word("party_kind"),
        "cfwh": key("decision_no"),
        "cfzl": codes("penalty_kind", "kinds"),
        "cfrq": day("decided_on"),
        "ztbj": deletion,
    },
)
