"""What is kept, kept in order every night: leftovers swept, old pages and versions let go, erased rows erased again."""

# No postponed annotations here: Dagster reads those of its ops as types.

from datetime import UTC, datetime

import dagster as dg

from assets.clockwork import by_the_clock
from assets.failures import explained
from assets.names import ENGINEERS, HOUSEKEEPING
from assets.needs import needs
from hub.erasure.erase import renew
from hub.feed.retention import expire as let_go
from hub.landing.retention import Expired, expire
from hub.landing.sweep import sweep

LANDING_KEPT = dg.AssetKey([HOUSEKEEPING, "landing"])
HISTORY_KEPT = dg.AssetKey([HOUSEKEEPING, "history"])
NIGHTLY = "40 4 * * *"
"""After the night's reconciling, before people begin to work."""


@dg.asset(
    key=LANDING_KEPT,
    description=(
        "原文留存的每夜整理。\n\n"
        "- 清理中断时残留、没有登记的文件（超过 24 小时的）\n"
        "- 设有 HUB_LANDING_DAYS 时，清理到期且不再需要的原始页，登记仍留存\n"
        "- 已应要求抹去的记录若被平台重复报送，再次抹去\n"
        "- 手动执行用 `hub landing sweep`、`hub landing expire`"
    ),
    group_name=HOUSEKEEPING,
    kinds={"file"},
    owners=[ENGINEERS],
    tags={"hub/layer": "landing"},
    required_resource_keys={"database", "landing_store", "landing_days", "progress"},
)
def landing_housekeeping(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows the bare type only
    """Sweep, let go, and erase again."""
    resources = needs(context)
    database, store, days = resources.database, resources.landing_store, resources.landing_days
    now = datetime.now(UTC)
    with explained(context):
        erased = renew(database, store, resources.progress)
        expired = expire(database, store, resources.progress, now=now, days=days) if days else Expired()
        orphans = sweep(database, store, now=now)
    return dg.MaterializeResult(
        metadata={
            "清理的残留文件数": len(orphans.found),
            "清理的残留字节数": orphans.bytes,
            "清理的到期页数": expired.pages,
            "清理的到期字节数": expired.bytes,
            "再次抹去的行数": erased,
            "保留期限": f"{days} 天" if days else "不限",
        }
    )


@dg.asset(
    key=HISTORY_KEPT,
    description=(
        "变更流与历史版本的每夜整理。\n\n"
        "- 设有 HUB_CHANGES_DAYS 时，清理到期的变更；落后于此的使用方须重新复制数据\n"
        "- 设有 HUB_HISTORY_DAYS 时，清理到期的历史版本；现行数据不受影响\n"
        "- 手动执行用 `hub release expire`"
    ),
    group_name=HOUSEKEEPING,
    kinds={"postgres"},
    owners=[ENGINEERS],
    tags={"hub/layer": "unified"},
    required_resource_keys={"database", "keeping"},
)
def history_housekeeping(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows the bare type only
    """Let old changes and superseded versions go."""
    resources = needs(context)
    keeping = resources.keeping
    with explained(context):
        gone = let_go(resources.database, keeping, now=datetime.now(UTC))
    return dg.MaterializeResult(
        metadata={
            "清理的变更数": gone.changes,
            "清理的历史版本数": gone.versions,
            "变更保留期限": f"{keeping.changes_days} 天" if keeping.changes_days else "不限",
            "历史版本保留期限": f"{keeping.history_days} 天" if keeping.history_days else "不限",
        }
    )


HOUSEKEEPING_JOB, HOUSEKEEPING_SCHEDULE = by_the_clock(
    HOUSEKEEPING,
    [landing_housekeeping, history_housekeeping],
    cron=NIGHTLY,
    schedule="housekeeping_nightly",
    what="整理留存：清理残留文件与到期的原始页、变更和历史版本，再次抹去已删除的记录。每天凌晨自动运行。",
    when="每天 4:40 整理原文、变更流与历史版本的留存。",
)
