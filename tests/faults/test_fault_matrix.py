"""Every fault on the wire × every platform that it can happen to: each walk ends in exactly the rows of the truth, or
in a report that says who, where and what, and the walk after it in the truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from landings import HURRIED, LIMITS, SUBJECTS, Subject, names

from hub.errors import HubError, PermanentError, ProtocolError, TransientError
from hub.sandbox.faults import BUSY, CODES, GARBAGE, KINDS, LIES, LINE, STATUSES

if TYPE_CHECKING:
    from hub.sandbox.faults import Event

ALL = tuple(SUBJECTS)
TABLES = ("micro_grid",)
"""Of the platforms that speak as this one does, what lasts is tried at this one."""
LOGGED_IN = ("provincial", "city", "grassroots")
BY_PLACE = ("provincial", "grassroots", *TABLES)
OF_ALL_KINDS = ("provincial", "city", "grassroots", *TABLES)

HEALING: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("408", "425", "502", "503", "504", "429", "429-date", "html", "empty"), ALL),
    **dict.fromkeys(LINE, ALL),
    **dict.fromkeys(("page-short", "page-empty", "page-repeated", "total-more", "total-less", "rows-doubled"), ALL),
    **dict.fromkeys(("cursor-early", "410", "401"), ("city",)),
    **dict.fromkeys(("01", "05", "99"), ("provincial",)),
    **dict.fromkeys(("500", "code-401"), ("grassroots",)),
}
"""What heals when it happened once, and to whom it can happen."""
CALLS = {"first": 0, "middle": 1, "last": -1}
"""At which call of a walk; where it matters, which is with answers that look right."""


def each(matrix: dict[str, tuple[str, ...]]) -> list[object]:
    return [pytest.param(name, kind, id=f"{name}-{kind}") for kind, platforms in matrix.items() for name in platforms]


@pytest.mark.parametrize(
    ("subject", "kind", "when"),
    [
        pytest.param(name, kind, when, id=f"{name}-{kind}-{when}")
        for kind, platforms in HEALING.items()
        for name in platforms
        for when in (CALLS if kind in LIES else ["middle"])
    ],
    indirect=["subject"],
)
def test_what_happens_once_costs_no_row(subject: Subject, kind: str, when: str) -> None:
    subject.limits = HURRIED if kind == "hang" else LIMITS
    place = CALLS[when] % subject.calls
    subject.script.calls.extend([*[None] * place, kind])
    subject.land()
    subject.assert_true(less=7 if kind == "total-less" and subject.name != "provincial" else 0)
    assert not subject.script.calls


@dataclass(frozen=True)
class Report:
    """How a fault that does not heal ends: in what, in which words, after how many calls; `kept`: with the answer."""

    error: type[HubError]
    told: str
    platforms: tuple[str, ...] = OF_ALL_KINDS
    calls: int | None = 1
    kept: bool = False
    before: tuple[Event, ...] = field(default=())


LASTING: dict[str, Report] = {
    **{
        kind: Report(PermanentError, told)
        for kind, told in {
            "400": "接口文档",
            "403": r"权限.*HUB_",
            "404": r"HUB_\w+_URL",
            "302": r"HUB_\w+_URL 改为",
        }.items()
    },
    "429-long": Report(TransientError, "86400 秒"),
    **{kind: Report(TransientError, "已尝试 3 次", calls=3) for kind in ("408", "425", "429", "429-date")},
    **{kind: Report(TransientError, rf"HTTP {kind}.*已尝试 3 次", calls=3) for kind in ("502", "503", "504")},
    "html": Report(TransientError, "网页", calls=3),
    "empty": Report(TransientError, "空的", calls=3),
    "reset": Report(TransientError, r"中断.*HUB_\w+_URL", calls=3),
    "short": Report(TransientError, "没有收完", calls=3),
    "hang": Report(TransientError, "超时", calls=2),
    "cut": Report(ProtocolError, "不是 JSON", calls=3, kept=True),
    **{
        kind: Report(ProtocolError, told, kept=True)
        for kind, told in {
            "words": "不是 JSON",
            "list": "结果码|缺失",
            "row-odd": "不是对象",
            "rows-missing": "数据行",
            "total-missing": "总数.*缺失",
            "total-odd": "总数.*类型",
        }.items()
    },
    "code-unknown": Report(ProtocolError, "7341.*不在平台约定之内", ("provincial", "city", "grassroots"), kept=True),
    "cursor-odd": Report(ProtocolError, "下一页.*dict", ("city",), kept=True),
    "cursor-back": Report(ProtocolError, "回到了前面", ("city",), calls=None, before=(None,)),
    "cursor-early": Report(ProtocolError, "平台总数 72.*重新获取", ("city",), calls=None),
    "page-short": Report(ProtocolError, "应有|实收", calls=None),
    "page-empty": Report(ProtocolError, "应有|实收", calls=None),
    "rows-doubled": Report(ProtocolError, "应有", BY_PLACE, calls=None),
    "page-repeated": Report(ProtocolError, "重复|实收|应有", calls=None, before=(None,)),
    "total-more": Report(ProtocolError, "平台总数", calls=None),
    "total-less": Report(ProtocolError, "应有|总数", BY_PLACE, calls=None),
    "01": Report(PermanentError, "HUB_PROVINCIAL_APP_SECRET", ("provincial",), calls=3),
    "02": Report(PermanentError, "校准本机时钟", ("provincial",)),
    "03": Report(PermanentError, "接口授权", ("provincial",)),
    "05": Report(TransientError, r"05（调用过于频繁）.*已尝试 3 次", ("provincial",), calls=3),
    "99": Report(TransientError, r"99（系统内部错误）.*已尝试 3 次", ("provincial",), calls=3),
    "500": Report(TransientError, r"500（系统繁忙）.*已尝试 3 次", ("grassroots",), calls=3),
    "code-401": Report(PermanentError, "HUB_GRASSROOTS_PASSWORD", ("grassroots",), calls=3),
    "410": Report(TransientError, "已从头开始 3 次", ("city",), calls=None),
    "401": Report(PermanentError, r"HUB_\w+_(CLIENT_SECRET|API_KEY|APP_SECRET)", ("provincial", "city", *TABLES), None),
}
"""What ends in a report when it does not cease."""


@pytest.mark.parametrize(
    ("subject", "kind"), each({kind: report.platforms for kind, report in LASTING.items()}), indirect=["subject"]
)
def test_what_does_not_cease_is_reported_and_the_next_walk_is_whole(subject: Subject, kind: str) -> None:
    report, before, asked = LASTING[kind], len(subject.refused()), subject.script.asked
    subject.limits = HURRIED if kind == "hang" else LIMITS
    subject.script.calls.extend(report.before)
    subject.script.ever = kind
    with pytest.raises(report.error, match=report.told) as caught:
        subject.land()
    assert names(str(caught.value), subject)
    assert report.calls in (None, subject.script.asked - asked)
    assert len(subject.refused()) - before == report.kept
    assert subject.walk()[1] == ("open" if report.error is TransientError else "failed")
    assert set(subject.landed(subject.walk()[0])) <= set(subject.listed())
    subject.script.ever = None
    subject.limits = LIMITS
    subject.land()
    subject.assert_true()


def test_no_fault_of_the_sandbox_is_left_out() -> None:
    assert HEALING.keys() | LASTING.keys() == set(KINDS)
    assert set(KINDS) == {*STATUSES, *BUSY, *CODES, *GARBAGE, *LINE, *LIES}
