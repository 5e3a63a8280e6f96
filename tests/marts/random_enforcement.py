"""A random city of events, cases, inspections, penalties, items and assignments that refer to each other.

Rows change release by release through `hub.release.merging`; what events say of where they went is put into staging.
"""

from __future__ import annotations

import datetime as dt
import uuid
from random import Random
from typing import TYPE_CHECKING, Any

from mart_city import MONDAY, SHANGHAI, TODAY, put, release
from psycopg import sql
from psycopg.rows import dict_row

from hub.marts.catalogue import MARTS as ALL_MARTS
from hub.marts.fill import fill_marts, refill
from hub.release.columns import names

if TYPE_CHECKING:
    from hub.database.connection import Database
    from hub.marts.fill import Counts
    from hub.release.transaction import Release

Row = dict[str, Any]
Sent = dict[str, tuple[str | None, str | None, dt.datetime]]
"""What each event says of where it went: whom it was handed to, under which number, and when it said so."""

MARTS = tuple(each for each in ALL_MARTS if each.name in {"jurisdiction", "one_matter", "closure"})
RECORDS = ("incident", "inspection", "penalty", "enforcement_item", "item_assignment")
CITY = "乐清市综合管理服务平台"
COUNTY = "330382000000"
TOWNSHIPS = ("330382001000", "330382103000", "330382114000")
AGENCIES = tuple(f"11330382Y0000000{number:02d}" for number in range(4))
ITEMS = tuple(f"330201{number:08d}" for number in range(6))
ENTITIES = tuple(f"E{number}" for number in range(5))
STATUSES = ("reported", "handling", "closed", "closed", "closed", "voided", "suspended", None)
RESULTS = ("passed", "corrected", "follow_up", "failed", "uncooperative", None)
EVENTS, CASES, VISITS, FINES = 20, 20, 24, 16
_EMPTY = sql.SQL("TRUNCATE {}, {}")


