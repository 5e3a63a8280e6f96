"""Whatever readers would break of is told, and refused unless it comes in a new version."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Text

from hub.contract.compare import Weight, compare, weight
from hub.contract.document import contract
from hub.contract.products import ACTIVE, DEPRECATED, DRAFT, MART, product, products
from hub.contract.text import file_of, read_contract
from hub.contract.version import renewed
from hub.errors import ContractError, ExitCode
from hub.main.documents import CONTRACTS, FOLDER
from hub.model import unified_table
from hub.model.classification import Personal
from hub.model.editions import Edition

if TYPE_CHECKING:
    from collections.abc import Callable

Document = dict[str, Any]


@pytest.fixture(scope="module")
def kept() -> Document:
    """The contract of `v1`, as if it had been written down some time ago."""
    return contract(product("v1"), "1.2.3") | {"status": ACTIVE}


def table(document: Document, name: str = "penalty") -> Document:
    """A table of the contract."""
    return next(each for each in document["schema"] if each["name"] == name)


def column(document: Document, name: str) -> Document:
    """A column of the penalties."""
    return next(each for each in table(document)["properties"] if each["name"] == name)


@pytest.mark.parametrize("name", [each.schema for each in products()])
def test_the_models_keep_what_the_contract_promises(name: str) -> None:
    of_name = product(name)
    committed = read_contract(file_of(FOLDER / CONTRACTS, of_name))
    assert committed is not None, "`hub contract write` writes it"
    broken = [str(each) for each in compare(committed, contract(of_name, "")) if each.weight == Weight.BREAKING]
    assert committed["version"].split(".")[0] != str(of_name.major) or not broken, "\n".join(broken)


def test_nothing_differs_from_itself(kept: Document) -> None:
    assert compare(kept, copy.deepcopy(kept)) == []
    as_now = kept | {"status": product("v1").status}
    assert renewed(product("v1"), as_now) == as_now


BREAKS: list[tuple[Callable[[Document], object], str]] = [
    (lambda each: each["schema"].remove(table(each)), "penalty：删除了表"),
    (lambda each: table(each)["properties"].remove(column(each, "fine_yuan")), "penalty.fine_yuan：删除了列"),
    (
        lambda each: column(each, "fine_yuan").update(name="fine"),
        "penalty.fine_yuan：删除了列（疑似改名为 fine）",
    ),
    (
        lambda each: column(each, "fine_yuan").update(physicalType="text"),
        "penalty.fine_yuan：类型由 numeric(18,2) 改为 text",
    ),
    (lambda each: column(each, "fine_yuan").update(required=True), "penalty.fine_yuan：由可空改为必有"),
    (lambda each: column(each, "platform").update(required=False), "penalty.platform：由必有改为可空"),
    (
        lambda each: column(each, "facts").update(classification="internal"),
        "penalty.facts：分级由 restricted 改为 internal",
    ),
    (lambda each: column(each, "facts").pop("customProperties"), "penalty.facts：个人信息类别由 free_text 改为 无"),
    (lambda each: column(each, "id").pop("primaryKeyPosition"), "penalty.id：在主键中的位置由 1 改为 None"),
    (lambda each: column(each, "entity_id").pop("relationships"), "penalty.entity_id：不再引用 entity.entity_id"),
    (
        lambda each: next(one for one in each["slaProperties"] if one["element"] == "grid").update(value=30),
        "grid：时效承诺由 3 天放宽为 30 天",
    ),
]


@pytest.mark.parametrize(("change", "told"), BREAKS, ids=[told for _, told in BREAKS])
def test_what_breaks_readers_is_told(kept: Document, change: Callable[[Document], object], told: str) -> None:
    after = copy.deepcopy(kept)
    change(after)
    found = compare(kept, after)
    assert weight(found) == Weight.BREAKING
    assert told in [str(each) for each in found if each.weight == Weight.BREAKING]


MORE: list[tuple[Callable[[Document], object], Weight, str]] = [
    (lambda each: table(each)["properties"].append({"name": "new"}), Weight.MORE, "penalty.new：新增列"),
    (lambda each: each["schema"].append({"name": "new", "properties": []}), Weight.MORE, "new：新增表"),
    (
        lambda each: column(each, "kinds")["quality"][0]["arguments"]["validValues"].append("new"),
        Weight.MORE,
        "penalty.kinds：新增代码 new",
    ),
    (lambda each: column(each, "facts").update(description="事实"), Weight.WORDS, "penalty.facts：说明有改动"),
    (lambda each: table(each).pop("quality"), Weight.WORDS, "penalty：质量规则有改动"),
]


@pytest.mark.parametrize(("change", "expected", "told"), MORE, ids=[told for *_, told in MORE])
def test_what_is_more_breaks_nobody(
    kept: Document, change: Callable[[Document], object], expected: Weight, told: str
) -> None:
    after = copy.deepcopy(kept)
    change(after)
    (found,) = compare(kept, after)
    assert (found.weight, str(found)) == (expected, told)


def test_the_version_follows_from_what_changed(kept: Document) -> None:
    v1 = product("v1")
    less, otherwise = copy.deepcopy(kept), copy.deepcopy(kept)
    table(less)["properties"].remove(column(less, "fine_yuan"))
    assert renewed(v1, less)["version"] == "1.3.0"
    column(otherwise, "facts")["description"] = "从前的说明"
    assert renewed(v1, otherwise)["version"] == "1.2.4"
    assert renewed(v1, None)["version"] == "1.0.0"


def test_a_broken_model_is_refused_and_what_broke_is_said(kept: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = unified_table("penalty").columns
    monkeypatch.setattr(columns["fine_yuan"], "type", Text())
    monkeypatch.setattr(columns["decided_on"], "nullable", False)
    monkeypatch.setitem(columns["authority_name"].info, "personal", Personal.NAME)
    with pytest.raises(ContractError) as error:
        renewed(product("v1"), kept)
    assert error.value.exit_code == ExitCode.FAILURE
    for told in ("penalty.fine_yuan：类型由 numeric(18,2) 改为 text", "penalty.decided_on：由可空改为必有"):
        assert told in str(error.value)
    assert "penalty.authority_name：分级由 internal 改为 restricted" in str(error.value)
    draft = renewed(product("v1"), kept | {"status": DRAFT})
    assert draft["version"] == "1.3.0"


def test_a_new_major_version_may_break(kept: Document) -> None:
    after = product("v2", (Edition(1), Edition(2, renamed={"penalty": {"fine_yuan": "fine"}})))
    assert renewed(after, kept)["version"] == "2.0.0"


def test_an_older_edition_keeps_its_promises_beside_a_newer_one(kept: Document) -> None:
    editions = (
        Edition(1),
        Edition(2, renamed={"penalty": {"fine_yuan": "fine"}}, left_out={"grid": frozenset({"kind"})}),
    )
    older, newer = (contract(product(name, editions), "1.2.3") for name in ("v1", "v2"))
    assert [str(each) for each in compare(kept, older) if each.weight > Weight.WORDS] == []
    assert older["status"] == DEPRECATED != newer["status"]
    broken = [str(each) for each in compare(kept, newer) if each.weight == Weight.BREAKING]
    assert broken == ["grid.kind：删除了列", "penalty.fine_yuan：删除了列（疑似改名为 fine）"]
    assert {each.schema for each in products(editions)} == {"v1", "v2", MART}
