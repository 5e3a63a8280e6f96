"""What linkage may use of a record: its valid identifiers and what else speaks about its entity."""

from __future__ import annotations

import polars as pl

from hub.staging.batch import Batch, any_of, filled, text
from hub.text import cleaning, identifiers

_PEOPLE = ("natural_person", "individual_business")
_OLD_TAX_NUMBER = r"^[0-9A-Z]{15}$"


def read_links(batch: Batch) -> list[str]:
    """Add link_uscc, link_organisation_code, link_registration_no, link_citizen_id and evidence; gives the columns.

    A citizen id identifies persons and individual businesses, and whoever is named by it alone: a company's is its
    representative's.
    """
    organisations = [pl.col("credit_code").str.slice(8, 9), pl.col("organisation"), *_of_tax_numbers(batch)]
    codes = [pl.col(name) for name in ("holder_code", "party_code") if name in batch.frame.columns]
    kind = pl.col("party kind")
    person = any_of([kind.is_in(_PEOPLE), kind.is_null(), *(code == pl.col("citizen") for code in codes)])
    links = {
        "link_uscc": pl.col("credit_code"),
        "link_organisation_code": pl.coalesce(_valid_organisation(each) for each in organisations),
        "link_registration_no": _registration_number(batch),
        "link_citizen_id": pl.when(person).then(pl.col("citizen")),
        "evidence": _evidence(batch),
    }
    batch.add(**links)
    return list(links)


def _registration_number(batch: Batch) -> pl.Expr:
    """15 or 13 digits, and what a register has as the old numbers that are text (企合浙绍总字第002112号)."""
    if batch.dataset.table != "registration":
        return pl.col("registration")
    number = pl.col("registration_no")
    textual = number.str.contains(r"\p{Han}") & number.str.contains(r"\d")
    return pl.coalesce(pl.col("registration"), pl.when(textual).then(number))


def _of_tax_numbers(batch: Batch) -> list[pl.Expr]:
    """Characters 7 to 15 of an old 15-character tax number are the organisation code."""
    sources = [each.source for each in batch.fields("link") if each.transform.argument == "tax_no" and each.source]
    numbers = [filled(source).str.to_uppercase() for source in sources]
    codes = [pl.when(each.str.contains(_OLD_TAX_NUMBER)).then(each.str.slice(6)) for each in numbers]
    return [cleaning.without_placeholders(each) for each in codes]


def _valid_organisation(code: pl.Expr) -> pl.Expr:
    return pl.when(identifiers.is_organisation_code(code)).then(code)


def _evidence(batch: Batch) -> pl.Expr:
    """jsonb text of every other observation about the entity, by its name; NULL where there is none."""
    observations = {
        each.transform.argument or "": filled(each.source)
        for each in batch.fields("link")
        if each.source and each.transform.argument != "uscc"
    }
    observations |= {each.column or "": text(each.source) for each in batch.fields("golden") if each.source}
    if not observations:
        return pl.lit(None, dtype=pl.String)
    members = [
        pl.when(value.is_not_null()).then(pl.struct(value.alias(name)).struct.json_encode().str.slice(1).str.head(-1))
        for name, value in observations.items()
    ]
    joined = pl.concat_str(members, separator=",", ignore_nulls=True)
    return pl.when(joined != "").then(pl.concat_str(pl.lit("{"), joined, pl.lit("}")))
