"""Pages exactly as received: the file first, then one transaction with its row and the walk's position.

A page's location tells all that is needed to write its row again:
`<platform>/<dataset>/<walk>/<number>-<received at, UTC microseconds>-<sha256, 16 digits>.json.zst`. An answer that
is not what the platform promises ends in `.refused.zst`. Whatever is landed under other names carries its row
beside it, in a file of its name and `.meta.json` (see `described`).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson
from psycopg import sql
from psycopg.types.json import Jsonb

from hub.database.asking import truth
from hub.errors import StorageError
from hub.landing import walks
from hub.landing.packing import ENDING, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import psycopg

    from hub.database.connection import Database
    from hub.landing.store import LandingStore
    from hub.landing.walks import Walk

PAGE = ".json" + ENDING
REFUSED = ".refused" + ENDING
META = ".meta.json"
REFUSED_MESSAGE = "答复不符合平台约定，原样留存备查"
_TIME = "%Y%m%dT%H%M%S%fZ"
_LOCATION = re.compile(
    r"(?P<platform>[^/]+)/(?P<dataset>[^/]+)/(?P<walk_id>[^/]+)/"
    r"(?P<number>\d{6,})-(?P<received_at>\d{8}T\d{12}Z)-(?P<digest>[0-9a-f]{16})(?P<suffix>\.json\.zst|\.refused\.zst)"
)


@dataclass(frozen=True, slots=True)
class LandedPage:
    """A row of `hub.landed_page` as it is when the page lands. `bytes` and `sha256` are the body's, as received, also
    where some of its rows (`erased`) were erased since."""

    platform: str
    dataset: str
    walk_id: str | None
    number: int
    location: str
    sha256: str
    bytes: int
    received_at: datetime
    request: Mapping[str, object] = field(default_factory=dict)
    message: str | None = None
    erased: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a walk stands after a page: the position to go on from, the platform's total, what was received."""

    position: Mapping[str, object]
    total: int | None
    received: int


def record(
    connection: psycopg.Connection,
    store: LandingStore,
    walk: Walk,
    number: int,
    body: bytes,
    request: Mapping[str, object],
    received_at: datetime,
    standing: Standing,
) -> LandedPage:
    """Land one page of a walk: durable in the store, then its row and the walk's position in one transaction.

    `request` is what was asked, without secrets. Raises StorageError where the store refuses the page, of which
    then nothing is recorded.
    """
    page = _keep(store, walk, number, body, request, received_at, PAGE)
    with connection.transaction():
        insert(connection, [page])
        walks.advance(connection, walk, standing.position, standing.total, standing.received)
    return page


def record_refused(
    connection: psycopg.Connection,
    store: LandingStore,
    walk: Walk,
    number: int,
    body: bytes,
    request: Mapping[str, object],
    received_at: datetime,
    message: str,
) -> LandedPage:
    """Keep an answer that is not what the platform promises; it counts as staged, with no rows."""
    page = _keep(store, walk, number, body, request, received_at, REFUSED, message)
    with connection.transaction():
        insert(connection, [page])
    return page


def record_own(
    connection: psycopg.Connection, store: LandingStore, folder: Walk, body: bytes, received_at: datetime
) -> LandedPage:
    """Land a page that belongs to no walk, but stands in `folder` in the place of one: the hub's own."""
    page = _keep(store, folder, 1, body, {}, received_at, PAGE)
    with connection.transaction():
        insert(connection, [page])
    return page


def read(store: LandingStore, location: str) -> bytes:
    """The body of a landed page as it was received. Raises StorageError where it is not there or spoilt."""
    return unpack(location, store.read(location))


