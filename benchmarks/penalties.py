"""200,000 provincial penalties from a loopback gateway to `unified.penalty`, all rules on, next to dlt.

`python -m benchmarks.penalties [--rows N] [--rounds N]`. Both are whole processes, start and imports included, that
walk the same pages and load into the same server: `hub run`, and dlt's default loader with `merge` by the key. They
take turns, each time into a database without data, the hub's made before by `hub db upgrade`; the ratio is that of
the medians.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HUB = Path(sys.executable).with_name("hub")


@contextmanager
def gateway(rows: int) -> Iterator[dict[str, str]]:
    """A gateway in a process of its own; gives the settings to ask it by."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.gateway", str(rows)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.kill()


def timed(command: list[str], environment: Mapping[str, str]) -> float:
    """Seconds that the command takes from start to end."""
    begun = time.monotonic()
    subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


def one_round(home: Path, settings: Mapping[str, str], rows: int) -> tuple[float, float]:
    """Seconds of the hub and of dlt, into empty databases of one embedded server."""
    environment = {"HUB_HOME": str(home), "DLT_PIPELINES": str(home / "dlt"), "RUNTIME__DLTHUB_TELEMETRY": "false"}
    environment |= settings
    try:
        subprocess.run([HUB, "db", "upgrade"], env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
        asked = subprocess.run([HUB, "db", "url"], env={**os.environ, **environment}, check=True, capture_output=True)
        url = asked.stdout.decode().strip()
        ours = timed([str(HUB), "run", "--dataset", "provincial/penalties"], environment)
        with psycopg.connect(url, autocommit=True) as connection:
            published = connection.execute("SELECT count(*) FROM unified.penalty").fetchone()
            assert published == (rows,)
            connection.execute("CREATE DATABASE dlt")
            parts = connection.info.get_parameters()
        target = f"postgresql://{parts['user']}:-@{parts['host'].replace('/', '%2F')}/dlt"
        theirs = timed([sys.executable, "-m", "benchmarks.dlt_load"], environment | {"DLT_TARGET": target})
        return ours, theirs
    finally:
        subprocess.run([HUB, "db", "stop"], env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    table = Table("round", "hub run, s", "dlt merge, s", "ratio", title=f"{arguments.rows:,} penalties")
    rounds = []
    with gateway(arguments.rows) as settings:
        for number in range(arguments.rounds):
            home = Path(tempfile.mkdtemp(prefix="hub-bench-", dir="/tmp"))
            rounds.append(one_round(home, settings, arguments.rows))
            ours, theirs = rounds[-1]
            table.add_row(str(number + 1), f"{ours:.1f}", f"{theirs:.1f}", f"{ours / theirs:.2f}")
    ours, theirs = (statistics.median(each) for each in zip(*rounds, strict=True))
    table.add_row("median", f"{ours:.1f}", f"{theirs:.1f}", f"{ours / theirs:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
