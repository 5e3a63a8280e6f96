"""Whose record it is: identifiers in right and wrong columns, kinds, and what linkage may use."""

from __future__ import annotations

import pytest
from standardised import ENTERPRISE, INDIVIDUAL, OLD_NUMBER, OLD_PERSON, ORGANISATION, PERSON, rules, staged

from hub.datasets import city, departments, grassroots, provincial

NOBODY = "91330382MA2AB3CD99"
EMBEDDED_WRONG = "91330382MA2AB3CD15"
CREDIT_LIKE_PERSON = "33039919501014347X"
"""A citizen id with a wrong digit that passes a credit code's check."""

UPGRADED = "330382199001011237"
NO_CODES = dict.fromkeys(("CF_XDR_SHXYM", "CF_XDR_GSZC", "CF_XDR_ZZJG", "CF_XDR_ZJHM"))


def penalty(**sent: object):
    return staged(provincial.PENALTIES, {**NO_CODES, **sent})[0]


def entity(**sent: object):
    return staged(provincial.MARKET_ENTITIES, {"UniCode": None, **sent})[0]


@pytest.mark.parametrize(
    ("sent", "code", "found"),
    [
        ({"CF_XDR_SHXYM": ENTERPRISE}, ENTERPRISE, set()),
        ({"CF_XDR_SHXYM": ENTERPRISE.lower()}, ENTERPRISE, {"any.uscc_repaired"}),
        ({"CF_XDR_SHXYM": ENTERPRISE.replace("0", "O").replace("2", "Z")}, ENTERPRISE, {"any.uscc_repaired"}),
        ({"CF_XDR_SHXYM": "９１３３ 0382MA2AB3CD02"}, ENTERPRISE, {"any.uscc_repaired"}),
        ({"CF_XDR_SHXYM": f"{NOBODY}、{ENTERPRISE}"}, ENTERPRISE, {"any.identifier_several"}),
        ({"CF_XDR_SHXYM": f"{ENTERPRISE}\n{INDIVIDUAL}"}, ENTERPRISE, {"any.identifier_several"}),
        ({"CF_XDR_SHXYM": NOBODY}, NOBODY, set()),
        ({"CF_XDR_SHXYM": "某 代码"}, "某 代码", set()),
        ({"CF_XDR_SHXYM": NOBODY, "CF_XDR_GSZC": OLD_NUMBER}, OLD_NUMBER, set()),
        ({"CF_XDR_SHXYM": OLD_NUMBER}, OLD_NUMBER, {"any.identifier_wrong_column"}),
        ({"CF_XDR_GSZC": ENTERPRISE}, ENTERPRISE, {"any.identifier_wrong_column"}),
        ({"CF_XDR_ZZJG": "D2143569-X"}, ORGANISATION, set()),
        ({"CF_XDR_ZZJG": ENTERPRISE}, ENTERPRISE, {"any.identifier_wrong_column"}),
        ({"CF_XDR_GSZC": "企合浙温总字第002112号"}, "企合浙温总字第002112号", set()),
        ({"CF_XDR_SHXYM": "无", "CF_XDR_GSZC": "0000"}, None, set()),
    ],
)
def test_the_party_code_is_the_first_valid_one_else_the_first_sent(sent, code, found) -> None:
    row = penalty(**sent)
    assert row["party_code"] == code
    assert {rule for rule, _ in rules(row)} == found


@pytest.mark.parametrize(
    ("certificate", "number", "code", "link", "found"),
    [
        (None, PERSON, PERSON, PERSON, set()),
        ("身份证", PERSON, PERSON, PERSON, set()),
        ("01", OLD_PERSON, UPGRADED, UPGRADED, set()),
        ("身份证", PERSON[:-1] + "1", PERSON[:-1] + "1", None, {"any.citizen_id_invalid"}),
        ("身份证", CREDIT_LIKE_PERSON, CREDIT_LIKE_PERSON, None, {"any.citizen_id_invalid"}),
        ("护照", PERSON, PERSON, None, set()),
        ("护照", "E12345678", "E12345678", None, set()),
        ("学生证", PERSON, PERSON, None, {"any.unknown_code"}),
        ("身份证", ENTERPRISE, ENTERPRISE, None, {"any.identifier_wrong_column"}),
    ],
)
def test_the_certificates_kind_decides_how_its_number_is_read(certificate, number, code, link, found) -> None:
    row = penalty(CF_XDR_LB="自然人", CF_XDR_ZJLX=certificate, CF_XDR_ZJHM=number)
    assert (row["party_code"], row["link_citizen_id"]) == (code, link)
    assert {rule for rule, _ in rules(row)} - {"any.party_kind_conflict"} == found


