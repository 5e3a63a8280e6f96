"""Publishing at size: `python -m benchmarks.publishing [--rows N]`.

About N (1,000,000) rows of all kinds, entities among them, are published in an embedded database, then every one of
them changes and is published again, while a process of its own reads views and marts in transactions of REPEATABLE READ
and refuses to wait more than 100 ms for any lock; then a release with nothing to do. Told are seconds, seconds of
processor time, the most memory, and what the reader met with. Aims: the changed rows within 120 s on two quiet cores,
the empty release within 2 s, no wait for a lock over 100 ms.

Publishing begins where every record has its entity: linking the changed records is a step of its own before every
release, as in `hub run`, has its own aims and benchmark (`benchmarks.linkage_size`) and is told apart.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, LiteralString, cast

import psutil
import psycopg
from psycopg import sql
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from benchmarks import linkage_size
from benchmarks.linkage_size import (
    DATABASE,
    SPAWN,
    TOGETHER,
    in_a_process,
    postmaster,
    prepared,
    processor_of,
    watched,
)
from benchmarks.many_records import SOURCES, fill
from hub.database.connection import Database
from hub.database.migrate import upgrade
from hub.datasets import dataset as dataset_named
from hub.progress import Silence
from hub.release.publish import publish
from hub.staging.tables import staging_columns
from hub.versions.order import open_versions, staging_table
from resources.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Event

ROWS_OF_AN_ENTITY = 1 + sum(each.share for each in SOURCES)
"""Its records and its own: an entity's phone is its records'."""
LONGEST_WAIT = "100ms"
PAUSE = 0.05
"""Seconds between two transactions of the reader."""

DAY = "(date '2024-01-01' + mod(row_number, 1000)::int)"
MOMENT = f"({DAY} + time '08:00')"
AGENCY = "'11330382Y' || lpad(mod(row_number, 34)::text, 8, '0') || 'X'"
FACTS = "repeat('经查，当事人未经批准擅自占用城市道路摆放货物。', 4)"
WIDER: Mapping[str, Mapping[str, LiteralString]] = {
    "provincial/market_entities": {
        "entity_type": "'有限责任公司(自然人投资或控股)'",
        "capital_text": "'100万元人民币'",
        "capital_yuan": "1000000",
        "established_on": DAY,
        "authority_name": "'乐清市市场监督管理局'",
        "status": "'active'",
        "industry_code": "'3823'",
    },
    "city/shops": {"kind": "'shop'", "status": "'active'", "longitude": "120.95", "latitude": "28.12"},
    "grassroots/places": {"kind": "'nine_small'", "status": "'active'", "longitude": "120.95", "latitude": "28.12"},
    "provincial/licences": {
        "document_no": "'乐市监许〔2026〕第' || row_number || '号'",
        "licence_name": "'食品经营许可证'",
        "category": "'ordinary'",
        "content": "'食品经营：预包装食品销售（不含冷藏冷冻食品）'",
        "decided_on": DAY,
        "valid_from": DAY,
        "valid_until": f"{DAY} + 1095",
        "issuer_name": "'乐清市市场监督管理局'",
        "issuer_code": AGENCY,
        "status": "'valid'",
    },
    "provincial/inspections": {
        "action_no": "'JC' || row_number",
        "name": "'对食品经营单位的日常监督检查'",
        "item_code": "'330201' || lpad(mod(row_number, 300)::text, 8, '0')",
        "agency_code": AGENCY,
        "agency_name": "'乐清市市场监督管理局'",
        "form": "'on_site'",
        "result": "(ARRAY['passed', 'corrected', 'follow_up'])[1 + mod(row_number, 3)]",
        "result_text": "'未发现问题'",
        "inspected_on": DAY,
        "officer_names": "ARRAY['张三', '李四']",
        "lead_no": "CASE WHEN mod(row_number, 10) = 0 THEN 'city/cases/0-' || lpad(row_number::text, 8, '0') END",
    },
    "provincial/penalties": {
        "decision_no": "'乐综执罚决字〔2026〕第' || row_number || '号'",
        "item_code": "'330201' || lpad(mod(row_number, 300)::text, 8, '0')",
        "inspection_no": "CASE WHEN mod(row_number, 5) = 0 "
        "THEN 'provincial/inspections/0-' || lpad(row_number::text, 8, '0') END",
        "violation": "'擅自占用城市道路'",
        "facts": FACTS,
        "basis": "'《浙江省城市道路管理办法》第三十条'",
        "kinds": "ARRAY['warning', 'fine']",
        "content": "'警告，并处罚款人民币' || mod(row_number, 5000) || '元'",
        "fine_yuan": "mod(row_number, 5000)",
        "decided_on": DAY,
        "closed_on": f"{DAY} + 20",
        "authority_name": "'乐清市综合行政执法局'",
        "authority_code": AGENCY,
    },
    "city/cases": {
        "kind": "'city_case'",
        "incident_no": "source_id",
        "category": "'市容环境'",
        "subcategory": "'占道经营'",
        "description": FACTS,
        "status": "CASE WHEN mod(row_number, 10) = 0 THEN 'handling' ELSE 'closed' END",
        "reported_at": MOMENT,
        "due_at": f"{MOMENT} + interval '7 days'",
        "closed_at": f"CASE WHEN mod(row_number, 10) <> 0 THEN {MOMENT} + interval '3 days' END",
        "handler_name": "'柳市镇综合行政执法队'",
        "steps": f"jsonb_build_array(jsonb_build_object('seq', 1, 'action', '上报', 'at', {MOMENT}), "
        f"jsonb_build_object('seq', 2, 'action', '派遣', 'at', {MOMENT} + interval '1 hour'))",
    },
}
"""What the records of each dataset carry besides who they are about: staging columns as SQL over `row_number`."""

CHANGED: Mapping[str, LiteralString] = {
    "provincial/market_entities": "phone",
    "city/shops": "phone",
    "grassroots/places": "phone",
    "provincial/licences": "content",
    "provincial/inspections": "result_text",
    "provincial/penalties": "content",
    "city/cases": "description",
}
"""The column that changes in every record."""


@dataclass(slots=True)
class Met:
    """What a reader met with: milliseconds of its statements, waits for locks that it gave up, transactions that saw
    two releases, releases it saw; and the processor seconds of its server process."""

    milliseconds: list[float] = field(default_factory=list)
    processor: float = 0.0
    refused: int = 0
    torn: int = 0
    releases: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Cost:
    """What a release took, and the linking before it; `counts`: rows inserted, updated and retracted."""

    linking: linkage_size.Cost
    seconds: float = 0.0
    processor: float = 0.0
    memory: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)


def stage_all(connection: psycopg.Connection, rows: int) -> int:
    """Put the records of about `rows` rows into staging, as wide as real ones; gives how many."""
    number = fill(connection, round(rows / ROWS_OF_AN_ENTITY))
    for name, columns in WIDER.items():
        pairs = [sql.SQL("{} = {}").format(sql.Identifier(column), sql.SQL(value)) for column, value in columns.items()]
        connection.execute(
            sql.SQL("UPDATE {} SET {}").format(staging_table(dataset_named(name)), sql.SQL(", ").join(pairs))
        )
    return number


def change_all(connection: psycopg.Connection) -> int:
    """A newer version of every record, another in one column; gives how many."""
    return sum(_change(connection, name, column) for name, column in CHANGED.items())


def _change(connection: psycopg.Connection, name: str, column: LiteralString) -> int:
    dataset = dataset_named(name)
    new: dict[str, sql.Composable] = {
        "version_hash": sql.SQL("md5(version_hash::text)::uuid"),
        "content_hash": sql.SQL("md5(content_hash)"),
        "source_updated_at": sql.SQL("now()"),
        column: sql.SQL("'139' || lpad(row_number::text, 8, '0')" if column == "phone" else f"{column} || '（更正）'"),
    }
    columns = tuple(staging_columns(dataset))
    names = {"table": staging_table(dataset), "open": open_versions(dataset)}
    made = connection.execute(
        sql.SQL("INSERT INTO {table} ({columns}) SELECT {values} FROM {table}").format(
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join([new.get(each, sql.Identifier(each)) for each in columns]),
            **names,
        )
    ).rowcount
    connection.execute(
        sql.SQL(
            "INSERT INTO {open} (version_hash, source_id, verdict) "
            "SELECT version_hash, source_id, 'passed' FROM {table} WHERE source_updated_at IS NOT NULL"
        ).format(**names)
    )
    return made


def release(url: str, answer: Connection) -> None:
    """Publish what waits; answers rows by what became of them, seconds, and this process's processor seconds."""
    database = Database(SecretStr(url))
    begun = time.perf_counter()
    outcome = publish(database, Silence())
    took = time.perf_counter() - begun
    counts: Counter[str] = Counter()
    for of_table in outcome.counts.values():
        counts.update(of_table)
    used = [resource.getrusage(each) for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    answer.send((counts, took, sum(each.ru_utime + each.ru_stime for each in used)))


def cost(url: str, linking: linkage_size.Cost) -> Cost:
    """Publish what waits and is linked, and what it took."""
    found = Cost(linking)
    server = postmaster(url)
    before = processor_of(server)
    with watched(server, found.memory):
        found.counts, found.seconds, own = cast("tuple[Counter[str], float, float]", in_a_process(release, url))
    found.processor = own + processor_of(server) - before
    return found


READS: Mapping[str, LiteralString] = {
    "a penalty": "SELECT * FROM v1.penalty WHERE id = %(penalty)s",
    "an entity's file": "SELECT * FROM mart.entity_profile WHERE entity_id = %(entity)s",
    "its inspections": "SELECT * FROM v1.inspection WHERE entity_id = %(entity)s",
    "open leads of a township": "SELECT * FROM mart.closure WHERE division_code = %(division)s AND NOT is_closed "
    "ORDER BY opened_at LIMIT 20",
    "the feed": "SELECT * FROM v1.change WHERE seq > %(seq)s ORDER BY seq LIMIT 100",
}
NEWEST = "SELECT max(release_id) FROM v1.release"


def read(url: str, over: Event, answer: Connection) -> None:
    """Read in one transaction after the other until it is `over`; answers what was met with."""
    met = Met()
    with psycopg.connect(url) as connection:
        connection.execute(f"SET lock_timeout = '{LONGEST_WAIT}'")
        some = _some(connection)
        connection.commit()
        while not over.is_set():
            _transaction(connection, some, met)
            time.sleep(PAUSE)
        met.processor = sum(psutil.Process(connection.info.backend_pid).cpu_times()[:2])
    answer.send(met)


def _some(connection: psycopg.Connection) -> dict[str, object]:
    row = connection.execute(
        "SELECT id, entity_id, division_code, (SELECT max(seq) - 100 FROM v1.change) FROM v1.penalty "
        "WHERE entity_id IS NOT NULL ORDER BY id LIMIT 1 OFFSET 100"
    ).fetchone()
    assert row is not None
    return dict(zip(("penalty", "entity", "division", "seq"), row, strict=True))


def _transaction(connection: psycopg.Connection, some: Mapping[str, object], met: Met) -> None:
    """Every read once, in one transaction that has to see one release from its begin to its end."""
    try:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        seen = [_timed(connection, NEWEST, {}, met)]
        for query in READS.values():
            _timed(connection, query, some, met)
        seen.append(_timed(connection, NEWEST, {}, met))
        connection.commit()
    except psycopg.errors.LockNotAvailable:
        connection.rollback()
        met.refused += 1
        return
    met.releases.update(seen)
    met.torn += seen[0] != seen[1]


def _timed(connection: psycopg.Connection, query: LiteralString, some: Mapping[str, object], met: Met) -> int:
    begun = time.perf_counter()
    rows = connection.execute(query, some).fetchall()
    met.milliseconds.append((time.perf_counter() - begun) * 1_000)
    return rows[0][0] if rows and query is NEWEST else 0


@contextmanager
def reader(url: str) -> Iterator[Met]:
    """A reader at work during the block; what it met with is there at the end."""
    met, over = Met(), SPAWN.Event()
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=read, args=(url, over, theirs))
    process.start()
    theirs.close()
    try:
        yield met
    finally:
        over.set()
        found = ours.recv()
        process.join()
        for each in fields(Met):
            setattr(met, each.name, getattr(found, each.name))


