"""`hub status`: how every dataset stands."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from hub.main.commands.options import Json, Sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hub.main.overview import DatasetStanding, OpenAlert

HEADINGS = {
    "平台": "left",
    "数据集": "left",
    "取数截至": "left",
    "累计接收": "right",
    "已发布": "right",
    "拒收未改": "right",
    "暂缓发布": "left",
}


def status(as_json: Json = False, sandbox: Sandbox = False) -> None:
    """各数据集的现状：取数截至何时、已发布多少、拒收多少、是否暂缓发布；最近一次发布与未解除的告警。"""
    from hub.database.migrate import require_current
    from hub.main import overview
    from hub.main.opening import open_database, open_settings
    from hub.main.output import emit_json

    database = open_database(open_settings(sandbox=sandbox))
    require_current(database)
    with database.connect() as connection:
        datasets = overview.standings(connection)
        release = overview.last_release(connection)
        alerts = overview.open_alerts(connection)
    if as_json:
        emit_json(
            {
                "datasets": [asdict(each) for each in datasets],
                "last_release": release,
                "open_alerts": [asdict(each) for each in alerts],
            }
        )
    else:
        _show(datasets, release, alerts)


def _show(
    datasets: Sequence[DatasetStanding], release: Mapping[str, object] | None, alerts: Sequence[OpenAlert]
) -> None:
    from hub.main.output import emit_table, say

    emit_table(
        HEADINGS,
        (
            (
                each.platform,
                each.dataset,
                _minute(each.watermark),
                each.landed,
                each.current,
                each.rejected,
                "；".join(each.held),
            )
            for each in datasets
        ),
    )
    for each in datasets:
        for hold in each.accepted:
            say(f"已放行，原因仍在：{each.platform}/{each.dataset}：{hold['reason']}（{_accepted(hold)}）")
    published = release and release["published_at"]
    say(f"最近一次发布：{release['release_id']}（{published:%Y-%m-%d %H:%M:%S}）" if release else "尚未发布过")
    emit_alerts(alerts)


def _accepted(hold: Mapping[str, str | None]) -> str:
    """Who let it through and why, and up to when what was received goes through."""
    from datetime import datetime

    from hub.alerts.masking import mask_runs
    from hub.alerts.wording import instant

    until = hold["accepted_until"]
    scope = f"{instant(datetime.fromisoformat(until))} 以前收到的数据" if until else "全部数据"
    return mask_runs(f"{hold['accepted_by']}：{hold['accepted_reason']}；{scope}照常发布")


def emit_alerts(alerts: Sequence[OpenAlert], *, of: int | None = None) -> None:
    """Print alerts that are not over; `of` is how many there are, where these are only the latest."""
    from hub.main.output import emit_table, say

    if not alerts:
        say("没有未解除的告警")
        return
    more = f"，最近的 {len(alerts)} 条如下（hub alerts list 列出全部）" if of is not None and of > len(alerts) else ""
    say(f"未解除的告警：{of or len(alerts)} 条{more}")
    emit_table(
        {"编号": "right", "级别": "left", "对象": "left", "标题": "left", "次数": "right", "自": "left"},
        (
            (
                each.alert_id,
                each.severity,
                "/".join(part for part in (each.platform, each.dataset) if part),
                each.title,
                each.occurrences,
                _minute(each.opened_at),
            )
            for each in alerts
        ),
    )


def _minute(instant: datetime | None) -> str | None:
    return None if instant is None else f"{instant:%m-%d %H:%M}"
