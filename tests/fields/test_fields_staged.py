"""From every source field to its staging column: every form of every value, clean and dirty, on every dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import forms_of_codes
import pytest
from cases import laid_over
from field_cases import groups
from sound_rows import Sound
from staged_rows import differences, staged

from hub.datasets import DATASETS
from hub.landing.headers import FORMER, IN_USE

if TYPE_CHECKING:
    from cases import Group
    from staged_rows import Row

    from hub.datasets.declaration import Dataset

GENERATIONS = [
    (dataset, generation)
    for dataset in DATASETS
    for generation in (IN_USE, FORMER)
    if generation == IN_USE or any(line.source == f"{dataset.id}/{generation}" for line in forms_of_codes.lines())
]


def differs(dataset: Dataset, group: Group, generation: str) -> bool:
    """Whether a generation of field names has codes of its own for the group's field."""
    own = {line.code_list for line in forms_of_codes.lines() if line.source == f"{dataset.id}/{generation}"}
    return any(each.transform.argument in own for each in group.fields)


@pytest.mark.parametrize(
    ("dataset", "generation"), GENERATIONS, ids=lambda each: each if isinstance(each, str) else each.id
)
def test_every_form_of_every_field_reaches_its_column(dataset: Dataset, generation: str) -> None:
    sound = Sound(dataset, generation)
    asked = [each for each in groups(dataset, generation) if generation == IN_USE or differs(dataset, each, generation)]
    tried = [(group, case) for group in asked for case in group.cases]
    whole = sound.row()
    rows = [laid_over(whole, {**group.context, **case.sent}) for group, case in tried]
    first: dict[str, Row] = {}
    wrong: list[str] = []
    for (group, case), row in zip(tried, staged(dataset, generation, rows), strict=True):
        wrong += differences(group, case, row, first.setdefault(group.source, row))
    assert not wrong, f"{len(wrong)} of {len(tried)} in {dataset.id}:\n" + "\n".join(wrong[:40])


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_every_declared_field_is_tried_with_clean_and_dirty_values(dataset: Dataset) -> None:
    found = groups(dataset, IN_USE)
    tried = [
        *(field for group in found for field in group.fields),
        *(each for each in dataset.fields if not each.source),
    ]
    assert sorted(tried, key=repr) == sorted(dataset.fields, key=repr)
    unclean = [group.source for group in found if not any(case.is_clean for case in group.cases)]
    undirty = [group.source for group in found if all(case.is_clean for case in group.cases)]
    assert (unclean, undirty) == ([], [])


def test_every_code_is_tried() -> None:
    tried = {
        case.line
        for dataset, generation in GENERATIONS
        for group in groups(dataset, generation)
        for case in group.cases
        if case.line
    }
    untried = set(forms_of_codes.lines()) - tried
    assert untried == set()
