"""Who is who, against the sandbox's truth: `python -m benchmarks.linkage [--entities N] [--home FOLDER]`.

The sandbox's platforms hold N (50,000) entities; `hub run --sandbox` takes them in, unless FOLDER holds such a home
already. Two records are a pair where they have one entity; precision and recall are over pairs, for records that carry
an identifier, and for pairs of which at least one carries none. Pairs are also told by method: that of the weaker
record. Then the same is asked of the linkage alone, with records written wrong in ways that were held back while it
was built, and what an increment costs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table

from benchmarks.corruptions import KINDS, SHARE, corrupted
from hub.database.copying import copy_out
from hub.datasets import DATASETS
from hub.linkage.edges import compare, read_edges
from hub.linkage.identity import MANUAL, OWN, PROBABLE, RUNGS
from hub.linkage.keys import RECORD_SCHEMA
from hub.linkage.ladder import resolve_records
from hub.linkage.likeness import EDGE_SCHEMA
from hub.linkage.profiles import profiled, read_told
from hub.linkage.records import IDENTIFIERS, MINTING, linked_datasets, read_records
from hub.linkage.scoring import link_model
from hub.sandbox.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

HUB = Path(sys.executable).with_name("hub")
METHODS = (*RUNGS, MANUAL, PROBABLE, OWN)
INCREMENT = 1_000
NOBODY = 0
"""Entities of the truth are numbered from here; records of none have smaller numbers."""


def pairs(frame: pl.DataFrame, by: Sequence[str]) -> int:
    """How many pairs of rows agree in `by`."""
    sizes = frame.group_by(by).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())


def counted(frame: pl.DataFrame) -> tuple[int, int, int]:
    """Pairs that are rightly one entity, that are said to be, that truly are."""
    return pairs(frame, ["entity_id", "truth"]), pairs(frame, ["entity_id"]), pairs(frame, ["truth"])


def line(label: str, right: int, said: int, true: int | None) -> tuple[str, ...]:
    """A row of the tables; what a method misses cannot be told."""
    precision = f"{right / said:.5f}" if said else ""
    recall, missed = (f"{right / true:.4f}", f"{true - right:,}") if true else ("", "")
    return (label, precision, recall, f"{right:,}", f"{said - right:,}", missed)


def measure(title: str, found: pl.DataFrame) -> Table:
    """`found` (record_id, entity_id, method, truth, is_identified) against the truth, by class and by method."""
    table = Table("pairs", "precision", "recall", "right", "wrong", "missed", title=title)
    identified, whole = counted(found.filter("is_identified")), counted(found)
    table.add_row(*line("both have an identifier", *identified))
    table.add_row(*line("one or both have none", *(all_ - some for all_, some in zip(whole, identified, strict=True))))
    table.add_row(*line("all", *whole), end_section=True)
    before = (0, 0, 0)
    for place, method in enumerate(METHODS):
        upto = counted(found.filter(pl.col("method").is_in(METHODS[: place + 1])))
        right, said, _ = (now - former for now, former in zip(upto, before, strict=True))
        if said:
            table.add_row(*line(f"by {method}", right, said, None))
        before = upto
    return table


def read_truth(home: Path) -> pl.DataFrame:
    """record_id and number of the entity of every record of the sandbox."""
    with Truth(home / "sandbox") as truth:
        rows = [
            (f"{dataset.replace('/', ':')}:{key}", number)
            for dataset in truth.datasets()
            for key, number in truth.owners(dataset).items()
        ]
    return pl.DataFrame(rows, schema={"record_id": pl.String, "truth": pl.Int64}, orient="row")


def linked(connection: psycopg.Connection) -> pl.DataFrame:
    """What the hub has linked."""
    query = sql.SQL("SELECT record_id, entity_id, method FROM hub.record_entity WHERE entity_id IS NOT NULL")
    return copy_out(connection, query, dict.fromkeys(("record_id", "entity_id", "method"), pl.String))


def resolved(records: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The linkage alone, over records that tell what `told` says."""
    model = link_model()
    profiles = profiled(told)
    edges = compare(profiles, profiles.clear(), model).with_columns(is_certain=pl.col("weight") >= model.link_from)
    names = told.select("record_id", other="name").drop_nulls()
    renamed = records.join(names, on="record_id", how="left", maintain_order="left").with_columns(
        name=pl.when(pl.col("name").is_not_null()).then(pl.coalesce("other", "name"))
    )
    return resolve_records(renamed.select(*RECORD_SCHEMA), edges.select(*EDGE_SCHEMA)).links


def increment(records: pl.DataFrame, told: pl.DataFrame, connection: psycopg.Connection) -> tuple[float, float]:
    """Seconds to compare INCREMENT records with all others, and to resolve all."""
    profiles = profiled(told)
    fresh = profiles.sample(INCREMENT, seed=1)
    known = profiles.join(fresh, on="record_id", how="anti")
    begun = time.perf_counter()
    compare(fresh, known, link_model())
    compared = time.perf_counter()
    resolve_records(records.select(*RECORD_SCHEMA), read_edges(connection, link_model()))
    return compared - begun, time.perf_counter() - compared


def report(home: Path, console: Console) -> None:
    """Measure the home's linkage, and print tables."""
    environment = {**os.environ, "HUB_HOME": str(home / "sandbox")}
    url = subprocess.run([HUB, "db", "url"], env=environment, check=True, capture_output=True).stdout.decode().strip()
    truth = read_truth(home)
    with psycopg.connect(url) as connection:
        datasets = linked_datasets(DATASETS)
        records = pl.concat([read_records(connection, each, held=False) for each in datasets], how="diagonal")
        told = pl.concat(read_told(connection, each, held=False) for each in datasets if each.table in MINTING)
        of_record = records.select(
            "record_id", is_identified=pl.any_horizontal(pl.col(*IDENTIFIERS).is_not_null())
        ).join(truth.filter(pl.col("truth") >= NOBODY), on="record_id")
        console.print(measure("as published", linked(connection).join(of_record, on="record_id")))
        for kind in KINDS:
            found = resolved(records, corrupted(told, kind)).join(of_record, on="record_id")
            console.print(measure(f"{kind}: {SHARE:.0%} of the records without a credit code", found))
        compared, whole = increment(records, told, connection)
    console.print(
        f"{INCREMENT:,} records compared with {told.height - INCREMENT:,} others in {compared:.1f} s; "
        f"{records.height:,} records resolved in {whole:.1f} s"
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=50_000)
    parser.add_argument("--home", type=Path)
    arguments = parser.parse_args()
    if arguments.home:
        report(arguments.home, Console(width=120))
        return
    home = Path(tempfile.mkdtemp(prefix="hub-bench-", dir="/tmp"))
    home.chmod(0o755)
    environment = {**os.environ, "HUB_HOME": str(home)}
    command = [str(HUB), "run", "--sandbox", "--entities", str(arguments.entities)]
    try:
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        report(home, Console(width=120))
    finally:
        stop = {**environment, "HUB_HOME": str(home / "sandbox")}
        subprocess.run([HUB, "db", "stop"], env=stop, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
