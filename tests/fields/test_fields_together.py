"""What the fields of a row say together: which of several decides, and which decides how another is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import forms_of_codes
import pytest
from cases import laid_over
from field_cases import NUMBER_OF
from forms_of_times import at
from identifiers_sent import TRADER
from made_numbers import NO_PERSON, NOBODY, PERSON
from sound_rows import Sound
from staged_rows import OF_VERSIONS, agree, staged, stages_as
from whole_rows import turns, whole

from hub.datasets import DATASETS
from hub.landing.headers import IN_USE

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_a_whole_row_holds_what_each_of_its_fields_says(dataset: Dataset) -> None:
    sound = Sound(dataset)
    (row,) = staged(dataset, IN_USE, [sound.row()])
    assert (row["defects"], row["unmapped"]) == ([], None)
    wanted = whole(sound) | {each.source: sound.row()[each.source] for each in dataset.kept if each.source}
    wrong = {name: (row[name], value) for name, value in wanted.items() if not agree(stages_as(value, row), row[name])}
    assert not wrong
    unsaid = {"platform", "department", "page_id", "landed_at", "is_delete", "sequence", "source_updated_at"}
    assert {name for name, value in row.items() if value is not None} - OF_VERSIONS - unsaid <= wanted.keys()


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_of_several_fields_the_first_that_is_there_feeds_the_column(dataset: Dataset) -> None:
    sound = Sound(dataset)
    tried = list(turns(sound))
    rows = staged(dataset, IN_USE, [laid_over(sound.row(), empty) for empty, _, _ in tried])
    wrong = [
        f"{column} without {list(empty)}: {row[column]!r}, not {wanted!r}"
        for (empty, column, wanted), row in zip(tried, rows, strict=True)
        if not agree(wanted, row[column])
    ]
    assert not wrong


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_a_valid_identifier_goes_before_all_others_and_else_the_first_that_was_sent(dataset: Dataset) -> None:
    sound = Sound(dataset)
    (column,) = {each.column for each in dataset.fields} & {"holder_code", "party_code"} or {None}
    if column is None or len(sound.own_codes) == 1:
        return
    first, *others = sound.own_codes
    valid, invalid = staged(
        dataset,
        IN_USE,
        [
            laid_over(sound.row(), {first: NOBODY}),
            laid_over(sound.row(), {first: NOBODY, **{each: f"无效{each}" for each in others}}),
        ],
    )
    assert (valid[column], valid["link_uscc"]) == (sound.value(others[0]), None)
    assert (invalid[column], invalid["link_uscc"], invalid["link_registration_no"]) == (NOBODY, None, None)


SELECTED = [
    (dataset, selector, number)
    for dataset in DATASETS
    for selector, number in NUMBER_OF.items()
    if selector in dataset.source_fields
]


@pytest.mark.parametrize(("dataset", "selector", "number"), SELECTED, ids=lambda each: getattr(each, "id", each))
def test_the_kind_of_certificate_says_how_its_number_is_read(dataset: Dataset, selector: str, number: str) -> None:
    """A citizen id is one where the certificate is an identity card or of no kind; of other cards no number is read.

    The number of an inspection's party may be that of a licence, too: its certificate then says no more than that.
    """
    sound = Sound(dataset)
    lines = forms_of_codes.known("certificate_kind")
    is_party = number in sound.own_codes
    readable = {"citizen_id"} if sound.lead(number).transform.name == "citizen_id" else {
        *("citizen_id", "credit_code", "organisation_code", "registration_no")
    }  # fmt: skip
    empty = {**dict.fromkeys(sound.own_codes), sound.kind_source or "": TRADER} if is_party else {}
    sent = [
        {**empty, selector: value, number: each}
        for value in [None, *(line.value for line in lines)]
        for each in (PERSON, NO_PERSON)
    ]
    rows = staged(dataset, IN_USE, [laid_over(sound.row(), each) for each in sent])
    kinds = {line.value: line.code for line in lines}
    for changes, row in zip(sent, rows, strict=True):
        is_read = changes[selector] is None or kinds[str(changes[selector])] in readable
        is_valid = changes[number] == PERSON
        faults = {each["rule"] for each in row["defects"] if each["field"] == number}
        is_judged = sound.lead(number).transform.name == "citizen_id"
        assert faults == ({"any.citizen_id_invalid"} if is_read and is_judged and not is_valid else set()), changes
        if is_party:
            assert row["link_citizen_id"] == (PERSON if is_read and is_valid else None), changes
            assert changes[number] in row.values()


CLOSING = [
    (dataset, each) for dataset in DATASETS for each in dataset.fields if each.transform.name == "instant_if_closed"
]


@pytest.mark.parametrize(("dataset", "field"), CLOSING, ids=lambda each: getattr(each, "id", ""))
def test_an_end_is_the_closing_only_of_what_is_closed(dataset: Dataset, field) -> None:
    sound = Sound(dataset)
    (status,) = (each.source for each in dataset.fields if each.column == "status")
    lines = forms_of_codes.known("incident_status", dataset.id, IN_USE)
    rows = staged(
        dataset,
        IN_USE,
        [
            laid_over(sound.row(), {status: line.value, field.source: sent})
            for line in lines
            for sent in ("2026-01-02 13:04:05", "某日")
        ],
    )
    for number, line in enumerate(lines):
        ended, unreadable = rows[2 * number : 2 * number + 2]
        end = at("2026-01-02T13:04:05")
        is_closed = line.code == "closed"
        assert (ended["resolved_at"], ended["closed_at"]) == (end, end if is_closed else None), line
        columns = ["resolved_at", *(["closed_at"] if is_closed else [])]
        assert unreadable["unmapped"] == dict.fromkeys(columns, "某日"), line
