"""What a sound row with all its fields must become, and which of several fields decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import Key
from field_cases import groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cases import Case
    from sound_rows import Sound

    from hub.datasets.declaration import Dataset


def constants(dataset: Dataset) -> dict[str, str | None]:
    """The columns that hold the same in every row."""
    return {each.column: each.transform.argument for each in dataset.fields if each.source is None and each.column}


def whole(sound: Sound) -> dict[str, object]:
    """The columns of the sound row: of several fields that feed one the first in rank decides."""
    dataset = sound.dataset
    found = {group.source: group.cases[0] for group in groups(dataset, sound.generation)}
    columns: dict[str, object] = dict(constants(dataset))
    # A number that is meant for it says before others what identifies the record.
    by_weight = sorted(
        found, key=lambda each: (each in sound.own_codes, -max(field.rank for field in sound.fields(each)))
    )
    for source in by_weight:
        case, own = found[source], source in sound.own_codes
        columns |= {name: value for name, value in case.columns.items() if not own or value is not None}
    if sound.kind_source is not None:
        columns |= found[sound.kind_source].columns
        # A company's citizen id is its representative's.
        columns["link_citizen_id"] = None
    columns["kinds"] = found["CF_CFLB"].columns["kinds"] if "CF_CFLB" in found else columns.get("kinds")
    columns["source_id"] = Key(sound.source_id(sound.row()), sound.department)
    return {name: value for name, value in columns.items() if name != "kinds" or value is not None}


def turns(sound: Sound) -> Iterator[tuple[Mapping[str, object], str, object]]:
    """For every column that several fields feed, as each of them is the first that is there: what else is empty, the
    column, and what it holds."""
    found = {group.source: group.cases[0] for group in groups(sound.dataset, sound.generation)}
    for column in dict.fromkeys(each.column for each in sound.dataset.fields):
        fields = [each for each in sound.dataset.fields if each.column == column and each.source is not None]
        plain = [each for each in fields if each.transform.name not in {"key", "link", "list"} and each.table is None]
        sources = list(dict.fromkeys(each.source or "" for each in sorted(plain, key=lambda each: each.rank)))
        if column is None or len(sources) < 2 or plain[0].is_element:
            continue
        for place, source in enumerate(sources):
            passed = [
                *sources[:place],
                *(each.beside for each in plain if each.beside and each.source in sources[:place]),
            ]
            yield dict.fromkeys(passed), column, _said(sound, found[source], source, column)


def _said(sound: Sound, case: Case, source: str, column: str) -> object:
    # The number of a representative is not the party's.
    return None if source == "sfzhm" else case.columns.get(column, sound.value(source))
