"""Records of many invented businesses, written straight into staging as judging would have left them.

Of 300,000 entities there are 1,000,000 records: register entries, shops and places with signboards, licences,
inspections, penalties and cases, each with what such records carry: some with a credit code, some with another
identifier, some with name and place only, some written otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from psycopg import sql

from hub.database.copying import copy_in
from hub.datasets import dataset as dataset_named
from hub.names.words import trades
from hub.sandbox.names import TOWNSHIP_WEIGHTS, TOWNSHIPS
from hub.versions.order import open_versions, staging_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import psycopg

SEED = 20261123
CHARACTERS = "安邦宝博昌辰诚创达大德迪东多方飞丰福富光广国海豪浩和恒弘宏鸿华辉汇惠吉佳嘉建金锦京晶久凯康科乐力立利联隆美明铭宁鹏平普奇启千强荣瑞润森山尚升胜盛世顺泰天通同万旺威伟文翔祥新鑫信兴雄旭亚阳耀业怡艺益永友宇元源远悦云泽展正志中众卓子"  # noqa: E501
SURNAMES = "郑陈林叶王张黄李周吴徐赵朱杨胡倪包金蔡施"
INDIVIDUALS, COMPANIES = ("店", "商行", "经营部", "小吃店", "加工厂"), ("有限公司", "科技有限公司", "有限责任公司")
SHARE_OF_INDIVIDUALS = 0.6


@dataclass(frozen=True, slots=True)
class Source:
    """A dataset: records for each entity on average, by which columns it tells what, and the shares of its records
    with a credit code, another identifier, and a text written otherwise."""

    dataset: str
    share: float
    columns: Mapping[str, str]
    uscc: float
    other: float
    otherwise: float = 0.05


PLACE = {"principal": "principal", "phone": "phone", "address": "address", "division_code": "division_code"}
SOURCES = (
    Source(
        "provincial/market_entities",
        1.0,
        {
            "name": "name", "kind": "kind", "legal_representative": "principal", "phone": "phone",
            "address": "address", "division_code": "division_code",
        },
        0.9,
        0.5,
        0.0,
    ),
    Source("city/shops", 0.6, {"name": "sign", "business_name": "business_name", **PLACE}, 0.4, 0.1),
    Source("grassroots/places", 0.3, {"name": "sign", **PLACE}, 0.0, 0.0),
    Source("provincial/licences", 0.4, {"holder_name": "name", "holder_kind": "kind"}, 0.8, 0.3),
    Source(
        "provincial/inspections",
        0.4,
        {"party_name": "name", "party_kind": "kind", "address": "address", "division_code": "division_code"},
        0.7,
        0.2,
    ),
    Source(
        "provincial/penalties",
        0.2,
        {"party_name": "name", "party_kind": "kind", "division_code": "division_code"},
        0.7,
        0.3,
    ),
    Source("city/cases", 1 / 3 + 0.1, {"party_name": "name", "division_code": "division_code"}, 0.2, 0.1),
)  # fmt: skip
IDENTIFIERS = ("uscc", "registration_no", "citizen_id")


def entities(count: int) -> pl.DataFrame:
    """So many invented businesses, one row each."""
    chance = np.random.default_rng(SEED)

    def chosen(words: str | tuple[str, ...], weights: np.ndarray | None = None) -> pl.Series:
        return pl.Series(list(words)).gather(chance.choice(len(words), count, p=weights))

    towns = pl.Series([each.bare for each in TOWNSHIPS])
    codes = pl.Series([each.division for each in TOWNSHIPS])
    weights = np.array(TOWNSHIP_WEIGHTS) / sum(TOWNSHIP_WEIGHTS)
    town = chance.choice(len(TOWNSHIPS), count, p=weights)
    is_individual = pl.Series(chance.random(count) < SHARE_OF_INDIVIDUALS)
    frame = pl.DataFrame(
        {
            "number": pl.int_range(count, eager=True),
            "is_individual": is_individual,
            "division_code": codes.gather(town),
            "town": towns.gather(town),
            "mark": chosen(CHARACTERS) + chosen(CHARACTERS),
            "third": chosen(CHARACTERS),
            "trade": chosen(trades()),
            "individual_form": chosen(INDIVIDUALS),
            "company_form": chosen(COMPANIES),
            "principal": chosen(SURNAMES) + chosen(CHARACTERS) + chosen(CHARACTERS),
            "road": chosen(CHARACTERS) + chosen(CHARACTERS[:20]),
            "house": chance.integers(1, 400, count),
            "phone": chance.integers(10**8, 10**9, count),
        }
    )
    number = pl.col("number").cast(pl.String)
    mark = pl.when("is_individual").then("mark").otherwise(pl.col("mark") + pl.col("third"))
    name = pl.concat_str(
        pl.lit("乐清市"),
        pl.when("is_individual").then("town").otherwise(pl.lit("")),
        mark,
        "trade",
        pl.when("is_individual").then("individual_form").otherwise("company_form"),
    )
    return frame.select(
        "number",
        "division_code",
        name=name,
        sign=mark + pl.col("trade"),
        business_name=name,
        kind=pl.when("is_individual").then(pl.lit("individual_business")).otherwise(pl.lit("enterprise")),
        principal="principal",
        phone="13" + pl.col("phone").cast(pl.String),
        address=pl.lit("浙江省乐清市")
        + pl.col("town")
        + pl.col("road")
        + "路"
        + pl.col("house").cast(pl.String)
        + "号",
        uscc=pl.when("is_individual").then(pl.lit("92330382MA")).otherwise(pl.lit("91330382MA"))
        + number.str.zfill(7)
        + "X",
        registration_no=pl.lit("33038260") + number.str.zfill(7),
        citizen_id=pl.when("is_individual").then(pl.lit("3303821980") + number.str.zfill(8)),
    )


def records(source: Source, known: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The dataset's records of the `known` entities: its staging columns."""
    chance = np.random.default_rng([SEED, seed, SOURCES.index(source)])
    count = round(source.share * known.height)
    of = np.sort(chance.integers(0, known.height, count)) if source.share != 1 else np.arange(count)
    drawn = {name: pl.Series(chance.random(count)) for name in ("uscc", "other", "otherwise", "name")}
    frame = known[of].with_columns(_place=pl.int_range(count, eager=True))
    otherwise = pl.lit(drawn["otherwise"]) < source.otherwise
    written = {
        "name": pl.when(otherwise).then(pl.col("name").str.replace("市", "")).otherwise("name"),
        "sign": pl.when(otherwise).then(pl.col("sign").str.slice(0, 3)).otherwise("sign"),
        "business_name": pl.when(pl.lit(drawn["name"]) < 0.5).then("business_name"),
    }
    key = pl.concat_str(pl.lit(f"{seed}-"), pl.col("_place").cast(pl.String).str.zfill(8))
    return frame.select(
        pl.concat_str(pl.lit(f"{source.dataset}/"), key).alias("source_id"),
        *(written.get(what, pl.col(what)).alias(column) for column, what in source.columns.items()),
        link_uscc=pl.when(pl.lit(drawn["uscc"]) < source.uscc).then("uscc"),
        link_registration_no=pl.when(pl.lit(drawn["other"]) < source.other).then("registration_no"),
        link_citizen_id=pl.when(pl.lit(drawn["other"]) > 1 - source.other).then("citizen_id"),
    )


