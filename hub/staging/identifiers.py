"""What the identifier fields of a batch hold, whatever column they were sent in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from hub.text import cleaning, identifiers, keys

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEPARATORS = r"[、,;/|\\]+"
_LOOKS_LIKE_CODE = r"^[0-9A-Z-]{8,}$"
_LOOKS_LIKE_PERSON = r"^[1-9]\d{5}(18|19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]$"
_HAS_REGION = r"^..(1[0-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])"
_CREDIT_LENGTH = 18

FOUND = ("credit_code", "organisation_code", "registration_no", "registration_text", "citizen_id", "old_citizen_id")
"""The kinds of identifier that a field can hold; 15 digits may be a registration number and an old citizen id."""
FLAGS = ("is_repaired", "is_several", "is_credit_shaped")


def identify(frame: pl.DataFrame, texts: Sequence[str], latest_birth: str) -> pl.DataFrame:
    """What each of the cleaned `texts` identifies: for column `t` the columns `<kind> of t`, valid or NULL, and flags.

    `is_repaired`: the credit code became valid by a repair. `is_several`: the text holds several codes, of which the
    first valid one of each kind is given. `is_credit_shaped`: 18 letters and digits. `latest_birth` is a day.
    """
    sent = [frame.select(pl.col(each).alias("text"), pl.col(latest_birth).alias("latest")) for each in texts]
    distinct = pl.concat(sent).drop_nulls("text").unique(maintain_order=True).with_row_index("row")
    known = _known(distinct)
    found = [_found(each, known, name) for name, each in zip(texts, sent, strict=True)]
    return pl.concat(found, how="horizontal")


def _found(sent: pl.DataFrame, known: pl.DataFrame, name: str) -> pl.DataFrame:
    if sent["text"].null_count() == sent.height:
        nothing = pl.lit(None, dtype=pl.String)
        joined = sent.with_columns(**dict.fromkeys(FOUND, nothing), **dict.fromkeys(FLAGS, pl.lit(value=False)))
    else:
        joined = sent.join(known, on=["text", "latest"], how="left", maintain_order="left")
    return joined.select(
        *(pl.col(kind).alias(f"{kind} of {name}") for kind in FOUND),
        *(pl.col(flag).fill_null(value=False).alias(f"{flag} of {name}") for flag in FLAGS),
    )


def _known(distinct: pl.DataFrame) -> pl.DataFrame:
    """Each distinct text (`row`, `text`, `latest`) with what it identifies."""
    judged = _judged(_parts(distinct).join(distinct.select("row", "latest"), on="row", maintain_order="left"))
    by_row = judged.group_by("row", maintain_order=True).agg(
        *(pl.col(kind).drop_nulls().first() for kind in FOUND),
        pl.col("is_repaired").any(),
        (pl.len() > 1).alias("is_several"),
        ((pl.len() == 1) & pl.col("part").str.contains(r"^[0-9A-Z]{18}$").all()).alias("is_credit_shaped"),
    )
    known = distinct.join(by_row, on="row", how="left", maintain_order="left")
    rewritten = ~pl.col("is_several") & pl.col("credit_code").is_not_null() & (pl.col("text") != pl.col("credit_code"))
    return known.with_columns(is_repaired=pl.col("is_repaired") | rewritten)


def _parts(distinct: pl.DataFrame) -> pl.DataFrame:
    """The codes of each text, one a row (`row`, `part`): several where a text holds several that look like codes."""
    key = keys.key(pl.col("text").str.replace_all("\n", ";", literal=True))
    whole = keys.without_float_tail(cleaning.without_placeholders(key)).str.to_uppercase()
    frame = distinct.select("row", part=pl.when(~keys.is_scientific(whole)).then(whole)).drop_nulls()
    pieces = (
        pl.when(pl.col("part").str.contains(rf"^([0-9A-Z]{{{_CREDIT_LENGTH}}}){{2,}}$"))
        .then(pl.col("part").str.extract_all(rf".{{{_CREDIT_LENGTH}}}"))
        .otherwise(pl.col("part").str.replace_all(_SEPARATORS, ";").str.split(";"))
    )
    codes = pieces.list.eval(pl.element().filter(pl.element().str.contains(_LOOKS_LIKE_CODE)))
    split = frame.filter(pl.col("part").str.contains(_SEPARATORS) | (pl.col("part").str.len_chars() >= 2 * 18))
    several = split.select("row", codes.alias("part")).filter(pl.col("part").list.len() > 1)
    single = frame.join(several, on="row", how="anti")
    return pl.concat([single, several.explode("part", empty_as_null=False)])


def _judged(parts: pl.DataFrame) -> pl.DataFrame:
    part, credit = pl.col("part"), pl.col("credit_code")
    citizen = identifiers.citizen_id(part, pl.col("latest"))
    frame = parts.with_columns(
        citizen_id=pl.when(part.str.len_chars() == _CREDIT_LENGTH).then(citizen),
        old_citizen_id=pl.when(part.str.len_chars() < _CREDIT_LENGTH).then(citizen),
        repaired=pl.when(part.str.contains(r"^[0-9A-Z]{18}$")).then(identifiers.without_lookalikes(part)),
        organisation_code=part.str.replace("-", "", literal=True),
    )
    # 18 digits may pass both checks by chance: what has a birth date where a credit code has its region is a person.
    # One in 31 mistyped citizen ids passes the credit code's check; the region and organisation inside give it away.
    is_shaped = part.str.contains(_LOOKS_LIKE_PERSON)
    inside = pl.when(is_shaped & part.str.contains(_HAS_REGION)).then(part.str.slice(8, 9))
    is_person = pl.col("citizen_id").is_not_null() | (is_shaped & ~identifiers.is_organisation_code(inside))
    frame = frame.with_columns(
        credit_code=pl.when(identifiers.is_credit_code(pl.col("repaired")) & ~is_person).then("repaired"),
        organisation_code=pl.when(identifiers.is_organisation_code(pl.col("organisation_code"))).then(
            "organisation_code"
        ),
        registration_no=pl.when(part.str.contains(r"^(\d{15}|\d{13})$")).then(part),
        registration_text=pl.when(part.str.contains(r"\p{Han}") & part.str.contains(r"\d")).then(part),
    )
    return frame.with_columns(is_repaired=(credit.is_not_null() & (credit != part)).fill_null(value=False))
