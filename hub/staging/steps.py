"""The steps of an incident: from lists of elements to one jsonb text a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import orjson
import polars as pl

from hub.staging.rows import text_of
from hub.text import cleaning, dates, keys, numbers

if TYPE_CHECKING:
    from hub.datasets.declaration import Field
    from hub.staging.batch import Batch

STEP = ("seq", "action", "actor", "organisation", "at", "note")
_NEEDED = ("seq", "at")


def read_steps(batch: Batch) -> list[str]:
    """Add `steps` (jsonb text of a list of STEP objects, NULL for none) where the dataset sends a list of them.

    An element without a sequence number or a readable time is left out, with `incident.step_incomplete`.
    """
    fields = {each.column: each for each in batch.dataset.fields if each.is_element}
    if not fields:
        return []
    name = next(iter(fields.values())).list_name
    raw = _elements(batch, name, fields)
    texts = [pl.col(f"raw {column}") for column in fields]
    controls = raw.select("row", *(cleaning.has_control_characters(each) for each in texts))
    for column, field in fields.items():
        held = controls.filter(pl.col(f"raw {column}"))["row"]
        batch.defects.add("any.control_characters", field.source or "", _rows(batch, held))
    clean = raw.select("row", *(cleaning.cleaned(pl.col(f"raw {column}")).alias(str(column)) for column in fields))
    read = clean.select(
        "row",
        seq=numbers.integer(keys.key(pl.col("seq"))),
        at=dates.iso_text(dates.instant(pl.col("at"))),
        **{each: pl.col(each) if each in fields else pl.lit(None, dtype=pl.String) for each in STEP[1:4] + STEP[5:]},
    )
    for column in _NEEDED:
        lacking = read.filter(pl.col(column).is_null())["row"]
        batch.defects.add("incident.step_incomplete", fields[column].source or "", _rows(batch, lacking))
    complete = pl.all_horizontal(pl.col(column).is_not_null() for column in _NEEDED)
    steps = (
        read.filter(complete)
        .select("row", pl.struct(*STEP).struct.json_encode().alias("step"))
        .group_by("row", maintain_order=True)
        .agg(pl.col("step").str.join(","))
        .select("row", pl.concat_str(pl.lit("["), "step", pl.lit("]")).alias("steps"))
    )
    rows = pl.DataFrame({"row": pl.Series(range(batch.frame.height), dtype=pl.Int64)})
    batch.add(steps=rows.join(steps, on="row", how="left", maintain_order="left")["steps"])
    return ["steps"]


def _elements(batch: Batch, name: str, fields: Mapping[str | None, Field]) -> pl.DataFrame:
    """Every element of every row's list, its fields as uncleaned text (`raw <column>`), with its `row`."""
    found = [(row, element) for row, sent in enumerate(batch.values[name]) for element in _listed(sent)]
    columns = {
        f"raw {column}": pl.Series([text_of(element.get(field.element_name)) for _, element in found], dtype=pl.String)
        for column, field in fields.items()
    }
    return pl.DataFrame({"row": pl.Series([row for row, _ in found], dtype=pl.Int64), **columns})


def _listed(sent: object) -> Iterator[Mapping[str, object]]:
    """The elements of a list as objects; what is none becomes an empty, and so incomplete, one."""
    if isinstance(sent, str):
        sent = _parsed(sent)
    if sent is None:
        return
    for each in sent if isinstance(sent, list) else [sent]:
        yield each if isinstance(each, Mapping) else {}


def _parsed(text: str) -> object:
    """A list that was sent as its JSON text; None for an empty text."""
    if not text.strip():
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _rows(batch: Batch, rows: pl.Series) -> pl.Series:
    """A flag for each row of the batch: whether it is one of `rows`."""
    return pl.Series(range(batch.frame.height), dtype=pl.Int64).is_in(rows.to_list())
