"""What opens and closes alerts: landing, files and judging, each told of in the words of whoever has to act.

Every function here can be repeated: what was found and not yet known becomes known, what is over is closed. So a
process that dies between finding and telling loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.alerts import heartbeats, standing
from hub.alerts.bodies import body
from hub.alerts.findings import (
    Finding,
    Severity,
    open_rules,
    raise_finding,
    resolve_finding,
    resolve_fingerprints,
)
from hub.alerts.masking import mask_runs
from hub.alerts.owners import ENGINEERS, department_name
from hub.alerts.wording import instant, number
from hub.datasets import PLATFORMS
from hub.rules.texts import rule_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import psycopg

    from hub.alerts.standing import Overdue, Standing
    from hub.datasets.declaration import Dataset

UNREACHABLE = "gate.unreachable"
UNREADABLE = "gate.schema_unreadable"
TOTALS = "gate.totals"
SET_ASIDE = "departments.file_set_aside"
OVERDUE = "quality.overdue"
"""Stands for the rule of the alert about rejected records that nobody mended in time."""
LANDING_GATES = (UNREACHABLE, UNREADABLE, TOTALS)


def landing_failed(
    connection: psycopg.Connection, dataset: Dataset, gate: str, message: str, *, since: datetime | None
) -> None:
    """A dataset could not be taken from its platform, which one of `LANDING_GATES` stands for: open its alert.

    Where the platform answered for none of its datasets after `since` (the run's beginning), it is itself down, and
    its own alert speaks for all of them. Commits nothing.
    """
    last = _last_success(connection, dataset.platform, dataset.name)
    raise_finding(connection, _failed(gate, dataset.platform, dataset, message, last))
    if gate == UNREACHABLE:
        answered = _last_success(connection, dataset.platform, None)
        if answered is None or since is None or answered < since:
            finding = _failed(gate, dataset.platform, None, message, answered)
            # The first dataset of a run says why; those after it are often not even tried.
            if since is None or not _seen_since(connection, finding.fingerprint, since):
                raise_finding(connection, finding)


def landed(connection: psycopg.Connection, dataset: Dataset) -> None:
    """A dataset was taken from its platform: what kept it from that is over. Commits nothing."""
    heartbeats.beat(connection, heartbeats.of_platform(dataset.platform))
    for gate in LANDING_GATES:
        resolve_finding(connection, dataset.platform, dataset.name, gate)
    resolve_finding(connection, dataset.platform, None, UNREACHABLE)


def judged(
    connection: psycopg.Connection,
    dataset: Dataset,
    rules: Mapping[str, Sequence[Standing]],
    *,
    again: bool,
    mend_days: int,
) -> None:
    """Open an alert for each reject rule with rejected versions and for each rule that could not run; close the rest.

    So too for what is rejected for more than `mend_days`. `again` is false where the run judged nothing, so that
    nothing was found once more. Commits nothing.
    """
    found = [
        _broken(dataset, each) if each.is_error else _rejected(dataset, each)
        for of_severity in rules.values()
        for each in of_severity
        if each.is_error or (each.severity == "reject" and each.failed and not standing.comes_in_files(dataset))
    ]
    if standing.comes_in_files(dataset):
        broken = {each.rule_id for each in found}
        found += [
            _rejected(dataset, each, department)
            for department, of_department in standing.rejected_by_department(connection, dataset).items()
            for each in of_department
            if each.rule_id not in broken
        ]
    found += [_overdue(dataset, each, mend_days) for each in standing.overdue(connection, dataset, mend_days)]
    over = open_rules(connection, dataset.platform, dataset.name).keys() - {each.fingerprint for each in found}
    resolve_fingerprints(connection, sorted(over))
    for finding in found:
        raise_finding(connection, finding, again=again)


def files(connection: psycopg.Connection, platform: str) -> None:
    """Open an alert for each delivered file that was set aside; close it when the file of that name was taken.

    One that was closed by hand stays closed. Commits nothing.
    """
    heartbeats.beat(connection, heartbeats.of_platform(platform))
    latest = connection.execute(
        """
        SELECT DISTINCT ON (department, name) department, name, status, reason, seen_at
        FROM (
            SELECT department, name, status, reason, seen_at FROM hub.inbox_file
            UNION ALL
            SELECT department, name.name, status, reason, name.seen_at
            FROM hub.inbox_name AS name JOIN hub.inbox_file AS file USING (department, sha256)
            UNION ALL
            SELECT department, name, 'set_aside', problem, seen_at FROM hub.inbox_name WHERE problem IS NOT NULL
        ) AS told ORDER BY department, name, seen_at DESC
        """
    ).fetchall()
    known: dict[str, datetime] = dict(
        connection.execute(
            "SELECT fingerprint, max(opened_at) FROM quality.alert WHERE platform = %s AND rule_id = %s GROUP BY 1",
            (platform, SET_ASIDE),
        ).fetchall()
    )
    for department, name, status, reason, seen_at in latest:
        finding = _set_aside(platform, department, name, reason or "")
        opened_at = known.get(finding.fingerprint)
        if status != "set_aside":
            if opened_at is not None:
                resolve_fingerprints(connection, [finding.fingerprint])
        elif opened_at is None or opened_at < seen_at:
            raise_finding(connection, finding)


def _seen_since(connection: psycopg.Connection, fingerprint: str, since: datetime) -> bool:
    row = connection.execute(
        "SELECT FROM quality.alert WHERE fingerprint = %s AND status <> 'resolved' AND last_seen_at >= %s",
        (fingerprint, since),
    ).fetchone()
    return row is not None


def _last_success(connection: psycopg.Connection, platform: str, dataset: str | None) -> datetime | None:
    row = connection.execute(
        """
        SELECT max(finished_at) FROM hub.walk
        WHERE platform = %s AND dataset = coalesce(%s, dataset) AND status = 'proved'
        """,
        (platform, dataset),
    ).fetchone()
    return row[0] if row else None


def _failed(gate: str, platform: str, dataset: Dataset | None, message: str, last: datetime | None) -> Finding:
    text = rule_texts()[gate]
    what = PLATFORMS[platform].title if dataset is None else _subject(dataset)
    scope = "该平台全部数据" if dataset is None else "该数据集"
    until = f"停在 {instant(last)}（最近一次取数成功）" if last else "还没有取到过"
    return Finding(
        platform=platform,
        dataset=dataset.name if dataset else None,
        rule_id=gate,
        severity=Severity(text.severity),
        title=f"{what}：{text.title}",
        body=body(
            what=mask_runs(message),
            effect=f"{scope}{until}；已发布的数据不变，其他平台照常",
            remedy=f"{text.remedy}；恢复后自动补采，不必手工补",
            where=f"hub config check；Dagster 作业 {platform} 最近一次运行",
        ),
    )


def _rejected(dataset: Dataset, rule: Standing, department: str | None = None) -> Finding:
    whose = f"（{department_name(department)}）" if department else ""
    return Finding(
        platform=dataset.platform,
        dataset=dataset.name,
        rule_id=rule.rule_id,
        severity=Severity.REJECT,
        title=f"{_subject(dataset)}{whose}：{rule.title}，拒收 {number(rule.failed)} 条",
        body=body(
            what=f"记录的最新版本因“{rule.title}”被拒收，没有发布",
            how_much=rule.failed,
            examples=rule.examples,
            effect="此前合格的版本继续发布，其他记录照常",
            remedy=f"{rule.remedy}；不要在中枢里改数据",
            where=_where(dataset, "reject"),
        ),
        department=department,
        division_code=rule.division_code,
        affected=rule.failed,
    )


def _overdue(dataset: Dataset, found: Overdue, days: int) -> Finding:
    whose = f"（{department_name(found.department)}）" if found.department else ""
    return Finding(
        platform=dataset.platform,
        dataset=dataset.name,
        rule_id=OVERDUE,
        severity=Severity.REJECT,
        title=f"{_subject(dataset)}{whose}：拒收的记录超过整改期限（{days} 天）仍未改正，{number(found.versions)} 条",
        body=body(
            what=f"这些记录被拒收后 {days} 天仍没有收到改正的数据",
            how_much=found.versions,
            examples=found.examples,
            effect="这些记录没有发布，此前合格的版本继续发布",
            remedy="把整改清单发给报送单位催办；确实无法改正的，静默并写明原因",
            where=_where(dataset, "reject"),
        ),
        department=found.department or None,
        division_code=found.division_code,
        affected=found.versions,
    )


def _broken(dataset: Dataset, rule: Standing) -> Finding:
    return Finding(
        platform=dataset.platform,
        dataset=dataset.name,
        rule_id=rule.rule_id,
        severity=Severity.ERROR,
        title=f"{_subject(dataset)}：规则“{rule.title}”无法执行",
        body=body(
            what="规则没有执行成功，既不算合格也不算不合格",
            effect="该数据集暂缓发布，已发布的数据不变",
            remedy=f"由{ENGINEERS}修复规则（不是报送单位的问题）",
            where=_where(dataset, rule.severity),
        ),
    )


def _set_aside(platform: str, department: str, name: str, reason: str) -> Finding:
    text = rule_texts()[SET_ASIDE]
    file = f"{department}/{name}"
    return Finding(
        platform=platform,
        dataset=None,
        rule_id=SET_ASIDE,
        severity=Severity(text.severity),
        title=f"部门文件 {mask_runs(file)}：整份搁置",
        body=body(
            what=f"{text.title}：{mask_runs(reason)}",
            how_much="1 份文件",
            effect="文件中的记录都没有接收；文件仍在原处",
            remedy=f"{text.remedy}，用原文件名重新放入收件箱",
            where=f"收件箱中的 {mask_runs(file)}",
        ),
        subject=file,
        department=department,
    )


def _subject(dataset: Dataset) -> str:
    return f"{PLATFORMS[dataset.platform].title} · {dataset.title}"


def _where(dataset: Dataset, check: str) -> str:
    return (
        f"质量报告；整改清单（hub quality export -o 文件夹 --platform {dataset.platform}）；"
        f"Dagster 资产 staging/{dataset.platform}/{dataset.name} 的检查 {check}"
    )
