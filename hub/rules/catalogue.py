"""Which rules judge a dataset's record versions, each with its texts and the source fields that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, LiteralString

from hub.rules.derived import derived
from hub.rules.kinds import Defect
from hub.rules.records import DATASET_RULES, TABLE_RULES
from hub.rules.texts import rule_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.datasets.declaration import Dataset
    from hub.rules.kinds import Kind
    from hub.rules.texts import RuleText

_HAS_TWIN = """
version.version_hash IN (
    SELECT one.version_hash FROM {open} AS unjudged
    JOIN {staging} AS one ON one.version_hash = unjudged.version_hash
    JOIN {staging} AS other ON other.source_id = one.source_id AND other.content_hash <> one.content_hash
     AND other.source_updated_at IS NOT DISTINCT FROM one.source_updated_at
     AND other.sequence IS NOT DISTINCT FROM one.sequence
    WHERE unjudged.verdict = 'new')
"""

# A delete that was judged before was warned of then.
_IS_UNKNOWN = """
version.is_delete AND NOT EXISTS (
    SELECT FROM {staging} AS other WHERE other.source_id = version.source_id
    AND (NOT other.is_delete OR other.version_hash NOT IN (SELECT version_hash FROM {open} WHERE verdict = 'new')))
"""

COMPUTED: Mapping[str, tuple[LiteralString, str]] = {
    "fine_in_text": ("hub.fine_in_text(content)", "content"),
    "defect_rules": (
        "CASE WHEN defects <> '[]' THEN"
        " (SELECT string_agg(DISTINCT defect ->> 'rule', ' ') FROM jsonb_array_elements(defects) AS defect) END",
        "defects",
    ),
    "has_twin": (_HAS_TWIN, "content_hash"),
    "is_unknown": (_IS_UNKNOWN, "is_delete"),
}
"""Columns that judging computes once for all rules that read them: name → (SQL over a staging row `version`, the
column that it reads). In the SQL `{staging}` and `{open}` stand for the dataset's tables."""

_OF_ALL_VERSIONS = frozenset(
    {
        "any.key_missing",
        "any.required_missing",
        "any.date_unreadable_required",
        "any.date_out_of_range_required",
        "any.same_version_twice",
        "any.delete_unknown",
    }
)
ALWAYS_STAGED = frozenset({"defects", "unmapped", "link_uscc", "link_citizen_id", "content_hash", "is_delete"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it judges the versions of one dataset; several may share a rule_id, each about another column.

    `fields` are the source's own names of `kind.columns`, in the same order.
    """

    text: RuleText
    kind: Kind
    fields: tuple[str, ...]

    @property
    def rule_id(self) -> str:
        return self.text.rule_id

    @property
    def key(self) -> str:
        """What tells this rule from all others of its dataset."""
        return ":".join((self.rule_id, *self.kind.columns))

    @property
    def judges_deletes(self) -> bool:
        """Whether a delete is judged too: it needs its key and its time, and nothing else."""
        return self.rule_id in _OF_ALL_VERSIONS


@cache
def rules_for(dataset: Dataset) -> tuple[Rule, ...]:
    """Every rule over single record versions of `dataset`. Raises KeyError for a rule that rules.csv does not hold."""
    texts = rule_texts()
    declared = (
        *derived(dataset),
        *TABLE_RULES.get(dataset.table, {}).items(),
        *DATASET_RULES.get(dataset.id, {}).items(),
    )
    sources = _sources(dataset)
    staged = {*sources, *ALWAYS_STAGED, *(["steps"] if any(each.is_element for each in dataset.fields) else [])}
    staged |= {name for name, (_, column) in COMPUTED.items() if column in staged}
    kinds = {(rule_id, kind.columns): kind for rule_id, kind in declared if staged.issuperset(kind.reads)}
    rules = (
        Rule(texts[rule_id], kind, tuple(sources[column] for column in columns))
        for (rule_id, columns), kind in kinds.items()
    )
    return tuple(sorted(rules, key=lambda rule: (isinstance(rule.kind, Defect), rule.key)))


def _sources(dataset: Dataset) -> dict[str, str]:
    """The source field that feeds each staging column; of several the first."""
    fed = [each for each in dataset.fields if each.column and each.table is None and each.source]
    kept = {each.source: each.source for each in dataset.fields if each.is_staged and each.source is not None}
    return kept | {
        each.column: each.source
        for each in sorted(fed, key=lambda each: each.rank, reverse=True)
        if each.column is not None and each.source is not None
    }
