"""What a version is: its record's key, its place in the order of versions, its hashes, whether it deletes."""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import TYPE_CHECKING

import polars as pl

from hub.staging.batch import Batch, any_of, filled, is_required, key, text
from hub.staging.readers import Reader
from hub.text import keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.datasets.declaration import Field

DEPARTMENTS = "departments"
_SENDERS_HASH = "dsc_hash_unique"
# Around the parts of what is hashed: control characters, which no cleaned text holds.
_END, _NAME = "\x1e", "\x1f"
_KEY_HASH_LENGTH = 12
_UUID_GROUPS = ((0, 8), (8, 4), (12, 4), (16, 4), (20, 12))


def read_version(batch: Batch) -> list[str]:
    """Add the columns that identify and order versions, and what is wrong with them; gives the columns."""
    readers = {each: Reader(each, batch.dataset.id, batch.dataset.table, batch.generation) for each in _fields(batch)}
    readings = {each: reader.read() for each, reader in readers.items()}
    batch.add(**{readers[each].name: reading.value for each, reading in readings.items()})
    for each, reading in readings.items():
        for rule, condition in reading.faults.items():
            batch.fault(rule, readers[each].source, condition)
        if each.column == "retracted_at":
            batch.leave_out("retracted_at", readers[each].source, reading.left_out)
    said = {each: reader.found for each, reader in readers.items()}
    for each in _times(batch):
        # Files may do without a time of their own, and are better off without an impossible one.
        possible = readings[each].published
        if not is_required(each) and possible is not None:
            batch.leave_out("source_updated_at", each.source or "", readings[each].left_out)
            said[each] = possible
    batch.add(is_delete=_is_delete(said), source_updated_at=_time(batch, said), sequence=_sequence(said))
    batch.add(content_hash=_content_hash(batch))
    batch.add(source_id=_source_id(batch))
    batch.add(version_hash=_version_hash(batch))
    return [
        "version_hash", "source_id", "source_updated_at", "sequence", "content_hash",
        "page_id", "row_number", "landed_at", "is_delete", "department",
    ]  # fmt: skip


def rules_of_deletes(batch: Batch) -> frozenset[tuple[str, str]]:
    """The (rule, field) that hold for deletes too: their key and their time."""
    key_rules = {("any.key_missing", each.source or "") for each in batch.dataset.key_fields}
    rules = ("any.required_missing", "any.date_unreadable_required", "any.date_out_of_range_required")
    return frozenset(key_rules | {(rule, each.source or "") for each in _times(batch) for rule in rules})


def _fields(batch: Batch) -> list[Field]:
    """The fields that say when a version is from, which it is, and whether it deletes."""
    fields = [
        each
        for each in batch.dataset.fields
        if each.column in {"source_updated_at", "retracted_at"} or each.transform.name == "sequence"
    ]
    return sorted(fields, key=lambda each: each.rank)


def _times(batch: Batch) -> list[Field]:
    return [each for each in _fields(batch) if each.column == "source_updated_at"]


def _is_delete(said: Mapping[Field, pl.Expr]) -> pl.Expr:
    return any_of(
        (found == ("delete" if each.transform.name == "code" else "true")).fill_null(value=False)
        for each, found in said.items()
        if each.column == "retracted_at"
    )


def _time(batch: Batch, said: Mapping[Field, pl.Expr]) -> pl.Expr:
    """The source's time, a required one be it possible or not; for files that carry none, when the file was taken."""
    taken = [pl.col("landed_at")] if batch.dataset.platform == DEPARTMENTS else []
    return pl.coalesce([*(said[each] for each in _times(batch)), *taken])


def _sequence(said: Mapping[Field, pl.Expr]) -> pl.Expr:
    """The sequence number as PostgreSQL's text of a numeric, in one form for one number."""
    numbers = [found for each, found in said.items() if each.transform.name == "sequence"]
    if not numbers:
        return pl.lit(None, dtype=pl.String)
    number = numbers[0].str.strip_chars_start("0").str.replace(r"\.0*$", "")
    return pl.when(number.str.contains(r"^\d")).then(number).when(number.is_not_null()).then("0" + number)


def _content_hash(batch: Batch) -> pl.Series:
    """32 hex digits over every declared field but time, sequence and the sender's own hash, and over `is_delete`."""
    outside = {_SENDERS_HASH, *(each.source for each in _fields(batch))}
    # Empty fields leave no trace and order says nothing: a field declared later changes no hash of before.
    parts: list[pl.Expr] = []
    for name in sorted(set(batch.dataset.source_fields) - outside):
        part = [pl.lit(name + _NAME), text(name), pl.lit(_END)]
        empty = batch.frame[f"text {name}"].null_count()
        if empty == 0:
            parts.extend(part)
        elif empty < batch.frame.height:
            parts.append(pl.concat_str(part).fill_null(""))
    content = pl.concat_str(*parts, pl.col("is_delete").cast(pl.String))
    return pl.Series(_hashes(batch.frame.select(content).to_series()), dtype=pl.String)


def _source_id(batch: Batch) -> pl.Expr:
    parts = []
    for _, fields in groupby(batch.dataset.key_fields, key=lambda each: each.transform.argument):
        alternatives = tuple(fields)
        part = pl.coalesce(_key_part(batch, each) for each in alternatives)
        required = [each for each in alternatives if is_required(each)]
        if batch.dataset.platform == DEPARTMENTS and not required:
            part = pl.coalesce(part, "department")
        for each in required:
            batch.fault("any.key_missing", each.source or "", part.is_null())
        parts.append(part)
    whole = pl.concat_str(parts, separator="|", ignore_nulls=True)
    missing = pl.any_horizontal(part.is_null() for part in parts)
    trace = pl.concat_str(pl.lit("#"), pl.col("content_hash").str.head(_KEY_HASH_LENGTH))
    identified = pl.concat_str(whole, pl.when(missing).then(trace).otherwise(pl.lit("")))
    if batch.dataset.platform != DEPARTMENTS:
        return identified
    return pl.concat_str("department", identified, separator="|", ignore_nulls=True)


def _key_part(batch: Batch, field: Field) -> pl.Expr:
    """A part of the key; in files a code that stands for nothing, or lost its digits, is not there."""
    assert field.source is not None
    part = keys.normalised(key(field.source))
    if batch.dataset.platform != DEPARTMENTS:
        return part
    whole = ~keys.is_scientific(key(field.source))
    if f"filled {field.source}" in batch.frame.columns:
        whole = whole & filled(field.source).is_not_null()
    return pl.when(whole).then(part)


def _version_hash(batch: Batch) -> pl.Series:
    """UUIDs over platform, dataset and everything that tells one version from another."""
    parts = [
        pl.lit(batch.dataset.platform),
        pl.lit(batch.dataset.name),
        pl.col("source_id"),
        pl.col("source_updated_at").dt.epoch("us").cast(pl.String).fill_null(""),
        pl.col("sequence").fill_null(""),
        pl.col("content_hash"),
    ]
    identity = batch.frame.select(pl.concat_str(parts, separator=_NAME)).to_series()
    digests = pl.Series("hash", _hashes(identity), dtype=pl.String).to_frame()
    groups = [pl.col("hash").str.slice(start, length) for start, length in _UUID_GROUPS]
    return digests.select(pl.concat_str(groups, separator="-")).to_series()


def _hashes(texts: pl.Series) -> list[str]:
    # As bytes they need not be decoded and encoded again.
    return [hashlib.blake2b(each, digest_size=16).hexdigest() for each in texts.cast(pl.Binary).to_list()]
