"""Every way in which versions of a record may come × every platform: what is published is what the platform said
last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from landings import Subject
from misbehaving import Misbehaving
from psycopg import sql
from quick_folder import quick_folder

from hub.progress import Silence
from hub.release.publish import publish
from hub.sandbox.moments import local
from hub.sandbox.records.record import KEY_FIELDS, Record
from hub.sandbox.stamps import stamped, unstamped
from hub.staging.load import stage
from hub.staging.tables import open_table_name
from resources.landing_store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

MINUTE = timedelta(minutes=1)
WALKS, BETWEEN = 3, 20
"""How many walks there are, and how many minutes from one to the next."""


@dataclass(frozen=True)
class Said:
    """A version that reaches the platform before walk number `walk`, dated `minute` minutes from the first one."""

    walk: int
    minute: int
    text: str | None
    """None: deleted"""


Fate = tuple[str, bool] | None
"""What is published of a record, and whether it is retracted."""

WAYS: dict[str, tuple[tuple[Said, ...], Fate]] = {
    "inserted": ((Said(0, -2, "A"),), ("A", False)),
    "updated": ((Said(0, -2, "A"), Said(1, 18, "B")), ("B", False)),
    "updated twice between two walks": ((Said(0, -2, "A"), Said(1, 16, "B"), Said(1, 18, "C")), ("C", False)),
    "the same twice": ((Said(0, -2, "A"), Said(0, -2, "A")), ("A", False)),
    "unchanged under a new time": ((Said(0, -2, "A"), Said(1, 18, "A")), ("A", False)),
    "there and back": ((Said(0, -2, "A"), Said(1, 18, "B"), Said(2, 38, "A")), ("A", False)),
    "deleted": ((Said(0, -2, "A"), Said(1, 18, None)), ("A", True)),
    "deleted twice": ((Said(0, -2, "A"), Said(1, 18, None), Said(2, 38, None)), ("A", True)),
    "back after its delete": ((Said(0, -2, "A"), Said(1, 18, None), Said(2, 38, "B")), ("B", False)),
    "an old version after a new one": ((Said(0, -2, "B"), Said(1, -5, "A")), ("B", False)),
    "deleted before its insert came": ((Said(0, -2, None), Said(1, -5, "A")), ("A", True)),
    "deleted and never there": ((Said(0, -2, None),), None),
    "late, within the overlap": ((Said(1, -5, "A"),), ("A", False)),
}


@dataclass(frozen=True)
class Place:
    """Where versions are sent and published: the dataset, the field that changes, its column, how a delete is sent."""

    dataset: str
    field: str
    column: str
    deleted: dict[str, object] | None = None
    """None: as an operation"""
    is_bare: bool = False
    """whether a delete is sent with its key alone"""


PLACES = {
    "provincial": Place("provincial/licences", "XK_NR", "content"),
    "city": Place("city/permits", "content", "content", {"deleted": True}, is_bare=True),
    "grassroots": Place("grassroots/events", "title", "title", {"deleted": 1}),
    "micro_grid": Place("micro_grid/alerts", "title", "title", {"deleted": True}),
    "school_safety": Place("school_safety/hazards", "title", "title", {"deleted": "true"}),
}


class Sayings:
    """Puts the versions of one platform's records into its store, which runs where calls are answered."""

    def __init__(self, server: Misbehaving, place: Place, begun: datetime) -> None:
        self._server, self._place, self._begun = server, place, begun
        self._template: dict[str, Any] = {}
        self._serial = 700_000

    def before(self, walk: int) -> None:
        store, name = self._server.store, self._place.dataset
        if not self._template:
            rows = (orjson.loads(body) for _, _, _, body in store.rows(name))
            self._template = unstamped(next(each for each in rows if each.get(self._place.field)))
        store.begin()
        for number, (sayings, _) in enumerate(WAYS.values()):
            earlier: Said | None = None
            for said in sayings:
                if said.walk == walk:
                    self._serial += said != earlier
                    row = self._record(f"FX{number}", said)
                    store.add([row]) if name.startswith("provincial/") else store.replace(row)
                earlier = said
        store.commit()

    def _record(self, key: str, said: Said):
        place = self._place
        kept = {KEY_FIELDS[place.dataset][0]: key}
        row = {**self._template, **kept, place.field: said.text or "-"}
        operation = "insert"
        if said.text is None:
            operation = "delete"
            if place.deleted is not None:
                row = {**({} if place.is_bare else self._template), **kept, **place.deleted}
        at = local(self._begun + said.minute * MINUTE)
        return stamped(Record(place.dataset, key, at, 0, row, operation=operation), self._serial)


@pytest.fixture(scope="module")
def published(server, template: str) -> Iterator[dict[tuple[str, str], Fate]]:
    """By platform and way what is published after all walks."""
    database = server.create(template)
    found: dict[tuple[str, str], Fate] = {}
    with quick_folder() as folder, Misbehaving(folder) as sandbox, database.connect(autocommit=True) as connection:
        store = open_store(str(folder / "landing"))
        subjects = {name: Subject(name, sandbox, database, store, connection) for name in PLACES}
        sayings = {name: Sayings(sandbox, place, sandbox.clock.now()) for name, place in PLACES.items()}
        for walk in range(WALKS):
            for name, subject in subjects.items():
                subject.walks(PLACES[name].dataset)
                subject.script.calls.append(lambda of=sayings[name], number=walk: of.before(number))
                subject.land(full=False)
                stage(subject.dataset, database, store, Silence())
                pass_our_own(connection, subject)
            publish(database, Silence())
            sandbox.pass_time(BETWEEN * MINUTE)
        for name, place in PLACES.items():
            for number, way in enumerate(WAYS):
                found[name, way] = fate(connection, subjects[name], place, f"FX{number}")
    yield found
    server.drop(database)


def pass_our_own(connection, subject: Subject) -> None:
    """Our rows pass, as they would if they were judged; the sandbox's own are no part of this."""
    connection.execute(
        sql.SQL("UPDATE {} SET verdict = CASE WHEN source_id LIKE 'FX%' THEN 'passed' ELSE 'rejected' END").format(
            sql.Identifier("staging", open_table_name(subject.dataset))
        )
    )


def fate(connection, subject: Subject, place: Place, key: str) -> Fate:
    rows = connection.execute(
        sql.SQL(
            "SELECT {}, retracted_at IS NOT NULL FROM {} WHERE platform = %s AND dataset = %s"
            " AND split_part(source_id, '|', 1) = %s"
        ).format(sql.Identifier(place.column), sql.Identifier("unified", subject.dataset.table)),
        (subject.dataset.platform, subject.dataset.name, key),
    ).fetchall()
    assert len(rows) <= 1
    return rows[0] if rows else None


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", PLACES)
def test_what_was_said_last_is_published(published: dict[tuple[str, str], Fate], name: str, way: str) -> None:
    assert published[name, way] == WAYS[way][1]
