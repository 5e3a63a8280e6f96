"""The readers' views, composed from the models: masked in `v1` and `v1_history`, clear in `v1_sensitive`; and the same
for every other edition.

Every view is a security barrier and shows a reader who is bound to divisions only rows of these. Rows whose key
reads like personal data (`hub.model.keys`) are read in a branch of their own: in all others the key stays a plain
column, so that a reader's search by id uses its index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg import sql

from hub.database.bounds import SCOPE, reading_of, row, shown, visible
from hub.model import HISTORY, METADATA, RECORD_TABLES, unified_table
from hub.model.classification import Personal
from hub.model.editions import EDITIONS, Edition
from hub.model.keys import KEY_RUN, LONG_RUN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Column, Table

PUBLISHED = (
    "division",
    *RECORD_TABLES,
    "incident_step",
    "entity",
    "entity_link",
    "entity_alias",
    "entity_relation",
    "duplicate_record",
)
"""The unified tables that readers see."""

SALT = sql.SQL("(SELECT hub.mask_salt())")

SPLIT_TABLES = frozenset({"unified", "history", "derived"})

IMPERSONAL = frozenset({None, Personal.KEY, Personal.KEYS, Personal.LABEL, Personal.LABELS})
"""Kinds of column whose values as sent are shown but for what in them reads like personal data."""


@dataclass(frozen=True, slots=True)
class View:
    """A view by schema and name, its query and its comments; `is_barrier` where it hides rows or values.

    `table` is the one whose rows it shows, each under its own key.
    """

    schema: str
    name: str
    query: sql.Composable
    comment: str
    columns: tuple[tuple[str, str], ...]
    is_barrier: bool = True
    table: Table | None = None

    @property
    def identifier(self) -> sql.Identifier:
        """The view's qualified name."""
        return sql.Identifier(self.schema, self.name)

    @property
    def statement(self) -> sql.Composed:
        """`CREATE OR REPLACE VIEW …`."""
        return sql.SQL("CREATE OR REPLACE VIEW {} WITH (security_barrier = {}) AS {}").format(
            self.identifier, sql.Literal(self.is_barrier), self.query
        )


SCOPE_VIEW = View(
    "hub",
    "reader_scope",
    SCOPE,
    "当前读者的区划范围；无行即不受限制",
    (("division_code", "区划代码（12 位）"),),
    is_barrier=False,
)


def views(editions: Iterable[Edition] = EDITIONS) -> Iterator[View]:
    """Every reader's view and what they rest on, in an order in which they can be made."""
    yield SCOPE_VIEW
    for edition in editions:
        for name in PUBLISHED:
            yield _masked_view(edition.schema, unified_table(name), edition)
            yield _clear_view(unified_table(name), edition)
        for table in HISTORY:
            yield _masked_view(edition.history, table, edition)
    for table in METADATA.sorted_tables:
        if table.schema == "derived":
            yield _masked_view("mart", table, EDITIONS[-1])


def _masked_view(schema: str, table: Table, edition: Edition) -> View:
    comment = f"{table.comment}（个人信息已脱敏）"
    return View(schema, table.name, _masked_query(table, edition), comment, comments(table, edition), table=table)


def _clear_view(table: Table, edition: Edition) -> View:
    comment = f"{table.comment}（不脱敏）"
    name = sql.Literal(f"{edition.sensitive}.{table.name}")
    query = sql.SQL("{} AND {}").format(_clear_query(table, edition), noted(name))
    return View(edition.sensitive, table.name, query, comment, comments(table, edition))


def comments(table: Table, edition: Edition) -> tuple[tuple[str, str], ...]:
    """The names of the table's columns in the edition, each with its comment."""
    return tuple((name, each.comment or "") for each, name in edition.columns(table))


# -- rows ----------------------------------------------------------------------------------------------------------


def _clear_query(table: Table, edition: Edition) -> sql.Composed:
    columns = named((shown(table, each, own(each)), name) for each, name in edition.columns(table))
    return sql.SQL("SELECT {} FROM {} WHERE {}").format(columns, source(table), visible(table))


