"""Landed rows as columns of text: whatever type a value has on the wire, it becomes text and nothing crashes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING

import polars as pl

from hub.landing.headers import IN_USE

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset
    from hub.landing.erased import ErasedRow
    from hub.landing.retractions import Retraction


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of one landed page, or some of them, by source field; those of a file as columns of texts.

    `landed_at` is when the page was received: its "now". `department` is the inbox folder of a file. `generation`
    tells field names of 2015 from those of 2018, whose codes differ. `numbers` (Int32) are the rows' own numbers
    where those of a page do not simply go on from 1. `erased` is what is left of rows that were erased on request.
    A page of the hub's own holds what people `retracted`, and no rows.
    """

    page_id: int
    landed_at: datetime
    rows: Sequence[Mapping[str, object]] | pl.DataFrame
    department: str | None = None
    generation: str = IN_USE
    numbers: pl.Series | None = None
    erased: Sequence[ErasedRow] = ()
    retracted: Sequence[Retraction] = ()


@dataclass(frozen=True, slots=True)
class SentRows:
    """Rows as they were sent: `places` says where each stands, `values` what was sent, by source field.

    Columns of `places`: page_id, row_number (in its page), landed_at (UTC), department. `types` are the types
    of what stood in the fields that were read by `texts`, null left out; files hold nothing but texts.
    """

    places: pl.DataFrame
    values: Mapping[str, Sequence[object] | pl.Series]
    types: dict[str, set[type]] = field(default_factory=dict)

    def texts(self, name: str, *, is_list: bool = False) -> pl.Series:
        """Field `name` as text, uncleaned; a list of scalars as its lines where the field `is_list`."""
        values = self.values[name]
        if isinstance(values, pl.Series):
            return values.alias(name)
        try:
            texts = pl.Series(name, values, dtype=pl.String, strict=True)
        except (TypeError, UnicodeEncodeError):
            self.types[name] = set(map(type, values)) - {type(None)}
            convert = _lines_of if is_list else text_of
            return pl.Series(name, [convert(value) for value in values], dtype=pl.String)
        self.types[name] = {str} if texts.null_count() < len(texts) else set()
        return texts


def sent_rows(dataset: Dataset, pages: Sequence[PageRows]) -> SentRows:
    """The rows of `pages`, in their order, as columns of what was sent for each declared source field."""
    numbers = [list(range(1, len(page.rows) + 1)) if page.numbers is None else page.numbers.to_list() for page in pages]
    places = pl.DataFrame(
        {
            "page_id": pl.Series([page.page_id for page in pages], dtype=pl.Int64),
            "landed_at": pl.Series([page.landed_at for page in pages], dtype=pl.Datetime("us", "UTC")),
            "department": pl.Series([page.department for page in pages], dtype=pl.String),
            "row_number": pl.Series(numbers, dtype=pl.List(pl.Int32)),
        }
    ).explode("row_number", empty_as_null=False)
    return SentRows(places, _columns(dataset.source_fields, [page.rows for page in pages]))


def text_of(value: object) -> str | None:
    """Any JSON or spreadsheet value as text: numbers as people write them, lists and objects as JSON; null is None."""
    match value:
        case None:
            return None
        case str():
            return value.encode("utf-8", "replace").decode()
        case bool():
            return "true" if value else "false"
        case float():
            return _float_text(value)
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case int() | Decimal():
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        case Mapping() | list() | tuple():
            text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
            return text.encode("utf-8", "replace").decode()
    return str(value)


def _columns(
    names: Sequence[str], pages: Sequence[Sequence[Mapping[str, object]] | pl.DataFrame]
) -> dict[str, Sequence[object] | pl.Series]:
    """The values of each field, None where a row has it not; a platform sends either rows or files."""
    frames = [page for page in pages if isinstance(page, pl.DataFrame)]
    if frames:
        whole = pl.concat([pl.DataFrame(schema=dict.fromkeys(names, pl.String)), *frames], how="diagonal")
        return {name: whole[name] for name in names}
    rows = [row for page in pages if not isinstance(page, pl.DataFrame) for row in page]
    columns: dict[str, Sequence[object] | pl.Series] = {}
    for name in names:
        try:
            columns[name] = list(map(itemgetter(name), rows))
        except KeyError:
            columns[name] = [row.get(name) for row in rows]
    return columns


def _float_text(value: float) -> str:
    # What is too large to be exact stays in scientific notation, so that lost digits can be seen.
    text = repr(value)
    return f"{Decimal(text):f}" if "e-" in text else text


def _lines_of(value: object) -> str | None:
    if isinstance(value, list | tuple) and all(isinstance(each, str | int | float | None) for each in value):
        return "\n".join(text for each in value if (text := text_of(each)) is not None)
    return text_of(value)
