"""The cases of every field of a dataset."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cases import Case, Group, Key, broken, kept, laid_over, missing
from forms import Asked, Form, as_key, as_text
from forms_of_times import LANDED
from identifiers_sent import identifier_group
from made_numbers import ORGANISATION
from points_sent import point_group
from sound_rows import Sound
from spellings import spellings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hub.datasets.declaration import Dataset, Field

NUMBER_OF = {
    "XK_XDR_ZJLX": "XK_XDR_ZJHM",
    "XK_FR_ZJLX": "XK_FR_ZJHM",
    "CF_XDR_ZJLX": "CF_XDR_ZJHM",
    "CF_FR_ZJLX": "CF_FR_ZJHM",
    "administrative_cp_ce_type": "administrative_cp_ui_code",
}
"""The number whose kind a field tells."""

_INSTANTS = frozenset({"instant", "instant_if_closed"})
STEP = ("seq", "action", "actor", "organisation", "at", "note")


@cache
def groups(dataset: Dataset, generation: str) -> tuple[Group, ...]:
    """The cases of every source field of `dataset`, in the order of its declaration."""
    sound = Sound(dataset, generation)
    return tuple(_group(sound, source) for source in sound.sources)


def _group(sound: Sound, source: str) -> Group:
    lead = sound.lead(source)
    name = lead.transform.name
    if source in sound.own_codes:
        return identifier_group(sound, source)
    if name.startswith("coordinate"):
        return point_group(sound, source)
    context = _context(sound, source)
    asked = Asked(lead, sound.dataset, sound.generation, sound.value(source))
    if lead.is_element:
        make = _step
    elif name in {"link", "golden"}:
        make = _evidence
    else:
        make = _plain
    row = laid_over(sound.row(), context)
    cases = (make(sound, source, form, row) for form in spellings(asked))
    return Group(source, sound.fields(source), context, tuple(each for each in cases if each is not None))


# -- what else the row must hold, so that the field decides ------------------------------------------------------------


def _context(sound: Sound, source: str) -> dict[str, object]:
    """Fields that would go before this one are empty; those that it needs are there."""
    context = dict.fromkeys(_rivals(sound, source))
    lead = sound.lead(source)
    argument = lead.transform.argument
    if lead.beside:
        context |= dict.fromkeys(_rivals(sound, lead.beside))
    if source == sound.kind_source or (lead.transform.name, argument) == ("link", "tax_no"):
        context |= dict.fromkeys(sound.own_codes)
    if argument == "certificate_kind":
        context[NUMBER_OF[source]] = None
    if argument == "incident_status":
        closings = (each.source for each in sound.dataset.fields if each.transform.name == "instant_if_closed")
        context |= dict.fromkeys(each for each in closings if each)
    if source == "CF_CFLB2":
        context["CF_CFLB"] = "吊销许可证"
    return context


def _rivals(sound: Sound, source: str) -> Iterator[str]:
    """The other fields that feed one of this field's columns."""
    for each in sound.fields(source):
        for other in sound.dataset.fields:
            feeds = other.column == each.column and other.column not in {None, "entity_id", "source_id"}
            if feeds and other.source not in {None, source} and source != "CF_CFLB2":
                yield other.source or ""


# -- what must come of a form ------------------------------------------------------------------------------------------


def staging_column(sound: Sound, field: Field) -> str | None:
    """Where staging keeps what a field gives; None where it is kept nowhere, or by another arrow of the same field."""
    name = field.transform.name
    if name == "sequence":
        return "sequence"
    if field.is_staged:
        return field.source
    if field.column == "retracted_at":
        return "is_delete"
    if name == "reference":
        others = {each.transform.name for each in sound.fields(field.source or "")}
        return None if "text" in others else f"{field.column}_ref"
    return None if name == "key" else field.column


