"""However pages shift, rows repeat, versions come out of order and batches split: the same is published, and a replay
into an emptied database publishes it once more (invariants 1, 2, 3 and 5 of the model)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from loopback import START, HandClock
from psycopg import sql
from staged_consumer import clean, published, unreconciled
from stand_ins import City, Grassroots, Provincial, Row, city_item, grassroots_row, provincial_row

from hub.datasets import PLATFORMS, dataset
from hub.datasets.wire import RestPlatform
from hub.landing.pages import adopt
from hub.progress import Silence
from hub.release.publish import publish
from hub.staging.load import stage
from hub.staging.tables import open_table_name
from resources.ingest import land
from resources.landing_store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hub.database.connection import Database
    from hub.landing.store import LandingStore

MINUTE = timedelta(minutes=1)
KEYS = ("甲", "乙", "丙")
SAID = ("A", "B")
BATCH = 10
"""Minutes between two walks; what comes late is dated up to nine minutes before the walk that should have seen it."""


@dataclass(frozen=True)
class Told:
    """A version of record `key`, dated `minute`, which reaches the platform before walk number `batch`."""

    key: str
    minute: int
    batch: int
    said: str | None
    """None: deleted"""
    order: int = 0


@st.composite
def histories(draw: st.DrawFn) -> list[Told]:
    """What happens at a platform, in three batches; a record may be deleted first and inserted later, or come back."""
    told = []
    for order in range(draw(st.integers(1, 9))):
        batch = draw(st.integers(0, 2))
        minute = BATCH * (batch + 1) - draw(st.integers(1, 18 if batch else 9))
        said = draw(st.sampled_from([*SAID, None]))
        told.append(Told(draw(st.sampled_from(KEYS)), minute, batch, said, order))
    return told


walks = st.fixed_dictionaries(
    {
        "rows": st.sampled_from([1, 2, 3, 5]),
        "publishes": st.lists(st.booleans(), min_size=3, max_size=3),
        "repeats": st.integers(0, 3),
        "shifts": st.lists(st.integers(1, 12), max_size=2),
    }
)
"""How often rows are listed twice, how many there are on a page, after which walks is published, when rows move."""


def at(minute: int):
    return START.replace(microsecond=0) + minute * MINUTE


def newest(told: list[Told], order: Callable[[Told], Any]) -> dict[str, tuple[str, Any, Any]]:
    """What each key's row shall be, told naively: what it said last, when, and since when it is deleted."""
    rows: dict[str, tuple[str, Any, Any]] = {}
    for each in sorted(told, key=order):
        if each.said is not None:
            rows[each.key] = (each.said, at(each.minute), None)
        elif each.key in rows:
            said, seen, _ = rows[each.key]
            rows[each.key] = (said, seen, at(each.minute))
    return rows


PENALTIES, EVENTS, SHOPS = dataset("provincial/penalties"), dataset("grassroots/events"), dataset("city/shops")
DATASETS = (PENALTIES, EVENTS, SHOPS)


class History:
    """A platform of rows that stay: every version is a row of its own."""

    dataset = PENALTIES
    shown = sql.SQL(
        "SELECT split_part(source_id, '|', 1), content, source_updated_at, retracted_at FROM unified.penalty"
    )

    def __init__(self, platform: Provincial, told: list[Told], repeats: int) -> None:
        self.platform, self.told, self.repeats = platform, told, repeats

    def truth(self) -> dict[str, tuple[str, Any, Any]]:
        return newest(self.told, lambda each: (each.minute, each.order))

    def before(self, batch: int) -> None:
        rows = [self._row(each) for each in self.told if each.batch == batch]
        self.platform.rows += [*rows, *rows[: self.repeats]]

    def shift(self) -> None:
        """Nothing moves in a history."""

    def _row(self, each: Told) -> Row:
        said = {"CF_NR": each.said} if each.said else {"dsc_biz_operation": "D"}
        return provincial_row(each.order + 1, at(each.minute), CF_WSH=each.key, **said)


class Live:
    """A platform that shows each record once, as it stands now: versions replace one another."""

    def __init__(self, platform: City | Grassroots, told: list[Told]) -> None:
        self.platform, self.told = platform, told
        self.rows: dict[str, Told] = {}
        self.moved = 0

    def truth(self) -> dict[str, tuple[str, Any, Any]]:
        """What was seen: the last version of each batch, deletes of what never was seen leave nothing."""
        seen = [self.newest(batch)[key] for batch in range(3) for key in self.newest(batch)]
        return newest(seen, lambda each: (each.minute, each.order))

    def newest(self, batch: int) -> dict[str, Told]:
        """The records as they stand before walk `batch`."""
        found: dict[str, Told] = {}
        for each in sorted(self.told, key=lambda each: (each.minute, each.order)):
            if each.batch <= batch:
                found[each.key] = each
        return found

    def before(self, batch: int) -> None:
        self.rows = self.newest(batch)
        self.list([self.row(each) for each in self.rows.values()] + self.fillers())

    def shift(self) -> None:
        """A filler changes while the table is walked: all behind it moves."""
        self.moved += 1
        self.list([self.row(each) for each in self.rows.values()] + self.fillers())

    def fillers(self) -> list[Row]:
        """Rows that change while they are read; they are nobody's business here."""
        minutes = [40 if number < self.moved else number for number in range(4)]
        return [self.filler(number, at(minute)) for number, minute in enumerate(minutes)]

    def list(self, rows: list[Row]) -> None:
        raise NotImplementedError

    def row(self, each: Told) -> Row:
        raise NotImplementedError

    def filler(self, number: int, when: Any) -> Row:
        raise NotImplementedError


