"""How fresh the data of every dataset are: the readers' view `freshness`. It counts nothing, so it is for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.views import View
from hub.datasets import DATASETS, PLATFORMS
from hub.datasets.wire import RestPlatform
from hub.model.editions import EDITIONS, Edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAME = "freshness"
COMMENT = "数据新鲜度：各数据集取数截至何时、是否暂缓发布"
COLUMNS = (
    ("platform", "来源平台"),
    ("dataset", "来源数据集"),
    ("fresh_until", "取数截至时间：此前在来源发生的变更均已接收；部门文件为最近一份文件的接收时间"),
    ("received_at", "最近一次收到数据的时间"),
    ("held_since", "暂缓发布自何时起；空为未暂缓"),
)

_QUERY = sql.SQL(
    "SELECT d.platform, d.dataset, coalesce(w.until, CASE WHEN d.is_file THEN p.received_at END) AS fresh_until, "
    "p.received_at, h.since AS held_since FROM (VALUES {datasets}) AS d (platform, dataset, is_file) "
    "LEFT JOIN LATERAL (SELECT max(window_to) AS until FROM hub.walk "
    "WHERE platform = d.platform AND dataset = d.dataset AND status = 'proved' AND kind IN ('increment', 'full')) "
    "AS w ON true "
    "LEFT JOIN LATERAL (SELECT received_at FROM hub.landed_page WHERE platform = d.platform AND dataset = d.dataset "
    "ORDER BY page_id DESC LIMIT 1) AS p ON true "
    "LEFT JOIN LATERAL (SELECT min(since) AS since FROM hub.hold WHERE platform = d.platform "
    "AND dataset = d.dataset AND accepted_at IS NULL) AS h ON true"
)


def freshness_views(editions: Iterable[Edition] = EDITIONS) -> Iterator[View]:
    """The view in every edition."""
    rows = sql.SQL(", ").join(
        sql.SQL("({}, {}, {})").format(*map(sql.Literal, (each.platform, each.name, _is_file(each.platform))))
        for each in DATASETS
    )
    for edition in editions:
        yield View(edition.schema, NAME, _QUERY.format(datasets=rows), COMMENT, COLUMNS)


def _is_file(platform: str) -> bool:
    return not isinstance(PLATFORMS[platform], RestPlatform)
