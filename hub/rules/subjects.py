"""What rules are about: of which fields an example of theirs shows the values, and so how it has to be masked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hub.model import unified_table
from hub.rules.catalogue import rules_for
from hub.rules.standing.declared import STANDING
from hub.rules.texts import rule_texts
from hub.staging.tables import staging_columns

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset


@cache
def fields_of(dataset: Dataset, rule_id: str) -> tuple[str, ...]:
    """The source fields, or the columns of what is published, whose values an example of the rule shows, in order.

    None where nobody says which they are: such a value may be a person's, and must not be shown.
    """
    of_versions = (field for rule in rules_for(dataset) if rule.rule_id == rule_id for field in rule.fields)
    of_published = (
        column
        for rule in STANDING
        if rule.rule_id == rule_id and rule.table == dataset.table and rule.over in (None, dataset.id)
        for column in rule.columns
    )
    found = tuple(dict.fromkeys((*of_versions, *of_published)))
    if not found and (text := rule_texts().get(rule_id)) is not None and "*" not in text.field:
        found = tuple(text.field.split(";"))
    return found if _known(dataset).issuperset(found) else ()


@cache
def _known(dataset: Dataset) -> frozenset[str]:
    own = {each.source for each in dataset.fields if each.source}
    return frozenset({*own, *unified_table(dataset.table).columns.keys(), *staging_columns(dataset)})
