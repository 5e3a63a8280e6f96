"""`hub rules`: every rule there is, and what it found last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.main.commands.options import Datasets, Json, Platforms, Sandbox, chosen_datasets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.datasets.declaration import Dataset
    from hub.gates.catalogue import Entry
    from hub.gates.found import Found

JUDGED = {"landing": "取数", "version": "逐条", "dataset": "整体", "release": "发布"}
SEVERITIES = {"reject": "拒收", "warn": "提醒", "block": "暂缓发布"}
DIMENSIONS = {
    "norms": "规范性",
    "completeness": "完整性",
    "accuracy": "准确性",
    "consistency": "一致性",
    "timeliness": "时效性",
    "accessibility": "可访问性",
}
STATUSES = {"passed": "合格", "failed": "不合格", "error": "无法执行"}
HEADINGS = {
    "规则": "left",
    "问题": "left",
    "级别": "left",
    "维度": "left",
    "时机": "left",
    "数据集": "left",
    "结果": "left",
    "检查": "right",
    "不合格": "right",
    "拒收未改": "right",
    "最近": "left",
}


def rules(
    platform: Platforms = None, dataset: Datasets = None, as_json: Json = False, sandbox: Sandbox = False
) -> None:
    """全部质量规则及其最近一次检查的结果；指定平台或数据集时逐个数据集列出，并给出示例（已脱敏）。"""
    chosen = chosen_datasets(platform or (), dataset or ())

    from hub.database.migrate import require_current
    from hub.gates.catalogue import catalogue
    from hub.gates.found import examples, found_last
    from hub.main.opening import open_database, open_settings
    from hub.main.output import emit_json, emit_table

    database = open_database(open_settings(sandbox=sandbox))
    require_current(database)
    is_narrow = bool(platform or dataset)
    with database.connect() as connection:
        found = found_last(connection)
        shown = {each.id: examples(connection, each) for each in chosen} if is_narrow or as_json else {}
    if as_json:
        emit_json([_document(each, chosen, found, shown) for each in catalogue() if _is_of(each, chosen)])
        return
    rows = _by_dataset(catalogue(), chosen, found) if is_narrow else _together(catalogue(), found)
    emit_table(HEADINGS, rows)
    for name, of_rules in shown.items():
        _emit_examples(name, of_rules)


def _is_of(entry: Entry, chosen: Sequence[Dataset]) -> bool:
    return any(each.id in entry.datasets for each in chosen)


def _document(
    entry: Entry,
    chosen: Sequence[Dataset],
    found: Mapping[tuple[str, str], Found],
    shown: Mapping[str, Mapping[str, Sequence[str]]],
) -> dict[str, object]:
    text = entry.text
    return {
        "rule_id": text.rule_id,
        "title": text.title,
        "remedy": text.remedy,
        "scope": text.scope,
        "field": text.field,
        "dimension": text.dimension,
        "severity": text.severity,
        "judged": entry.judged,
        "bad_when": text.bad_when,
        "source": text.source,
        "datasets": [
            {
                "dataset": each.id,
                "last": _result(found.get((each.id, text.rule_id))),
                "examples": list(shown.get(each.id, {}).get(text.rule_id, ())),
            }
            for each in chosen
            if each.id in entry.datasets
        ],
    }


def _result(last: Found | None) -> dict[str, object] | None:
    if last is None:
        return None
    return {
        "status": last.status,
        "evaluated": last.evaluated,
        "failed": last.failed,
        "open_rejections": last.open,
        "checked_at": last.checked_at,
    }


def _by_dataset(
    entries: Sequence[Entry], chosen: Sequence[Dataset], found: Mapping[tuple[str, str], Found]
) -> list[tuple[object, ...]]:
    """A row for each rule of each chosen dataset."""
    return [
        (*_head(entry), each.id, *_tail([last] if (last := found.get((each.id, entry.text.rule_id))) else []))
        for each in chosen
        for entry in entries
        if each.id in entry.datasets
    ]


def _together(entries: Sequence[Entry], found: Mapping[tuple[str, str], Found]) -> list[tuple[object, ...]]:
    """A row for each rule, over all datasets."""
    by_rule: dict[str, list[Found]] = {}
    for (_, rule_id), each in found.items():
        by_rule.setdefault(rule_id, []).append(each)
    return [
        (*_head(entry), f"{len(entry.datasets)} 个", *_tail(by_rule.get(entry.text.rule_id, []))) for entry in entries
    ]


def _head(entry: Entry) -> tuple[object, ...]:
    text = entry.text
    return (
        text.rule_id,
        text.title,
        SEVERITIES[text.severity],
        DIMENSIONS[text.dimension],
        JUDGED[entry.judged],
    )


def _tail(last: Sequence[Found]) -> tuple[object, ...]:
    if not last:
        return ("尚未检查", None, None, None, None)
    worst = next((status for status in ("error", "failed") if any(each.status == status for each in last)), "passed")
    latest = max(each.checked_at for each in last)
    return (
        STATUSES[worst],
        sum(each.evaluated for each in last),
        sum(each.failed for each in last),
        sum(each.open for each in last) or None,
        f"{latest:%m-%d %H:%M}",
    )


def _emit_examples(name: str, of_rules: Mapping[str, Sequence[str]]) -> None:
    from hub.main.output import say
    from hub.rules.texts import rule_texts

    for rule_id, lines in of_rules.items():
        text = rule_texts().get(rule_id)
        say(f"{name} {rule_id} {text.title if text else ''}：{'；'.join(lines)}")
