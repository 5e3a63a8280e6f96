"""What a reader asks of a relation: filters, limit and cursor, read from texts; and what is wrong with them."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.serving.cursors import CursorError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hub.serving.cursors import Cursors
    from hub.serving.relations import Field, Relation

COMPARISONS = {"": "=", "gte": ">=", "gt": ">", "lte": "<=", "lt": "<"}
IS_NULL = "null"
LIMIT, CURSOR = "limit", "cursor"
DEFAULT_LIMIT, MOST = 100, 1000
MOST_FILTERS = 20


class AskedWrongError(Exception):
    """What was asked cannot be answered; `problems` says in Chinese what is wrong, by parameter."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("；".join(f"{name}：{problem}" for name, problem in problems.items()))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Filter:
    """That `field` stands in `comparison` to `value`; to None: that it is NULL, or is not, as `comparison` says."""

    field: Field
    comparison: str
    value: object


@dataclass(frozen=True, slots=True)
class Question:
    """A page of a relation: the rows that pass `filters` after the key `after`, at most `limit`."""

    relation: Relation
    filters: tuple[Filter, ...]
    after: tuple[str, ...] | None
    limit: int

    @property
    def digest(self) -> str:
        """What a cursor to the next page is bound to besides the relation."""
        told = repr([(each.field.name, each.comparison, each.value) for each in self.filters])
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def read_question(relation: Relation, given: Iterable[tuple[str, str]], cursors: Cursors) -> Question:
    """The question that the parameters `given` ask. Raises AskedWrongError naming every one that is wrong."""
    problems: dict[str, str] = {}
    filters: list[Filter] = []
    own: dict[str, str] = {}
    for name, value in given:
        if name in (LIMIT, CURSOR):
            if name in own:
                problems[name] = "只能给出一次"
            own[name] = value
            continue
        try:
            filters.append(_filter(relation, name, value))
        except _WrongError as error:
            problems[name] = str(error)
    if len(filters) > MOST_FILTERS:
        problems["filters"] = f"条件至多 {MOST_FILTERS} 个"
    limit = _limit(own.get(LIMIT), problems)
    question = Question(
        relation, tuple(sorted(filters, key=lambda each: (each.field.name, each.comparison))), None, limit
    )
    after = None
    if CURSOR in own:
        try:
            after = cursors.read(own[CURSOR], relation.qualified, question.digest, len(relation.key))
        except CursorError as error:
            problems[CURSOR] = str(error)
    if problems:
        raise AskedWrongError(problems)
    return Question(relation, question.filters, after, limit)


class _WrongError(ValueError):
    """What is wrong with one parameter."""


def _limit(value: str | None, problems: dict[str, str]) -> int:
    if value is None:
        return DEFAULT_LIMIT
    if value.isascii() and value.isdecimal() and len(value) <= 6 and 1 <= int(value) <= MOST:
        return int(value)
    problems[LIMIT] = f"应为 1 至 {MOST} 的整数；更多的行请用 cursor 逐页读取"
    return DEFAULT_LIMIT


def _filter(relation: Relation, name: str, value: str) -> Filter:
    column, _, suffix = name.partition(".")
    field = relation.field(column)
    if field is None:
        raise _WrongError(_no_such(column, [each.name for each in relation.fields if each.is_searched]))
    if not field.is_searched or field.kind.read is None:
        raise _WrongError("该列不能用作条件")
    if suffix == IS_NULL:
        if value not in ("true", "false"):
            raise _WrongError("应为 true（为空）或 false（不为空）")
        return Filter(field, "IS NULL" if value == "true" else "IS NOT NULL", None)
    if suffix not in COMPARISONS or (suffix and not field.kind.has_order):
        usable = [*(COMPARISONS if field.kind.has_order else [""]), IS_NULL]
        raise _WrongError(f"该列可用的条件：{'、'.join(f'{column}.{each}'.rstrip('.') for each in usable)}")
    if field.codes and value not in field.codes:
        raise _WrongError(f"没有这个代码；可用：{'、'.join(field.codes)}")
    try:
        return Filter(field, COMPARISONS[suffix], field.kind.read(value))
    except (ValueError, KeyError, OverflowError) as error:
        raise _WrongError(f"应为{field.kind.expected}") from error


def _no_such(name: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(name[:60], names, n=1)
    return f"没有这一列{f'，是否指 {near[0]}' if near else ''}；可用作条件的列：{'、'.join(names)}"
