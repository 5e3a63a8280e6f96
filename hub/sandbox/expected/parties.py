"""Whom a record names: the code and the kind of its party, when the code is not the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.sandbox.expected.shapes import SOME, Columns, Effect, Nature, lost, meaning

if TYPE_CHECKING:
    from hub.sandbox.city import Entity
    from hub.sandbox.expected.shapes import Sent

KIND_FIELDS = {
    "provincial/licences": "XK_XDR_LB",
    "provincial/penalties": "CF_XDR_LB",
    "provincial/inspections": "administrative_cp_na",
    "departments/licences": "XK_XDR_LB",
    "departments/penalties": "CF_XDR_LB",
    "departments/ecology_penalties": "dsrxx",
    "departments/fire_penalties": "dxfl",
}
"""The fields that say the party's kind in words."""


def party(prefix: str, code: str | None, entity: Entity) -> Columns:
    """A party's code that was sent rightly, and the kind that it says; `prefix` is party or holder."""
    kind = None if code is None else "natural_person" if code == entity.person_id else entity.kind
    return {f"{prefix}_code": code, f"{prefix}_kind": kind}


def is_identified(code: str | None) -> object:
    """The entity of an incident: there only where it carries a valid identifier."""
    return None if code is None else SOME


def without_valid_code(code: str | None) -> Effect:
    """The party's code is none that identifies: field `code` is published as it was sent (None: nothing is)."""

    def show(sent: Sent) -> Columns:
        value = None if code is None else sent.after(code)
        prefix = "holder" if "holder_code" in sent.columns else "party"
        shown = {f"{prefix}_code": value, f"{prefix}_kind": word_of_kind(sent)}
        if "incident_no" in sent.columns:
            shown["entity_id"] = None
        return shown

    return show


def with_number(sent: Sent) -> Columns:
    """A registration number in the place of the party's credit code: it identifies, and says no kind."""
    prefix = "holder" if "holder_code" in sent.columns else "party"
    return {f"{prefix}_code": sent.entity.registration_no, f"{prefix}_kind": word_of_kind(sent)}


def word_of_kind(sent: Sent) -> str | None:
    """The kind that the record says in words."""
    field = KIND_FIELDS.get(sent.dataset)
    return None if field is None else meaning("party_kind", sent.dataset, sent.after(field))


def unchanged(_: Sent) -> Columns:
    """Nothing else shows."""
    return {}


def kind_word(column: str) -> Nature:
    """A word for the party's kind: it counts only where no valid code says the kind."""

    def show(name: str, sent: Sent) -> Columns:
        code = sent.columns.get("uscc" if column == "kind" else f"{column.removesuffix('_kind')}_code")
        if code is not None and sent.entity.credit_code == code:
            return {}
        value = sent.after(name)
        kind = meaning("party_kind", sent.dataset, value)
        if kind is not None:
            return {column: kind}
        if column != "kind" and code == sent.entity.person_id:
            return {column: "natural_person"}
        return lost(column, value) if value else {column: None}

    return show
