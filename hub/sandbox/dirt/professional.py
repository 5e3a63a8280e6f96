"""What is wrong with the penalties of the ecology department and the fire service."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hub.sandbox.dirt.blemishes import old_person_code, placeholder
from hub.sandbox.dirt.kinds import (
    Kind,
    impossible_date,
    missing,
    no_key_at_all,
    put,
    repairable,
    unknown_code,
    unreadable_date,
)
from hub.sandbox.dirt.papers import numbers
from hub.sandbox.expected.parties import unchanged

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row


def _renewed(record: Record, entity: Entity, _: Random) -> Row | None:
    """The credit code in the old number's field, and a mistaken one in its own."""
    if not entity.credit_code or record.row["tyshxydm"] != entity.credit_code:
        return None
    return {"yyzzzch": entity.credit_code, "tyshxydm": ""}


def _unclosed(record: Record, _: Entity, rng: Random) -> Row | None:
    return {"jaqk": "已结案", "jarq": rng.choice(("", "/"))} if record.facts["closed"] else None


def _fine_missing(record: Record, _: Entity, __: Random) -> Row | None:
    return {"fkse": ""} if record.facts["fine"] else None


ECOLOGY_PENALTIES: Final = (
    no_key_at_all("jdwsh"),
    missing("zywfxw"),
    Kind("party_missing", "dsrmc;dwmc", ("penalty.party_missing",), lambda *_: {"dsrmc": "", "dwmc": " "}),
    unknown_code("cfzl", "谴责", required=True, may=("penalty.fine_without_kind",)),
    unknown_code("dsrxx", "团伙"),
    unreadable_date("larq"),
    impossible_date("larq"),
    Kind(
        "closing_date_missing",
        "jaqk;jarq",
        ("penalty.closing_date_missing",),
        _unclosed,
        shows=lambda _: {"closed_on": None},
    ),
    Kind("fine_missing", "fkse", ("penalty.fine_missing",), _fine_missing),
    repairable("tyshxydm"),
    Kind("renewed", "yyzzzch", ("any.identifier_wrong_column",), _renewed, shows=unchanged),
    *numbers("yyzzzch", "tyshxydm"),
    Kind("bool_unknown", "sfwssgs", ("any.bool_unknown",), put("sfwssgs", "待定"), shows=unchanged),
    old_person_code("sfzhm"),
    placeholder("larq", "filed_on"),
)


def _once(kind: Kind) -> Kind:
    """In records alone of which one version was sent."""
    return replace(
        kind,
        change=lambda record, entity, rng: None if record.facts["is_told_again"] else kind.change(record, entity, rng),
    )


FIRE_PENALTIES: Final = tuple(
    _once(kind)
    for kind in (
        no_key_at_all("cfwh"),
        missing("wfss"),
        unknown_code("cfzl", "77", "98", required=True),
        unreadable_date("cfrq", required=True),
        unknown_code("dxfl", "9"),
        repairable("shxydm"),
        Kind("number_unreadable", "bbh", ("any.number_unreadable",), put("bbh", "首版"), shows=unchanged),
        Kind("bool_unknown", "ztbj", ("any.bool_unknown",), put("ztbj", "作废")),
    )
)
