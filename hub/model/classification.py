"""Which columns hold personal data, and of what kind: data on the columns, from which the masks of `v1` come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NATURAL_PERSON = "natural_person"


class Personal(StrEnum):
    """What personal data a column can hold."""

    NAME = "name"
    """A person's name, in every row (leaders, reporters, principals, legal representatives, officers)."""
    NAMES = "names"
    """Several persons' names (text[])."""
    PARTY_NAME = "party_name"
    """A party's name: a person's where the row's kind is natural_person."""
    PARTY_CODE = "party_code"
    """A party's identifier: a citizen's where the row's kind is natural_person."""
    CITIZEN_ID = "citizen_id"
    PHONE = "phone"
    FREE_TEXT = "free_text"
    """Prose about the party: nothing of it is shown in a natural person's row."""
    TEXT = "text"
    """A text that may mention the row's persons, and is not about them."""
    LABEL = "label"
    """The name of a thing, a place or an office, where sources sometimes leave a phone number."""
    OFFICE = "office"
    """An office's name, or that of the person who holds it: a person's where it is as short as one."""
    LABELS = "labels"
    """Several labels (text[])."""
    KEY = "key"
    """An id or number by which rows are joined, made of what a source sent."""
    KEYS = "keys"
    """Several keys (text[])."""
    VALUES = "values"
    """jsonb {column: value as sent} of values that could not be published."""
    EVIDENCE = "evidence"
    """jsonb of what a link rests on."""
    PROVENANCE = "provenance"
    """jsonb {attribute: {platform, dataset, source_id, observed_at}}."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The unified table whose rows own this table's: those whose column `theirs` equals the row's column `own`."""

    table: str
    own: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table's rows are told apart for readers.

    `kind`, `code` and `name` are the columns that say whether the row is a natural person's; `division` is the one
    by which readers are bound. A table without them takes those of the unified table `parent`, which it joins by
    `(own column, parent's column)`. A row of a table with `owners` is seen by who sees one of its owners. A table
    with none of these is for all, and so are rows that say in column `about` that they are about such a table.
    """

    kind: str | None = None
    code: str | None = None
    name: str | None = None
    division: str | None = None
    parent: str | None = None
    joined_by: tuple[str, str] | None = None
    owners: tuple[Owner, ...] = ()
    about: str | None = None

    @property
    def is_for_all(self) -> bool:
        """Whether a reader who is bound to divisions sees every row."""
        return not (self.division or self.parent or self.owners)
