"""200,000 provincial penalties walked in pages of 1,000, next to a bare loop of requests and orjson over the same.

`python -m benchmarks.walking [--rows N] [--rounds N]`. Three take turns, each a process of its own that times its
calls without its imports: the bare loop (sign, ask, parse, count), the walk (what the walker adds: proof, fetching
ahead), and landing (the walk with every page packed, synced and recorded in the database). The ratios are those of
the medians; memory is each process's peak, and what the walk and landing grew by after their first twenty pages.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import requests
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from benchmarks.gateway import APP_KEY, APP_SECRET, BUSINESS_PATH, REQUEST_SECRET, _md5
from benchmarks.penalties import HUB, gateway
from hub.database.connection import Database
from hub.datasets import PLATFORMS, dataset
from hub.datasets.wire import RestPlatform
from resources.ingest import land
from resources.landing_store import open_store
from resources.rest.access import PlatformAccess
from resources.rest.client import Client
from resources.rest.walker import Walker

if TYPE_CHECKING:
    from collections.abc import Callable

PENALTIES = dataset("provincial/penalties")
SIZE = 1000
WARM = 20
"""Pages after which memory is to be flat."""


class Memory:
    """The peak so far, in MB, by the number of pages."""

    def __init__(self) -> None:
        self.pages = 0
        self.warm = 0.0

    def advance(self, stage: str, subject: str, done: int, total: int | None = None) -> None:  # noqa: ARG002
        """One more page, as `hub.progress.Progress` tells of it."""
        self.pages += 1
        if self.pages == WARM:
            self.warm = peak()


def peak() -> float:
    """The greatest resident size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bare(url: str, memory: Memory) -> int:
    """Rows, by a loop as one would write it by hand."""
    rows, page = 0, 0
    with requests.Session() as session:
        session.trust_env = False
        while True:
            page += 1
            now = str(int(time.time() * 1000))
            sign = _md5(APP_KEY + REQUEST_SECRET + now)
            form = {"appKey": APP_KEY, "requestTime": now, "sign": sign, "pageIndex": page, "pageSize": SIZE}
            answer = orjson.loads(session.post(url + BUSINESS_PATH, data=form, timeout=60).content)
            rows += len(answer["datas"])
            memory.advance("", "", 0)
            if page * SIZE >= answer["dataCount"]:
                return rows


def walk(url: str, memory: Memory) -> int:
    """Rows, by the walker, kept nowhere."""
    platform = PLATFORMS["provincial"]
    assert isinstance(platform, RestPlatform)
    rows = 0
    with Client(platform, _access(url), PENALTIES) as client:
        for arrival in Walker(client, PENALTIES, {}, {}).arrivals():
            rows += len(arrival.received.page.rows)
            memory.advance("", "", 0)
    return rows


def landed(url: str, memory: Memory) -> int:
    """Rows, landed in the folder and the database that the environment names."""
    database = Database(SecretStr(os.environ["WALKING_DATABASE"]))
    store = open_store(os.environ["WALKING_LANDING"])
    return land(PENALTIES, _access(url), database, store, memory, full=True).rows or 0


def _access(url: str) -> PlatformAccess:
    return PlatformAccess(url, {"APP_KEY": APP_KEY}, {"APP_SECRET": SecretStr(APP_SECRET)})


WAYS: dict[str, Callable[[str, Memory], int]] = {"bare loop": bare, "walk": walk, "landing": landed}


def one(way: str, url: str) -> None:
    """Do it one way, and say on standard output what it took."""
    memory = Memory()
    begun = time.perf_counter()
    worked = time.process_time()
    rows = WAYS[way](url, memory)
    found = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - worked, "peak": peak()}
    sys.stdout.write(json.dumps({"rows": rows, "growth": peak() - memory.warm, **found}))


def measured(way: str, url: str, environment: dict[str, str]) -> dict[str, Any]:
    """What it took in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.walking", "--one", way, "--url", url]
    found = subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.PIPE)
    return dict(json.loads(found.stdout))


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one, arguments.url)
        return
    home = Path(tempfile.mkdtemp(prefix="hub-bench-", dir="/tmp"))
    environment = {"HUB_HOME": str(home), "WALKING_LANDING": str(home / "landing")}
    hub = {**os.environ, **environment}
    rounds: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    try:
        subprocess.run([HUB, "db", "upgrade"], env=hub, check=True, stdout=subprocess.DEVNULL)
        asked = subprocess.run([HUB, "db", "url"], env=hub, check=True, capture_output=True)
        environment["WALKING_DATABASE"] = asked.stdout.decode().strip()
        with gateway(arguments.rows) as settings:
            for _ in range(arguments.rounds):
                for way, found in rounds.items():
                    found.append(measured(way, settings["HUB_PROVINCIAL_URL"], environment))
                    assert found[-1]["rows"] == arguments.rows
    finally:
        subprocess.run([HUB, "db", "stop"], env=hub, check=False, stdout=subprocess.DEVNULL)
        shutil.rmtree(home, ignore_errors=True)
    _show(rounds, arguments.rows)


def _show(rounds: dict[str, list[dict[str, Any]]], rows: int) -> None:
    title = f"{rows:,} penalties in pages of {SIZE:,}"
    table = Table("", "s", "CPU, s", "rows/s", "speed, bare loop = 1", "peak, MB", "growth, MB", title=title)
    seconds = {way: statistics.median(each["seconds"] for each in found) for way, found in rounds.items()}
    for way, found in rounds.items():
        table.add_row(
            way,
            f"{seconds[way]:.2f}",
            f"{statistics.median(each['cpu'] for each in found):.2f}",
            f"{rows / seconds[way]:,.0f}",
            f"{seconds['bare loop'] / seconds[way]:.2f}",
            f"{max(each['peak'] for each in found):.0f}",
            f"{max(each['growth'] for each in found):.0f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
