"""The report as one page: everything in it, nothing asked of anybody, harmless whatever the sources sent."""

from __future__ import annotations

from importlib.resources import files
from itertools import groupby
from types import SimpleNamespace
from typing import TYPE_CHECKING

from hub.alerts.masking import mask_runs
from hub.alerts.messages import SEVERITIES
from hub.alerts.wording import ZONE, instant
from hub.reconciliation.checks import Status
from hub.report import words
from hub.report.actions import Urgency
from hub.report.scores import TREND_DAYS
from hub.rules.grades import GRADES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jinja2 import Environment

    from hub.report.gather import Report
    from hub.report.shelf import Earlier
    from hub.report.standing import OpenAlert

SHOWN_RULES, MORE_RULES = 8, 60
SHOWN_WARNED = 12
SHOWN_ALERTS, MORE_ALERTS = 10, 200
SHOWN_SENDERS = 40
NOTHING_YET = "还没有可画的数据"
MINUS = "−"

BANDS = ((95.0, "good"), (85.0, "fair"), (0.0, "poor"))


def render(report: Report, earlier: Sequence[Earlier] = ()) -> str:
    """The whole page as HTML; `earlier` are those that lie beside it."""
    css = (files("hub.report") / "templates" / "report.css").read_text(encoding="utf-8")
    return (
        _environment(report)
        .get_template("report.html")
        .render(
            report=report,
            verdict=verdict(report),
            calm=_calm(report),
            css=css,
            plots=_plots(report),
            dimensions=words.DIMENSIONS,
            warned=report.warned,
            agreeing=sum(each.days is None and each.status == Status.EQUAL for each in report.totals),
            differing=[each for each in report.totals if each.status not in (Status.EQUAL, Status.UNASKED)],
            shown_warned=SHOWN_WARNED,
            alerts=_gravest_first(report.alerts),
            waiting={(each.platform, each.dataset): each.held for each in report.balances},
            held_datasets=len({(each.platform, each.dataset) for each in report.holds}),
            received_today=sum(each.of_today for each in report.balances),
            nothing_yet=NOTHING_YET,
            sandbox=" --sandbox" if report.is_sandbox else "",
            shown_rules=SHOWN_RULES,
            more_rules=MORE_RULES,
            shown_alerts=SHOWN_ALERTS,
            more_alerts=MORE_ALERTS,
            shown_senders=SHOWN_SENDERS,
            earlier=earlier,
        )
    )


def verdict(report: Report) -> str:
    """The first line: what to do now, in one sentence."""
    waiting = [each for each in report.actions if each.urgency is not Urgency.HANDLED]
    if not waiting:
        return "现在没有要做的事" if not report.actions else f"现在没有新的事：{len(report.actions)} 件都已有人处理"
    by_urgency = [
        f"{count} 件{urgency.word}"
        for urgency in (Urgency.NOW, Urgency.TODAY, Urgency.WEEK)
        if (count := sum(each.urgency is urgency for each in waiting))
    ]
    return f"现在要做 {len(waiting)} 件事：{'，'.join(by_urgency)}"


def _calm(report: Report) -> str:
    if not report.balances and report.release is None:
        return "还没有接收过数据。先运行 hub config check 查看平台配置，再运行 hub run 取数。"
    return "没有暂缓发布的数据集，没有待改正的拒收记录，没有未解除的告警。明天再看。"


def _gravest_first(alerts: Iterable[OpenAlert]) -> list[OpenAlert]:
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    return sorted(alerts, key=lambda each: (order.get(each.severity, len(order)), each.opened_at, each.alert_id))


def _plots(report: Report) -> SimpleNamespace:
    from hub.report import plots

    first, last = report.days[0].day, report.days[-1].day

    def scores(name: str | None, title: str, **size: int) -> str:
        points = report.scores.trend.get(name, ())
        said = f"{title}近 {TREND_DAYS} 天得分" + (f"，今日 {_points(points[-1][1])}" if points else "")
        return plots.score_plot(points, first, last, said, **size)

    today = report.days[-1]
    return SimpleNamespace(
        overall=scores(None, "综合"),
        overall_narrow=scores(None, "综合", width=330, height=140),
        platforms={each.name: scores(each.name, each.title, width=300, height=80) for each in report.scores.platforms},
        open=plots.open_plot(report.days, f"每日终仍未改正的拒收记录，今日 {today.open} 条"),
        flow=plots.flow_plot(report.days, f"每日新拒收与已改正的记录，今日 {today.rejected} 与 {today.mended}"),
        received=plots.received_plot(report.days, f"每日接收的行数，今日 {today.received}"),
    )


def _environment(report: Report) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("hub.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(FILTERS)
    environment.filters["since"] = lambda moment: words.since(moment, report.made_at)
    environment.filters["instant"] = lambda moment: instant(moment, report.made_at)
    return environment


def _points(score: float) -> str:
    # 99.97 is not 100: only what is whole is written whole.
    return f"{min(round(score, 1), 99.9):.1f}" if score < 100 else "100"


def _movement(points: float) -> str:
    shown = round(points, 1)
    if not shown:
        return "持平"
    return f"+{shown:.1f}" if shown > 0 else f"{MINUS}{-shown:.1f}"


def _direction(points: float) -> str:
    shown = round(points, 1)
    return "even" if not shown else ("rose" if shown > 0 else "fell")


def _reached(steps: Sequence[tuple[float, str]]) -> Callable[[float], str]:
    return lambda score: next(name for least, name in steps if score >= least)


def _by_platform(items: Iterable[object]) -> list[tuple[str, list[object]]]:
    return [
        (words.platform_title(platform), list(of_it))
        for platform, of_it in groupby(items, key=lambda each: str(getattr(each, "platform")))  # noqa: B009
    ]


FILTERS: dict[str, Callable[..., object]] = {
    "points": _points,
    "movement": _movement,
    "direction": _direction,
    "grade": _reached(GRADES),
    "band": _reached(BANDS),
    "count": lambda number: f"{number:,}",
    "day": words.written_day,
    "month_day": lambda day: f"{day.month}月{day.day}日",
    "clock": lambda moment: f"{moment.astimezone(ZONE):%H:%M}",
    "masked": mask_runs,
    "severity": lambda severity: SEVERITIES.get(severity, severity),
    "severity_class": lambda severity: severity if severity in SEVERITIES else "warn",
    "groupby_platform": _by_platform,
    "titled": lambda dataset, platform: f"{words.platform_title(platform)} · {words.dataset_title(platform, dataset)}",
}
"""How the template writes values; `since` and `instant` depend on when the report is made."""