class Enforcement:
    """Random rows in a database, brought there and changed by releases, each of which fills the marts."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database = database
        self.random = Random(seed)  # noqa: S311 as random as data has to be
        self.sent: Sent = {}
        self.releases = 0
        with database.connect() as connection:
            for table in RECORDS:
                connection.execute(_EMPTY.format(sql.Identifier("unified", table), sql.Identifier("history", table)))
            connection.execute("TRUNCATE hub.change, hub.mart_filling, hub.mart_parameter")
            connection.execute("TRUNCATE staging.grassroots_events, staging.grassroots_events_open")

    def publish(self, days: int, share: float) -> Counts:
        """A release `days` after the first day that draws this share of all rows anew; what it did to the marts."""
        with self._release(days) as under_way:
            drawn = {table: self._rows(table, share) for table in RECORDS}
            for table, rows in drawn.items():
                put(under_way, table, rows)
            self._hand_on(under_way, [each for each in drawn["incident"] if each["dataset"] == "events"])
            return fill_marts(under_way, MARTS)

    def hand_on(self, days: int) -> Counts:
        """A release in which events say anew where they went, and nothing else; what it did to the marts."""
        with self._release(days) as under_way:
            self._hand_on(under_way, [{"source_id": str(number)} for number in range(EVENTS)])
            return fill_marts(under_way, MARTS)

    def wait(self, days: int) -> Counts:
        """A release without any change, `days` after the first day; what it did to the marts."""
        with self._release(days) as under_way:
            return fill_marts(under_way, MARTS)

    def anew(self, days: int) -> Counts:
        """A release that computes every mart wholly though nothing changed; what it did to them."""
        with self._release(days) as under_way:
            refill(under_way.connection)
            return fill_marts(under_way, MARTS)

    def mart(self, name: str, *key: str) -> dict[Any, Row]:
        """The rows of a mart without their key, by their key."""
        with self.database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier("derived", name))).fetchall()
        return {tuple(row.pop(each) for each in key) if len(key) > 1 else row.pop(key[0]): row for row in rows}

    def _release(self, days: int) -> Any:
        self.releases += 1
        return release(self.database, MONDAY + dt.timedelta(days=days, minutes=self.releases))

    def _rows(self, table: str, share: float) -> list[Row]:
        drawn = []
        for key, columns in getattr(self, f"_draw_{table}")():
            if self.random.random() < share:
                platform, dataset, source_id = key.split(":")
                row: Row = dict.fromkeys(names(table))
                row |= {"id": key, "platform": platform, "dataset": dataset, "source_id": source_id, **columns}
                row["retracted_at"] = MONDAY if self.random.random() < 0.12 else None
                drawn.append(row)
        return drawn

    def _draw_incident(self) -> list[tuple[str, Row]]:
        events = [(f"grassroots:events:{number}", {"kind": "grassroots_event"}) for number in range(EVENTS)]
        cases = [(f"city:cases:{number}", {"kind": "city_case", **self._origin(number)}) for number in range(CASES)]
        return [(key, {**columns, **self._course()}) for key, columns in [*events, *cases]]

    def _origin(self, number: int) -> Row:
        origin = self.random.choice((None, number, number, self.random.randrange(EVENTS)))
        if origin is None:
            return {"origin_no": self.random.choice((None, None, "unknown"))}
        return {"origin_no": str(origin), "origin_id": f"grassroots:events:{origin}"}

    def _course(self) -> Row:
        random, due = self.random, self._moment()
        return {
            "status": random.choice(STATUSES),
            "reported_at": self._moment(),
            "occurred_at": self._moment(),
            "resolved_at": self._moment(),
            "closed_at": random.choice((None, self._moment())),
            "due_at": due and due + dt.timedelta(days=1),
            "entity_id": random.choice((None, *ENTITIES)),
            "division_code": random.choice((None, *TOWNSHIPS)),
            "handler_name": random.choice((None, "柳市镇综合信息指挥室", "虹桥镇综合行政执法队")),
        }

    def _lead(self) -> str | None:
        number = self.random.randrange(EVENTS)
        return self.random.choice((None, f"grassroots:events:{number}", f"city:cases:{number}"))

    def _draw_inspection(self) -> list[tuple[str, Row]]:
        random = self.random
        return [
            (
                f"provincial:inspections:{number}",
                {
                    "lead_incident_id": self._lead(),
                    "entity_id": random.choice((None, *ENTITIES)),
                    "item_code": random.choice((None, *ITEMS)),
                    "agency_code": random.choice((None, *AGENCIES)),
                    "agency_name": random.choice((None, "甲局", "乙局")),
                    "result": random.choice(RESULTS),
                    "inspected_on": self._day(),
                },
            )
            for number in range(VISITS)
        ]

    def _draw_penalty(self) -> list[tuple[str, Row]]:
        random = self.random
        return [
            (
                f"provincial:penalties:{number}",
                {
                    "lead_incident_id": self._lead(),
                    "inspection_id": random.choice((None, f"provincial:inspections:{random.randrange(VISITS)}")),
                    "entity_id": random.choice((None, *ENTITIES)),
                    "item_code": random.choice((None, *ITEMS)),
                    "authority_code": random.choice((None, *AGENCIES)),
                    "authority_name": random.choice((None, "丙局", "丁局")),
                    "division_code": random.choice((None, *TOWNSHIPS)),
                    "decided_on": self._day(),
                    "closed_on": self._day(),
                },
            )
            for number in range(FINES)
        ]

    def _draw_enforcement_item(self) -> list[tuple[str, Row]]:
        random = self.random
        return [
            (
                f"provincial:enforcement_items:{code}",
                {
                    "code": code,
                    "theme": random.choice((None, "餐饮", "广告")),
                    "exercised_by_code": random.choice((None, *AGENCIES)),
                    "is_valid": random.choice((True, True, True, False, None)),
                },
            )
            for code in ITEMS
        ]

    def _draw_item_assignment(self) -> list[tuple[str, Row]]:
        random = self.random
        return [
            (
                f"provincial:item_assignments:{number}",
                {
                    "item_code": random.choice(ITEMS),
                    "agency_code": random.choice(AGENCIES),
                    "division_code": random.choice((None, COUNTY, COUNTY, *TOWNSHIPS)),
                    "mode": random.choice(("transferred", "empowered", "entrusted", "dispatched")),
                    "begins_on": random.choice((None, *(TODAY + dt.timedelta(days=each) for each in (-9, 0, 1, 4)))),
                    "ends_on": random.choice((None, *(TODAY + dt.timedelta(days=each) for each in (-1, 0, 2, 5)))),
                },
            )
            for number in range(30)
        ]

    def _day(self) -> dt.date | None:
        return self.random.choice((None, *(TODAY - dt.timedelta(days=each) for each in (-2, 0, 1, 2, 3, 4, 5, 30))))

    def _moment(self) -> dt.datetime | None:
        day = self._day()
        hour = self.random.choice((0, 8, 23))
        return None if day is None else dt.datetime.combine(day, dt.time(hour, 30), SHANGHAI)

    def _hand_on(self, under_way: Release, events: list[Row]) -> None:
        """Have the events say anew where they went, in the version that staging keeps of each."""
        for event in events:
            key = event["source_id"]
            receiver = self.random.choice((None, None, CITY, CITY, "某未接入单位"))
            number = self.random.choice((None, key)) if receiver in (None, CITY) else None
            moment = self._moment() or MONDAY
            self.sent[key] = receiver, number, moment
            under_way.connection.execute("DELETE FROM staging.grassroots_events WHERE source_id = %s", (key,))
            under_way.connection.execute(
                "INSERT INTO staging.grassroots_events (version_hash, source_id, source_updated_at, content_hash, "
                'page_id, row_number, landed_at, is_delete, "transferredTo", origin_id_ref) '
                "VALUES (%s, %s, %s, '', 0, 0, now(), false, %s, %s)",
                (uuid.UUID(int=self.random.getrandbits(128)), key, moment, receiver, number),
            )
