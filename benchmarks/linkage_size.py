"""What linking costs at size: `python -m benchmarks.linkage_size [--entities N]`.

N (300,000) invented entities with N × 10/3 records of all kinds wait in the staging of an embedded database. Then,
each by a process of its own: the linkage resolves them all, and 1,000 new records against them. Told are seconds,
seconds of processor time of all processes, and the most memory of each and of all together (proportional shares of
what they have in common).
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import psycopg
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from benchmarks.many_records import change, fill
from hub.database.connection import Database
from hub.database.migrate import upgrade
from hub.linkage.resolve import LinkageOutcome, resolve
from hub.linkage.scorer import scorer
from hub.progress import Silence
from resources.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

INCREMENT = 1_000
LOOK_EVERY = 0.1
"""Seconds between two looks at the processes' memory."""
SPAWN = get_context("spawn")
LINKAGE, SCORER, DATABASE, TOGETHER = "linkage", "Splink", "database", "together"


@dataclass(slots=True)
class Cost:
    """Seconds, processor seconds by kind of process, bytes at most by kind, and what was answered."""

    seconds: float = 0.0
    processor: dict[str, float] = field(default_factory=dict)
    memory: Counter[str] = field(default_factory=Counter)
    outcome: LinkageOutcome | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking answered, its seconds, and the processor seconds of its own process and of Splink's."""

    outcome: LinkageOutcome
    seconds: float
    own: float
    scorer: float


def link(url: str, answer: Connection) -> None:
    """Link once; answers Linked."""
    database = Database(SecretStr(url))
    imported = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    begun = time.perf_counter()
    outcome = resolve(database, Silence())
    took = time.perf_counter() - begun
    if scorer.cache_info().currsize:
        scorer().close()
    own, children = (sum(resource.getrusage(each)[:2]) for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    answer.send(Linked(outcome, took, own - imported, children))


def prepared(url: str, work: Callable[[psycopg.Connection], int], answer: Connection) -> None:
    """Do `work` in a transaction, and let nothing of it be left to do."""
    with psycopg.connect(url) as connection:
        answer.send(work(connection))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def in_a_process(work: Callable[..., None], *given: object) -> object:
    """What `work` answers, run by a process of its own."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=work, args=(*given, theirs))
    process.start()
    theirs.close()
    answer = ours.recv()
    process.join()
    return answer


def postmaster(url: str) -> psutil.Process:
    """The server's first process."""
    with psycopg.connect(url) as connection:
        return psutil.Process(psutil.Process(connection.info.backend_pid).ppid())


def processor_of(server: psutil.Process) -> float:
    """Processor seconds of the server with what has ended and what has not."""
    living = sum(sum(each.cpu_times()[:2]) for each in server.children(recursive=True))
    return float(living + sum(server.cpu_times()[:4]))


@contextmanager
def watched(server: psutil.Process, memory: Counter[str]) -> Iterator[None]:
    """Note in `memory` the most that the processes hold, what those of the server share counted once.

    Shares by the page would be exact, but to read them walks through every page and halts the process meanwhile.
    """
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK_EVERY):
            held: Counter[str] = Counter()
            common = 0
            for process in (*server.children(), *psutil.Process().children(recursive=True)):
                try:
                    words, taken, is_servers = process.cmdline(), process.memory_info(), process.ppid() == server.pid
                except psutil.Error:
                    continue
                if is_servers:
                    held[DATABASE] += taken.rss - taken.shared
                    common = max(common, taken.shared)
                elif "hub.linkage.scorer" in words:
                    held[SCORER] += taken.rss
                elif "spawn_main" in " ".join(words):
                    held[LINKAGE] += taken.rss
            held[DATABASE] += common
            held[TOGETHER] = held.total()
            for kind, share in held.items():
                memory[kind] = max(memory[kind], share)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()


def cost(url: str) -> Cost:
    """Link what waits."""
    found = Cost()
    server = postmaster(url)
    before = processor_of(server)
    with watched(server, found.memory):
        answer = in_a_process(link, url)
    assert isinstance(answer, Linked)
    found.outcome, found.seconds = answer.outcome, answer.seconds
    found.processor = {LINKAGE: answer.own, SCORER: answer.scorer, DATABASE: processor_of(server) - before}
    found.processor[TOGETHER] = sum(found.processor.values())
    return found


def table(costs: dict[str, Cost]) -> Table:
    """The figures."""
    shown = Table("", *costs, title="linking at size")
    shown.add_row("seconds", *(f"{each.seconds:.1f}" for each in costs.values()), end_section=True)
    for kind in (LINKAGE, SCORER, DATABASE, TOGETHER):
        shown.add_row(f"processor seconds: {kind}", *(f"{each.processor[kind]:.1f}" for each in costs.values()))
    shown.add_section()
    for kind in (LINKAGE, SCORER, DATABASE, TOGETHER):
        shown.add_row(f"MB at most: {kind}", *(f"{each.memory[kind] / 1e6:,.0f}" for each in costs.values()))
    return shown


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=300_000)
    entities = parser.parse_args().entities
    home = Path(tempfile.mkdtemp(prefix="hub-bench-", dir="/tmp"))
    home.chmod(0o755)
    server = EmbeddedServer(home)
    console = Console(width=120)
    try:
        url = server.start()
        upgrade(Database(SecretStr(url)))
        console.print(f"{in_a_process(_prepare_all, url, entities):,} records of {entities:,} entities are in staging")
        costs = {"all": cost(url)}
        new = in_a_process(_prepare_more, url, entities)
        costs[f"{new:,} more"] = cost(url)
        for name, each in costs.items():
            console.print(f"{name}: {each.outcome}")
        console.print(table(costs))
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def _prepare_all(url: str, entities: int, answer: Connection) -> None:
    prepared(url, lambda connection: fill(connection, entities), answer)


def _prepare_more(url: str, entities: int, answer: Connection) -> None:
    prepared(url, lambda connection: change(connection, entities, INCREMENT), answer)


if __name__ == "__main__":
    main()
