"""`docs/model.md`: every table and column that readers see, what feeds it, and who may see it how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql

from hub.contract.references import unified_tables
from hub.database.views import PUBLISHED
from hub.datasets import DATASETS
from hub.linkage.golden import ATTRIBUTES
from hub.main.documents.diagram import about_entities, diagram
from hub.main.documents.markdown import BREAK, code, codes, sections, table
from hub.main.documents.sources import TARGETS
from hub.model import HISTORY, METADATA, RECORD_TABLES, SCHEMAS, basic, licensing, linkage, supervision
from hub.model.base import Record
from hub.model.classification import Personal
from hub.reference.code_lists import entries, labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from sqlalchemy import Column, Table

    from hub.linkage.golden import Attribute, Source

CHAPTERS: dict[str, ModuleType] = {
    "Basic data 基础数据": basic,
    "Who is who 监管对象": linkage,
    "Licensing data 许可数据": licensing,
    "Supervision data 监管数据": supervision,
}
"""The chapters, and the module of the model that holds the tables of each."""

COMMON = frozenset(Record.model_fields)
"""The columns that every record table has."""

PERSONAL: dict[Personal, str] = {
    Personal.NAME: "a person's name: the first character and `*`",
    Personal.NAMES: "several persons' names: each as above",
    Personal.PARTY_NAME: "a party's name: as above where the row is a natural person's",
    Personal.PARTY_CODE: "a party's identifier: masked where the row is a natural person's",
    Personal.CITIZEN_ID: "`330382********1234`",
    Personal.PHONE: "`138****1234`",
    Personal.FREE_TEXT: "prose about the party: NULL in a natural person's row, else as `text`",
    Personal.TEXT: "runs that read like an id or a phone, and the names of the row's own persons, are hidden",
    Personal.LABEL: "runs that read like an id or a phone are hidden",
    Personal.OFFICE: "an office, or who holds it: as `name` where it is as short as a person's, else as `label`",
    Personal.LABELS: "several labels: each as above",
    Personal.KEY: "a key that reads like an id or a phone: its digest, the same wherever the key stands",
    Personal.KEYS: "several keys: each as above",
    Personal.VALUES: "values as sent: hidden where their column holds personal data",
    Personal.EVIDENCE: "what a link rests on: each value masked by its kind",
    Personal.PROVENANCE: "where a value comes from: its keys masked as `key`",
}
"""What `v1` and `v1_history` show of each kind of personal data."""

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]

INTRODUCTION = """\
# The unified enforcement data model

<!-- Generated from hub/model, hub/datasets and hub/reference by `python -m hub.main.documents`: change those. -->

What applications read. Tables, columns, types and meanings are a contract: columns may be added, none is renamed or
retyped. Which source field leads where, by which transform, is told the other way round in [sources.md](sources.md).

