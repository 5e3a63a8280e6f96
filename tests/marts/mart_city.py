"""A small city of random rows in the unified tables, changed release by release as real releases change them.

Rows come and go through `hub.release.merging`, so history and change feed are those that marts will find.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from contextlib import contextmanager
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from psycopg import sql
from psycopg.rows import dict_row

from hub.database.workspace import Workspace
from hub.marts.fill import fill_marts, refill
from hub.model import RECORD_TABLES
from hub.model.marts.parameters import PARAMETERS
from hub.progress import Silence
from hub.release.columns import key, listed, names
from hub.release.merging import insert_new, remove, update_changed
from hub.release.transaction import Release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hub.database.connection import Database
    from hub.marts.declaration import Mart

Row = dict[str, Any]

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
TODAY = MONDAY.date()
DIVISIONS = ("330382114000", "330382108000", "330382001000")
AGENCIES = ("11330382002529000A", "11330382002529001B", "11330382002529002C", "11330382002529003D")
ITEMS = ("33021600100001", "33021600100002", "33021600100003", "33021600100004")
ENTITIES = tuple(f"E{number:02}" for number in range(12))
TABLES = ("entity", *RECORD_TABLES)


def _day(random: Random) -> dt.date:
    """Around today and around where windows of 30 and 365 days end."""
    return TODAY + dt.timedelta(days=random.choice((0, -30, 30, -365, -90, -183)) + random.randint(-6, 6))


def _instant(random: Random) -> dt.datetime:
    return dt.datetime.combine(_day(random), dt.time(random.randrange(24), random.randrange(60)), SHANGHAI)


def _among(*values: object, none: float = 0.2) -> Callable[[Random], object]:
    return lambda random: None if random.random() < none else random.choice(values)


def _maybe(make: Callable[[Random], object], none: float = 0.2) -> Callable[[Random], object]:
    return lambda random: None if random.random() < none else make(random)


VALUES: dict[str, Callable[[Random], object]] = {
    "entity_id": _among(*ENTITIES, none=0),
    "incident.entity_id": _among(*ENTITIES, none=0.3),
    "kind": _among("enterprise", "individual_business", "natural_person"),
    "name": _among("甲店", "乙厂"),
    "uscc": _among("91330382MA00000A1X"),
    "citizen_id": _among("330382199002300017"),
    "legal_representative": _among("张小三"),
    "address": _among("柳市镇"),
    "phone": _among("13800000000"),
    "business_scope": _among("低压电器"),
    "longitude": _among(120.9),
    "division_code": _among(*DIVISIONS),
    "agency_code": _among(*AGENCIES),
    "agency_name": _among("甲局", "乙局", none=0.5),
    "item_code": _among(*ITEMS),
    "joint_task_no": _among("Z1", "Z2", none=0.7),
    "form": _among("on_site", "off_site", none=0.3),
    "result": _among("passed", "corrected", "follow_up", "failed", "uncooperative", "closed"),
    "kinds": _among(["fine"], ["warning", "fine"], ["revoke_licence"]),
    "fine_yuan": _maybe(lambda random: Decimal(random.choice((200, 50_000, 49_999, 120_000)))),
    "entity.status": _among("active", "active", "revoked", "cancelled", "unknown"),
    "licence.status": _among("valid", "valid", "expired", "revoked", "disputed", "other"),
    "incident.status": _among("reported", "handling", "closed", "voided"),
    "officer.status": _among("active", "active", "inactive"),
    "category": _among("general"),
    "licence_name": _among("食品经营许可证", "排水许可证"),
    "category_name": _among("户外广告", none=0.6),
    "is_long_term": _among(False, False, True),
    "agency.code": _among(*AGENCIES, none=0.1),
    "officer.citizen_id": _among(*(f"330382{year}0615001X" for year in (1961, 1970, 1988, 1999))),
    "certificate_no": _among("C1"),
    "is_legal_reviewer": _among(True, False),
}
"""How a column's values are drawn, by `table.column` or the column's name; days and instants by their type's names."""

DAYS = frozenset(
    {
        "valid_from",
        "valid_until",
        "inspected_on",
        "decided_on",
        "begins_on",
        "ends_on",
        "established_on",
        "cancelled_on",
        "certificate_valid_until",
    }
)
INSTANTS = frozenset({"reported_at", "occurred_at", "closed_at", "resolved_at", "due_at", "accepted_at"})


def draw(random: Random, table: str, own_key: str) -> Row:
    """A random row of a unified table: the columns that a release writes, without its stamps."""
    row: Row = dict.fromkeys(names(table))
    for column in row:
        if column in DAYS:
            row[column] = _maybe(_day)(random)
        elif column in INSTANTS:
            row[column] = _maybe(_instant, none=0.4)(random)
        elif make := VALUES.get(f"{table}.{column}", VALUES.get(column)):
            row[column] = make(random)
    if "source_id" in row:
        row |= {"platform": "city", "dataset": table, "source_id": own_key}
    row[key(table)] = own_key
    row["retracted_at"] = MONDAY if random.random() < 0.15 else None
    return row


@contextmanager
def release(database: Database, when: dt.datetime) -> Iterator[Release]:
    """A release under way at `when`, in a transaction that is committed at the end."""
    with database.connect() as connection:
        row = connection.execute("SELECT nextval(pg_get_serial_sequence('hub.release', 'release_id'))").fetchone()
        assert row is not None
        yield Release(Workspace(connection), Silence(), row[0], when)