def _plain(sound: Sound, source: str, form: Form, row: Mapping[str, object]) -> Case:
    fields, lead = sound.fields(source), sound.lead(source)
    columns: dict[str, object] = {}
    for each in fields:
        column = staging_column(sound, each)
        if column is not None:
            columns[column] = _reading(each, lead, form)
    columns |= _followers(sound, source, form)
    key = Key(sound.source_id({**row, source: form.sent}), sound.department)
    columns["source_id"] = key
    reading = [each for each in fields if _reads_alike(each, lead)]
    defects = broken(reading, form.rules) | missing(sound, source, form.nothing, key)
    if columns.get("is_delete"):
        defects = frozenset()
    if sound.dataset.platform == "departments" and columns.get("source_updated_at", LANDED) is None:
        columns["source_updated_at"] = LANDED
    if source == "CF_CFLB2":
        columns["kinds"] = list(dict.fromkeys(["revoke_licence", *(form.reads or [])]))  # type: ignore[misc]
    unmapped = kept([each.column for each in reading], form.sent) if form.is_lost else {}
    return Case({source: form.sent}, columns, unmapped, defects, form.judged, form.line)


def _reads_alike(field: Field, lead: Field) -> bool:
    names = {field.transform.name, lead.transform.name}
    return len(names) == 1 or names <= _INSTANTS


def _reading(field: Field, lead: Field, form: Form) -> object:
    name = field.transform.name
    is_empty = form.nothing is None or name in form.nothing
    if field.column == "retracted_at":
        return not is_empty and form.reads in ("delete", True)
    if is_empty:
        return None
    if _reads_alike(field, lead):
        return form.reads
    if name in {"long_term", "community"}:
        return form.beside.get(name)
    return as_text(form.sent) if name in {"text", "name"} else as_key(form.sent)


def _followers(sound: Sound, source: str, form: Form) -> dict[str, object]:
    """Columns that are read beside this field alone."""
    followers = (each.column for each in sound.dataset.fields if each.beside == source)
    return {} if form.nothing == frozenset() else {column: None for column in followers if column}


def _evidence(sound: Sound, source: str, form: Form, row: Mapping[str, object]) -> Case:
    """What linkage alone reads stands in `evidence` by its name."""
    lead = sound.lead(source)
    observed = {
        _observation(each): as_text(row[each.source]) if each.transform.name == "golden" else as_key(row[each.source])
        for each in sound.dataset.fields
        if each.source and each.transform.name in {"link", "golden"} and each.transform.argument != "uscc"
    }
    is_empty = form.nothing is None or lead.transform.name in form.nothing
    observed[_observation(lead)] = None if is_empty else form.reads
    columns: dict[str, object] = {"evidence": {name: value for name, value in observed.items() if value} or None}
    if lead.transform.argument == "tax_no":
        # Characters 7 to 15 of an old tax number are the organisation code.
        is_old = not is_empty and str(form.reads).upper().endswith(ORGANISATION)
        columns["link_organisation_code"] = ORGANISATION if is_old else None
    return Case({source: form.sent}, columns, {}, broken([lead], form.rules))


def _observation(field: Field) -> str:
    return field.transform.argument or field.column or ""


def _step(sound: Sound, source: str, form: Form, _: Mapping[str, object]) -> Case | None:
    """The one step of the row; a step without number or time is left out."""
    lead = sound.lead(source)
    if form.rules == ("any.date_out_of_range",):
        # Of steps no day is out of range.
        return None
    is_empty = form.nothing is None or lead.transform.name in form.nothing
    value = None if is_empty else form.reads
    rules = [each for each in form.rules if not form.is_lost]
    step: dict[str, object] = dict.fromkeys(STEP)
    for each in sound.sources:
        field = sound.lead(each)
        if field.is_element:
            asked = Asked(field, sound.dataset, sound.generation, sound.value(each))
            step[field.column or ""] = next(spellings(asked)).reads
    step[lead.column or ""] = value
    is_left_out = value is None and lead.required == "yes"
    if is_left_out:
        rules.append("incident.step_incomplete")
    return Case({source: form.sent}, {"steps": None if is_left_out else [step]}, {}, broken([lead], rules))
