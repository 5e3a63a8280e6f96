"""What the hub must publish of the 双公示 lists in departments' files."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from hub.sandbox.dossier import Filed
from hub.sandbox.expected.parties import kind_word, party
from hub.sandbox.expected.shapes import (
    SOME,
    Columns,
    OfEntity,
    Shape,
    cleaned,
    code,
    codes,
    day,
    key,
    moment,
    plain_moment,
    until,
    yuan_from_wan,
)
from hub.sandbox.story import Fine, Paper

if TYPE_CHECKING:
    from hub.sandbox.city import Entity
    from hub.sandbox.expected.shapes import Nature, Sent
    from hub.sandbox.records.record import Record


def _common(record: Record) -> Columns:
    """Without a time of its own a row is as old as its file; the names of 2015 have one."""
    time = record.row.get("SJC")
    return {
        "entity_id": SOME,
        "source_updated_at": plain_moment(time) if time else SOME,
        "department": record.folder,
        "division_code": OfEntity("division_code"),
    }


def own_code(entity: Entity) -> str:
    """What tells who the party is."""
    return entity.person_id if entity.is_person else entity.credit_code


def _licence(record: Record, entity: Entity) -> Columns:
    filed, row = record.truth, record.row
    assert isinstance(filed, Filed)
    paper = filed.paper
    assert isinstance(paper, Paper)
    return {
        **_common(record),
        "holder_name": entity.name,
        **party("holder", own_code(entity), entity),
        "document_no": f"{paper.agency.stem}许〔{paper.decided.year}〕第{paper.number}号",
        "document_name": cleaned(row.get("XK_XKWS") or row.get("XK_XMMC")),
        "category": paper.kind,
        "decided_on": paper.decided,
        "valid_from": paper.since if "XK_YXQZ" in row else None,
        "valid_until": paper.until,
        "is_long_term": paper.until is None,
        # Where the file names none, it is the one of the folder.
        "issuer_code": paper.agency.code,
        "status": paper.status,
    }


def _taken(name: str, sent: Sent) -> Columns:
    """The time of a row: where it cannot be read, when its file was taken."""
    shown = moment("source_updated_at")(name, sent)
    return shown | {"source_updated_at": shown["source_updated_at"] or SOME}


LICENCES: Final = Shape(
    table="licence",
    true=_licence,
    texts={
        "holder_name": "XK_XDR_MC",
        "category_name": "XK_XKLB",
        "licence_name": "XK_XKZS",
        "licence_no": "XK_XKBH",
        "content": "XK_NR",
        "issuer_name": "XK_XKJG",
        "issuer_code": "XK_XKJGDM",
    },
    fields={
        "XK_XDR_LB": kind_word("holder_kind"),
        "XK_WSH": key("document_no"),
        "XK_XKLB": code("licence_kind", "category"),
        "XK_JDRQ": day("decided_on"),
        "XK_YXQZ": day("valid_from", ahead=True),
        "XK_YXQZI": until("valid_until"),
        "XK_ZT": code("licence_status", "status"),
        "SJC": _taken,
    },
)


def _penalty(record: Record, entity: Entity) -> Columns:
    filed, row = record.truth, record.row
    assert isinstance(filed, Filed)
    fine = filed.paper
    assert isinstance(fine, Fine)
    amounts = {"fine_yuan": ("CF_NR_FK", fine.fine), "confiscated_yuan": ("CF_NR_WFFF", fine.confiscated)}
    return {
        **_common(record),
        "party_name": entity.name,
        **party("party", own_code(entity), entity),
        "decision_no": fine.number,
        "violation": fine.item.violation,
        "kinds": list(fine.kinds),
        **{column: Decimal(yuan) if yuan and name in row else None for column, (name, yuan) in amounts.items()},
        "decided_on": fine.decided,
        "public_until": fine.decided + timedelta(days=365),
        "authority_code": fine.agency.code,
    }


def _kinds(name: str, sent: Sent) -> Columns:
    """The words of one column or of both of 2015."""
    words: Nature = codes("penalty_kind", "kinds")
    shown = words(name, sent)
    others = words("CF_CFLB2", sent)["kinds"] or []
    return shown | {"kinds": list(dict.fromkeys([*(shown["kinds"] or []), *others])) or None}


PENALTIES: Final = Shape(
    table="penalty",
    true=_penalty,
    texts={
        "party_name": "CF_XDR_MC",
        "facts": "CF_SY",
        "basis": "CF_YJ",
        "content": "CF_NR",
        "revoked_licence": "CF_NR_ZKDX",
        "authority_name": "CF_CFJG",
        "authority_code": "CF_CFJGDM",
    },
    fields={
        "CF_XDR_LB": kind_word("party_kind"),
        "CF_WSH": key("decision_no"),
        "CF_WFXW": lambda name, sent: {"violation": cleaned(sent.after(name))},
        "CF_CFLB": _kinds,
        "CF_NR_FK": yuan_from_wan("fine_yuan"),
        "CF_NR_WFFF": yuan_from_wan("confiscated_yuan"),
        "CF_JDRQ": day("decided_on"),
        "CF_GSJZQ": day("public_until", ahead=True),
        "SJC": _taken,
    },
)
