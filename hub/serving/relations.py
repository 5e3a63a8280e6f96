"""The relations that are served page by page, derived from the readers' views: name, key, columns, filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg import sql

from hub.database.bounds import ELSEWHERE
from hub.database.views import PUBLISHED
from hub.model import HISTORY, METADATA, unified_table
from hub.model.classification import Personal
from hub.model.editions import EDITIONS
from hub.reference.code_lists import codes_named
from hub.reference.divisions import divisions
from hub.serving.values import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Table

    from hub.serving.values import Kind

TABLES, HISTORIES, MARTS = "tables", "history", "marts"

EDITION = EDITIONS[-1]
"""The edition that is served."""

SEARCHED = frozenset({None, Personal.KEY, Personal.LABEL})
"""What kinds of column can be searched by: of all others a reader sees masks, which nobody searches for."""


DIVISION = "division_code"
DIVISIONS = tuple(each.code for each in divisions())

WITHHELD = ("counts",)
"""Columns of releases that a reader who is bound to divisions does not see."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column as readers see it. `is_searched`: rows can be asked for by its value; `codes`: it has no others."""

    name: str
    kind: Kind
    description: str
    is_searched: bool
    is_required: bool
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A view that is read by pages in the order of `key`; a value of one of `indexed` selects few rows quickly."""

    kind: str
    schema: str
    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    indexed: frozenset[str]

    @property
    def qualified(self) -> str:
        """`schema.name`."""
        return f"{self.schema}.{self.name}"

    @property
    def identifier(self) -> sql.Identifier:
        """The view."""
        return sql.Identifier(self.schema, self.name)

    def field(self, name: str) -> Field | None:
        """The field called `name`."""
        return next((each for each in self.fields if each.name == name), None)


def _relation(kind: str, schema: str, table: Table) -> Relation:
    # SQLAlchemy's names are a kind of str of their own, which JSON does not take for keys.
    shown = [(each, str(name)) for each, name in EDITION.columns(table) if each.type.__visit_name__ in KINDS]
    names = {each.name: name for each, name in shown}
    return Relation(
        kind,
        schema,
        str(table.name),
        table.comment or table.name,
        tuple(_field(table, each, name) for each, name in shown),
        tuple(names[each.name] for each in table.primary_key.columns),
        frozenset(names[each.name] for each in _first_of_indexes(table) if each.name in names),
    )


def _field(table: Table, column: Column[Any], name: str) -> Field:
    kind = KINDS[column.type.__visit_name__]
    is_searched = kind.read is not None and column.info.get("personal") in SEARCHED
    is_hidden = column.info.get("of", column.name) in (*ELSEWHERE.get(table.name, ()), *WITHHELD)
    codes = DIVISIONS if column.info.get("of", column.name) == DIVISION else codes_named(column.comment or "")
    return Field(name, kind, column.comment or name, is_searched, not column.nullable and not is_hidden, codes)


def _first_of_indexes(table: Table) -> Iterator[Column[Any]]:
    """The columns by whose value rows are found through the view: an index begins with them, and no mask lies on."""
    for index in table.indexes:
        is_ordered = not index.dialect_options["postgresql"].get("using")
        first = next(iter(index.columns))
        if is_ordered and not first.info.get("personal"):
            yield first
    yield next(iter(table.primary_key.columns))


def _all() -> Iterator[Relation]:
    for name in PUBLISHED:
        yield _relation(TABLES, EDITION.schema, unified_table(name))
    for table in HISTORY:
        yield _relation(HISTORIES, EDITION.history, table)
    for table in METADATA.sorted_tables:
        if table.schema == "derived":
            yield _relation(MARTS, "mart", table)


RELATIONS: dict[str, dict[str, Relation]] = {kind: {} for kind in (TABLES, HISTORIES, MARTS)}
"""Every relation by its kind and name."""
for _each in _all():
    RELATIONS[_each.kind][_each.name] = _each

CHANGES = _relation("changes", EDITION.schema, METADATA.tables["hub.change"])
RELEASES = _relation("releases", EDITION.schema, METADATA.tables["hub.release"])
