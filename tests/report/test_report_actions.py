"""One action for what one hand mends, in the order in which a hand is wanted, told in whole sentences."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hub.report.actions import Action, Urgency, find_actions
from hub.report.rejections import RejectedPlatform, Rejections
from hub.report.standing import Held, OpenAlert

NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
NOTHING = Rejections(0, (), ())
CITY, PROVINCE = "乐清市综合管理服务平台", '省"大综合一体化"执法监管数字应用'


def alert(rule_id: str, platform: str | None = "city", dataset: str | None = None, **others: object) -> OpenAlert:
    row: dict[str, object] = {
        "alert_id": 1,
        "fingerprint": f"{platform}:{dataset or ''}:{rule_id}",
        "severity": "warn",
        "platform": platform,
        "dataset": dataset,
        "rule_id": rule_id,
        "department": None,
        "title": "标题",
        "status": "open",
        "occurrences": 1,
        "opened_at": NOW - timedelta(hours=3),
        "acknowledged_by": None,
        "acknowledged_at": None,
        "silenced_until": None,
        **others,
    }
    return OpenAlert(**row)  # type: ignore[arg-type]


def told(*alerts: OpenAlert, holds: tuple[Held, ...] = (), rejections: Rejections = NOTHING) -> tuple[Action, ...]:
    return find_actions(holds, alerts, rejections, NOW)


def test_where_nothing_is_wrong_nothing_is_to_do() -> None:
    assert told() == ()


def test_a_platform_that_is_down_speaks_for_its_datasets() -> None:
    actions = told(
        alert("gate.unreachable"),
        alert("gate.unreachable", dataset="cases"),
        alert("gate.unreachable", dataset="shops"),
    )
    assert [(each.urgency, each.what, each.since) for each in actions] == [
        (Urgency.NOW, f"{CITY}：平台无法访问，全部数据停止更新", NOW - timedelta(hours=3))
    ]


def test_some_datasets_without_an_answer_are_named() -> None:
    actions = told(alert("gate.unreachable", dataset="cases"), alert("gate.unreachable", dataset="shops"))
    assert [each.what for each in actions] == [f"{CITY}：城管案件、沿街店铺取不到数，停止更新"]


def test_rules_that_cannot_run_are_the_engineers() -> None:
    (action,) = told(
        alert("any.phone_form", dataset="shops", severity="error"),
        alert("any.too_long", dataset="shops", severity="error"),
    )
    assert action == Action(
        Urgency.NOW,
        f"{CITY} · 沿街店铺：2 条规则无法执行（电话号码格式不正确、文本超出规定长度），数据集暂缓发布",
        NOW - timedelta(hours=3),
        "数据工程组",
        "修复规则，再重新判定；不是报送单位的问题",
        "alerts",
        "hub quality recheck --platform city",
    )


def test_a_rule_over_what_is_published_is_told_with_its_dataset_and_not_twice() -> None:
    broken = alert("any.grid_unknown", severity="error", fingerprint="city::any.grid_unknown:shops")
    holds = (
        Held("city", "shops", "any.grid_unknown", "规则无法执行", NOW),
        Held("city", "cases", "gate.volume", "多", NOW),
    )
    assert [each.what for each in told(broken, holds=holds)] == [
        f"{CITY} · 沿街店铺：1 条规则无法执行（所属网格不存在），数据集暂缓发布",
        f"{CITY} · 城管案件：暂缓发布，因为数据量明显异常",
    ]


def test_a_hold_and_its_alert_are_one_thing_with_the_command_that_lets_it_through() -> None:
    held = Held("provincial", "penalties", "gate.volume", "今日 12,480 个", NOW - timedelta(days=2))
    (action,) = told(alert("gate.volume", "provincial", "penalties", severity="block"), holds=(held,))
    assert action == Action(
        Urgency.TODAY,
        f"{PROVINCE} · 行政处罚：暂缓发布，因为数据量明显异常",
        NOW - timedelta(days=2),
        f"数据管理员；{PROVINCE}报送单位核实",
        "核实数据量骤增骤减的原因。核实无误即可放行；此前已发布的数据不受影响",
        "holds",
        "hub quality accept provincial penalties --by 姓名 --reason 理由",
    )


def test_a_gate_without_a_hold_has_its_own() -> None:
    (action,) = told(
        alert("gate.totals", dataset="cases", severity="block", title="城管案件：接收条数与平台总数不一致")
    )
    assert (action.urgency, action.what) == (Urgency.TODAY, "城管案件：接收条数与平台总数不一致")


def test_files_set_aside_are_their_departments() -> None:
    (action,) = told(
        *(
            alert("departments.file_set_aside", "departments", title=f"部门文件 {name}：整份搁置")
            for name in ("market/甲.xlsx", "market/乙.xlsx", "fire/丙.csv", "culture/丁.xls")
        )
    )
    assert action.what == "4 个部门文件整份搁置：market/甲.xlsx、market/乙.xlsx、fire/丙.csv等 4 个"
    assert action.whose == "报送部门（市场监管、消防救援、文化市场）"
    assert action.do == "按模板重新导出文件，用原文件名重新放入收件箱"


def test_everything_rejected_is_one_export() -> None:
    platforms = (
        RejectedPlatform("city", 1200, ("cases",), NOW - timedelta(days=30)),
        RejectedPlatform("micro_grid", 2, ("alerts",), NOW - timedelta(days=1)),
    )
    (action,) = told(
        alert("any.required_missing", dataset="cases", severity="reject"),
        rejections=Rejections(1202, platforms, ()),
    )
    assert action == Action(
        Urgency.WEEK,
        "1,202 条记录被拒收，待报送单位改正",
        NOW - timedelta(days=30),
        "各报送单位，见“谁要改什么”",
        "导出整改清单，发给各报送单位；改正后重新报送，拒收自动解除",
        "senders",
        "hub quality export -o 整改清单",
        parts=(f"{CITY} 1,200 条（城管案件）", "微网智控 2 条（设备预警）"),
    )


def test_what_is_overdue_is_to_be_mended_today() -> None:
    rejected = Rejections(7, (RejectedPlatform("city", 7, ("cases",), NOW - timedelta(days=30)),), ())
    late = alert("quality.overdue", dataset="cases", severity="reject")
    (action,) = told(late, rejections=rejected)
    assert (action.urgency, action.what) == (Urgency.TODAY, "7 条记录被拒收，待报送单位改正；城管案件已超过整改期限")
    assert action.do.endswith("超过期限的请催办")
    taken_on = alert("quality.overdue", dataset="cases", severity="reject", silenced_until=NOW + timedelta(days=1))
    assert [each.urgency for each in told(taken_on, rejections=rejected)] == [Urgency.WEEK]


def test_what_is_alike_is_one_action() -> None:
    (action,) = told(alert("gate.freshness", dataset="cases"), alert("gate.freshness", dataset="shops"))
    assert (action.urgency, action.what, action.do) == (
        Urgency.TODAY,
        f"{CITY}：数据长时间未更新，2 处（城管案件、沿街店铺）",
        "核实是否停止报送",
    )


def test_each_kind_of_drift_is_told_as_what_it_is() -> None:
    kinds = ("missing", "missing", "type")
    drifted = [
        alert("gate.new_field", dataset=name, fingerprint=f"city:{name}:gate.new_field:{kind}", title=f"{name} {kind}")
        for name, kind in zip(("cases", "shops", "permits"), kinds, strict=True)
    ]
    assert {(each.what, each.do) for each in told(*drifted)} == {
        (f"{CITY}：字段不再出现，2 处（城管案件、沿街店铺）", "与报送方核实字段是否停报，并恢复报送"),
        ("permits type", "与报送方核实；尤其核对编码类字段改为数字后是否丢失了前导零"),
    }


def test_the_urgent_comes_first_then_the_older_and_last_what_somebody_has_taken_on() -> None:
    actions = told(
        alert("officer.certificate_expired", "provincial", "officers", title="执法证已过期"),
        alert("gate.new_field", dataset="cases", title="新字段", opened_at=NOW - timedelta(hours=1)),
        alert("gate.new_field", "grassroots", "grids", title="老字段", opened_at=NOW - timedelta(days=1)),
        alert(
            "gate.unreachable",
            "micro_grid",
            status="acknowledged",
            acknowledged_by="林某",
            acknowledged_at=NOW,
            silenced_until=None,
        ),
        alert("gate.unreachable", "school_safety"),
    )
    assert [each.urgency.word for each in actions] == ["立即", "今天", "今天", "本周", "处理中"]
    assert [each.what for each in actions[1:3]] == ["老字段", "新字段"]
    assert actions[-1].handled == "林某已于11月23日 09:05确认"


def test_one_taken_on_of_two_still_wants_a_hand() -> None:
    (action,) = told(
        alert("gate.unreachable", dataset="cases", status="acknowledged", acknowledged_by="林某", acknowledged_at=NOW),
        alert("gate.unreachable", dataset="shops"),
    )
    assert action.urgency is Urgency.NOW


def test_what_is_silenced_says_until_when() -> None:
    (action,) = told(alert("gate.unreachable", silenced_until=NOW + timedelta(hours=2)))
    assert (action.urgency, action.handled) == (Urgency.HANDLED, "静默至11月23日 11:05")
