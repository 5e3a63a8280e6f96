"""The same model gives the same pairs, weights and links on Spark as on DuckDB: `make test-spark`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from hub.linkage.keys import RECORD_SCHEMA
from hub.linkage.ladder import resolve_records
from hub.linkage.likeness import EDGE_SCHEMA
from hub.linkage.profiles import TOLD_SCHEMA, profiled
from hub.linkage.scoring import link_model, score
from hub.linkage.spark import on_spark
from hub.sandbox.city import City

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark

ENTITIES = 1_500


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    from pyspark.sql import SparkSession

    home: Path = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.warehouse.dir": str(home / "warehouse"),
        "spark.local.dir": str(home),
    }
    session = SparkSession.builder.master("local[2]").appName("linkage").config(map=settings).getOrCreate()
    yield session
    session.stop()


def sample() -> pl.DataFrame:
    """What the registers and the signboards of an invented city tell, some of them written otherwise."""
    world = City(1, datetime(2026, 11, 22), ENTITIES)  # noqa: DTZ001 - the city's time is naive
    rows: list[dict[str, str | None]] = []
    for number in range(ENTITIES):
        entity = world.entity(number)
        if entity.is_person:
            continue
        said: dict[str, str | None] = {
            "content_hash": "1", "division_code": entity.township.division, "principal": entity.person,
            "phone": entity.phone, "address": entity.address,
        }  # fmt: skip
        rows.append({**said, "record_id": f"provincial:market_entities:{number:06d}", "name": entity.name,
                     "kind": entity.kind, "uscc": entity.credit_code})  # fmt: skip
        shop = {**said, "record_id": f"city:shops:{number:06d}", "sign": entity.signboard}
        left_out = ("phone", "principal", "address", "division_code")[number % 4]
        rows.append({**shop, left_out: None})
    return profiled(pl.DataFrame(rows, schema={"record_id": pl.String, **TOLD_SCHEMA}))


def links(profiles: pl.DataFrame, scored: pl.DataFrame) -> pl.DataFrame:
    records = profiles.select("record_id", "uscc", "kind", pl.lit(value=True).alias("mints"))
    missing = [pl.lit(None, dtype=kind).alias(name) for name, kind in RECORD_SCHEMA.items() if name not in records]
    edges = scored.with_columns(is_certain=pl.col("weight") >= link_model().link_from).select(*EDGE_SCHEMA)
    return resolve_records(records.with_columns(missing).select(*RECORD_SCHEMA), edges).links.sort("record_id")


def test_spark_gives_the_same_pairs_weights_and_links(session: SparkSession) -> None:
    profiles = sample()
    here = score(profiles, profiles.clear(), link_model())
    there = score(profiles, profiles.clear(), link_model(), on_spark(session))
    assert here.height > ENTITIES // 2
    assert there.equals(here)
    assert links(profiles, there).equals(links(profiles, here))
    assert links(profiles, here)["method"].value_counts().filter(method="probabilistic")["count"].item() > 500
