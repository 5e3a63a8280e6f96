"""Deletes in every spelling that the code lists know, in any case, width and with blanks; nothing else deletes."""

from __future__ import annotations

import csv
from importlib import resources
from typing import TYPE_CHECKING

import pytest
from standardised import staged

from hub.datasets import city, grassroots, micro_grid, provincial

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
MARKS = {
    provincial.PENALTIES: ("dsc_biz_operation", "row_operation", "delete"),
    city.SHOPS: ("deleted", "bool", "true"),
    grassroots.EVENTS: ("deleted", "bool", "true"),
    micro_grid.ALERTS: ("deleted", "bool", "true"),
}
"""The field by which a dataset's rows say that they delete, its code list, and the code that does."""


def spellings(code_list: str) -> list[tuple[str, str]]:
    """(what is sent, its code) of a code list, each also in other forms of the same letters."""
    with (resources.files("hub.reference") / "codes.csv").open(encoding="utf-8-sig") as lines:
        rows = [row for row in csv.reader(lines) if row[0] == code_list and row[2]]
    forms = (str, str.lower, str.upper, lambda text: f" {text}\t", lambda text: text.translate(WIDE))
    return sorted({(form(row[2]), row[3]) for row in rows for form in forms})


@pytest.mark.parametrize("dataset", MARKS, ids=lambda each: each.id)
def test_every_spelling_of_a_delete_deletes_and_no_other(dataset: Dataset) -> None:
    field, code_list, deletes = MARKS[dataset]
    cases = spellings(code_list)
    assert {code == deletes for _, code in cases} == {True, False}
    rows = staged(dataset, *({field: sent} for sent, _ in cases))
    found = {sent: row["is_delete"] for (sent, _), row in zip(cases, rows, strict=True)}
    assert found == {sent: code == deletes for sent, code in cases}


@pytest.mark.parametrize(("sent", "is_delete"), [(True, True), (1, True), (False, False), (0, False), (None, False)])
def test_a_mark_may_be_no_text(sent: object, is_delete: bool) -> None:
    for dataset in (city.SHOPS, grassroots.EVENTS, micro_grid.ALERTS):
        [row] = staged(dataset, {"deleted": sent})
        assert row["is_delete"] is is_delete
