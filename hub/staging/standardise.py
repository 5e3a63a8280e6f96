"""From landed rows to staging rows: cleaned, coded, typed; what cannot be read is NULL with a named defect."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import polars as pl

from hub.staging.batch import Batch, is_required, sent, text
from hub.staging.columns import read_columns
from hub.staging.evidence import read_links
from hub.staging.parties import read_party
from hub.staging.points import read_point
from hub.staging.rows import PageRows
from hub.staging.steps import read_steps
from hub.staging.versions import read_version, rules_of_deletes
from hub.text import codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.datasets.declaration import Dataset

__all__ = ["PageRows", "standardise"]

# An inspection's standard requires what no public dictionary lists: missing, it is warned of.
_INSPECTION_STANDARD = frozenset({"party_kind", "form", "kind"})


def standardise(dataset: Dataset, pages: Sequence[PageRows], types: dict[str, set[type]] | None = None) -> pl.DataFrame:
    """The staging rows of `pages`, one for each row sent, in their order; the types of their values go to `types`.

    Columns: those of the dataset's staging table; arrays and JSON as PostgreSQL's own text, ready for `copy_in`.
    Never raises for what a row holds.
    """
    by_generation = [list(group) for _, group in groupby(pages, key=lambda page: page.generation)]
    found = {} if types is None else types
    return pl.concat(_standardise(dataset, group, found) for group in by_generation or [[]])


def _standardise(dataset: Dataset, pages: Sequence[PageRows], types: dict[str, set[type]]) -> pl.DataFrame:
    batch = Batch(dataset, pages)
    for name, found in batch.types.items():
        types.setdefault(name, set()).update(found)
    head = read_version(batch)
    own = [*read_columns(batch), *read_point(batch), *read_party(batch)]
    tail = [*read_steps(batch), *read_links(batch)]
    _judge_presence(batch)
    batch.settle()
    defects = batch.defects.defects(batch.frame["is_delete"], rules_of_deletes(batch))
    batch.add(defects=defects, unmapped=batch.defects.unmapped())
    frame = batch.frame.select(*head, *own, "unmapped", "defects", *tail)
    return frame.with_columns(
        _array_text(pl.col(name)).alias(name) for name, dtype in frame.schema.items() if dtype == pl.List(pl.String)
    )


def _judge_presence(batch: Batch) -> None:
    """Required fields that are empty, and what an inspection's standard asks for."""
    for each in batch.dataset.fields:
        if each.source and is_required(each) and not each.is_element:
            empty = ~_says_something(each.source) if each.transform.name == "list" else ~sent(each)
            batch.fault("any.required_missing", each.source, empty)
        if batch.dataset.table == "inspection" and each.column in _INSPECTION_STANDARD and each.source:
            batch.fault("inspection.standard_fields_missing", each.source, ~sent(each))


def _says_something(source: str) -> pl.Expr:
    """Whether a list holds more than separators."""
    return codes.text_list(text(source)).is_not_null()


def _array_text(values: pl.Expr) -> pl.Expr:
    """PostgreSQL's text of a text[]."""
    escaped = pl.element().str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
    quoted = values.list.eval(pl.concat_str(pl.lit('"'), escaped, pl.lit('"')))
    return pl.concat_str(pl.lit("{"), quoted.list.join(","), pl.lit("}"))
