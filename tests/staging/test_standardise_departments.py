"""Departments' files: two generations of names and codes, forms of their own, what stands in for what is missing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from standardised import AUTHORITY, ENTERPRISE, INDIVIDUAL, LANDED, OLD_NUMBER, OLD_PERSON, PERSON, rules, staged

from hub.datasets.departments import ECOLOGY_PENALTIES, FIRE_PENALTIES, LICENCES, PENALTIES
from hub.landing.headers import FORMER, IN_USE

UPGRADED = "330382199001011237"
OTHER_ENTERPRISE = "91330382MA2AB3CD15"


@pytest.mark.parametrize(
    ("generation", "sent", "status"),
    [
        (IN_USE, "1", "valid"),
        (IN_USE, 2.0, "other"),
        (IN_USE, "0", None),
        (IN_USE, "注销", "cancelled"),
        (FORMER, "0", "valid"),
        (FORMER, "1", "revoked"),
        (FORMER, 2, "disputed"),
        (FORMER, "注销", "cancelled"),
    ],
)
def test_a_licences_status_is_read_by_the_headers_generation(generation, sent, status) -> None:
    (row,) = staged(LICENCES, {"XK_ZT": sent}, generation=generation)
    assert row["status"] == status
    assert rules(row) == (set() if status else {("any.unknown_code_required", "XK_ZT")})


def test_the_folder_stands_in_for_a_code_in_the_key_and_nowhere_else() -> None:
    without, whole = staged(LICENCES, {}, {"XK_XKJGDM": AUTHORITY.lower()}, department="health")
    assert (without["source_id"], without["issuer_code"]) == ("health|乐许〔2026〕第1号|health", None)
    assert (whole["source_id"], whole["issuer_code"]) == (f"health|乐许〔2026〕第1号|{AUTHORITY.lower()}", AUTHORITY)
    assert {row["department"] for row in (without, whole)} == {"health"}


@pytest.mark.parametrize("dataset", [ECOLOGY_PENALTIES, FIRE_PENALTIES], ids=lambda each: each.name)
def test_a_form_without_a_code_has_its_number_alone_for_a_key(dataset) -> None:
    (row,) = staged(dataset, {}, department="ecology")
    assert row["source_id"] == f"ecology|{row['decision_no']}"


def test_a_licence_of_2015() -> None:
    sent = {"XK_XDR_SHXYM": None, "XK_XDR_SFZ": OLD_PERSON, "XK_XMMC": "某项目", "SJC": "2026-11-01 08:00:00"}
    (row,) = staged(LICENCES, {**sent, "XK_ZT": "0"}, generation=FORMER)
    assert (row["holder_code"], row["holder_kind"], row["link_citizen_id"]) == (UPGRADED, "natural_person", UPGRADED)
    assert (row["document_name"], row["category"], row["category_name"]) == ("某项目", "ordinary", "普通")
    assert row["source_updated_at"] == datetime(2026, 11, 1, tzinfo=UTC)
    assert row["defects"] == []


def test_names_of_2018_go_before_those_of_2015() -> None:
    (row,) = staged(LICENCES, {"XK_XKWS": "决定书", "XK_XMMC": "某项目"})
    assert row["document_name"] == "决定书"
    rows = staged(PENALTIES, {"CF_CFMC": "乙", "CF_AJMC": "丙"}, {"CF_WFXW": "甲", "CF_CFMC": "乙"}, {"CF_AJMC": "丙"})
    assert [row["violation"] for row in rows] == ["乙", "甲", "丙"]


@pytest.mark.parametrize("sent", ["2126-01-01", "某日", "1948-01-01"])
def test_an_impossible_time_of_change_is_kept_and_the_files_own_holds(sent: str) -> None:
    (row,) = staged(LICENCES, {"SJC": sent})
    assert row["source_updated_at"] == LANDED
    assert row["unmapped"] == {"source_updated_at": sent}
    assert {field for _, field in rules(row)} == {"SJC"}


def test_a_file_without_times_is_as_old_as_it_is_here() -> None:
    assert staged(PENALTIES, {})[0]["source_updated_at"] == LANDED


def test_two_columns_of_kinds_are_one_list() -> None:
    both, second = staged(
        PENALTIES, {"CF_CFLB": "1", "CF_CFLB2": "2;1"}, {"CF_CFLB": None, "CF_CFLB2": "2"}, generation=FORMER
    )
    assert (both["kinds"], both["fine_yuan"]) == ('{"warning","fine"}', None)
    assert second["kinds"] == '{"fine"}'
    assert rules(second) == {("any.required_missing", "CF_CFLB")}


@pytest.mark.parametrize(("generation", "sent", "kept"), [(FORMER, "1", "revoked"), (FORMER, "0", "valid")])
def test_a_penaltys_status_is_kept_for_the_rules(generation, sent, kept) -> None:
    assert staged(PENALTIES, {"CF_ZT": sent}, generation=generation)[0]["CF_ZT"] == kept


def test_an_ecology_penalty() -> None:
    (row,) = staged(
        ECOLOGY_PENALTIES,
        {
            "cfzl": "按日连续处罚；限制生产、停产整治",
            "fkse": "2.5",
            "tbsj": "2026-11-02 09:00:00",
            "larq": "2025-12-01",
            "jarq": "2026/1/9",
            "jaqk": "已结案",
            "mswfssdnr": "没收违法所得500元",
            "fddbr": "某某某",
            "dz": "某路1号",
        },
    )
    assert row["kinds"] == '{"fine","suspend_business"}'
    assert (row["fine_yuan"], row["content"]) == (Decimal("25000.00"), "没收违法所得500元")
    assert (row["filed_on"], row["decided_on"], row["closed_on"]) == (
        date(2025, 12, 1),
        date(2026, 1, 2),
        date(2026, 1, 9),
    )
    assert (row["violation"], row["facts"], row["jaqk"]) == ("超标排放", "超标排放", "已结案")
    assert row["evidence"] == {"legal_representative": "某某某", "address": "某路1号"}
    assert row["source_updated_at"] == datetime(2026, 11, 2, 1, tzinfo=UTC)
    assert row["defects"] == []


@pytest.mark.parametrize(
    ("sent", "name"),
    [({"dsrmc": "王某"}, "王某"), ({"dwmc": "某厂"}, "某厂"), ({"dsrmc": "王某", "dwmc": "厂"}, "王某")],
)
def test_a_party_is_named_as_a_person_or_as_a_unit(sent, name) -> None:
    (row,) = staged(ECOLOGY_PENALTIES, {"dwmc": None, **sent})
    assert row["party_name"] == name


@pytest.mark.parametrize("kind", ["企业", "事业单位", "其他", None, "不知道"])
@pytest.mark.parametrize("number", [OLD_PERSON, PERSON[:-1] + "1"])
def test_a_representatives_number_is_nobodys_code(kind: str | None, number: str) -> None:
    (row,) = staged(ECOLOGY_PENALTIES, {"dsrxx": kind, "tyshxydm": None, "sfzhm": number})
    assert (row["party_code"], row["link_citizen_id"]) == (None, None)
    assert row["party_kind"] != "natural_person"
    assert number not in str(row["evidence"])


def test_a_persons_number_is_the_persons_code() -> None:
    sent = {"dsrxx": "个人", "tyshxydm": None, "dsrmc": "王某"}
    valid, invalid = staged(ECOLOGY_PENALTIES, {**sent, "sfzhm": OLD_PERSON}, {**sent, "sfzhm": PERSON[:-1] + "1"})
    assert (valid["party_code"], valid["party_kind"], valid["link_citizen_id"]) == (
        UPGRADED,
        "natural_person",
        UPGRADED,
    )
    assert valid["defects"] == []
    assert (invalid["party_code"], invalid["link_citizen_id"]) == (PERSON[:-1] + "1", None)
    assert rules(invalid) == {("any.citizen_id_invalid", "sfzhm")}


@pytest.mark.parametrize(
    ("licence_no", "code", "number"),
    [
        (OTHER_ENTERPRISE, OTHER_ENTERPRISE, None),
        (OLD_NUMBER, ENTERPRISE, OLD_NUMBER),
        ("91330382MA2AB3CD99", ENTERPRISE, None),
        (None, ENTERPRISE, None),
    ],
)
def test_a_credit_code_on_the_licence_goes_before_the_one_in_its_own_field(licence_no, code, number) -> None:
    (row,) = staged(ECOLOGY_PENALTIES, {"yyzzzch": licence_no})
    assert (row["party_code"], row["link_uscc"], row["link_registration_no"]) == (code, code, number)


def test_a_groups_code_is_never_the_partys() -> None:
    (row,) = staged(ECOLOGY_PENALTIES, {"tyshxydm": None, "ssjtgszzjgdm": "D2143569X"})
    assert (row["party_code"], row["link_organisation_code"]) == (None, None)


def test_a_fire_penalty() -> None:
    (row,) = staged(
        FIRE_PENALTIES,
        {"cfzl": "11,21、责令停止使用", "cfmc": "名称", "zlstnr": "停产停业", "bbh": "003", "zzjgdm": "D2143569-X"},
    )
    assert row["kinds"] == '{"warning","fine","suspend_business"}'
    assert (row["violation"], row["content"], row["sequence"]) == ("消防设施未保持完好有效", "停产停业", "3")
    assert (row["party_code"], row["party_kind"], row["is_delete"]) == (ENTERPRISE, "enterprise", False)
    assert row["defects"] == []


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ({"dxfl": 2, "shxydm": None}, "natural_person"),
        ({"dxfl": "1", "shxydm": None}, "other"),
        ({"dxfl": "1", "shxydm": INDIVIDUAL}, "individual_business"),
        ({"shxydm": None}, None),
    ],
)
def test_a_fire_penaltys_party(sent, kind) -> None:
    assert staged(FIRE_PENALTIES, sent)[0]["party_kind"] == kind


@pytest.mark.parametrize(("sent", "is_delete"), [("1", True), (1.0, True), ("0", False), (None, False)])
def test_a_withdrawn_fire_penalty_is_a_delete(sent: object, is_delete: bool) -> None:
    (row,) = staged(FIRE_PENALTIES, {"ztbj": sent})
    assert (row["is_delete"], row["source_updated_at"], row["defects"]) == (is_delete, LANDED, [])
