"""What the pages say of each asset and check: Chinese, in Markdown, read off the declarations, the model and the rules.

The first paragraph says what the asset is (lists show it alone); the list below it says what one wants to know next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assets.lineage import feeders, has_entities
from hub.datasets import PLATFORMS
from hub.datasets.declaration import Category
from hub.datasets.wire import FilePlatform
from hub.gates.catalogue import catalogue
from hub.linkage.records import linked_datasets
from hub.model import HISTORY, METADATA
from hub.rules.texts import Severity

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset
    from hub.marts.declaration import Mart

CATEGORIES = {Category.BASIC: "基础数据", Category.LICENSING: "许可数据", Category.SUPERVISION: "监管数据"}

SEVERITIES = {Severity.BLOCK: "闸门类", Severity.REJECT: "拒收类", Severity.WARN: "提醒类"}
"""What the rules of a severity are called."""

EFFECTS = {
    Severity.BLOCK: "不合格时整个数据集暂缓发布，已发布的不变",
    Severity.REJECT: "不合格的版本不发布，此前合格的版本继续发布",
    Severity.WARN: "照常发布，计数并反馈来源",
}
"""What a failed rule does."""

LINKAGE = (
    "谁是谁：按信用代码、组织机构代码、注册号、身份号码、名称与地点逐级认定每条记录所属的监管对象；"
    "曾经发布的标识永远有效。\n\n"
    "- 一个标识为多个信用代码所共用时不予采用，计入冲突数\n"
    "- 结果发布在 `unified/entity_link`（谁的记录）与 `unified/entity`（监管对象）"
)
UNIFIED = "把全部合格且未暂缓发布的版本并入统一模型：一个事务，要么全部生效，要么全不生效。"


def landing_text(dataset: Dataset) -> str:
    """What was received of a dataset, and how it comes."""
    is_file = isinstance(PLATFORMS[dataset.platform], FilePlatform)
    how = "各部门放入收件箱的文件" if is_file else f"经接口 {dataset.endpoint} 取回的页面"
    again = "" if is_file else "，全量重取加 `--full`"
    key = " + ".join("，空则 ".join(f"`{field}`" for field in part) for part in dataset.key_parts)
    return _text(
        f"{_title(dataset)}的原文：{how}，按接收原样留存，先落盘后登记；以后的每一步都可由此重做。",
        f"主键：{key}",
        f"取数：作业 `{dataset.platform}` 定时运行；手动运行 `hub run --dataset {dataset.id}`{again}",
    )


def staging_text(dataset: Dataset) -> str:
    """The typed and judged versions of a dataset, and where they go."""
    tables = dict.fromkeys((dataset.table, *(each.table for each in dataset.fields if each.is_element and each.table)))
    is_linked = dataset in linked_datasets((dataset,))
    counts = "，".join(f"{name} {len(titles(dataset, severity))} 条" for severity, name in SEVERITIES.items())
    return _text(
        f"{_title(dataset)}的版本：尚未被取代的全部版本。文本清洗、代码转换、日期与金额解析之后逐条判定；"
        "读不出的值置空并记为缺陷。",
        f"发布到：{'、'.join(f'`unified/{table}`' for table in tables)}"
        f"{'；经关联认定所属的监管对象' if is_linked else '；与监管对象无关'}",
        f"质量规则：{counts}，逐条见 Checks 页",
        f"未改正的拒收：表 `quality.rejection`（platform 为 `{dataset.platform}`、dataset 为 `{dataset.name}`）",
    )


def check_text(dataset: Dataset, severity: Severity) -> str:
    """What a check stands for: its rules by their titles, and what a failure does."""
    rules = titles(dataset, severity)
    return f"{SEVERITIES[severity]}规则（{EFFECTS[severity]}）共 {len(rules)} 条：{'、'.join(rules)}"


def titles(dataset: Dataset, severity: Severity) -> tuple[str, ...]:
    """The dataset's rules of one severity, each by its title, once."""
    of_it = (each.text for each in catalogue() if dataset.id in each.datasets)
    return tuple(text.title for text in sorted(of_it, key=lambda text: text.rule_id) if text.severity is severity)


def unified_text(table: str) -> str:
    """A table of the unified model, what feeds it and how it is read."""
    comment = METADATA.tables[f"unified.{table}"].comment or table
    fed = "、".join(f"{each.id} {each.title}" for each in feeders(table))
    derived = "由关联得出" if has_entities(table) else "随数据中枢发布的参考数据"
    history = f"；历史版本 `v1_history.{table}`" if any(each.name == table for each in HISTORY) else ""
    return _text(
        f"统一执法数据模型 · {comment}。",
        f"来源：{fed or derived}",
        f"读取：视图 `v1.{table}`（个人信息已脱敏）{history}",
    )


def mart_text(mart: Mart) -> str:
    """A derived table: what it answers, what it is computed from, and how it is read."""
    return _text(
        f"专题表 · {mart.title}：{mart.question}。",
        f"依据：{'、'.join(f'`unified/{table}`' for table in mart.reads)}，已撤回的不计",
        f"读取：视图 `mart.{mart.name}`（个人信息已脱敏，按读者的区划过滤）；口径见各列说明",
        "随发布更新，只重算受变更影响的部分" + ("；跨日时重算到期的部分" if mart.depends_on_day else ""),
    )


def _title(dataset: Dataset) -> str:
    return f"{PLATFORMS[dataset.platform].title} · {dataset.title}（{CATEGORIES[dataset.category]}）"


def _text(first: str, *points: str) -> str:
    return "\n".join((first, "", *(f"- {point}" for point in points)))