def told(costs: Mapping[str, Cost], met: Met) -> Iterator[Table]:
    """The figures."""
    shown = Table("", *costs, title="publishing at size")
    for name in ("inserted", "updated", "retracted"):
        shown.add_row(f"rows {name}", *(f"{each.counts[name]:,}" for each in costs.values()))
    shown.add_row("linking before: seconds", *(f"{each.linking.seconds:.1f}" for each in costs.values()))
    shown.add_row(
        "linking before: processor seconds",
        *(f"{each.linking.processor[TOGETHER]:.1f}" for each in costs.values()),
        end_section=True,
    )
    shown.add_row("seconds", *(f"{each.seconds:.1f}" for each in costs.values()))
    shown.add_row("processor seconds", *(f"{each.processor:.1f}" for each in costs.values()))
    for kind in (DATABASE, TOGETHER):
        shown.add_row(f"MB at most: {kind}", *(f"{each.memory[kind] / 1e6:,.0f}" for each in costs.values()))
    yield shown
    beside = Table("what a reader met with while rows changed", "")
    taken = statistics.quantiles(met.milliseconds, n=100)
    beside.add_row("statements", f"{len(met.milliseconds):,}")
    beside.add_row("ms: half, 99 of 100, the slowest", f"{taken[49]:.1f}, {taken[98]:.1f}, {max(met.milliseconds):.1f}")
    beside.add_row(f"waits for a lock over {LONGEST_WAIT}", str(met.refused))
    beside.add_row("transactions that saw two releases", str(met.torn))
    beside.add_row("releases seen", str(len(met.releases)))
    yield beside


