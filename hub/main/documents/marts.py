"""`docs/marts.md`: every derived table, what it answers, how each column is computed, and who sees which rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.database.bounds import ACROSS, ELSEWHERE
from hub.main.documents.dictionary import DIALECT
from hub.main.documents.markdown import code, codes, sections, table
from hub.marts.catalogue import MARTS
from hub.model.classification import Personal, Reading
from hub.model.marts.parameters import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column
    from sqlalchemy import Table as Described

    from hub.marts.declaration import Mart

INTRODUCTION = """\
# Derived tables 专题表

<!-- Generated from hub/marts and hub/model/marts by `python -m hub.main.documents`: change those. -->

`mart.*` answers what applications ask most, computed from the [unified tables](model.md) in the release's transaction:
who reads a release in one `REPEATABLE READ` transaction sees both as of the same moment. Retracted rows count nowhere.
The comment of a column is its formula; a number with a name, as in `30〔expiring_days〕`, is a default that
[settings](settings.md#derived-tables) can change."""

FILLING = """\
A mart is a declaration in `hub/marts/`: its question, the tables that it reads, a query of its rows, and its *scope*,
the columns by which it is computed piece by piece (an entity, an item, a township).

- **A release** computes the pieces in which rows that it changed count, or counted before: the change feed names the
  rows, history has what they were. Only rows that come out differently are written.
- **Another day** computes, at the first release of the day, the pieces that come out differently though no record
  changed (a licence ran out, an incident is overdue). Where that changes a row it is a release of its own, with a
  number and without changes of the unified tables. Job `publish` runs shortly after midnight for this, if nothing else
  makes it run.
- **Everything** is computed where a mart was never filled, its formula or a parameter changed, after `hub replay` and
  after an erasure. It ends in the same rows: tests compare both with the same formula in plain Python, on random rows.

A new mart is a model in `hub/model/marts/`, a declaration in `hub/marts/`, a line in `hub/marts/catalogue.py` and a
migration; views with masks, grants, assets with lineage, comments and this page follow."""

SEEING = """\
`hub_reader` reads the views of `mart`, masked as `v1` is. A reader who is bound to divisions sees the rows named under
"bound readers see", and nothing there tells of other divisions: what is computed over rows of any division is counted
over its own rows for it, or NULL (under "otherwise for them")."""


def marts_document() -> str:
    """The whole document."""
    return sections(
        INTRODUCTION,
        table(
            ("table", "what it answers", "computed by"),
            ((f"[{code(each.name)}](#{each.name})", each.question, codes(each.scope)) for each in MARTS),
        ),
        "## How they are kept right",
        FILLING,
        "## Who sees what",
        SEEING,
        *(part for each in MARTS for part in _mart(each)),
        "## Parameters",
        table(
            ("parameter", "meaning", "default", "from", "to", "used by"),
            (
                (
                    code(name),
                    each.meaning,
                    f"{each.default:g}",
                    f"{each.least:g}",
                    f"{each.most:g}",
                    codes(mart.name for mart in MARTS if name in mart.parameters),
                )
                for name, each in PARAMETERS.items()
            ),
        ),
    )


def _mart(mart: Mart) -> Iterator[str]:
    described = mart.table
    yield f"## `{mart.name}`"
    yield f"{described.comment}。"
    facts = (
        f"Answers: {mart.question}",
        f"Key: {codes(mart.key)}",
        f"Reads: {codes(mart.reads)}",
        f"Bound readers see: {_seen(described)}",
        f"Otherwise for them: {codes(ELSEWHERE[mart.name])}" if mart.name in ELSEWHERE else "",
        f"Indexes: {'; '.join(_indexes(described))}" if described.indexes else "",
    )
    yield "\n".join(f"- {each}" for each in facts if each)
    yield table(
        ("column", "type", "meaning and formula", "personal"),
        ((code(each.name), _type(each), each.comment, _personal(each)) for each in described.columns),
    )


def _seen(described: Described) -> str:
    if described.name in ACROSS:
        return "nothing, since each row is computed over rows of any division"
    reading = described.info.get("reading", Reading())
    if reading.division:
        return "the rows of their divisions"
    if reading.parent:
        return f"the rows of which the {reading.parent} is in their divisions"
    if reading.owners:
        return f"the rows of which the {' or '.join(each.table for each in reading.owners)} is in their divisions"
    return "all rows"


def _indexes(described: Described) -> Iterator[str]:
    for index in sorted(described.indexes, key=lambda each: str(each.name)):
        names = [each.name for each in index.columns]
        if not str(index.name).endswith("_run"):
            yield codes(names)


def _type(column: Column[object]) -> str:
    name = column.type.compile(dialect=DIALECT).lower().replace("timestamp with time zone", "timestamptz")
    return str(name) if column.nullable else f"{name}, not null"


def _personal(column: Column[object]) -> str | None:
    kind: Personal | None = column.info.get("personal")
    return code(kind.value) if kind else None
