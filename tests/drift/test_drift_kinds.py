"""Each kind of schema drift, on a page of each platform's shape and on a delivered file: told once, with its page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson
import polars as pl
import pytest
from delivered_files import kinds_of_file, rows_of_file

from hub.datasets import PLATFORMS, dataset, of_platform
from hub.drift.changes import OPTIONAL_ABSENT_ROWS, REQUIRED_ABSENT_ROWS, Kind
from hub.drift.examples import example_of
from hub.drift.seen import Ledger
from hub.landing.answers import rows_of
from hub.landing.headers import IN_USE
from hub.staging.rows import PageRows, sent_rows

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
REST = (
    "provincial/penalties",
    "city/shops",
    "city/cases",
    "grassroots/events",
    "micro_grid/alerts",
    "school_safety/hazards",
)
REQUIRED = {
    "provincial/penalties": "CF_WFXW",
    "city/shops": "shopName",
    "city/cases": "statusName",
    "grassroots/events": "title",
    "micro_grid/alerts": "kind",
    "school_safety/hazards": "kind",
}
FILE = dataset("departments/market_register")
HEADER = ("企业名称", "注册号/统一社会信用代码", "登记机关", "管辖单位")


def answer(identifier, rows):
    """A page as the platform sends it."""
    at = PLATFORMS[identifier.split("/")[0]].answer
    document = {"code": {"provincial": "00", "city": 0, "grassroots": 200}.get(identifier.split("/")[0], 0)}
    if at.total_at:
        _put(document, at.total_at, len(rows))
    _put(document, at.rows_at, rows)
    return orjson.dumps(document)


def _put(document, path, value):
    for key in path[:-1]:
        document = document.setdefault(key, {})
    document[path[-1]] = value


def row(identifier, number):
    """A row with every declared field as a text, lists of elements as such."""
    found = {}
    for each in dataset(identifier).fields:
        if each.is_element:
            found.setdefault(each.list_name, [{}])[0][each.element_name] = "1"
        elif each.source:
            found[each.source] = f"{number}"
    deletes = {"deleted": None, "dsc_biz_operation": "I"}
    return {name: deletes.get(name, value) for name, value in found.items()}


class Watched:
    """A dataset whose pages are learnt from one after the other."""

    def __init__(self, identifier):
        self.dataset = dataset(identifier)
        self.ledger = Ledger(self.dataset)
        self.pages = 0

    def see(self, rows, department=None, generation=IN_USE):
        self.pages += 1
        page = PageRows(self.pages, START + timedelta(minutes=self.pages), rows, department, generation)
        sent = sent_rows(self.dataset, [page])
        for name in self.dataset.source_fields:
            sent.texts(name)
        deletes = [value is True for value in sent.values.get("deleted", [None] * len(rows))]
        self.lessons = self.ledger.take([page], sent.types, sent.places.with_columns(is_delete=pl.Series(deletes)))
        return [(each.kind, each.page_id, each.field, each.before, each.after) for each in self.lessons.changes]

    def answer(self, rows):
        return self.see(rows_of(PLATFORMS[self.dataset.platform], answer(self.dataset.id, rows)))

    def known(self, field):
        return next(each for each in self.lessons.rows if each["field"] == field)


@pytest.fixture(params=REST)
def watched(request):
    seen = Watched(request.param)
    assert seen.answer([row(request.param, number) for number in range(3)]) == []
    return seen


def rows(watched, count=3, **changed):
    return [row(watched.dataset.id, number) | changed for number in range(count)]


def without(watched, name, count):
    return [{key: value for key, value in each.items() if key != name} for each in rows(watched, count)]


class TestOnRestPages:
    def test_a_new_field_is_told_once(self, watched):
        mixed = [*rows(watched, 2), *rows(watched, 1, extraInfo="乐清某某")]
        assert watched.answer(mixed) == [(Kind.NEW, 2, "extraInfo", None, "string")]
        assert watched.lessons.changes[0].example == "字字字字"
        assert watched.answer(rows(watched, extraInfo="乐清")) == []

    def test_a_missing_field_is_noted_with_its_page_and_told_when_it_lasts(self, watched):
        name = REQUIRED[watched.dataset.id]
        assert watched.answer(without(watched, name, REQUIRED_ABSENT_ROWS - 1)) == []
        noted = watched.known(name)
        assert (noted["absent_rows"], noted["absent_from_page_id"]) == (REQUIRED_ABSENT_ROWS - 1, 2)
        assert watched.answer(without(watched, name, 1)) == [(Kind.MISSING, 3, name, None, None)]
        assert watched.answer(without(watched, name, 30)) == []
        watched.answer(rows(watched))
        assert ("", Kind.MISSING, name) in watched.lessons.ended
        assert watched.known(name)["absent_rows"] == 0

    def test_a_renamed_field_is_paired_with_its_old_name(self, watched):
        name = REQUIRED[watched.dataset.id]
        renamed = [each | {f"{name}New": "x"} for each in without(watched, name, 30)]
        assert watched.answer(renamed) == [(Kind.RENAMED, 2, f"{name}New", name, "string")]
        watched.answer(rows(watched))
        assert ("", Kind.RENAMED, name) in watched.lessons.ended

    def test_a_changed_type_is_told_once(self, watched):
        name = REQUIRED[watched.dataset.id]
        assert watched.answer([*rows(watched, 2), *rows(watched, 1, **{name: 7})]) == [
            (Kind.TYPE, 2, name, "string", "number")
        ]
        assert watched.answer(rows(watched, **{name: 8})) == []
        assert watched.answer(rows(watched, **{name: ["8"]})) == [(Kind.TYPE, 4, name, "number、string", "array")]
        assert watched.answer(rows(watched, **{name: None})) == []

    def test_all_four_in_one_page(self, watched):
        name = REQUIRED[watched.dataset.id]
        optional = next(
            each.source
            for each in watched.dataset.fields
            if each.required == "no" and each.source and "[]" not in each.source and each.source != "deleted"
        )
        page = [each | {name: True, "zz9": 1} for each in without(watched, optional, OPTIONAL_ABSENT_ROWS)]
        page = [each | {f"{optional}_2": 1} for each in page]
        assert {each[:3] for each in watched.answer(page)} == {
            (Kind.RENAMED, 2, f"{optional}_2"),
            (Kind.NEW, 2, "zz9"),
            (Kind.TYPE, 2, name),
        }


def test_fields_of_list_elements_count_too():
    watched = Watched("grassroots/events")
    watched.answer(rows(watched))
    flows = [{"seq": 1, "node": "上报", "org": "x", "time": "2026-11-20 08:00:00", "opinion": "", "photo": "u"}]
    changes = watched.answer(rows(watched, flows=flows))
    assert (Kind.RENAMED, 2, "flows[].photo", "flows[].operator", "string") in changes
    assert watched.answer(rows(watched, flows=[])) == []


def test_deletes_that_carry_their_key_alone_make_nothing_missing():
    watched = Watched("city/shops")
    watched.answer(rows(watched))
    deletes = [
        {"shopId": f"{number}", "updatedAt": "2026-11-20T08:00:00+08:00", "deleted": True} for number in range(30)
    ]
    assert watched.answer(deletes) == []
    assert watched.known("shopName")["absent_rows"] == 0


def test_a_number_that_grows_with_every_operation_may_be_a_text():
    watched = Watched("provincial/penalties")
    watched.answer(rows(watched))
    assert watched.answer(rows(watched, dsc_biz_record_id=12)) == []


def test_pages_of_long_ago_take_nothing_back():
    watched = Watched("city/shops")
    watched.pages = 10
    watched.answer(rows(watched))
    watched.pages = 0
    assert watched.answer(without(watched, "shopName", 30)) == []
    assert watched.answer(without(watched, "shopName", 30)) == []


def test_an_optional_field_that_never_came_is_not_missed():
    watched = Watched("city/shops")
    assert watched.answer(without(watched, "businessScope", OPTIONAL_ABSENT_ROWS)) == []


def csv(*header, lines=30):
    """A delivered text file; every cell tells its column and its line."""
    rows = (",".join(f"{title}{line}" for title in header) for line in range(lines))
    return "\n".join([",".join(header), *rows]).encode()


class TestOnFiles:
    @pytest.fixture
    def register(self):
        watched = Watched(FILE.id)
        assert self.take(watched, csv(*HEADER)) == []
        return watched

    def take(self, watched, body, department="market"):
        kinds = of_platform("departments")
        (kind,) = kinds_of_file(body, kinds)
        return watched.see(rows_of_file(body, kind, kinds), department, kind.generation)

    def test_a_new_column_is_told_once(self, register):
        body = csv(*HEADER, "微信号码")
        assert self.take(register, body) == [(Kind.NEW, 2, "微信号码", None, "string")]
        assert register.lessons.changes[0].example == "字字字字9"
        assert self.take(register, body) == []

    def test_a_missing_column_is_told_of_its_department_alone(self, register):
        assert self.take(register, csv(*HEADER[:3], lines=150)) == []
        assert register.known("管辖单位")["absent_from_page_id"] == 2
        assert self.take(register, csv(*HEADER), "ecology") == []
        assert self.take(register, csv(*HEADER[:3], lines=50)) == [(Kind.MISSING, 4, "管辖单位", None, None)]

    def test_a_renamed_column_is_paired(self, register):
        assert self.take(register, csv(*HEADER[:3], "管辖单位（所）")) == [
            (Kind.RENAMED, 2, "管辖单位（所）", "管辖单位", "string")
        ]

    def test_former_names_lack_what_is_new_in_todays(self):
        watched = Watched("departments/penalties")
        today = ("CF_XDR_MC", "CF_WSH", "CF_WFXW", "CF_CFLB", "CF_NR", "CF_JDRQ", "CF_CFJG", "CF_CFJGDM", "CF_SJLY")
        former = ("CF_XDR", "CF_WSH", "CF_SY", "CF_CFLB1", "CF_JG", "CF_JDRQ", "CF_XZJG")
        assert self.take(watched, csv(*today, lines=3)) == []
        assert "CF_CFJGDM" not in {each[2] for each in self.take(watched, csv(*former, lines=300))}
        assert "CF_SJLY" in {each[2] for each in self.take(watched, csv(*today[:-1], lines=250))}

    def test_names_of_today_lack_what_only_former_ones_had(self):
        watched = Watched("departments/penalties")
        former = ("CF_XDR", "CF_WSH", "CF_SY", "CF_CFLB1", "CF_JG", "CF_JDRQ", "CF_XZJG", "SJC", "DFBM")
        today = ("CF_XDR_MC", "CF_WSH", "CF_WFXW", "CF_CFLB", "CF_NR", "CF_JDRQ", "CF_CFJG", "CF_CFJGDM", "CF_SJLY")
        self.take(watched, csv(*former, lines=30))
        assert {"SJC", "DFBM"}.isdisjoint(each[2] for each in self.take(watched, csv(*today, lines=300)))

    def test_another_name_of_a_field_is_none(self, register):
        assert self.take(register, csv("EntName", "注册号", "RegOrgName", "LocalAdmName")) == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [("张三丰", "字字字"), ("13812345678", "99999999999"), ("Li-2", "Aa-9"), ([1, 2], "数组，2 项"), (None, None)],
)
def test_of_an_undeclared_value_only_its_pattern_is_shown(value, shown):
    assert example_of(dataset("city/shops"), "unheard", value) == shown


def test_a_declared_value_is_masked_as_everywhere():
    assert example_of(dataset("city/shops"), "operatorPhone", "13812345678") == "138****5678"
    assert example_of(dataset("city/shops"), "operator", "张三丰") == "张*"