def put(release: Release, table: str, rows: Sequence[Row]) -> None:
    """Bring `rows` into a unified table as a release does: with history and change feed."""
    incoming = release.work.make(
        f"put_{table}",
        sql.SQL("SELECT {} FROM {} WHERE false").format(listed(names(table)), sql.Identifier("unified", table)),
    )
    with release.connection.cursor() as cursor:
        cursor.executemany(
            sql.SQL("INSERT INTO {} VALUES ({})").format(
                incoming, sql.SQL(", ").join([sql.Placeholder()] * len(names(table)))
            ),
            [[row[column] for column in names(table)] for row in rows],
        )
    known = sql.SQL("(SELECT {key} FROM {table})").format(
        key=sql.Identifier(key(table)), table=sql.Identifier("unified", table)
    )
    fresh = release.work.make(
        f"fresh_{table}",
        sql.SQL("SELECT * FROM {} WHERE {} NOT IN {}").format(incoming, sql.Identifier(key(table)), known),
    )
    insert_new(release, table, sql.SQL("SELECT * FROM {}").format(fresh))
    update_changed(release, table, sql.SQL("SELECT * FROM {}").format(incoming))


def merge_away(release: Release, entity_id: str, other_id: str) -> None:
    """An entity's row goes, as where it is merged into another."""
    gone = sql.SQL("SELECT {}::text").format(sql.Literal(entity_id))
    release.feed(
        "entity",
        sql.SQL(
            "SELECT entity_id AS id, 'merge' AS operation, {}::text AS other_id, division_code "
            "FROM unified.entity WHERE entity_id = {}"
        ).format(sql.Literal(other_id), sql.Literal(entity_id)),
    )
    remove(release, "entity", gone)


class City:
    """Random rows of the tables that `mart` reads, `size` of each, and the mart; it is empty at first."""

    def __init__(self, database: Database, seed: int, mart: Mart, size: int = 40) -> None:
        self.database = database
        self.mart = mart
        self.minutes = 0
        self.random = Random(seed)  # noqa: S311 as random as data has to be
        self.keys = {
            each: ENTITIES if each == "entity" else tuple(f"city:{each}:{number}" for number in range(size))
            for each in mart.reads
        }
        with database.connect() as connection:
            connection.execute(_EMPTY)
            connection.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier("derived", mart.name)))

    def begin(self) -> Counter[str]:
        """The first release, with every row; returns what it changed in the marts."""
        return self._publish(MONDAY, self.keys)

    def go_on(self, days: int, share: float = 0.1) -> Counter[str]:
        """A release so many days later with some rows drawn anew: changed, retracted, back, of another entity."""
        chosen = {table: [each for each in keys if self.random.random() < share] for table, keys in self.keys.items()}
        return self._publish(MONDAY + dt.timedelta(days=days, minutes=self._minute()), chosen)

    def merge(self, days: int) -> Counter[str]:
        """A release in which one entity's row goes for good; its records stay behind, as strangers."""
        with release(self.database, MONDAY + dt.timedelta(days=days, minutes=self._minute())) as under_way:
            gone, into = self.random.sample(ENTITIES, 2)
            merge_away(under_way, gone, into)
            return fill_marts(under_way, (self.mart,)).get(self.mart.name, Counter())

    def again(self, days: int) -> Counter[str]:
        """A release that computes every mart wholly though nothing changed."""
        with release(self.database, MONDAY + dt.timedelta(days=days, minutes=self._minute())) as under_way:
            refill(under_way.connection)
            return fill_marts(under_way, (self.mart,)).get(self.mart.name, Counter())

    def rows(self, table: str) -> list[Row]:
        """The live rows of a unified table."""
        return self._rows(sql.SQL("SELECT * FROM {} WHERE retracted_at IS NULL").format(_unified(table)))

    def shown(self) -> list[Row]:
        """The mart's rows in the order of its key, without their stamp."""
        query = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            listed(self.mart.columns), sql.Identifier("derived", self.mart.name), listed(self.mart.key)
        )
        return self._rows(query)

    def _publish(self, when: dt.datetime, chosen: Mapping[str, Sequence[str]]) -> Counter[str]:
        with release(self.database, when) as under_way:
            for table, keys in chosen.items():
                put(under_way, table, [draw(self.random, table, each) for each in keys])
            return fill_marts(under_way, (self.mart,)).get(self.mart.name, Counter())

    def _rows(self, query: sql.Composed) -> list[Row]:
        with self.database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query).fetchall()

    def _minute(self) -> int:
        self.minutes += 1
        return self.minutes


def _unified(table: str) -> sql.Identifier:
    return sql.Identifier("unified", table)


_EMPTY = sql.SQL("TRUNCATE {}, hub.change, hub.mart_filling, hub.mart_parameter").format(
    sql.SQL(", ").join(
        sql.SQL("{}, {}").format(sql.Identifier("unified", each), sql.Identifier("history", each)) for each in TABLES
    )
)

DEFAULTS = {name: each.default for name, each in PARAMETERS.items()}


def last_of(days: Iterable[dt.date]) -> dt.date | None:
    """The latest day, where there is any."""
    return max(days, default=None)