def insert(connection: psycopg.Connection, pages: Iterable[LandedPage]) -> int:
    """Write rows of `hub.landed_page`, in the caller's transaction; those that are there stay. Returns how many."""
    statement = """
        INSERT INTO hub.landed_page
            (platform, dataset, walk_id, number, location, sha256, bytes, request, received_at, message, erased,
             staged_at, rows, versions, repeats)
        VALUES (%(platform)s, %(dataset)s, %(walk_id)s, %(number)s, %(location)s, %(sha256)s, %(bytes)s, %(request)s,
                %(received_at)s, %(message)s, %(erased)s, %(staged_at)s, %(nothing)s, %(nothing)s, %(nothing)s)
        ON CONFLICT (location) DO NOTHING
    """
    rows = [
        {
            "platform": page.platform,
            "dataset": page.dataset,
            "walk_id": page.walk_id,
            "number": page.number,
            "location": page.location,
            "sha256": page.sha256,
            "bytes": page.bytes,
            "request": Jsonb(dict(page.request)),
            "received_at": page.received_at,
            "message": page.message,
            "erased": page.erased,
            "staged_at": page.received_at if page.message else None,
            "nothing": 0 if page.message else None,
        }
        for page in pages
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
        return max(cursor.rowcount, 0)


def has_landed(database: Database) -> bool:
    """Whether anything was ever landed."""
    with database.connect() as connection:
        return truth(connection, sql.SQL("SELECT EXISTS (SELECT FROM hub.landed_page)"))


def adopt(database: Database, store: LandingStore) -> int:
    """Write the rows of all landed pages that the database does not know, from the files alone.

    For a replay into an emptied database, and for files whose transaction never came. Returns how many.
    Raises StorageError where a file is spoilt.
    """
    with database.connect() as connection:
        known = {location for (location,) in connection.execute("SELECT location FROM hub.landed_page")}
        locations = list(store.locations(""))
        # What stands beside a file goes before what its name tells.
        described = {each.removesuffix(META) for each in locations if each.endswith(META)}
        new = (each for each in locations if each.removesuffix(META) not in known and each not in described)
        found = [_described(store, each) for each in new]
        pages = sorted((page for page in found if page), key=lambda page: (page.received_at, page.location))
        with connection.transaction():
            return insert(connection, pages)


def describe(store: LandingStore, page: LandedPage) -> None:
    """Write a page's row beside its file, for those whose location does not tell it."""
    store.write(page.location + META, _row(page))


def rewrite(store: LandingStore, page: LandedPage, body: bytes) -> None:
    """Keep `body`, of which `page.erased` rows were erased, in place of what was received.

    What stands beside the file comes first: from then on it says what the hash in the file's name no longer can.
    """
    store.replace(page.location + META, _row(page))
    store.replace(page.location, pack(body))


def _row(page: LandedPage) -> bytes:
    return orjson.dumps({name: getattr(page, name) for name in page.__slots__ if name != "location"})


def _described(store: LandingStore, location: str) -> LandedPage | None:
    if location.endswith(META):
        row = orjson.loads(store.read(location))
        row["received_at"] = datetime.fromisoformat(row["received_at"])
        return LandedPage(location=location.removesuffix(META), **row)
    parts = _LOCATION.fullmatch(location)
    if parts is None:
        return None
    body = read(store, location)
    sha256 = hashlib.sha256(body).hexdigest()
    if not sha256.startswith(parts["digest"]):
        raise StorageError(f"落地文件 {location} 的内容与其摘要不符，文件已损坏；请从备份恢复，或移走后重新全量获取")
    return LandedPage(
        platform=parts["platform"],
        dataset=parts["dataset"],
        walk_id=parts["walk_id"],
        number=int(parts["number"]),
        location=location,
        sha256=sha256,
        bytes=len(body),
        received_at=datetime.strptime(parts["received_at"], _TIME).replace(tzinfo=UTC),
        message=REFUSED_MESSAGE if parts["suffix"] == REFUSED else None,
    )


def _keep(
    store: LandingStore,
    walk: Walk,
    number: int,
    body: bytes,
    request: Mapping[str, object],
    received_at: datetime,
    suffix: str,
    message: str | None = None,
) -> LandedPage:
    sha256 = hashlib.sha256(body).hexdigest()
    taken = received_at.astimezone(UTC).strftime(_TIME)
    folder = f"{walk.platform}/{walk.dataset}/{walk.walk_id}"
    page = LandedPage(
        platform=walk.platform,
        dataset=walk.dataset,
        walk_id=walk.walk_id,
        number=number,
        location=f"{folder}/{number:06d}-{taken}-{sha256[:16]}{suffix}",
        sha256=sha256,
        bytes=len(body),
        received_at=received_at,
        request=request,
        message=message,
    )
    store.write(page.location, pack(body))
    return page
