"""A product's contract as the Open Data Contract Standard (v3.1) writes it, made from the models.

https://bitol-io.github.io/open-data-contract-standard/v3.1.0/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.contract.classify import MASKED, classification
from hub.contract.products import MART
from hub.contract.tables import tables
from hub.datasets import DATASETS, PLATFORMS
from hub.gates.catalogue import Judged, catalogue
from hub.gates.limits import Book
from hub.marts.catalogue import MARTS
from hub.model.editions import EDITIONS
from hub.rules.texts import Dimension, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hub.contract.products import Product
    from hub.contract.references import Relation
    from hub.contract.tables import Shown, ShownTable

API_VERSION = "v3.1.0"
PERSONAL = "personalData"
"""The property of a column that says which kind of personal data it holds."""
ZONE = "Asia/Shanghai"

LOGICAL = {
    "text": "string",
    "uuid": "string",
    "date": "date",
    "timestamp with time zone": "timestamp",
    "boolean": "boolean",
    "double precision": "number",
    "integer": "integer",
    "bigint": "integer",
    "jsonb": "object",
}
"""The standard's type of each of PostgreSQL's; numeric(…) is a number, …[] an array."""

OPTIONS: Mapping[str, Mapping[str, object]] = {
    "integer": {"format": "i32"},
    "bigint": {"format": "i64"},
    "double precision": {"format": "f64"},
    "timestamp with time zone": {"timezone": True, "defaultTimezone": ZONE},
}

DIMENSIONS = {
    Dimension.NORMS: "conformity",
    Dimension.COMPLETENESS: "completeness",
    Dimension.ACCURACY: "accuracy",
    Dimension.CONSISTENCY: "consistency",
    Dimension.TIMELINESS: "timeliness",
    Dimension.ACCESSIBILITY: "coverage",
}
"""The standard's dimension for each of GB/T 36344-2018."""

SEVERITIES = {Severity.REJECT: "error", Severity.WARN: "warning", Severity.BLOCK: "error"}
EFFECTS = {
    Severity.REJECT: "不合格的版本拒收，不发布；此前合格的版本保留",
    Severity.WARN: "照常发布，记入质量记录",
    Severity.BLOCK: "整个数据集暂缓发布，直至原因消除或放行",
}

USAGE = (
    "以只读角色 hub_reader 查询；一次 REPEATABLE READ 事务内看到的是同一发布批次。"
    "需要本地副本的应用先整体复制，再按 {schema}.change 增量跟随（docs/changes.md）；"
    "过去某一时刻的状态见 {schema}_history"
)
USAGE_OF_MARTS = "以只读角色 hub_reader 查询；随每次发布更新，与同一批次的数据一致；口径写在各列说明中"
LIMITATIONS = (
    "个人信息已脱敏；不脱敏的视图按名单授权。绑定区划的读者只见所授区划的行。"
    "来源已删除的记录仍保留，以 retracted_at 标明；专题表不计。不合格的数据不发布，见 quality.rejection"
)


def contract(product: Product, version: str) -> dict[str, Any]:
    """The contract of `product` as a document of the standard, its keys in the standard's order."""
    shown = tables(product)
    usage = USAGE_OF_MARTS if product.schema == MART else USAGE.format(schema=product.schema)
    return {
        "apiVersion": API_VERSION,
        "kind": "DataContract",
        "id": f"urn:enforcement-data-hub:{product.schema}",
        "name": product.title,
        "version": version,
        "status": product.status,
        "domain": "综合行政执法",
        "tags": ["enforcement", product.schema],
        "description": {"purpose": product.purpose, "limitations": LIMITATIONS, "usage": usage},
        "schema": [_object(product, each) for each in shown],
        "roles": list(_roles(product)),
        "slaProperties": [each for table in shown for each in _promises(product, table)],
        "customProperties": [
            {"property": "masking", "value": [f"{kind.value}：{text}" for kind, text in MASKED.items()]}
        ],
    }


def _object(product: Product, table: ShownTable) -> dict[str, Any]:
    quality = [*_uniqueness(table), *_rules(table)]
    return {
        "id": table.name,
        "name": table.name,
        "physicalName": f"{product.schema}.{table.name}",
        "physicalType": "view",
        "logicalType": "object",
        "description": table.description,
        "properties": [_property(product, each) for each in table.columns],
        **({"quality": quality} if quality else {}),
    }


