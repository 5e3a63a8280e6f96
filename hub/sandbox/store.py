"""Where every platform's rows are kept: one SQLite file, rows as JSON text in the order their platform lists them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hub.sandbox.stamps import Stored

_SCHEMA: Final = """
create table record (
    id integer primary key, dataset text not null, position integer not null, tie not null,
    key text not null, entity integer not null, body blob not null
);
create table defect (
    id integer primary key, dataset text not null, key text not null, tie not null, kind text not null,
    rules text not null, at_release text not null, may text not null, severity text, field text not null, value text,
    mend text not null,
    mended integer not null default 0
);
create table change (
    id integer primary key, dataset text not null, key text not null, time integer not null, fields text
);
create table growth (first integer primary key, number integer not null, time integer not null, delivering integer);
create table setting (name text primary key, value text not null) without rowid;
"""
_INDEXES: Final = """
create index record_order on record (dataset, position, tie);
create index record_key on record (dataset, key);
create index record_place on record (dataset);
create index defect_key on defect (dataset, key);
"""
_INSERT: Final = "insert into record (dataset, position, tie, key, entity, body) values (?, ?, ?, ?, ?, ?)"
_INSERT_DEFECT: Final = (
    "insert into defect (dataset, key, tie, kind, rules, at_release, may, severity, field, value, mend)"
    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_IN_WINDOW: Final = " from record where dataset = ? and position >= ? and position < ?"
EARLIEST: Final = -(2**62)
LATEST: Final = 2**62


@dataclass(frozen=True, slots=True)
class StoredDefect:
    """A planted defect: on which row, which rules it must trigger, and the JSON that mends the row."""

    dataset: str
    key: str
    tie: int | str
    kind: str
    rules: str
    at_release: str
    may: str
    severity: str | None
    field: str
    value: str | None
    mend: str


@dataclass(frozen=True, slots=True)
class StoredChange:
    """What became of a record at `time` (epoch milliseconds): the changed fields, as JSON; None: it was deleted."""

    dataset: str
    key: str
    time: int
    fields: str | None


@dataclass(frozen=True, slots=True)
class StoredGrowth:
    """New entities: how many from which number on, when (epoch milliseconds), and whether departments tell of them."""

    first: int
    number: int
    time: int
    delivering: bool


@dataclass(frozen=True, slots=True)
class Positions:
    """A window of positions, half open."""

    start: int = EARLIEST
    end: int = LATEST


class Store:
    """Reads and changes the rows; not shared between threads."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        self._connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={'ro' if readonly else 'rwc'}", uri=True, isolation_level=None
        )
        self._execute = self._connection.execute
        self._execute("pragma synchronous = off")
        self._counts: dict[tuple[str, Positions], int] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # -- making ------------------------------------------------------------------------------------------------

    def create(self) -> None:
        """Empty tables; until `finish`, a crash loses the file."""
        self._connection.executescript("pragma journal_mode = off;" + _SCHEMA)
        self._execute("begin")

    def finish(self) -> None:
        """Indexes, and readers allowed beside the writer from now on."""
        self._execute("commit")
        self._connection.executescript(_INDEXES + "analyze; pragma journal_mode = wal;")

    def add(self, rows: Iterable[Stored], defects: Iterable[StoredDefect] = ()) -> None:
        """Append rows and what was planted in them."""
        self._connection.executemany(_INSERT, rows)
        self._connection.executemany(
            _INSERT_DEFECT,
            (
                (d.dataset, d.key, d.tie, d.kind, d.rules, d.at_release, d.may, d.severity, d.field, d.value, d.mend)
                for d in defects
            ),
        )

    def replace(self, row: Stored) -> None:
        """Put `row` in the place of the one row with its key; a new one where there is none."""
        self._execute("delete from record where dataset = ? and key = ?", (row.dataset, row.key))
        self.add([row])

    def mended(self, dataset: str, key: str) -> None:
        """Note that the record's source has mended what was planted in it."""
        self._execute("update defect set mended = 1 where dataset = ? and key = ?", (dataset, key))

    def begin(self) -> None:
        """Begin a change."""
        self._execute("begin immediate")
        self._counts.clear()

    def commit(self) -> None:
        """Let readers see the change."""
        self._execute("commit")

    # -- listing -----------------------------------------------------------------------------------------------

    def count(self, dataset: str, window: Positions) -> int:
        """How many rows lie in the window."""
        known = self._counts.get((dataset, window))
        if known is None:
            query = "select count(*)" + _IN_WINDOW
            known = int(self._execute(query, (dataset, window.start, window.end)).fetchone()[0])
            self._counts[dataset, window] = known
        return known

    def page(self, dataset: str, window: Positions, offset: int, limit: int) -> list[bytes]:
        """`limit` bodies after the first `offset` of the window, in the platform's order."""
        query = "select body" + _IN_WINDOW + " order by position, tie, id limit ? offset ?"
        return [body for (body,) in self._execute(query, (dataset, window.start, window.end, limit, offset))]

    def after(
        self, dataset: str, window: Positions, last: tuple[int, str] | None, limit: int
    ) -> list[tuple[int, str, bytes]]:
        """Up to `limit` rows (position, tie, body) of the window that come after `last`."""
        query = (
            "select position, tie, body" + _IN_WINDOW + " and (position, tie) > (?, ?) order by position, tie limit ?"
        )
        position, tie = last or (EARLIEST, "")
        start = max(window.start, position)
        return self._execute(query, (dataset, start, window.end, position, tie, limit)).fetchall()

    # -- looking up --------------------------------------------------------------------------------------------

    def latest(self, dataset: str, key: str) -> tuple[int, bytes] | None:
        """The entity and body of the newest row with the key."""
        query = "select entity, body from record where dataset = ? and key = ? order by position desc, tie desc limit 1"
        found: tuple[int, bytes] | None = self._execute(query, (dataset, key)).fetchone()
        return found

    def key_near(self, dataset: str, place: int) -> str | None:
        """The key of the first row of the dataset at or after the `place`-th row of the store."""
        query = "select key from record indexed by record_place where dataset = ? and id >= ? order by id limit 1"
        found = self._execute(query, (dataset, place)).fetchone()
        return None if found is None else str(found[0])

    def size(self) -> int:
        """The greatest row number."""
        return int(self._execute("select coalesce(max(id), 0) from record").fetchone()[0])

    def mends_of(self, dataset: str, key: str) -> list[str]:
        """The JSON that mends each defect which is planted in the record and not mended yet, in their order."""
        query = "select mend from defect where dataset = ? and key = ? and mended = 0 order by id"
        return [str(mend) for (mend,) in self._execute(query, (dataset, key))]

    def rows(self, dataset: str) -> Iterator[tuple[str, int | str, int, bytes]]:
        """Every row of the dataset as key, tie, entity, body, in the platform's order."""
        query = "select key, tie, entity, body from record where dataset = ? order by position, tie, id"
        return self._execute(query, (dataset,))

    def defects(self) -> Iterator[tuple[StoredDefect, bool]]:
        """Everything planted, and whether it was mended since."""
        query = (
            "select dataset, key, tie, kind, rules, at_release, may, severity, field, value, mend, mended"
            " from defect order by id"
        )
        for *columns, mended in self._execute(query):
            yield StoredDefect(*columns), bool(mended)

    # -- what happened since -----------------------------------------------------------------------------------

    def note_change(self, change: StoredChange) -> None:
        """Remember that a record has changed."""
        self._execute(
            "insert into change (dataset, key, time, fields) values (?, ?, ?, ?)",
            (change.dataset, change.key, change.time, change.fields),
        )

    def changes(self) -> Iterator[StoredChange]:
        """Every change, in their order."""
        for row in self._execute("select dataset, key, time, fields from change order by id"):
            yield StoredChange(*row)

    def note_growth(self, growth: StoredGrowth) -> None:
        """Remember that there are new entities."""
        self._execute(
            "insert into growth values (?, ?, ?, ?)", (growth.first, growth.number, growth.time, growth.delivering)
        )

    def growths(self) -> Iterator[StoredGrowth]:
        """Every growth, in their order."""
        for first, number, time, delivering in self._execute("select * from growth order by first"):
            yield StoredGrowth(first, number, time, bool(delivering))

    # -- settings ----------------------------------------------------------------------------------------------

    def setting(self, name: str) -> str | None:
        """What was kept under `name`."""
        found = self._execute("select value from setting where name = ?", (name,)).fetchone()
        return None if found is None else str(found[0])

    def keep(self, name: str, value: str) -> None:
        """Keep `value` under `name`."""
        self._execute("insert or replace into setting values (?, ?)", (name, value))
