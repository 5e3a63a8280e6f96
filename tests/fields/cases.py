"""What is tried with a field: rows as sent, and the columns, kept values and defects that must come of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forms import ABSENT, BY_DUTY, as_kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from forms import Line
    from sound_rows import Sound

    from hub.datasets.declaration import Field

Row = dict[str, object]


@dataclass(frozen=True)
class Case:
    """One row: `sent` over the group's row by field, and what staging must hold.

    `columns` are the staging columns that differ from the group's first row; all others are as there. `defects` are
    (rule, field). `judged` are the rules that judging must find, `line` is the code that the row holds.
    """

    sent: Mapping[str, object]
    columns: Mapping[str, object]
    unmapped: Mapping[str, object] = field(default_factory=dict)
    defects: frozenset[tuple[str, str]] = frozenset()
    judged: tuple[str, ...] = ()
    line: Line | None = None

    @property
    def is_clean(self) -> bool:
        """Whether something was sent and nothing is wrong with it."""
        is_empty = all(isinstance(each, type(ABSENT)) or not str(each or "").strip() for each in self.sent.values())
        return not (self.defects or self.unmapped or self.judged or is_empty)

    @property
    def rejects(self) -> bool:
        """Whether the row is rejected for it."""
        found = [rule for rule, _ in self.defects]
        return any(rule.endswith(("_required", "_missing")) and rule != STANDARD for rule in found) or (
            "any.item_code_form" in self.judged
        )


STANDARD = "inspection.standard_fields_missing"


@dataclass(frozen=True)
class Group:
    """The cases of the arrows `fields`, over the sound row with `context`, in which these arrows alone decide.

    The first case is the sound row itself.
    """

    source: str
    fields: tuple[Field, ...]
    context: Mapping[str, object]
    cases: tuple[Case, ...]


def laid_over(row: Mapping[str, object], changes: Mapping[str, object]) -> Row:
    """`row` with other values; `list[].field` is the field of each of the list's elements."""
    result = dict(row)
    for name, value in changes.items():
        listed, _, element = name.partition("[].")
        if element:
            result[listed] = [_with(each, element, value) for each in result[listed]]  # type: ignore[attr-defined]
        else:
            result = _with(result, name, value)
    return result


def _with(row: Row, name: str, value: object) -> Row:
    if value is ABSENT:
        return {each: row[each] for each in row if each != name}
    return {**row, name: value}


def broken(fields: Iterable[Field], rules: Iterable[str]) -> frozenset[tuple[str, str]]:
    """`rules` as defects of the source that feeds `fields`: in their variant for required fields where one is."""
    fields = tuple(fields)
    source = fields[0].source or ""
    suffix = "_required" if any(each.required == "yes" for each in fields) else ""
    return frozenset((rule + suffix if rule in BY_DUTY else rule, source) for rule in rules)


def kept(columns: Iterable[str | None], sent: object) -> dict[str, object]:
    """`unmapped` where what was sent is published in none of `columns`."""
    return {column: as_kept(sent) for column in columns if column is not None}


@dataclass(frozen=True)
class Key:
    """The source_id of a row with these key parts; None for a part that is missing."""

    parts: tuple[str | None, ...]
    department: str | None

    def of(self, content_hash: str) -> str:
        """The whole key; the beginning of `content_hash` stands in for what is missing."""
        there = [each for each in self.parts if each is not None]
        trace = f"#{content_hash[:12]}" if len(there) < len(self.parts) else ""
        return "|".join([*([self.department] if self.department else []), "|".join(there) + trace])


def missing(sound: Sound, source: str, nothing: frozenset[str] | None, key: Key) -> frozenset[tuple[str, str]]:
    """The defects of a field that is empty in the eyes of the transforms `nothing` (None: of all)."""
    found = set()
    for each in sound.fields(source):
        is_empty = nothing is None or each.transform.name in nothing
        if each.required == "yes" and is_empty:
            found.add(("any.required_missing", source))
        if each.transform.name == "key" and each.required == "yes":
            (place,) = (at for at, sources in enumerate(sound.dataset.key_parts) if source in sources)
            found |= {("any.key_missing", source)} if key.parts[place] is None else set()
        if sound.dataset.table == "inspection" and each.column in {"party_kind", "form", "kind"} and is_empty:
            found.add((STANDARD, source))
    return frozenset(found)
