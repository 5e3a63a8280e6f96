"""Every form of a field's value, by its transform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import forms_of_codes
import forms_of_identifiers
import forms_of_numbers
import forms_of_texts
import forms_of_times
from forms import CONTROL, EMPTY, Asked, Form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PLACEHOLDERS = ("无", "暂无", "不详", "待补", "待补充", "未知", "-", "/", "\\", "NULL", "null", "N/A", "0", "000")
BLIND_TO_PLACEHOLDERS = frozenset(
    {"uscc", "organisation_code", "registration_no", "citizen_id", "party_code", "phone", "date", "instant", "link"}
    | {"instant_if_closed", "long_term"}
)
"""To these a placeholder is nothing at all."""

FORMS: Mapping[str, Callable[[Asked], Iterator[Form]]] = {
    "text": forms_of_texts.texts,
    "name": forms_of_texts.names,
    "class_name": forms_of_texts.class_names,
    "key": forms_of_texts.keys,
    "decision_no": forms_of_texts.decision_numbers,
    "item_code": forms_of_texts.item_codes,
    "phone": forms_of_texts.phones,
    "reference": forms_of_texts.references,
    "link": forms_of_texts.evidence,
    "golden": forms_of_texts.observations,
    "uscc": forms_of_identifiers.agencies,
    "citizen_id": forms_of_identifiers.people,
    "code": forms_of_codes.codes,
    "bool": forms_of_codes.truths,
    "list": forms_of_codes.lists,
    "date": forms_of_times.days,
    "instant": forms_of_times.instants,
    "int": forms_of_numbers.integers,
    "sequence": forms_of_numbers.sequences,
    "yuan_from_wan": forms_of_numbers.yuan_from_wan,
    "capital": forms_of_numbers.capital,
    "division": forms_of_numbers.divisions,
}


def spellings(asked: Asked) -> Iterator[Form]:
    """Every form of the field's value: the sound one first, forms in which it is empty last."""
    name = asked.field.transform.name
    sound, *others = FORMS[name](asked)
    yield sound
    yield from others
    if isinstance(sound.sent, str):
        yield with_control_characters(sound)
    for sent in EMPTY:
        yield Form(sent, nothing=None)
    if name in BLIND_TO_PLACEHOLDERS:
        yield from (Form(sent, nothing=BLIND_TO_PLACEHOLDERS) for sent in PLACEHOLDERS)


def with_control_characters(sound: Form) -> Form:
    """The same value with characters in it that cannot be seen."""
    text = str(sound.sent)
    sent = f"\x07{text[:1]}\x00{text[1:]}\x7f"
    return Form(sent, sound.reads, sound.beside, (*sound.rules, CONTROL), line=sound.line)
