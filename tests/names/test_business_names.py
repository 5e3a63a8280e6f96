"""Business names, signboards and addresses as their parts; every name is invented."""

from __future__ import annotations

import polars as pl
import pytest

from hub.names.addresses import ADDRESS_PARTS, parse_addresses
from hub.names.business import PARTS, parse
from hub.names.signboards import parse_signs


def named(name: str | None) -> dict[str, str]:
    """The parts that a name has."""
    row = dict(zip(PARTS, parse(pl.Series([name], dtype=pl.String)).row(0), strict=True))
    return {part: value for part, value in row.items() if value is not None}


def placed(address: str) -> dict[str, str]:
    """The parts that an address has."""
    row = dict(zip(ADDRESS_PARTS, parse_addresses(pl.Series([address])).row(0), strict=True))
    return {part: value for part, value in row.items() if value is not None}


@pytest.mark.parametrize(
    ("name", "place", "mark", "trade", "form"),
    [
        ("乐清市甲乙电器有限公司", "乐清市", "甲乙", "电器", "有限公司"),
        ("浙江省乐清市甲乙电器有限责任公司", "浙江省乐清市", "甲乙", "电器", "有限责任公司"),
        ("乐清市柳市镇甲乙丙电料经营部", "乐清市柳市镇", "甲乙丙", "电料", "经营部"),
        ("乐清柳市甲乙电料经营部", "乐清柳市", "甲乙", "电料", "经营部"),
        ("温州甲乙汽车零部件有限公司", "温州", "甲乙", "汽车零部件", "有限公司"),
        ("甲乙(乐清)智能科技有限公司", "乐清", "甲乙", "智能科技", "有限公司"),
        ("甲乙集团乐清进出口有限公司", None, "甲乙", "集团乐清进出口", "有限公司"),
        ("乐清市甲乙五金厂（普通合伙）", "乐清市", "甲乙", "五金", "厂普通合伙"),
        ("乐清市甲乙炭业有限公司", "乐清市", "甲乙", "炭业", "有限公司"),
        ("乐清市一丁红有限公司", "乐清市", "一丁红", None, "有限公司"),
        ("乐清市甲乙饭庄有限公司", "乐清市", "甲乙", "饭庄", "有限公司"),
        ("温州甲乙开发区丙丁电器有限公司", "温州甲乙开发区", "丙丁", "电器", "有限公司"),
        # A town that nothing but a trade follows is the mark.
        ("乐清市虹桥水果店", "乐清市", "虹桥", "水果", "店"),
        # Another county's name behind this county's is none.
        ("乐清市长兴达昌电器有限公司", "乐清市", "长兴达昌", "电器", "有限公司"),
        ("乐清市甲乡镇丙丁村股份经济合作社", "乐清市甲乡镇丙丁村", None, None, "股份经济合作社"),
    ],
)
def test_a_name_in_its_parts(name: str, place: str | None, mark: str | None, trade: str | None, form: str) -> None:
    expected = {"place": place, "mark": mark, "trade": trade, "form": form}
    assert named(name) == {part: value for part, value in expected.items() if value is not None}


def test_a_branch_is_told_from_its_parent() -> None:
    parent, branch = named("乐清市甲乙电器有限公司"), named("乐清市甲乙电器有限公司柳市分公司")
    assert branch == {**parent, "branch": "柳市分公司"}
    assert named("甲乙农村商业银行股份有限公司柳市支行")["branch"] == "柳市支行"


def test_second_and_former_names() -> None:
    assert named("乐清市甲乙小吃店第二名称：丙丁小吃")["second_name"] == "丙丁小吃"
    former = named("乐清市甲乙电器有限公司（原乐清市丙丁电器厂）")
    assert (former["former_name"], former["mark"], former["form"]) == ("乐清市丙丁电器厂", "甲乙", "有限公司")


def test_full_width_blanks_and_brackets_make_no_difference() -> None:
    assert named("　甲乙（乐清）电器　有限公司 ") == named("甲乙(乐清)电器有限公司")


@pytest.mark.parametrize("nothing", [None, "", "　"])
def test_nothing_has_no_parts(nothing: str | None) -> None:
    assert named(nothing) == {}


def test_rows_keep_their_order_and_repeats() -> None:
    names = pl.Series(["乐清市丙丁鞋厂", None, "乐清市甲乙鞋厂", "乐清市丙丁鞋厂"])
    assert parse(names)["mark"].to_list() == ["丙丁", None, "甲乙", "丙丁"]


@pytest.mark.parametrize(
    "sign",
    ["甲乙电器", "甲乙电器（虹桥店）", "★甲乙电器★ 电话:0577-62000000", "甲乙电器总店", "甲乙电器 欢迎光临"],
)
def test_a_signboard_names_what_the_register_does(sign: str) -> None:
    row = parse_signs(pl.Series([sign])).row(0, named=True)
    register = named("乐清市虹桥甲乙电器商行")
    assert (row["mark"], row["trade"]) == (register["mark"], register["trade"])


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("浙江省乐清市柳市镇甲乙路128号", {"division": "柳市镇", "road": "甲乙路", "number": "128"}),
        (
            "乐清市柳市镇甲街村乙塘路12-14号3幢2单元401室",
            {"division": "柳市镇", "community": "甲街", "road": "乙塘路", "number": "12-14", "building": "3",
             "unit": "2", "room": "401"},
        ),
        ("虹桥镇丙丁南路８８号（某菜市场对面）",
         {"division": "虹桥镇", "road": "丙丁南路", "number": "88", "landmark": "某菜市场对面"}),
        ("柳市镇 甲后工业区 纬十七路 261号",
         {"division": "柳市镇", "road": "纬十七路", "number": "261", "landmark": "甲后工业区"}),
        ("大荆镇甲乙村环城西路1弄5号",
         {"division": "大荆镇", "community": "甲乙", "road": "环城西路", "number": "1弄5"}),
        ("城东街道甲乙社区丙丁东路128号二楼",
         {"division": "城东街道", "community": "甲乙", "road": "丙丁东路", "number": "128", "room": "2F"}),
        ("甲乙路128", {"road": "甲乙路", "number": "128"}),
        ("甲乙路12号102室", {"road": "甲乙路", "number": "12", "room": "102"}),
        ("甲乙大道12号楼B101室", {"road": "甲乙大道", "building": "12", "room": "B101"}),
    ],
)  # fmt: skip
def test_an_address_in_its_parts(address: str, parts: dict[str, str]) -> None:
    assert placed(address) == parts
