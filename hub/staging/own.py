"""The fields that identify a record's own entity, and what each of them holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from hub.reference.code_lists import code_list
from hub.staging.batch import Batch, key, text
from hub.staging.identifiers import FLAGS, FOUND, identify
from hub.text import codes, dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hub.datasets.declaration import Field

REGISTER_COLUMNS = frozenset({"uscc", "registration_no", "organisation_code", "citizen_id"})
CODE_COLUMNS = frozenset({"holder_code", "party_code"})
NUMBERS = ("uscc", "registration_no", "organisation_code", "citizen_id", "party_code")
"""The transforms of identifiers."""

# Which field says what kind of certificate a number belongs to.
_SELECTORS = {
    "XK_XDR_ZJHM": "XK_XDR_ZJLX",
    "XK_FR_ZJHM": "XK_FR_ZJLX",
    "CF_XDR_ZJHM": "CF_XDR_ZJLX",
    "CF_FR_ZJHM": "CF_FR_ZJLX",
    "administrative_cp_ui_code": "administrative_cp_ce_type",
}
# Whose certificate a number is: the party's where this field names this kind of party, else a representative's.
_OWNERS = {"sfzhm": ("dsrxx", "natural_person")}
# A credit code in a field that is meant for another number, where it goes before the one in its own field.
_TRUSTED_CREDIT_CODES = ("yyzzzch",)
_CITIZEN = ("citizen_id", "old_citizen_id")
_READABLE_CERTIFICATES = ("citizen_id", "credit_code", "organisation_code", "registration_no")


def found(source: str, kind: str) -> pl.Expr:
    """What field `source` holds of `kind` (FOUND, or a flag of `identify`)."""
    return pl.col(f"{kind} of {source}")


class Own:
    """The fields that identify the record's own entity: `roles` are the transforms of each source, by rank."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.fields = sorted(
            (each for each in batch.fields(*NUMBERS, "link") if _identifies(each)), key=lambda each: each.rank
        )
        self.roles: dict[str, set[str]] = {}
        for each in self.fields:
            role = "uscc" if each.transform.name == "link" else each.transform.name
            self.roles.setdefault(each.source or "", set()).add(role)

    def with_role(self, *roles: str) -> list[str]:
        """The sources with one of these roles, those with the first role before the others."""
        return [source for role in roles for source, own in self.roles.items() if role in own]

    def find(self) -> None:
        """Add the record's identifiers of each kind: a field meant for the kind goes before one that is not."""
        sources = list(self.roles)
        citizens = [self.citizen(source) for source in [*self.with_role("citizen_id", "party_code"), *sources]]
        registrations = self.with_role("registration_no", "uscc", "organisation_code")
        parties = [
            pl.when(found(source, "old_citizen_id").is_null()).then(found(source, "registration_no"))
            for source in self.with_role("party_code")
        ]
        numbers = [*(self.found(source, "registration_no") for source in registrations), *parties]
        trusted = [source for source in sources if source in _TRUSTED_CREDIT_CODES]
        slots = {
            "credit_code": _first(
                self.found(source, "credit_code") for source in [*trusted, *self.with_role("uscc"), *sources]
            ),
            "registration": _first(numbers),
            "organisation": _first(
                self.found(source, "organisation_code")
                for source in self.with_role("organisation_code", "uscc", "registration_no", "party_code")
            ),
            "citizen": _first(citizens),
        }
        self.batch.add(**slots)

    def citizen(self, source: str) -> pl.Expr:
        """The citizen id in a field: 15 digits are one only where a citizen id may be expected."""
        if self.roles[source] & {"citizen_id", "party_code"}:
            return pl.coalesce(self.found(source, "citizen_id"), self.found(source, "old_citizen_id"))
        return self.found(source, "citizen_id")

    def found(self, source: str, kind: str) -> pl.Expr:
        """What a field holds of `kind`, where it is the party's own."""
        value = found(source, kind)
        return value if source not in _OWNERS else pl.when(is_own(self.batch, source)).then(value)


def _identifies(field: Field) -> bool:
    if field.transform.name == "link":
        return field.transform.argument == "uscc"
    return field.column in REGISTER_COLUMNS | CODE_COLUMNS


def _first(values: Iterable[pl.Expr]) -> pl.Expr:
    return pl.coalesce([*values, pl.lit(None, dtype=pl.String)])


def identify_all(batch: Batch, sources: Sequence[str]) -> None:
    """Add what the fields hold; nothing where its certificate is one whose numbers are not read."""
    texts = batch.frame.select(
        *(text(source).alias(source) for source in sources), dates.local_day(pl.col("landed_at")).alias("landed on")
    )
    if not sources:
        return
    batch.frame = batch.frame.hstack(identify(texts, sources, "landed on"))
    for source in sources:
        certificate = _certificate(batch, source)
        if certificate is None:
            continue
        named = key(_SELECTORS[source]).is_not_null()
        other = named & ~certificate.is_in(_READABLE_CERTIFICATES).fill_null(value=False)
        person = is_person(batch, source) if _holds_citizen_ids(batch, source) else ~other
        batch.add(
            **{
                f"{kind} of {source}": pl.when(person if kind in _CITIZEN else ~other).then(found(source, kind))
                for kind in FOUND
            },
            **{f"{flag} of {source}": found(source, flag) & ~other for flag in FLAGS},
        )


def is_own(batch: Batch, source: str) -> pl.Expr:
    """Whether the number in a field is the party's own, and not its representative's."""
    if source not in _OWNERS:
        return pl.lit(value=True)
    field, kind = _OWNERS[source]
    known = code_list("party_kind", batch.dataset.id, batch.generation)
    return (codes.mapped(key(field), known) == kind).fill_null(value=False)


def _holds_citizen_ids(batch: Batch, source: str) -> bool:
    return any(each.source == source for each in batch.fields("citizen_id"))


def _certificate(batch: Batch, source: str) -> pl.Expr | None:
    selector = _SELECTORS.get(source)
    if selector is None or selector not in batch.dataset.source_fields:
        return None
    known = code_list("certificate_kind", batch.dataset.id, batch.generation)
    return codes.mapped(key(selector), known)


def is_person(batch: Batch, source: str) -> pl.Expr:
    """Whether a field of citizen ids holds one by its certificate's kind: citizen id, or none named."""
    certificate = _certificate(batch, source)
    if certificate is None:
        return pl.lit(value=True)
    return key(_SELECTORS[source]).is_null() | (certificate == "citizen_id").fill_null(value=False)
