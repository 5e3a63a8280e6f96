"""Rows for the whole way: one sound, one with something wrong in every field that does not reject it, and one with
something wrong in every field that does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases import Case, Key, laid_over
from field_cases import NUMBER_OF, groups
from forms_of_times import LANDED
from made_numbers import NOBODY
from whole_rows import constants, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases import Group
    from sound_rows import Sound

INCOMPLETE = "incident.step_incomplete"


@dataclass(frozen=True)
class Wanted:
    """A row as sent, what staging and so the unified table must hold of it, and the rules that its fields break, with
    these: `defects` as it is read, `judged` as it is judged."""

    row: Mapping[str, object]
    columns: Mapping[str, object]
    unmapped: Mapping[str, object]
    defects: frozenset[tuple[str, str]]
    judged: frozenset[tuple[str, str]]


def clean(sound: Sound, number: int) -> Wanted:
    """A row in which every field holds something and nothing is wrong."""
    row = sound.row(number)
    key = Key(sound.source_id(row), sound.department)
    return Wanted(row, whole(sound) | _numbered(sound, number) | {"source_id": key}, {}, frozenset(), frozenset())


def warned(sound: Sound, number: int) -> Wanted:
    """A row with something wrong in every field that can be wrong without rejecting it."""
    found = {each.source: each for each in groups(sound.dataset, sound.generation)}
    seconds = {name: sound.value(name) for name in _followers(sound) if sound.lead(name).column == "latitude"}
    row = laid_over(sound.row(number), dict.fromkeys(_followers(sound)) | seconds)
    chosen = [_chosen(sound, each) for source, each in found.items() if source not in _followers(sound)]
    columns: dict[str, object] = dict.fromkeys(whole(sound)) | dict(constants(sound.dataset))
    # What is said of the kind of party goes before what its identifiers would make of it.
    for case in sorted(chosen, key=lambda each: not each.sent.keys() & {*sound.own_codes}):
        columns |= case.columns
    sent = {name: value for case in chosen for name, value in case.sent.items() if _is_soiled(sound, name)}
    row = laid_over(row, sent)
    columns |= _numbered(sound, number) | {"source_id": Key(sound.source_id(row), sound.department)}
    defects = frozenset(each for case in chosen for each in case.defects)
    for name in {each.list_name for each in sound.dataset.fields if each.is_element}:
        # A step that is not complete, behind one that is.
        row = {**row, name: [*row[name], {}]}  # type: ignore[misc]
        needed = (each for each in sound.dataset.fields if each.is_element and each.required == "yes")
        defects |= {(INCOMPLETE, each.source or "") for each in needed}
    return Wanted(
        row,
        columns,
        {name: value for case in chosen for name, value in case.unmapped.items()},
        defects,
        frozenset((rule, source) for case in chosen for rule in case.judged for source in case.sent),
    )


def rejected(sound: Sound, number: int) -> Wanted:
    """A row with something wrong in every field that rejects it."""
    chosen = [
        case
        for group in groups(sound.dataset, sound.generation)
        if (case := next((each for each in group.cases if each.rejects and _is_sendable(sound, each)), None))
    ]
    row = laid_over(sound.row(number), {name: value for case in chosen for name, value in case.sent.items()})
    return Wanted(
        row,
        {},
        {},
        frozenset(each for case in chosen for each in case.defects),
        frozenset((rule, source) for case in chosen for rule in case.judged for source in case.sent),
    )


def deleted(sound: Sound, number: int) -> tuple[dict[str, object], object] | None:
    """The delete of row `number`, an hour later, and when it was deleted; None where none can be sent."""
    fields = {each.column or each.transform.name: each.source or "" for each in sound.dataset.fields}
    if "retracted_at" not in fields:
        return None
    is_code = sound.lead(fields["retracted_at"]).transform.name == "code"
    row = sound.row(number)
    changes: dict[str, object] = {fields["retracted_at"]: "D" if is_code else "1"}
    if "source_updated_at" in fields:
        changes[fields["source_updated_at"]] = "2026-11-20 11:00:00"
    if "sequence" in fields:
        changes[fields["sequence"]] = "8"
    if sound.department is None:
        needed = {source for part in sound.dataset.key_parts for source in part}
        row = {name: value for name, value in row.items() if name in needed}
    return row | changes, LANDED if "source_updated_at" not in fields else LANDED.replace(day=20, hour=11)


def _numbered(sound: Sound, number: int) -> dict[str, object]:
    """The columns that hold the number of a row, beside its key."""
    columns: dict[str, object] = {}
    for source in {each.source or "" for each in sound.dataset.fields if str(each.transform) == "key:1"}:
        value = sound.value(source, number)
        for each in sound.fields(source):
            if each.column and each.transform.name in {"text", "name", "uscc", "item_code", "decision_no"}:
                columns[each.column] = value
            elif each.transform.name == "organisation_code":
                columns["organisation_code"] = str(value)[8:17]
    return columns


def _followers(sound: Sound) -> tuple[str, ...]:
    """Fields that others go before."""
    ranked = (each.source for each in sound.dataset.fields if each.rank > 1 and each.transform.name != "reference")
    # The second of two lists, and of two coordinates, which are one thing.
    seconds = [each for each in sound.sources if each == "CF_CFLB2" or sound.lead(each).column == "latitude"]
    return tuple(dict.fromkeys([*(each for each in ranked if each), *sound.own_codes[1:], *seconds]))


def _chosen(sound: Sound, group: Group) -> Case:
    """A form that is wrong and does not reject the row; the sound one where others depend on the field."""
    if not _is_soiled(sound, group.source):
        return group.cases[0]
    if group.source in sound.own_codes and not any(case.unmapped for case in group.cases):
        return next(each for each in group.cases if NOBODY in each.sent.values())
    cases = [each for each in group.cases if not each.rejects and _is_sendable(sound, each)]
    if any(each.column == "origin_id" for each in group.fields):
        # The other platform says where it came from.
        return next(each for each in cases if each.sent == {group.source: None})
    if group.fields[0].transform.name == "reference":
        return cases[1]
    wrong = [
        *(each for each in cases if each.unmapped),
        *(each for each in cases if each.judged),
        *(each for each in cases if each.defects),
        *cases[1:],
    ]
    return wrong[0]


def _is_soiled(sound: Sound, source: str) -> bool:
    """Whether a field may be wrong without another one's being read otherwise."""
    fields = sound.fields(source)
    names = {each.transform.name for each in fields}
    columns = {each.column for each in fields}
    has_closing = any(each.transform.name == "instant_if_closed" for each in sound.dataset.fields)
    is_needed = any(each.required == "yes" and each.column == "source_updated_at" for each in fields)
    decides = (has_closing and "status" in columns) or (
        source in NUMBER_OF and NUMBER_OF[source] not in sound.own_codes
    )
    return not (names & {"key", "link", "golden"} or is_needed or fields[0].is_element or decides)


def _is_sendable(sound: Sound, case: Case) -> bool:
    """Whether a case can stand in what the platform sends: in files all are texts."""
    values = case.sent.values()
    if sound.department is None:
        return True
    return all(value is None or (isinstance(value, str) and "\x00" not in value) for value in values)