def main() -> None:
    """Measure, and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    home = Path(tempfile.mkdtemp(prefix="hub-bench-", dir="/tmp"))
    home.chmod(0o755)
    server = EmbeddedServer(home)
    console = Console(width=120)
    costs: dict[str, Cost] = {}
    try:
        url = server.start()
        upgrade(Database(SecretStr(url)))
        console.print(f"{in_a_process(_prepare, url, rows):,} records are in staging")
        costs["first release"] = cost(url, linkage_size.cost(url))
        console.print(f"{in_a_process(_prepare_changes, url):,} of them have changed")
        linking = linkage_size.cost(url)
        with reader(url) as met:
            costs["changed rows"] = cost(url, linking)
        costs["changed rows"].processor -= met.processor
        costs["nothing new"] = cost(url, linkage_size.cost(url))
        console.print(*told(costs, met))
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def _prepare(url: str, rows: int, answer: Connection) -> None:
    with psycopg.connect(url) as connection:
        answer.send(stage_all(connection, rows))
    # Not the tables that are empty still: the planner would take them for empty while they fill.
    with psycopg.connect(url, autocommit=True) as connection:
        for each in SOURCES:
            connection.execute(sql.SQL("VACUUM ANALYZE {}").format(staging_table(dataset_named(each.dataset))))
        connection.execute("CHECKPOINT")


def _prepare_changes(url: str, answer: Connection) -> None:
    prepared(url, change_all, answer)


if __name__ == "__main__":
    main()
