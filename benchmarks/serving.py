"""How quickly an entity's profile is served: `python -m benchmarks.serving [--entities N] [--rate R] [--seconds S]`.

Fills an embedded server in a temporary folder with N (300,000) entities, each with licences, inspections, penalties
and incidents of invented businesses, serves it in a process of its own, and asks for profiles by credit code, R (200) a
second for S (20) seconds in an open loop: requests begin when they are due, however long others take, and latency
counts from then on. Exit status 1 where the 99th percentile is not under 30 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pydantic import SecretStr

from hub.database.connection import Database
from hub.database.migrate import upgrade
from hub.readers.keys import make_key
from hub.readers.registry import Decision, add_reader
from resources.embedded import EmbeddedServer

ALLOWED = 0.030
WARM_UP = 3.0
BUSINESSES = """
CREATE TEMP TABLE business ON COMMIT DROP AS
SELECT n, 'E' || n AS entity_id, '乐清市第' || n || '电器厂' AS name, '330382' || 101 + mod(n, 25) || '000' AS division
FROM generate_series(1, %s) AS n
"""
ENTITIES = """
INSERT INTO unified.entity (entity_id, kind, name, uscc, legal_representative, phone, status, division_code, address,
                            source_count, platforms, first_published_at, changed_at, release_id)
SELECT entity_id, 'enterprise', name, '91330382MA' || lpad(n::text, 8, '0'), '张小三', '13800000000', 'active',
       division, '某路' || n || '号', 3, '{provincial}', now(), now(), 1 FROM business
"""
RECORDS = """
INSERT INTO unified.{table} (id, platform, dataset, source_id, first_published_at, changed_at, release_id, entity_id,
                             division_code, {columns})
SELECT 'provincial:{table}:' || n || '-' || k, 'provincial', '{table}', n || '-' || k, now(), now(), 1, entity_id,
       division, {values} FROM business, generate_series(1, {each}) AS k
"""
PROFILES = """
INSERT INTO derived.entity_profile (entity_id, name, uscc, kind, status, division_code, licence_count,
                                    valid_licence_count, expiring_licence_count, inspection_count,
                                    failed_inspection_count, penalty_count, fine_yuan_total, coercive_measure_count,
                                    incident_count, open_incident_count, risk_level, completeness, updated_at)
SELECT entity_id, name, '91330382MA' || lpad(n::text, 8, '0'), 'enterprise', 'active', division, 2, 2, 0, 3, 0, 1, 200,
       0, 1, 1, 'low', 0.7, now() FROM business
"""
PARTY = "name, 'enterprise'"
FILLED = (
    (2, "licence", "holder_name, holder_kind, licence_name, content, decided_on, valid_until, status",
     f"{PARTY}, '营业执照', repeat('低压电器制造。', 8), date '2024-01-01' + k, date '2027-01-01', 'valid'"),
    (3, "inspection", "party_name, party_kind, agency_name, result, inspected_on, officer_names, result_text",
     f"{PARTY}, '某局', 'passed', date '2026-01-01' + n % 300, ARRAY['张小三', '李小四'], '张小三查过'"),
    (1, "penalty", "party_name, party_kind, decision_no, facts, content, fine_yuan, decided_on",
     f"{PARTY}, '综执罚〔2026〕第' || n || '号', repeat('经查，占道。', 9), '罚款', 200, date '2026-01-01'"),
    (1, "incident", "party_name, party_kind, kind, title, description, status, reported_at, reporter_name",
     f"{PARTY}, 'grassroots_event', '油烟扰民', '来电13800000000反映', 'handling', now(), '李小四'"),
)  # fmt: skip
"""How many of which records each business has: the table, its columns, their values."""
RELEASE = "INSERT INTO hub.release (published_at, counts, held) VALUES (now(), '{}', '{}')"


def main() -> int:
    """Fill, serve, ask, and tell; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entities", type=int, default=300_000)
    parser.add_argument("--rate", type=float, default=200.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="hub-benchmark-", dir="/tmp"))
    server = EmbeddedServer(home)
    try:
        database = Database(SecretStr(server.start()))
        upgrade(database)
        key = _fill(database, asked.entities)
        return _measure(database, key, asked)
    finally:
        server.stop()
        shutil.rmtree(home)


