"""Whether every rule that is declared can be run: asked before anything is, so that a slip is named with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from psycopg import sql

from hub.datasets import DATASETS
from hub.errors import RuleError
from hub.model import METADATA
from hub.rules.catalogue import ALWAYS_STAGED, COMPUTED
from hub.rules.derived import derived
from hub.rules.kinds import InSet, LengthAtLeast, LengthAtMost, NoPattern, Pattern
from hub.rules.records import DATASET_RULES, TABLE_RULES
from hub.rules.standing.declared import NAMED, STANDING
from hub.rules.texts import Severity, rule_texts
from hub.staging.tables import staging_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hub.datasets.declaration import Dataset
    from hub.rules.kinds import Kind
    from hub.rules.standing.kinds import StandingRule

RECORDS = "hub/rules/records.py"
DECLARED = "hub/rules/standing/declared.py"
DERIVED = "hub/rules/derived.py"


def check_rules(
    of_tables: Mapping[str, Mapping[str, Kind]] = TABLE_RULES,
    of_datasets: Mapping[str, Mapping[str, Kind]] = DATASET_RULES,
    standing: Sequence[StandingRule] = STANDING,
) -> None:
    """Raises RuleError naming every rule that could not be run, and where it is declared."""
    problems = [
        *_of_tables(of_tables),
        *_of_datasets(of_datasets),
        *(problem for dataset in DATASETS for problem in _derived(dataset)),
        *(problem for rule in standing for problem in _standing(rule)),
    ]
    if problems:
        raise RuleError("\n".join(("质量规则的声明有误，未开始运行：", *problems)))


def _of_tables(declared: Mapping[str, Mapping[str, Kind]]) -> Iterator[str]:
    """A column that no dataset of the table sends is a slip; one that some do not send leaves the rule out for them."""
    for table, rules in declared.items():
        place = f"{RECORDS} 中 TABLE_RULES[{table!r}]"
        fed = [each for each in DATASETS if each.table == table]
        if not fed:
            yield f"{place}：没有数据集汇入表 {table}"
        known = frozenset(column for each in fed for column in _columns(each))
        for rule_id, kind in rules.items():
            yield from _kind(f"{place}[{rule_id!r}]", rule_id, kind, known)


def _of_datasets(declared: Mapping[str, Mapping[str, Kind]]) -> Iterator[str]:
    by_id = {each.id: each for each in DATASETS}
    for name, rules in declared.items():
        place = f"{RECORDS} 中 DATASET_RULES[{name!r}]"
        if name not in by_id:
            yield f"{place}：没有数据集 {name}"
            continue
        for rule_id, kind in rules.items():
            yield from _kind(f"{place}[{rule_id!r}]", rule_id, kind, _columns(by_id[name]))


def _derived(dataset: Dataset) -> Iterator[str]:
    for rule_id, kind in derived(dataset):
        yield from _kind(f"{DERIVED}（数据集 {dataset.id}）的 {rule_id}", rule_id, kind, _columns(dataset))


def _kind(place: str, rule_id: str, kind: Kind, known: frozenset[str]) -> Iterator[str]:
    if rule_id not in rule_texts():
        yield f"{place}：rules.csv 中没有规则 {rule_id}"
    for column in sorted(set(kind.reads) - known):
        yield f"{place}：列 {column} 不存在"
    match kind:
        case Pattern(regex=regex) | NoPattern(regex=regex):
            try:
                re.compile(regex)
            except re.error as error:
                yield f"{place}：正则表达式 {regex!r} 无法解析（{error}）"
        case InSet(values=()):
            yield f"{place}：没有允许的取值"
        case LengthAtLeast(limit=limit) | LengthAtMost(limit=limit) if not isinstance(limit, int) or limit < 1:
            yield f"{place}：长度 {limit} 应为大于 0 的整数"


def _standing(rule: StandingRule) -> Iterator[str]:
    place = f"{DECLARED} 中 {rule.rule_id}（{rule.subject}）"
    if rule.rule_id not in rule_texts():
        yield f"{place}：rules.csv 中没有规则 {rule.rule_id}"
    elif rule.text.severity is not Severity.WARN:
        yield f"{place}：查看其他记录的规则只能提醒（warn），不能为 {rule.text.severity}"
    for table in rule.grounds:
        if f"unified.{table}" not in METADATA.tables:
            yield f"{place}：没有表 unified.{table}"
    if rule.rows is None and f"unified.{rule.table}" in METADATA.tables:
        columns = {each.name for each in METADATA.tables[f"unified.{rule.table}"].columns}
        named = {*rule.columns, *re.findall(r'\bshown\.(?:"([^"]+)"|(\w+))', rule.bad_when)}
        flat = {part for each in named for part in ((each,) if isinstance(each, str) else each) if part}
        for column in sorted(flat - columns):
            yield f"{place}：列 {column} 不在 unified.{rule.table}"
    try:
        sql.SQL(rule.bad_when).format(day=sql.NULL, moment=sql.NULL, **NAMED)
    except (KeyError, ValueError, IndexError) as error:
        yield f"{place}：条件中的 {error} 没有定义"


def _columns(dataset: Dataset) -> frozenset[str]:
    """What a rule of the dataset can read."""
    staged = {*staging_columns(dataset), *ALWAYS_STAGED}
    return frozenset(staged | {name for name, (_, column) in COMPUTED.items() if column in staged})
