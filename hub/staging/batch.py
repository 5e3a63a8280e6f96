"""One batch of landed rows on its way to staging rows: cleaned columns, keys, and the defects found so far."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import polars as pl

from hub.datasets.declaration import Dataset, Field, Required
from hub.landing.headers import IN_USE
from hub.staging.defects import Defects
from hub.staging.rows import PageRows, sent_rows
from hub.text import cleaning, keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# For these a placeholder (无, 待补, 000 …) is nothing at all.
_PLACEHOLDERS_ARE_EMPTY = frozenset(
    {"uscc", "organisation_code", "registration_no", "citizen_id", "party_code", "phone", "date", "instant", "link"}
    | {"instant_if_closed", "long_term"}
)
NEVER = pl.lit(value=False)


def text(name: str) -> pl.Expr:
    """The cleaned text of source field `name`."""
    return pl.col(f"text {name}")


def key(name: str) -> pl.Expr:
    """The key (NFKC, blanks out) of source field `name`."""
    return pl.col(f"key {name}")


def filled(name: str) -> pl.Expr:
    """The key of source field `name`; NULL for a placeholder."""
    return pl.col(f"filled {name}")


def sent(field: Field) -> pl.Expr:
    """Whether the field was sent at all, in the eyes of its transform."""
    assert field.source is not None
    if field.transform.name in _PLACEHOLDERS_ARE_EMPTY:
        return filled(field.source).is_not_null()
    return text(field.source).is_not_null()


def any_of(conditions: Iterable[pl.Expr]) -> pl.Expr:
    """Whether any condition holds; False where there is none."""
    return reduce(lambda one, other: one | other, conditions, NEVER)


class Batch:
    """The rows of some pages of `dataset`, all of one generation of field names.

    `frame` holds where each row stands and, for each declared source field, its cleaned text and keys; stages add
    their results to it. `defects` gathers what is wrong, `types` tells of what types the values of each field are.
    """

    def __init__(self, dataset: Dataset, pages: Sequence[PageRows]) -> None:
        self.dataset = dataset
        self.generation = pages[0].generation if pages else IN_USE
        rows = sent_rows(dataset, pages)
        self.values = rows.values
        self.types = rows.types
        self._faults: list[tuple[str, str, pl.Expr]] = []
        self._left_out: list[tuple[str, str, pl.Expr]] = []
        self.defects = Defects(rows.places.height, rows.values)
        raw = rows.places.with_columns(
            rows.texts(name, is_list=name in self._lists()).alias(f"raw {name}") for name in dataset.source_fields
        )
        self.frame = (
            raw.select(*rows.places.columns, *self._cleaned(raw))
            .with_columns(keys.key(text(name)).alias(f"key {name}") for name in self._keyed())
            .with_columns(
                cleaning.without_placeholders(key(name)).alias(f"filled {name}") for name in self._placeholding()
            )
        )

    def fields(self, *transforms: str) -> tuple[Field, ...]:
        """The dataset's fields with one of these transforms, but those of list elements."""
        return tuple(each for each in self.dataset.fields if each.transform.name in transforms and not each.is_element)

    def add(self, **columns: pl.Expr | pl.Series) -> None:
        """Keep a stage's results as columns of the batch."""
        self.frame = self.frame.with_columns(**columns)

    def fault(self, rule: str, source: str, condition: pl.Expr) -> None:
        """`source` breaks `rule` where `condition` holds, over the columns of the batch as it will be in the end."""
        self._faults.append((rule, source, condition))

    def leave_out(self, column: str, source: str, condition: pl.Expr) -> None:
        """The value of `source` is not published in `column` where `condition` holds, over the columns as above."""
        self._left_out.append((column, source, condition))

    def settle(self) -> None:
        """Judge all that was said by `fault` and `leave_out`."""
        waiting = self._faults + self._left_out
        # Beside a column of the frame a literal is as long as the frame.
        flags = self.frame.select("page_id", *(each.alias(str(place)) for place, (*_, each) in enumerate(waiting)))
        for place, (name, source, _) in enumerate(waiting):
            note = self.defects.add if place < len(self._faults) else self.defects.leave_out
            note(name, source, flags[str(place)])

    def _cleaned(self, raw: pl.DataFrame) -> Iterator[pl.Expr]:
        """The cleaned text of every field; what had to be taken out is noted."""
        names = self.dataset.source_fields
        elements = {each.list_name for each in self.dataset.fields if each.is_element}
        unclean = raw.select(cleaning.is_unclean(pl.col(f"raw {name}")).any().alias(name) for name in names)
        for name in names:
            sent = pl.col(f"raw {name}")
            if unclean[name].item():
                # What the elements of a list hold is found element by element.
                if name not in elements:
                    flags = raw.select(cleaning.has_control_characters(sent)).to_series()
                    self.defects.add("any.control_characters", name, flags)
                yield cleaning.cleaned(sent).alias(f"text {name}")
            else:
                yield cleaning.trimmed(sent).alias(f"text {name}")

    def _lists(self) -> frozenset[str]:
        return frozenset(each.source for each in self.fields("list") if each.source)

    def _keyed(self) -> list[str]:
        plain = {"text", "name", "class_name"}
        return list(
            dict.fromkeys(
                each.source for each in self.dataset.fields
                if each.source and not each.is_element and each.transform.name not in plain
            )
        )  # fmt: skip

    def _placeholding(self) -> list[str]:
        return list(dict.fromkeys(each.source for each in self.fields(*_PLACEHOLDERS_ARE_EMPTY) if each.source))


def is_required(field: Field) -> bool:
    """Whether an empty field rejects its row."""
    return field.required is Required.YES