def _masked_query(table: Table, edition: Edition) -> sql.Composed:
    key = _split_key(table)
    if key is None:
        return sql.SQL("SELECT {} FROM {} WHERE {}").format(
            _masked_columns(table, edition, None), source(table), visible(table)
        )
    does = reads_like_a_person(key)
    does_not = sql.SQL("NOT ({})").format(does)
    branches = (
        sql.SQL("SELECT {} FROM {} WHERE {} AND {}").format(
            _masked_columns(table, edition, plain), source(table), condition, visible(table)
        )
        for plain, condition in ((key, does_not), (None, does))
    )
    return sql.SQL(" UNION ALL ").join(branches)


def reads_like_a_person(key: Column[Any]) -> sql.Composed:
    """The condition that a row's key holds digits that read like a person's, as the index of such rows has it."""
    return sql.SQL("{key} ~ {long} AND {key} ~ {run}").format(
        key=own(key), long=sql.Literal(LONG_RUN), run=sql.Literal(KEY_RUN)
    )


def _split_key(table: Table) -> Column[Any] | None:
    """The part of the primary key that can read like personal data, by which records are looked up."""
    if table.schema not in SPLIT_TABLES:
        return None
    return next((each for each in table.primary_key.columns if _personal(each) is Personal.KEY), None)


def noted(view: sql.Literal) -> sql.Composed:
    """That the read of `view` is noted, once for a statement; true, or the statement fails."""
    return sql.SQL("(SELECT hub.note_sensitive_read({}))").format(view)


def source(table: Table) -> sql.Composed:
    """The table under the alias `t`, and the one it takes kind and division from under `p`."""
    itself = sql.SQL("{} AS t").format(sql.Identifier(table.schema or "", table.name))
    reading = reading_of(table)
    if reading.parent is None or reading.joined_by is None:
        return itself
    mine, theirs = reading.joined_by
    return sql.SQL("{} LEFT JOIN {} AS p ON p.{} = t.{}").format(
        itself, sql.Identifier("unified", reading.parent), sql.Identifier(theirs), sql.Identifier(mine)
    )


# -- columns -------------------------------------------------------------------------------------------------------


def _masked_columns(table: Table, edition: Edition, plain: Column[Any] | None) -> sql.Composed:
    """Every column's masked expression; `plain` (and whatever equals it in the row) needs no mask here."""
    return named((shown(table, each, masked(table, each, plain)), name) for each, name in edition.columns(table))


def named(expressions: Iterable[tuple[sql.Composable, str]]) -> sql.Composed:
    """The expressions under their names, as a query lists them."""
    return sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(expression, sql.Identifier(name)) for expression, name in expressions
    )


def masked(table: Table, column: Column[Any], plain: Column[Any] | None = None) -> sql.Composable:
    """The column as readers see it; `plain`, and what equals it in the row, needs no mask."""
    kind = _personal(column)
    if kind is None or (plain is not None and column.name in {plain.name, "source_id"}):
        return own(column)
    return MASKS[kind](table, column)


def _mask_text(table: Table, column: Column[Any]) -> sql.Composed:
    """Runs of digits and the names of the row's own persons, its parent's included, are hidden."""
    result = sql.SQL("hub.mask_text({})").format(own(column))
    for alias, each in _people(table):
        name = sql.SQL("{}.{}").format(alias, sql.Identifier(each.name))
        if _personal(each) is Personal.NAME:
            result = sql.SQL("hub.hide_name({}, {})").format(result, name)
        elif _personal(each) is Personal.PARTY_NAME and each is not column:
            result = sql.SQL("hub.hide_party({}, {}, {})").format(result, name, is_person(table))
        elif _personal(each) is Personal.NAMES:
            result = sql.SQL(
                "CASE WHEN EXISTS (SELECT FROM unnest({names}) AS name WHERE strpos({text}, name) > 0) "
                "THEN hub.hide_names({result}, {names}) ELSE {result} END"
            ).format(names=name, text=own(column), result=result)
    return result


def _mask_free_text(table: Table, column: Column[Any]) -> sql.Composed:
    return sql.SQL("CASE WHEN NOT {} THEN {} END").format(is_person(table), _mask_text(table, column))


