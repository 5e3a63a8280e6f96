"""Scores by dimension, platform, dataset and day, read from the results of the rules: views in `quality`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.views import View
from hub.rules.grades import GRADES

if TYPE_CHECKING:
    from collections.abc import Iterator

# Of what is published the last result of a day holds; what runs judged, and gates, add up.
_SCORECARD = """
WITH result AS (
    SELECT (checked_at AT TIME ZONE 'Asia/Shanghai')::date AS day, platform, dataset, dimension, covers, evaluated,
           failed, row_number() OVER (
               PARTITION BY (checked_at AT TIME ZONE 'Asia/Shanghai')::date, platform, dataset, rule_id
               ORDER BY checked_at DESC, run_id) AS back
    FROM quality.check_result WHERE status <> 'error' AND evaluated > 0
)
SELECT day, platform, dataset, dimension, 100 * (1 - sum(failed)::float8 / sum(evaluated)::float8) AS score,
       coalesce(max(weight), 1) AS weight, sum(evaluated)::bigint AS evaluated, sum(failed)::bigint AS failed
FROM result LEFT JOIN quality.dimension_weight USING (dimension)
WHERE covers <> 'published' OR back = 1
GROUP BY day, platform, dataset, dimension
"""

_SCORE = """
SELECT day, platform, dataset, score, CASE {grades} END AS grade
FROM (
    SELECT day, platform, dataset, sum(score * weight) / sum(weight) AS score
    FROM quality.scorecard WHERE weight > 0 GROUP BY day, platform, dataset
) AS total
"""


def score_views() -> Iterator[View]:
    """`quality.scorecard` and the weighted totals `quality.score`, in an order in which they can be made."""
    yield View(
        "quality",
        "scorecard",
        sql.SQL(_SCORECARD),
        "质量评分：各平台各数据集每日各质量维度的得分（合格比例，满分 100）",
        (
            ("day", "日期"),
            ("platform", "平台"),
            ("dataset", "数据集；* 为平台整体"),
            ("dimension", "质量维度（GB/T 36344）"),
            ("score", "得分（0 至 100）：合格的检查次数占比"),
            ("weight", "权重（由设置写入）"),
            ("evaluated", "检查次数"),
            ("failed", "其中不合格次数"),
        ),
        is_barrier=False,
    )
    yield View(
        "quality",
        "score",
        sql.SQL(_SCORE).format(
            grades=sql.SQL(" ").join(
                [sql.SQL("WHEN score >= {} THEN {}").format(from_score, grade) for from_score, grade in GRADES]
            )
        ),
        "质量总分：各平台各数据集每日按权重合计的得分与等级",
        (
            ("day", "日期"),
            ("platform", "平台"),
            ("dataset", "数据集；* 为平台整体"),
            ("score", "总分（0 至 100）"),
            ("grade", "等级：" + "、".join(f"{grade}（{from_score} 起）" for from_score, grade in GRADES)),
        ),
        is_barrier=False,
    )