def _fill(database: Database, entities: int) -> str:
    """Rows of invented businesses; returns the key of a reader of all of them."""
    began = time.perf_counter()
    with database.connect() as connection:
        connection.execute(BUSINESSES, [entities])
        connection.execute(ENTITIES)
        for each, table, columns, values in FILLED:
            connection.execute(RECORDS.format(each=each, table=table, columns=columns, values=values).encode())
        connection.execute(PROFILES)
        connection.execute(RELEASE)
        add_reader(connection, "bench_reader", "性能测试", None, Decision("benchmarks"))
        key = make_key(connection, "bench_reader", "性能测试", Decision("benchmarks"))[1].get_secret_value()
    with database.connect(autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    print(f"{entities:,} entities filled in {time.perf_counter() - began:.0f} s")
    return key


def _measure(database: Database, key: str, asked: argparse.Namespace) -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = (sys.executable, "-m", "hub.main.cli", "serve", "--port", str(port), "--rate", "100000")
    environment = dict(os.environ) | {"HUB_DATABASE_URL": database.url.get_secret_value()}
    process = subprocess.Popen(command, env=environment)
    try:
        _await(port)
        asyncio.run(_ask(port, key, asked.entities, asked.rate, WARM_UP))
        before = _cpu(process.pid), _cpu(*_backends(database))
        latencies, failed = asyncio.run(_ask(port, key, asked.entities, asked.rate, asked.seconds))
        after = _cpu(process.pid), _cpu(*_backends(database))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    latencies.sort()
    shares = {
        share: latencies[min(len(latencies) - 1, int(len(latencies) * share))] for share in (0.5, 0.9, 0.99, 0.999)
    }
    told = ", ".join(f"p{share * 100:g} {seconds * 1000:.1f} ms" for share, seconds in shares.items())
    print(f"{len(latencies):,} profiles at {asked.rate:g} a second: {told}; {failed} failed")
    for name, begin, end in zip(("interface", "database"), before, after, strict=True):
        print(f"  {name}: {(end - begin) / len(latencies) * 1000:.2f} ms of CPU for each")
    return int(failed > 0 or shares[0.99] >= ALLOWED)


def _await(port: int) -> None:
    """Until the interface answers; it imports for some seconds."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the interface did not start")


def _backends(database: Database) -> list[int]:
    """The processes that serve the interface in the database."""
    with database.connect() as connection:
        rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'hub-serve%'")
        return [pid for (pid,) in rows]


def _cpu(*pids: int) -> float:
    """Seconds of CPU that the processes have spent."""
    parts = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(each[11]) + int(each[12]) for each in parts) / os.sysconf("SC_CLK_TCK")


async def _ask(port: int, key: str, entities: int, rate: float, seconds: float) -> tuple[list[float], int]:
    """Ask at `rate` for `seconds`: the latency of each answer from when it was due, and how many were none."""
    draw = random.Random(7)  # noqa: S311 as random as load has to be
    idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    latencies: list[float] = []
    failed = 0
    loop = asyncio.get_running_loop()
    began = loop.time() + 0.1

    async def one(due: float, number: int) -> None:
        nonlocal failed
        reader, writer = (
            idle.get_nowait() if not idle.empty() else await asyncio.open_connection("127.0.0.1", port, limit=2**22)
        )
        path = f"/v1/entities/91330382MA{number:08}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        latencies.append(loop.time() - due)
        failed += not (head.startswith(b"http/1.1 200") and b'"risk_level"' in body)
        idle.put_nowait((reader, writer))

    tasks = []
    for place in range(int(rate * seconds)):
        due = began + place / rate
        await asyncio.sleep(max(0.0, due - loop.time()))
        tasks.append(asyncio.create_task(one(due, draw.randint(1, entities))))
    await asyncio.gather(*tasks)
    while not idle.empty():
        idle.get_nowait()[1].close()
    return latencies, failed


if __name__ == "__main__":
    sys.exit(main())