def stage(connection: psycopg.Connection, source: Source, said: pl.DataFrame) -> int:
    """Put records into the dataset's staging as passed and not yet released; gives how many."""
    dataset = dataset_named(source.dataset)
    whole = said.with_columns(
        version_hash=pl.concat_str("source_id").hash(SEED).cast(pl.String).str.zfill(32),
        content_hash=pl.struct(pl.all()).hash(SEED).cast(pl.String),
        page_id=pl.lit(1),
        row_number=pl.int_range(pl.len()),
        landed_at=pl.lit("2026-11-01"),
        is_delete=pl.lit(value=False),
    )
    copy_in(connection, staging_table(dataset), whole)
    copy_in(
        connection,
        open_versions(dataset),
        whole.select("version_hash", "source_id", verdict=pl.lit("passed")),
    )
    return whole.height


def fill(connection: psycopg.Connection, count: int) -> int:
    """All records of `count` entities; gives how many."""
    known = entities(count)
    return sum(stage(connection, each, records(each, known, 0)) for each in SOURCES)


def release(connection: psycopg.Connection) -> None:
    """What waits is taken by a release."""
    for each in SOURCES:
        connection.execute(sql.SQL("TRUNCATE {}").format(open_versions(dataset_named(each.dataset))))


def change(connection: psycopg.Connection, count: int, wanted: int) -> int:
    """A release, and then about `wanted` new records of some of the `count` entities; gives how many."""
    release(connection)
    known = entities(count)
    per_entity = sum(each.share for each in SOURCES)
    some = known.sample(round(wanted / per_entity), seed=SEED)
    return sum(stage(connection, each, records(each, some, 1)) for each in SOURCES)