@pytest.mark.parametrize(
    ("sent", "kind", "conflict"),
    [
        ({"CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": ENTERPRISE}, "enterprise", False),
        ({"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": ENTERPRISE}, "enterprise", True),
        ({"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": INDIVIDUAL}, "individual_business", False),
        ({"CF_XDR_LB": "自然人", "CF_XDR_ZJHM": PERSON}, "natural_person", False),
        ({"CF_XDR_LB": "法人及非法人组织", "CF_XDR_ZJHM": PERSON}, "other", True),
        ({"CF_XDR_LB": "个体工商户", "CF_XDR_ZJHM": PERSON}, "individual_business", False),
        ({"CF_XDR_LB": "法人及非法人组织", "CF_XDR_GSZC": OLD_NUMBER}, "other", False),
    ],
)
def test_the_class_of_a_valid_credit_code_goes_before_the_kind_sent(sent, kind, conflict) -> None:
    row = penalty(**sent)
    assert row["party_kind"] == kind
    assert (("any.party_kind_conflict", "CF_XDR_LB") in rules(row)) is conflict


def test_no_kind_and_a_citizen_id_is_a_person() -> None:
    (row,) = staged(provincial.INSPECTIONS, {"administrative_cp_na": None, "administrative_cp_ui_code": OLD_PERSON})
    assert (row["party_kind"], row["party_code"]) == ("natural_person", UPGRADED)


def test_a_certificate_of_another_kind_is_never_matched_on() -> None:
    (row,) = staged(
        provincial.INSPECTIONS, {"administrative_cp_ce_type": "护照", "administrative_cp_ui_code": ENTERPRISE}
    )
    assert (row["party_code"], row["link_uscc"]) == (ENTERPRISE, None)


@pytest.mark.parametrize(
    ("sent", "columns", "found", "unmapped"),
    [
        ({"UniCode": ENTERPRISE}, (ENTERPRISE, None, "MA2AB3CD0", None), set(), None),
        ({"UniCode": OLD_NUMBER}, (None, OLD_NUMBER, None, None), {"any.identifier_wrong_column"}, None),
        ({"UniCode": "3303822001234"}, (None, "3303822001234", None, None), {"any.identifier_wrong_column"}, None),
        ({"UniCode": PERSON}, (None, None, None, PERSON), {"any.identifier_wrong_column"}, None),
        ({"RegNO": ENTERPRISE}, (ENTERPRISE, None, "MA2AB3CD0", None), {"any.identifier_wrong_column"}, None),
        ({"RegNO": "企合浙温总字第002112号"}, (None, "企合浙温总字第002112号", None, None), set(), None),
        ({"UniCode": NOBODY}, (None, None, None, None), {"registration.uscc_invalid"}, {"uscc": NOBODY}),
        ({"UniCode": "9133"}, (None, None, None, None), set(), {"uscc": "9133"}),
        (
            {"UniCode": EMBEDDED_WRONG},
            (EMBEDDED_WRONG, None, "MA2AB3CD1", None),
            {"registration.uscc_organisation"},
            None,
        ),
        ({"CerNO": OLD_PERSON}, (None, None, None, UPGRADED), set(), None),
        ({"CerNO": "123"}, (None, None, None, None), {"any.citizen_id_invalid"}, {"citizen_id": "123"}),
        (
            {"UniCode": OLD_NUMBER, "RegNO": "330382000099999"},
            (None, "330382000099999", None, None),
            {"any.identifier_wrong_column"},
            {"uscc": OLD_NUMBER},
        ),
    ],
)
def test_each_identifier_of_a_register_goes_into_its_own_column(sent, columns, found, unmapped) -> None:
    row = entity(**sent)
    assert tuple(row[name] for name in ("uscc", "registration_no", "organisation_code", "citizen_id")) == columns
    assert {rule for rule, _ in rules(row)} == found
    assert row["unmapped"] == unmapped


@pytest.mark.parametrize(
    ("sent", "kind", "conflict"),
    [
        ("11", "enterprise", False),
        ("50", "enterprise", True),
        ("法人", "enterprise", False),
        (None, "enterprise", False),
    ],
)
def test_kind_of_a_register_entry(sent: str | None, kind: str, conflict: bool) -> None:
    row = entity(UniCode=ENTERPRISE, EntTypeCatg=sent)
    assert row["kind"] == kind
    assert (("registration.kind_conflict", "EntTypeCatg") in rules(row)) is conflict


def test_a_companys_citizen_id_is_its_representatives_and_links_nobody() -> None:
    company = entity(UniCode=ENTERPRISE, CerNO=PERSON)
    trader = entity(UniCode=INDIVIDUAL, CerNO=PERSON)
    assert (company["citizen_id"], company["link_citizen_id"]) == (PERSON, None)
    assert (trader["citizen_id"], trader["link_citizen_id"]) == (PERSON, PERSON)


