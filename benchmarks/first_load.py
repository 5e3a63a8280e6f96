"""A whole city's first load and the increment after it, by stage: `python -m benchmarks.first_load [--entities N]`.

The sandbox's platforms hold N (300,000) entities with everything that goes with them; `hub run --sandbox` takes it all
into an empty embedded database, then asks once more. Seconds by stage are those of Dagster's event log, `Dagster
itself` is what its jobs took outside of the steps; memory is the most that any one process of a kind held (a server
process's share of the common buffers included).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
from rich.console import Console
from rich.table import Table

HUB = Path(sys.executable).with_name("hub")
LOOK_EVERY = 0.5
"""Seconds between two looks at the processes' memory."""

STAGES = {"landing": "landing", "staging": "staging and judging", "linkage": "linkage", "unified": "release"}
HUB_RUN, STARTED = "hub run", "largest process that it starts"
APART = frozenset({"hub.linkage.server", "hub.linkage.scorer", "expectations.server"})
DAGSTER, REST, WHOLE = "Dagster itself", "start, sandbox, end", "whole command"


@dataclass(slots=True)
class Measured:
    """One command: seconds by stage, bytes of the largest process of each kind, rows received."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    memory: Counter[str] = field(default_factory=Counter)
    rows: int = 0


def measured(entities: int, home: Path) -> Measured:
    """Run the command once, in `home`."""
    found = Measured()
    environment = {**os.environ, "HUB_HOME": str(home)}
    begun = time.time()
    command = [str(HUB), "run", "--sandbox", "--entities", str(entities)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            _look(found.memory, process.pid)
            time.sleep(LOOK_EVERY)
    if process.returncode:
        sys.exit(f"hub run ended with {process.returncode}")
    found.seconds[WHOLE] = time.time() - begun
    _read_log(found, home, begun)
    return found


def _look(memory: Counter[str], command: int) -> None:
    for process in psutil.process_iter(["pid", "name", "cmdline", "memory_info"]):
        words = process.info["cmdline"] or []
        held = process.info["memory_info"]
        if held is None:
            continue
        if process.info["pid"] == command:
            kind = HUB_RUN
        elif APART.intersection(words):
            kind = STARTED
        elif "hub.sandbox" in words:
            kind = "sandbox"
        elif process.info["name"] == "postgres":
            kind = "database"
        else:
            continue
        memory[kind] = max(memory[kind], held.rss)


def _read_log(found: Measured, home: Path, begun: float) -> None:
    """Add what Dagster's event log and the landed pages say of the time since `begun` (epoch seconds)."""
    environment = {**os.environ, "HUB_HOME": str(home / "sandbox")}
    url = subprocess.run([HUB, "db", "url"], env=environment, check=True, capture_output=True).stdout.decode().strip()
    with psycopg.connect(url) as connection:
        steps = connection.execute(_STEPS, (begun,)).fetchall()
        jobs = connection.execute(_JOBS, (begun,)).fetchone()
        rows = connection.execute(
            "SELECT coalesce(sum(rows), 0) FROM hub.landed_page WHERE received_at >= to_timestamp(%s)", (begun,)
        ).fetchone()
    for step, seconds in steps:
        found.seconds[STAGES[step.split("__")[0]]] += float(seconds)
    assert jobs is not None
    assert rows is not None
    found.seconds[DAGSTER] = float(jobs[0]) - sum(float(seconds) for _, seconds in steps)
    found.seconds[REST] = found.seconds[WHOLE] - float(jobs[0])
    found.rows = rows[0]


# Dagster keeps its times without a zone, in UTC.
_STEPS = """
SELECT step_key, extract(epoch FROM max(timestamp) FILTER (WHERE dagster_event_type IN ('STEP_SUCCESS', 'STEP_FAILURE'))
    - min(timestamp) FILTER (WHERE dagster_event_type = 'STEP_START'))
FROM dagster.event_logs WHERE step_key IS NOT NULL AND timestamp >= to_timestamp(%s) AT TIME ZONE 'UTC'
GROUP BY run_id, step_key HAVING bool_or(dagster_event_type = 'STEP_START')
"""

_JOBS = """
SELECT sum(took) FROM (SELECT extract(epoch FROM max(timestamp) - min(timestamp)) AS took
FROM dagster.event_logs WHERE timestamp >= to_timestamp(%s) AT TIME ZONE 'UTC' GROUP BY run_id) AS job
"""


def main() -> None:
    """Measure, and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=300_000)
    entities = parser.parse_args().entities
    home = Path(tempfile.mkdtemp(prefix="hub-bench-", dir="/tmp"))
    home.chmod(0o755)
    try:
        first, again = measured(entities, home), measured(entities, home)
    finally:
        environment = {**os.environ, "HUB_HOME": str(home / "sandbox")}
        subprocess.run([HUB, "db", "stop"], env=environment, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(home, ignore_errors=True)
    times = Table("stage", "first load, s", "increment, s", title=f"{entities:,} entities")
    for stage in (*STAGES.values(), DAGSTER, REST, WHOLE):
        times.add_row(stage, f"{first.seconds[stage]:.1f}", f"{again.seconds[stage]:.1f}")
    times.add_row("rows received", f"{first.rows:,}", f"{again.rows:,}")
    memory = Table("process", "first load, MB", "increment, MB", title="most memory of one process")
    for kind in (HUB_RUN, STARTED, "sandbox", "database"):
        memory.add_row(kind, f"{first.memory[kind] / 1e6:,.0f}", f"{again.memory[kind] / 1e6:,.0f}")
    Console().print(times, memory)


if __name__ == "__main__":
    main()