def _property(product: Product, column: Shown) -> dict[str, Any]:
    written: dict[str, Any] = {
        "id": column.name,
        "name": column.name,
        "logicalType": _logical(column.type),
        "physicalType": column.type,
        "description": column.description,
        "required": column.is_required,
        "classification": classification(column.personal),
    }
    if column.type in OPTIONS:
        written["logicalTypeOptions"] = dict(OPTIONS[column.type])
    if column.type.endswith("[]"):
        written["items"] = {"logicalType": _logical(column.type.removesuffix("[]"))}
    if column.key_position is not None:
        written |= {"primaryKey": True, "primaryKeyPosition": column.key_position}
    if column.relation is not None:
        written["relationships"] = [{"type": "foreignKey", "to": _target(product, column.relation)}]
    if column.personal is not None:
        written["customProperties"] = [{"property": PERSONAL, "value": column.personal.value}]
    if column.codes:
        written["quality"] = [
            {
                "type": "library",
                "metric": "invalidValues",
                "arguments": {"validValues": list(column.codes)},
                "mustBe": 0,
                "dimension": "conformity",
                "description": "取值均为代码表中的代码；未知代码为空，原值在 unmapped",
            }
        ]
    return written


def _logical(kind: str) -> str:
    if kind.endswith("[]"):
        return "array"
    return "number" if kind.startswith("numeric") else LOGICAL[kind]


def _target(product: Product, relation: Relation) -> str:
    """The column that is named; in another product's contract by its place there."""
    if product.schema != MART:
        return f"{relation.other}.{_named(product, relation)}"
    newest = EDITIONS[-1].schema
    return f"{newest}.yaml#/schema/{relation.other}/properties/{relation.key}"


def _named(product: Product, relation: Relation) -> str:
    """The key of the other table as this edition calls it."""
    (edition,) = product.editions
    return edition.renamed.get(relation.other, {}).get(relation.key, relation.key)


def _uniqueness(table: ShownTable) -> Iterator[dict[str, Any]]:
    keys = sorted((each.key_position, each.name) for each in table.columns if each.key_position is not None)
    if keys:
        yield {
            "type": "library",
            "metric": "duplicateValues",
            "arguments": {"properties": [name for _, name in keys]},
            "mustBe": 0,
            "dimension": "uniqueness",
            "description": "主键不重复",
        }


def _rules(table: ShownTable) -> Iterator[dict[str, Any]]:
    """The rules that are judged on what feeds the table, each with the datasets on which it is."""
    for each in catalogue():
        datasets = [name for name in each.datasets if name in table.datasets]
        if datasets and each.judged != Judged.LANDING:
            yield {
                "name": each.text.rule_id,
                "type": "text",
                "description": f"{each.text.title}。{EFFECTS[each.text.severity]}",
                "dimension": DIMENSIONS[each.text.dimension],
                "severity": SEVERITIES[each.text.severity],
                "customProperties": [{"property": "datasets", "value": datasets}],
            }


def _roles(product: Product) -> Iterator[dict[str, str]]:
    yield {"role": "hub_reader", "access": "read", "description": "读取脱敏视图；可按区划限定"}
    if product.schema != MART:
        (edition,) = product.editions
        yield {
            "role": "hub_reader_sensitive",
            "access": "read",
            "description": f"另可读取不脱敏的 {edition.sensitive}；按名单授权，读取留痕",
        }


def _promises(product: Product, table: ShownTable) -> Iterator[dict[str, Any]]:
    """How old the data can be before the hub says so itself: the limit of the freshness gate."""
    feeding = set(table.datasets) if product.schema != MART else _feeding_mart(table.name)
    if not feeding:
        return
    book = Book({})
    by_days: dict[float, list[str]] = {}
    for dataset in DATASETS:
        if dataset.id in feeding:
            by_days.setdefault(book.of(dataset).freshness_days, []).append(dataset.platform)
    for days, platforms in sorted(by_days.items()):
        titles = "、".join(dict.fromkeys(PLATFORMS[each].title for each in platforms))
        yield {
            "property": "latency",
            "value": int(days) if days.is_integer() else days,
            "unit": "d",
            "element": table.name,
            "driver": "operational",
            "description": f"{titles}：来源 {days:g} 天没有新数据即告警；"
            f"各数据集取数截至何时见 {EDITIONS[-1].schema}.freshness",
        }


def _feeding_mart(name: str) -> set[str]:
    reads = {table for mart in MARTS if mart.name == name for table in mart.reads}
    return {each.id for each in DATASETS if each.table in reads}
