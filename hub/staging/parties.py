"""Whose record it is: identifiers, in whatever column they were sent, and the party's kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from hub.reference.code_lists import code_list
from hub.staging.batch import NEVER, Batch, any_of, filled, key, text
from hub.staging.identifiers import FOUND
from hub.staging.own import CODE_COLUMNS, NUMBERS, REGISTER_COLUMNS, Own, found, identify_all, is_own, is_person
from hub.staging.versions import DEPARTMENTS
from hub.text import codes, identifiers, keys

if TYPE_CHECKING:
    from collections.abc import Sequence


_PEOPLE = ("natural_person", "individual_business")


def read_party(batch: Batch) -> list[str]:
    """Add the columns that hold identifiers and the party's kind; gives the identifier columns.

    Also adds, for linkage, `credit_code`, `organisation`, `registration`, `citizen` (the record's valid identifiers)
    and `party kind`.
    """
    sources = dict.fromkeys(each.source for each in batch.fields("uscc", *NUMBERS) if each.source)
    own = Own(batch)
    identify_all(batch, list(sources | dict.fromkeys(own.roles)))
    own.find()
    columns = _register_columns(batch, own) + _code_columns(batch, own) + _agency_columns(batch)
    _kinds(batch, own)
    _faults(batch, own)
    if batch.dataset.platform == DEPARTMENTS:
        _spreadsheet_faults(batch)
    return columns


def _as_sent(batch: Batch, source: str) -> pl.Expr:
    """A field's text, but for placeholders, a spreadsheet's `.0` and numbers that it has damaged."""
    whole = filled(source).is_not_null()
    if batch.dataset.platform == DEPARTMENTS:
        whole = whole & ~keys.is_scientific(key(source))
    return pl.when(whole).then(keys.without_float_tail(text(source)))


def _register_columns(batch: Batch, own: Own) -> list[str]:
    """A register's own columns, each identifier in the one that it belongs to."""
    columns = [column for column in dict.fromkeys(each.column for each in own.fields) if column in REGISTER_COLUMNS]
    values = {
        "uscc": pl.col("credit_code"),
        "registration_no": pl.coalesce([*_registration_texts(batch, own), pl.col("registration")]),
        "organisation_code": pl.coalesce(pl.col("credit_code").str.slice(8, 9), pl.col("organisation")),
        "citizen_id": pl.col("citizen"),
    }
    batch.add(**{column: values[column] for column in columns})
    if "uscc" in columns:
        for source in own.with_role("uscc"):
            elsewhere = _is_published_elsewhere(own, source, columns)
            lost = filled(source).is_not_null() & pl.col("uscc").is_null() & ~elsewhere
            batch.leave_out("uscc", source, lost)
    if "citizen_id" in columns:
        for source in own.with_role("citizen_id"):
            moved = found(source, "credit_code") == pl.col("uscc") if "uscc" in columns else NEVER
            lost = pl.col("citizen_id").is_null() & ~moved.fill_null(value=False)
            batch.leave_out("citizen_id", source, filled(source).is_not_null() & lost)
    return columns


def _is_published_elsewhere(own: Own, source: str, columns: Sequence[str | None]) -> pl.Expr:
    """Whether what a field for credit codes holds stands in another column of the register."""
    moved = [
        (found(source, column) == pl.col(column)).fill_null(value=False)
        for column in ("registration_no", "organisation_code", "citizen_id")
        if column in columns
    ]
    if "registration_no" in own.roles[source]:
        moved.append(_is_registration_text(source) & ~found(source, "is_credit_shaped"))
    return any_of(moved)


def _registration_texts(batch: Batch, own: Own) -> list[pl.Expr]:
    """The registration number of each field meant for one: digits, or any text that is no other identifier."""
    texts = []
    for source in own.with_role("registration_no"):
        plain = keys.without_float_tail(filled(source))
        if batch.dataset.platform == DEPARTMENTS:
            plain = pl.when(~keys.is_scientific(plain)).then(plain)
        free = _is_registration_text(source)
        if "uscc" in own.roles[source]:
            free = free & ~found(source, "is_credit_shaped")
        texts.append(pl.coalesce(found(source, "registration_no"), pl.when(free).then(plain)))
    return texts


def _is_registration_text(source: str) -> pl.Expr:
    """Whether what a field holds is no identifier of another kind."""
    return ~any_of(found(source, kind).is_not_null() for kind in ("credit_code", "organisation_code", "citizen_id"))


def _code_columns(batch: Batch, own: Own) -> list[str]:
    """`holder_code`, `party_code`: the first valid identifier in the order of the fields, else the first sent."""
    columns = [column for column in dict.fromkeys(each.column for each in own.fields) if column in CODE_COLUMNS]
    slots = {
        "uscc": [pl.col("credit_code")],
        "registration_no": [pl.col("registration"), *_textual_numbers(own)],
        "organisation_code": [pl.col("organisation")],
        "citizen_id": [pl.col("citizen")],
        "party_code": [pl.col("credit_code"), pl.col("citizen")],
    }
    for column in columns:
        feeding = [each for each in own.fields if each.column == column]
        roles = dict.fromkeys(each.transform.name for each in feeding)
        if list(roles) != ["party_code"]:
            roles |= dict.fromkeys(("registration_no", "organisation_code", "citizen_id"))
        valid = [value for role in roles for value in slots[role]]
        sources = list(dict.fromkeys(each.source or "" for each in feeding))
        as_sent = [pl.when(is_own(batch, source)).then(_as_sent(batch, source)) for source in sources]
        batch.add(**{column: pl.coalesce([*valid, *as_sent])})
    return columns


def _textual_numbers(own: Own) -> Sequence[pl.Expr]:
    return [
        pl.when(found(source, "registration_text").is_not_null()).then(filled(source))
        for source in own.with_role("registration_no")
    ]


def _agency_columns(batch: Batch) -> list[str]:
    """Codes of authorities: valid ones in one form, others as sent."""
    columns = []
    for each in batch.fields("uscc"):
        if each.column is None or each.column in REGISTER_COLUMNS | CODE_COLUMNS or each.source is None:
            continue
        code = pl.coalesce(found(each.source, "credit_code"), _as_sent(batch, each.source))
        batch.add(**{each.column: code})
        batch.fault("any.uscc_repaired", each.source, found(each.source, "is_repaired"))
        batch.fault("any.identifier_several", each.source, found(each.source, "is_several"))
        columns.append(each.column)
    return columns


def _kinds(batch: Batch, own: Own) -> None:
    """The party's kind: the class of a valid credit code, else the kind sent, else a person by the citizen id."""
    classes = code_list("credit_code_class", batch.dataset.id, batch.generation)
    fields = [each for each in batch.fields("code") if each.transform.argument == "party_kind" and each.column]
    by_class = codes.mapped(pl.col("credit_code").str.head(2), classes)
    sent = pl.col(fields[0].column or "") if fields else pl.lit(None, dtype=pl.String)
    batch.add(**{"credit code class": by_class, "kind sent": sent})
    by_citizen = pl.when(pl.col("citizen").is_not_null()).then(pl.lit("natural_person"))
    is_register = "uscc" in (each.column for each in own.fields)
    values = [pl.col("credit code class"), pl.col("kind sent"), *([] if is_register else [by_citizen])]
    batch.add(**{"party kind": pl.coalesce(values)})
    for each in fields:
        assert each.column is not None
        assert each.source is not None
        batch.add(**{each.column: pl.col("party kind")})
        if is_register:
            # 法人 and the like map to `other`: they say no kind that could differ.
            differs = (pl.col("kind sent") != pl.col("credit code class")) & (pl.col("kind sent") != "other")
            batch.fault("registration.kind_conflict", each.source, differs)
        for column in CODE_COLUMNS & set(batch.frame.columns):
            company = (pl.col(column) == pl.col("credit_code")) & ~pl.col(column).str.starts_with("92")
            person = (pl.col(column) == pl.col("citizen")) & ~pl.col("kind sent").is_in(_PEOPLE)
            conflict = ((pl.col("kind sent") == "natural_person") & company) | person
            batch.fault("any.party_kind_conflict", each.source, conflict)


def _faults(batch: Batch, own: Own) -> None:
    strangers = {
        "uscc": ("citizen_id", "registration_no", "organisation_code"),
        "registration_no": ("credit_code", "citizen_id", "organisation_code"),
        "organisation_code": ("credit_code", "citizen_id", "registration_no"),
        "citizen_id": ("credit_code",),
        "party_code": (),
    }
    of_role = {"uscc": "credit_code"}
    for source, roles in own.roles.items():
        meant = {of_role.get(role, role) for role in roles}
        foreign = set.intersection(*(set(strangers[role]) for role in roles)) - meant
        wrong = any_of(found(source, kind).is_not_null() for kind in FOUND if kind in foreign)
        batch.fault("any.identifier_wrong_column", source, wrong)
        batch.fault("any.uscc_repaired", source, found(source, "is_repaired"))
        batch.fault("any.identifier_several", source, found(source, "is_several"))
    for each in batch.fields("citizen_id"):
        source = each.source or ""
        read = any_of(found(source, kind).is_not_null() for kind in ("citizen_id", "old_citizen_id", "credit_code"))
        invalid = _as_sent(batch, source).is_not_null() & ~read & is_person(batch, source)
        batch.fault("any.citizen_id_invalid", source, invalid)
    if batch.dataset.table == "registration":
        _register_faults(batch, own)


def _register_faults(batch: Batch, own: Own) -> None:
    """What is wrong with the credit codes of a register."""
    for source in own.roles:
        credit = found(source, "credit_code")
        embedded = identifiers.is_organisation_code(credit.str.slice(8, 9))
        batch.fault("registration.uscc_organisation", source, credit.is_not_null() & ~embedded)
    for source in own.with_role("uscc"):
        neither = found(source, "credit_code").is_null() & found(source, "citizen_id").is_null()
        batch.fault("registration.uscc_invalid", source, found(source, "is_credit_shaped") & neither)


def _spreadsheet_faults(batch: Batch) -> None:
    """What spreadsheets did to identifiers in files."""
    sources = [each.source for each in batch.fields(*NUMBERS, "key") if each.source]
    for source in dict.fromkeys(sources):
        batch.fault("departments.number_float", source, keys.has_float_tail(key(source)))
        batch.fault("departments.number_damaged", source, keys.is_scientific(key(source)))