class Events(Live):
    """Read backwards, newest first."""

    dataset = EVENTS
    shown = sql.SQL(
        "SELECT source_id, title, source_updated_at, retracted_at FROM unified.incident WHERE source_id !~ 'FILLER'"
    )

    def list(self, rows: list[Row]) -> None:
        self.platform.rows = rows

    def row(self, each: Told) -> Row:
        said = {"title": each.said} if each.said else {"deleted": 1}
        return grassroots_row(0, at(each.minute), eventNo=each.key, **said)

    def filler(self, number: int, when: Any) -> Row:
        return grassroots_row(0, when, eventNo=f"FILLER{number}")


class Shops(Live):
    """Read by a cursor, oldest first."""

    dataset = SHOPS
    shown = sql.SQL(
        "SELECT source_id, name, source_updated_at, retracted_at FROM unified.place WHERE source_id !~ 'FILLER'"
    )

    def list(self, rows: list[Row]) -> None:
        self.platform.items = rows

    def row(self, each: Told) -> Row:
        said = {"shopName": each.said} if each.said else {"shopName": None, "deleted": True}
        return city_item(0, at(each.minute), shopId=each.key, **said)

    def filler(self, number: int, when: Any) -> Row:
        return city_item(0, when, shopId=f"FILLER{number}")


@dataclass
class Bench:
    """Two databases, one to be filled by walking and one by a replay."""

    walked: Database
    replayed: Database
    folder: Any
    runs: int = 0

    def store(self) -> LandingStore:
        """A folder of its own for each example."""
        self.runs += 1
        return open_store(str(self.folder / str(self.runs)))


@pytest.fixture(scope="module")
def bench(server, template, tmp_path_factory) -> Iterator[Bench]:
    databases = [server.create(template) for _ in range(2)]
    yield Bench(*databases, tmp_path_factory.mktemp("landing"))
    for each in databases:
        server.drop(each)


def take_up(database: Database, store: LandingStore) -> None:
    """Stage what landed and let it pass, as judging would do with sound rows."""
    for of in DATASETS:
        stage(of, database, store, Silence())
        with database.connect() as connection:
            connection.execute(
                sql.SQL("UPDATE {} SET verdict = 'passed'").format(
                    sql.Identifier("staging", open_table_name(of)),
                )
            )


def read(source: History | Live, bench: Bench, store: LandingStore, clock: HandClock, rows: int) -> None:
    """Walk a platform in pages of so many rows."""
    declared = PLATFORMS[source.dataset.platform]
    assert isinstance(declared, RestPlatform)
    declared = dataclasses.replace(declared, paging=dataclasses.replace(declared.paging, rows=rows))
    access = source.platform.access
    land(source.dataset, access, bench.walked, store, Silence(), platform=declared, clock=clock)


def expect(database: Database, sources: list[History | Live]) -> None:
    for source in sources:
        with database.connect() as connection:
            found = {key: tuple(rest) for key, *rest in connection.execute(source.shown)}
        assert found == source.truth()
    assert unreconciled(database) == []


@settings(
    max_examples=50 if settings.get_current_profile_name() == "long" else 4,
    deadline=None,
    # An example takes seconds, and is as short as it need be.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.tuples(histories(), histories(), histories()), walks)
def test_any_interleaving_gives_the_same_and_so_does_a_replay(
    bench: Bench, told: tuple[list[Told], list[Told], list[Told]], walk: Row
) -> None:
    for each in (bench.walked, bench.replayed):
        clean(each)
        with each.connect() as connection:
            connection.execute("TRUNCATE hub.walk, hub.version_day")
    store, clock = bench.store(), HandClock()
    with Provincial(clock) as gateway, Grassroots(clock) as grassroots, City(clock) as city:
        sources: list[History | Live] = [
            History(gateway, told[0], walk["repeats"]),
            Events(grassroots, told[1]),
            Shops(city, told[2]),
        ]
        for source in sources:
            source.platform.before = lambda call, of=source: of.shift() if call in walk["shifts"] else None
        for batch, publishes in enumerate(walk["publishes"]):
            clock.time = at(BATCH * (batch + 1))
            for source in sources:
                source.before(batch)
                read(source, bench, store, clock, walk["rows"])
            if publishes:
                take_up(bench.walked, store)
                publish(bench.walked, Silence())
        take_up(bench.walked, store)
        publish(bench.walked, Silence())
        expect(bench.walked, sources)
        before = published(bench.walked)
        for source in sources:
            read(source, bench, store, clock, walk["rows"])
        take_up(bench.walked, store)
        assert publish(bench.walked, Silence()).release_id is None
        assert published(bench.walked) == before
    adopt(bench.replayed, store)
    take_up(bench.replayed, store)
    publish(bench.replayed, Silence())
    expect(bench.replayed, sources)
    assert published(bench.replayed) == before