def _for_each(mask: sql.Composable) -> Callable[[Table, Column[Any]], sql.Composable]:
    """`mask`, an expression over `each`, of every element of a text[]."""

    def mask_all(_table: Table, column: Column[Any]) -> sql.Composable:
        return sql.SQL(
            "CASE WHEN {values} IS NOT NULL THEN ARRAY(SELECT {mask} FROM unnest({values}) AS each) END"
        ).format(values=own(column), mask=mask)

    return mask_all


def _mask_values(table: Table, column: Column[Any]) -> sql.Composed:
    personal = [each.name for each in table.columns if _personal(each) not in IMPERSONAL]
    return sql.SQL("CASE WHEN {value} IS NOT NULL THEN hub.mask_values({value}, {personal}) END").format(
        value=own(column), personal=sql.Literal(personal)
    )


def _calling(function: str) -> Callable[[Table, Column[Any]], sql.Composable]:
    def mask(_table: Table, column: Column[Any]) -> sql.Composable:
        return sql.SQL("{}({})").format(sql.Identifier("hub", function), own(column))

    return mask


def _calling_for_person(function: str) -> Callable[[Table, Column[Any]], sql.Composable]:
    def mask(table: Table, column: Column[Any]) -> sql.Composable:
        return sql.SQL("{}({}, {})").format(sql.Identifier("hub", function), own(column), is_person(table))

    return mask


def _calling_with_salt(function: str) -> Callable[[Table, Column[Any]], sql.Composable]:
    def mask(_table: Table, column: Column[Any]) -> sql.Composable:
        return sql.SQL("{}({}, {})").format(sql.Identifier("hub", function), own(column), SALT)

    return mask


def _mask_office(table: Table, column: Column[Any]) -> sql.Composed:
    return sql.SQL("CASE WHEN hub.is_person(NULL, NULL, {value}) THEN hub.mask_name({value}) ELSE {text} END").format(
        value=own(column), text=_mask_text(table, column)
    )


MASKS: dict[Personal, Callable[[Table, Column[Any]], sql.Composable]] = {
    Personal.NAME: _calling("mask_name"),
    Personal.NAMES: _for_each(sql.SQL("hub.mask_name(each)")),
    Personal.PARTY_NAME: _calling_for_person("mask_party_name"),
    Personal.PARTY_CODE: _calling_for_person("mask_party_code"),
    Personal.CITIZEN_ID: _calling("mask_citizen_id"),
    Personal.PHONE: _calling("mask_phone"),
    Personal.FREE_TEXT: _mask_free_text,
    Personal.TEXT: _mask_text,
    Personal.LABEL: _calling("mask_text"),
    Personal.OFFICE: _mask_office,
    Personal.LABELS: _for_each(sql.SQL("hub.mask_text(each)")),
    Personal.KEY: _calling_with_salt("mask_key"),
    Personal.KEYS: _for_each(sql.SQL("hub.mask_key(each, {})").format(SALT)),
    Personal.VALUES: _mask_values,
    Personal.EVIDENCE: _calling_for_person("mask_evidence"),
    Personal.PROVENANCE: _calling_with_salt("mask_provenance"),
}
"""How each kind of personal data is masked, as an expression over the row."""


def is_person(table: Table) -> sql.Composable:
    """Whether the row of `table`, which stands under the alias `t` (its parent under `p`), is a natural person's."""
    alias, reading = row(table)
    if reading.kind is None:
        return sql.SQL("false")
    columns = (reading.kind, reading.code, reading.name)
    return sql.SQL("hub.is_person({})").format(
        sql.SQL(", ").join(sql.SQL("{}.{}").format(alias, sql.Identifier(each or "")) for each in columns)
    )


def _people(table: Table) -> Iterator[tuple[sql.SQL, Column[Any]]]:
    """The columns of the row, and of its parent's, that hold names."""
    reading = reading_of(table)
    for each in table.columns:
        yield sql.SQL("t"), each
    if reading.parent is not None:
        for each in unified_table(reading.parent).columns:
            yield sql.SQL("p"), each


def _personal(column: Column[Any]) -> Personal | None:
    kind = column.info.get("personal")
    return kind if isinstance(kind, Personal) else None


def own(column: Column[Any]) -> sql.Composed:
    """The column of the view's own row."""
    return sql.SQL("t.{}").format(sql.Identifier(column.name))