@pytest.mark.parametrize(
    ("sent", "link"),
    [(OLD_NUMBER, OLD_NUMBER), ("企合浙温总字第002112号", "企合浙温总字第002112号"), ("办理中", None), ("12345", None)],
)
def test_only_what_looks_like_a_registration_number_links(sent: str, link: str | None) -> None:
    row = entity(RegNO=sent)
    assert (row["registration_no"], row["link_registration_no"]) == (sent, link)


def test_links_of_a_penalty() -> None:
    row = penalty(CF_XDR_SHXYM=ENTERPRISE, CF_XDR_GSZC=OLD_NUMBER, CF_FRDB="王 某", CF_XDR_SWDJ="330382D2143569X")
    assert (row["link_uscc"], row["link_registration_no"]) == (ENTERPRISE, OLD_NUMBER)
    assert row["link_organisation_code"] == "MA2AB3CD0"
    assert row["evidence"] == {"tax_no": "330382D2143569X", "legal_representative": "王某"}


def test_an_old_tax_number_holds_the_organisation_code() -> None:
    assert penalty(CF_XDR_SWDJ="330382D2143569X")["link_organisation_code"] == ORGANISATION
    assert penalty(CF_XDR_SWDJ="330382000000000")["link_organisation_code"] is None


def test_an_organisation_code_that_fails_its_check_links_nobody() -> None:
    row = penalty(CF_XDR_SHXYM=EMBEDDED_WRONG)
    assert (row["link_uscc"], row["link_organisation_code"]) == (EMBEDDED_WRONG, None)


def test_a_shops_code_is_read_for_linkage() -> None:
    rows = staged(city.SHOPS, *({"creditCode": code} for code in (ENTERPRISE, OLD_NUMBER, PERSON, NOBODY, None)))
    names = ("link_uscc", "link_registration_no", "link_citizen_id")
    assert [tuple(row[name] for name in names) for row in rows] == [
        (ENTERPRISE, None, None),
        (None, OLD_NUMBER, None),
        (None, None, PERSON),
        (None, None, None),
        (None, None, None),
    ]


def test_a_filings_address_is_evidence() -> None:
    (row,) = staged(grassroots.FILINGS, {"address": "某某路 1号", "subjectCode": PERSON})
    assert row["evidence"] == {"address": "某某路1号"}
    assert row["holder_code"] == row["link_citizen_id"] == PERSON


def test_codes_of_authorities_are_published_as_sent_where_they_are_not_valid() -> None:
    rows = [penalty(CF_CFJGDM=code) for code in ("11330382mb12345622", "某 局", OLD_NUMBER)]
    assert [row["authority_code"] for row in rows] == ["11330382MB12345622", "某 局", OLD_NUMBER]
    assert all(row["link_registration_no"] is None for row in rows)
    assert ("any.required_missing", "CF_CFJGDM") in rules(penalty(CF_CFJGDM="无"))


@pytest.mark.parametrize(
    ("code", "source_id", "columns", "found"),
    [
        (ENTERPRISE, f"market|{ENTERPRISE}", (ENTERPRISE, None), set()),
        (OLD_NUMBER, f"market|{OLD_NUMBER}", (None, OLD_NUMBER), set()),
        ("3303822001234", "market|3303822001234", (None, "3303822001234"), set()),
        (330382000012345.0, f"market|{OLD_NUMBER}", (None, OLD_NUMBER), {"departments.number_float"}),
        ("企合浙温总字第002112号", "market|企合浙温总字第002112号", (None, "企合浙温总字第002112号"), set()),
        ("9.13304E+17", "market|甲乙公司", (None, None), {"departments.number_damaged"}),
        (9.13304e17, "market|甲乙公司", (None, None), {"departments.number_damaged"}),
        (NOBODY, f"market|{NOBODY}", (None, None), {"registration.uscc_invalid"}),
        (ENTERPRISE.lower(), f"market|{ENTERPRISE.lower()}", (ENTERPRISE, None), {"any.uscc_repaired"}),
        ("无", "market|甲乙公司", (None, None), set()),
        (None, "market|甲乙公司", (None, None), set()),
    ],
)
def test_one_column_of_two_codes_is_told_apart_by_shape(code, source_id, columns, found) -> None:
    (row,) = staged(departments.MARKET_REGISTER, {"注册号/统一社会信用代码": code, "企业名称": "甲乙公司"})
    assert row["source_id"] == source_id
    assert (row["uscc"], row["registration_no"]) == columns
    assert {rule for rule, _ in rules(row)} == found
