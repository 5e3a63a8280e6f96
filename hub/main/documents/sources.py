"""`docs/sources.md`: every source field of every dataset, and the column that it feeds by which transform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.datasets import DATASETS, PLATFORMS, of_platform
from hub.datasets.wire import FilePlatform
from hub.main.documents.markdown import code, codes, sections, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hub.datasets.declaration import Dataset, Field
    from hub.datasets.wire import Platform

TRANSFORMS = {
    "key": "part n of the record's key, as a normalised key; nothing is repaired in a key",
    "text": "the text as sent: control characters out, ends trimmed, empty is NULL",
    "name": "as `text`; short, masked or damaged names are warned of",
    "class_name": "as `text`, without a bracketed suffix that names a place",
    "code": "the hub code of the list for the value sent; a value that nobody knows is reported, never defaulted",
    "list": "parts at commas, semicolons, 、 and line ends, each by the transform named",
    "date": "a day in any usual form, epoch milliseconds, an Excel serial; Asia/Shanghai",
    "instant": "as `date` with its time; without a zone Asia/Shanghai",
    "instant_if_closed": "as `instant` where the row's status is `closed`, else NULL",
    "long_term": "true for a word or a day that means long-term, false for any other day",
    "yuan_from_wan": "万元 × 10,000",
    "yuan": "yuan",
    "capital": "yuan; a bare number is 万元, units are read, another currency is NULL",
    "int": "a whole number, not negative",
    "decimal": "a number, not negative",
    "bool": "by the list `bool`",
    "coordinate_cgcs2000": "degrees as sent; the pair is judged together, swapped is swapped back, outside is NULL",
    "coordinate_gcj02": "as above, converted from GCJ-02",
    "uscc": "a valid credit code, repaired where it can be (O→0 I→1 S→5 Z→2); other identifiers go to their columns",
    "organisation_code": "9 characters, from a valid credit code where there is one",
    "registration_no": "15 or 13 digits, or text; a credit code found here goes to `uscc`",
    "citizen_id": "18 characters, 15 digits upgraded; pattern, birth date and check digit hold",
    "party_code": "a valid credit code, else a valid citizen id, else as sent",
    "decision_no": "a normalised key: all brackets 〔〕, blanks out",
    "item_code": "as sent; 14 digits or rejected",
    "phone": "digits and `-`; a country code is taken off",
    "division": "the township of the code or name sent, 12 digits",
    "community": "the village's 12 digits, where the code sent goes so far",
    "reference": "the id of the live row of the table that the value names, set anew at every release",
    "link": "evidence about whose record it is; read by linkage, not published by itself",
    "golden": "an observation about the entity, chosen by the order of trust",
    "sequence": "the order of versions, compared as a number",
    "constant": "always this value",
}
"""The vocabulary of the declarations, in the order in which it is explained."""

HEADINGS = ("field", "column", "transform", "required", "note")

INTRODUCTION = """\
# The sources and their fields

<!-- Generated from hub/datasets by `python -m hub.main.documents`: change those. -->

Every field that a platform sends, spelled as it spells it, the column of [the model](model.md) that it feeds, and the
transform that makes one of the other. `x[].y` is field y of every element of the list x. Several fields of one
column are tried in their order; `@2` is the second.

**Required**: `yes` means that an empty value is rejected; `conditional` that it is warned of where the condition
holds; a delete needs its key and its time alone. Every field stays in the landing area as it was received, also
one that feeds no column."""


def sources_document() -> str:
    """The whole document."""
    return sections(
        INTRODUCTION,
        "## Transforms",
        table(("transform", "gives"), ((code(name), meaning) for name, meaning in TRANSFORMS.items())),
        *(part for platform in PLATFORMS.values() for part in _platform(platform)),
    )


def _targets(dataset: Dataset) -> Mapping[str, Mapping[str, Sequence[Field]]]:
    found: dict[str, dict[str, list[Field]]] = {}
    for field in sorted(dataset.fields, key=lambda each: each.rank):
        target = target_of(dataset, field)
        if target is not None:
            found.setdefault(target[0], {}).setdefault(target[1], []).append(field)
    return found


def target_of(dataset: Dataset, field: Field) -> tuple[str, str] | None:
    """The unified table and column that a field feeds, None where it is not published."""
    return None if field.column is None else (field.table or dataset.table, field.column)


TARGETS = {each.id: _targets(each) for each in DATASETS}
"""For every dataset: unified table → column → the fields that feed it, in the order in which they are taken."""


def _platform(platform: Platform) -> Iterator[str]:
    yield f"## `{platform.name}` {platform.title}"
    if isinstance(platform, FilePlatform):
        yield "Files in the inbox. A field may have other headers: they stand under it."
    for dataset in of_platform(platform.name):
        yield f"### `{dataset.id}` {dataset.title}"
        key = " + ".join(codes(part, " or, where it is empty, ") for part in dataset.key_parts)
        where = f", asked for as {code(dataset.endpoint)}" if dataset.endpoint else ""
        yield f"{dataset.category.capitalize()} data for {code(dataset.table)}{where}. Key: {key}."
        yield table(
            ("field", "column", "transform", "required", "note"), (_row(dataset, each) for each in dataset.fields)
        )


def _row(dataset: Dataset, field: Field) -> tuple[object, ...]:
    target = target_of(dataset, field)
    column = None if target is None else code(".".join(target) if field.table else target[1])
    rank = f" @{field.rank}" if field.rank > 1 else ""
    aliases = f" ({'、'.join(field.aliases)})" if field.aliases else ""
    source = code(field.source) + aliases if field.source else "—"
    required = None if field.required.value == "no" else field.required.value
    return source, column, f"{code(str(field.transform))}{rank}", required, field.note
