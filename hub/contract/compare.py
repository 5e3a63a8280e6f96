"""What differs between two states of a contract, and whether readers break of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from hub.contract.document import PERSONAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Document = Mapping[str, Any]


class Weight(IntEnum):
    """How much a change means to readers: words only, something more, or something that they can no longer rely on."""

    WORDS = 0
    MORE = 1
    BREAKING = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `where` is the table, or its column (`penalty.fine_yuan`); empty for the contract as a whole."""

    weight: Weight
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}：{self.what}" if self.where else self.what


KEPT = {
    "physicalType": "类型由 {before} 改为 {after}",
    "logicalType": "逻辑类型由 {before} 改为 {after}",
    "required": "{nullable}",
    "classification": "分级由 {before} 改为 {after}",
    "primaryKeyPosition": "在主键中的位置由 {before} 改为 {after}",
}
"""What of a column readers rely on; any difference breaks them."""


def compare(before: Document, after: Document) -> list[Change]:
    """Everything that differs from `before` to `after`, but their versions; breaking changes first."""
    tables, new_tables = _by_name(before.get("schema", ())), _by_name(after.get("schema", ()))
    found = [
        *_gone(tables, new_tables, "", "表"),
        *(Change(Weight.MORE, name, "新增表") for name in new_tables.keys() - tables.keys()),
        *(each for name in tables.keys() & new_tables.keys() for each in _table(name, tables[name], new_tables[name])),
        *_promises(before, after),
        *_words(before, after),
    ]
    return sorted(found, key=lambda each: (-each.weight, each.where, each.what))


def weight(changes: Iterable[Change]) -> Weight | None:
    """The heaviest; None where nothing differs."""
    return max((each.weight for each in changes), default=None)


def _by_name(items: Iterable[Document]) -> dict[str, Document]:
    return {each["name"]: each for each in items}


def _gone(before: Mapping[str, Document], after: Mapping[str, Document], prefix: str, what: str) -> Iterator[Change]:
    added = [each for name, each in after.items() if name not in before]
    for name, each in before.items():
        if name not in after:
            same = [new["name"] for new in added if new.get("description") == each.get("description")]
            hint = f"（疑似改名为 {same[0]}）" if same else ""
            yield Change(Weight.BREAKING, f"{prefix}{name}", f"删除了{what}{hint}")


def _table(name: str, before: Document, after: Document) -> Iterator[Change]:
    columns, new_columns = _by_name(before["properties"]), _by_name(after["properties"])
    yield from _gone(columns, new_columns, f"{name}.", "列")
    for column in new_columns.keys() - columns.keys():
        yield Change(Weight.MORE, f"{name}.{column}", "新增列")
    for column in columns.keys() & new_columns.keys():
        yield from _column(f"{name}.{column}", columns[column], new_columns[column])
    if before.get("description") != after.get("description"):
        yield Change(Weight.WORDS, name, "说明有改动")
    if before.get("quality") != after.get("quality"):
        yield Change(Weight.WORDS, name, "质量规则有改动")


def _column(where: str, before: Document, after: Document) -> Iterator[Change]:
    for aspect, text in KEPT.items():
        old, new = before.get(aspect), after.get(aspect)
        if old != new:
            nullable = "由必有改为可空" if old else "由可空改为必有"
            yield Change(Weight.BREAKING, where, text.format(before=old, after=new, nullable=nullable))
    if _personal(before) != _personal(after):
        yield Change(
            Weight.BREAKING, where, f"个人信息类别由 {_personal(before) or '无'} 改为 {_personal(after) or '无'}"
        )
    yield from _references(where, before, after)
    yield from _codes(where, before, after)
    if before.get("description") != after.get("description"):
        yield Change(Weight.WORDS, where, "说明有改动")


def _references(where: str, before: Document, after: Document) -> Iterator[Change]:
    old, new = ({each["to"] for each in side.get("relationships", ())} for side in (before, after))
    for each in old - new:
        yield Change(Weight.BREAKING, where, f"不再引用 {each}")
    for each in new - old:
        yield Change(Weight.MORE, where, f"新增引用 {each}")


def _codes(where: str, before: Document, after: Document) -> Iterator[Change]:
    old, new = (_valid(side) for side in (before, after))
    if old != new:
        if gone := old - new:
            yield Change(Weight.MORE, where, f"不再出现代码 {'、'.join(sorted(gone))}")
        if more := new - old:
            yield Change(Weight.MORE, where, f"新增代码 {'、'.join(sorted(more))}")


def _valid(column: Document) -> set[str]:
    found = (each.get("arguments", {}).get("validValues", ()) for each in column.get("quality", ()))
    return {code for codes in found for code in codes}


def _personal(column: Document) -> str | None:
    return next((each["value"] for each in column.get("customProperties", ()) if each["property"] == PERSONAL), None)


def _promises(before: Document, after: Document) -> Iterator[Change]:
    """A promise that is taken back or loosened breaks who relied on it; a tighter one is more."""
    old, new = (
        {
            (each["property"], each.get("element", ""), each.get("description", "").partition("：")[0]): each["value"]
            for each in side.get("slaProperties", ())
        }
        for side in (before, after)
    )
    for key in old.keys() | new.keys():
        where = key[1]
        if key not in new:
            if where in _by_name(after.get("schema", ())):
                yield Change(Weight.BREAKING, where, f"撤销了时效承诺（{key[2]}）")
        elif key not in old:
            yield Change(Weight.MORE, where, f"新增时效承诺（{key[2]}）")
        elif old[key] != new[key]:
            is_looser = new[key] > old[key]
            yield Change(
                Weight.BREAKING if is_looser else Weight.MORE,
                where,
                f"时效承诺由 {old[key]:g} 天{'放宽' if is_looser else '收紧'}为 {new[key]:g} 天",
            )


def _words(before: Document, after: Document) -> Iterator[Change]:
    for aspect, what in (
        ("name", "名称"),
        ("description", "总体说明"),
        ("status", "状态"),
        ("roles", "角色"),
        ("domain", "领域"),
    ):
        if before.get(aspect) != after.get(aspect):
            yield Change(Weight.WORDS, "", f"{what}有改动")