- Codes, numbers and keys are normalised (NFKC, blanks out); published texts keep what the source wrote.
- Money is `numeric(18,2)` in yuan, an instant `timestamptz`, a day `date`, coordinates are CGCS2000 degrees.
- A coded column holds hub codes only (see [Code lists](#code-lists)). What could not be read is NULL, and the value
  as sent stands in `unmapped` under the column's name.
- `division_code` has 12 digits: a township (or the county) of `division`. A longer village code is `community_code`.
- A record that its source deleted stays, with `retracted_at`."""

DIAGRAMS = """\
Keys and what names them; every table is described below. Whose a record is, linkage decides (`entity_id`); the
other relations hold where the row that is named is published: a value that leads nowhere stays as it was sent.
`division_code` leads from most tables to `division` and is left out of the first diagram."""

TRUST = """\
Where several records say something of one entity, the first source in this order counts; among equals the latest
observation, then the longest value. What is no column of its table (`place.uscc`) is what was read off the record."""

FEED = """\
A consumer copies `v1` in one `REPEATABLE READ` transaction together with `max(seq)` of `v1.change`, then follows the
feed from there and reads `v1` again at each `id`."""


def model_document() -> str:
    """The whole document."""
    return sections(
        INTRODUCTION,
        table(("schema", "what is in it"), ((code(name), comment) for name, comment in SCHEMAS.items())),
        "## Diagrams",
        DIAGRAMS,
        "### Businesses and what happened to them",
        diagram(about_entities(), hidden=("division_code",)),
        "### Authorities, items, grids",
        diagram(unified_tables().keys() - about_entities()),
        "## Columns of every record table",
        f"{codes(sorted(RECORD_TABLES))} begin with these. The key is `<platform>:<dataset>:<source_id>`.",
        _columns([each for each in unified_tables()["registration"].columns if each.name in COMMON], fed=False),
        *(part for title, module in CHAPTERS.items() for part in _chapter(title, module)),
        "## For readers",
        FEED,
        *(part for name in ("release", "change") for part in _plain(METADATA.tables[f"hub.{name}"])),
        "## Personal data",
        "How the kinds named in the tables are shown in `v1` and `v1_history`; `v1_sensitive` shows all in clear.",
        table(("kind", "is shown as"), ((code(kind), PERSONAL[kind]) for kind in Personal)),
        "## Code lists",
        "The hub's codes. What each source writes for a code: `hub/reference/codes.csv`.",
        table(("list", "codes"), _code_lists()),
    )


def _chapter(title: str, module: ModuleType) -> Iterator[str]:
    yield f"## {title}"
    for each in unified_tables().values():
        if _module(each) == module.__name__:
            yield from _unified(each)


def _module(described: Table) -> str:
    """The module of the class that a table is made by."""
    classes = (each for module in CHAPTERS.values() for each in vars(module).values() if isinstance(each, type))
    return next(each.__module__ for each in classes if getattr(each, "__table__", None) is described)


def _unified(described: Table) -> Iterator[str]:
    name = described.name
    yield f"### `{name}` {described.comment}"
    history = f", history `v1_history.{name}`" if any(each.name == name for each in HISTORY) else ""
    fed = "" if name == "entity" else codes(each.id for each in DATASETS if name in TARGETS[each.id])
    facts = (
        f"Key {codes(each.name for each in described.primary_key.columns)}",
        f"read as `v1.{name}`{history}" if name in PUBLISHED else "",
        f"fed by {fed}" if fed else "",
    )
    yield f"{'; '.join(filter(None, facts))}."
    common = COMMON if name in RECORD_TABLES else frozenset()
    yield _columns([each for each in described.columns if each.name not in common], fed=bool(fed))
    if name == "entity":
        yield TRUST
        yield table(("attribute", "sources, the most trusted first"), map(_trust, ATTRIBUTES))


def _plain(described: Table) -> Iterator[str]:
    yield f"### `{described.name}` {described.comment}"
    yield _columns(described.columns)


def _columns(columns: Iterable[Column[Any]], *, fed: bool = False) -> str:
    """The columns; with what feeds them where they are `fed`."""
    headings = ("column", "type", "meaning", "personal", *(["fed by (transform)"] if fed else []))
    rows = (
        (code(each.name), _type(each), each.comment, _personal(each), *([BREAK.join(_feeds(each))] if fed else []))
        for each in columns
    )
    return table(headings, rows)


def _type(column: Column[Any]) -> str:
    name = column.type.compile(dialect=DIALECT).lower()
    short = str(name).replace("timestamp with time zone", "timestamptz")
    return short if column.nullable else f"{short}, not null"


def _personal(column: Column[Any]) -> str | None:
    kind: Personal | None = column.info.get("personal")
    return code(kind.value) if kind else None


def _feeds(column: Column[Any]) -> Iterator[str]:
    """The declared source fields of a column, in the order in which they are taken."""
    for dataset in DATASETS:
        fields = TARGETS[dataset.id].get(column.table.name, {}).get(column.name, ())
        if fields:
            told = (f"{code(each.source) if each.source else 'always'} ({each.transform})" for each in fields)
            yield f"{dataset.id} {', '.join(told)}"


def _trust(attribute: Attribute) -> tuple[str, str]:
    ranks = (", ".join(dict.fromkeys(map(_source, rank))) for rank in attribute.ranks)
    return code(attribute.name), " → ".join(ranks)


def _source(source: Source) -> str:
    place = f"{source.platform}/{source.table}" if source.platform else source.table
    return f"{place}.{source.column}"


def _code_lists() -> Iterator[tuple[str, str]]:
    for name in sorted({each.code_list for each in entries()}):
        yield code(name), ", ".join(f"{code(each)} {label}" for each, label in labels(name).items())
