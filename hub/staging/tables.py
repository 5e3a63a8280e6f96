"""The staging tables: every version not yet superseded, typed; derived from declarations and the unified model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from hub.datasets import DATASETS
from hub.model import METADATA, unified_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.types import TypeEngine

    from hub.datasets.declaration import Dataset

VERDICT_COMMENT = "判定：new 未判定、passed 合格、rejected 拒收"

NOT_STAGED = frozenset({"source_id", "source_updated_at", "retracted_at", "entity_id"})
"""Columns of a record that staging holds under its own names, or not at all."""


def _head() -> tuple[Column[Any], ...]:
    return (
        Column("version_hash", Uuid(), primary_key=True, comment="版本摘要"),
        Column("source_id", Text(), nullable=False, comment="来源主键"),
        Column("source_updated_at", DateTime(timezone=True), comment="来源更新时间"),
        Column("sequence", Numeric(), comment="来源序号（版本次序之二）"),
        Column("content_hash", Text(), nullable=False, comment="内容摘要（版本次序之三）"),
        Column("page_id", BigInteger(), nullable=False, comment="原始页标识"),
        Column("row_number", Integer(), nullable=False, comment="页内行序"),
        Column("landed_at", DateTime(timezone=True), nullable=False, comment="原始页的接收时间"),
        Column("is_delete", Boolean(), nullable=False, comment="来源是否删除该记录"),
        Column("department", Text(), comment="报送部门"),
    )


def _tail(dataset: Dataset) -> tuple[Column[Any], ...]:
    has_lists = any(each.is_element for each in dataset.fields)
    return (
        Column("unmapped", JSONB(), comment="未能采用的原值：列名 → 来源原值"),
        Column("defects", JSONB(), nullable=False, server_default="[]", comment="标准化时发现的缺陷：规则、字段、原值"),
        *([Column("steps", JSONB(), comment="流转步骤")] if has_lists else []),
        Column("link_uscc", Text(), comment="本记录主体的统一社会信用代码"),
        Column("link_organisation_code", Text(), comment="本记录主体的组织机构代码"),
        Column("link_registration_no", Text(), comment="本记录主体的注册号"),
        Column("link_citizen_id", Text(), comment="本记录主体的公民身份号码"),
        Column("evidence", JSONB(), comment="关联依据与对监管对象的观测"),
    )


def _own(dataset: Dataset) -> tuple[Column[Any], ...]:
    """The dataset's published columns, `<column>_ref` for a reference whose value no other column keeps, and what is
    kept for rules under its source's name."""
    table = unified_table(dataset.table)
    own = [each for each in dataset.fields if each.column not in {None, *NOT_STAGED} and each.table is None]
    values = [each for each in own if each.transform.name != "reference"]
    kept = {each.source for each in values}
    columns = {
        each.column: Column(each.column, table.c[each.column].type, comment=table.c[each.column].comment)
        for each in values
        if each.column is not None
    }
    for each in own:
        if each.transform.name == "reference" and each.source not in kept and each.column is not None:
            name = f"{each.column}_ref"
            columns[name] = Column(name, Text(), comment=f"{table.c[each.column].comment}：待查对的来源值")
    for each in (*dataset.fields, *dataset.kept):
        if each.is_staged and each.source is not None:
            columns[each.source] = Column(each.source, Text(), comment=f"供规则使用的来源字段 {each.source}，不发布")
    return tuple(columns.values())


def _derive(dataset: Dataset) -> Table:
    head, own, tail = _head(), _own(dataset), _tail(dataset)
    taken = {each.name for each in (*head, *tail)}
    name = dataset.staging_table
    return Table(
        name,
        METADATA,
        *head,
        *(each for each in own if each.name not in taken),
        *tail,
        Index(f"ix_{name}_source_id", "source_id"),
        schema="staging",
        comment=f"暂存：{dataset.title}（{dataset.id}）",
    )


def _derive_open(dataset: Dataset) -> Table:
    name = open_table_name(dataset)
    return Table(
        name,
        METADATA,
        Column("version_hash", Uuid(), primary_key=True, comment="版本摘要"),
        Column("source_id", Text(), nullable=False, comment="来源主键"),
        Column("verdict", Text(), nullable=False, comment=VERDICT_COMMENT),
        CheckConstraint("verdict in ('new', 'passed', 'rejected')", name="verdict"),
        schema="staging",
        comment=f"尚未发布的版本及其判定：{dataset.title}（{dataset.id}）",
        # Every row is rewritten once, by its verdict: with room beside it, no index has to be touched.
        postgresql_with={"fillfactor": 45},
    )


def open_table_name(dataset: Dataset) -> str:
    """The table of the dataset's versions that no release has taken yet, with their verdicts.

    Kept apart since a verdict beside the version would write the whole wide row again, twice for each version.
    """
    return f"{dataset.staging_table}_open"


def state_view_name(dataset: Dataset) -> str:
    """The view of the dataset's versions with `verdict` (new, passed, rejected) and `released`."""
    return f"{dataset.staging_table}_state"


STAGING = {each.id: _derive(each) for each in DATASETS}
"""Every dataset's staging table by the dataset's id."""

OPEN = {each.id: _derive_open(each) for each in DATASETS}
"""Every dataset's table of open versions by the dataset's id."""


def staging_table(dataset: Dataset) -> Table:
    """The staging table of `dataset`."""
    return STAGING[dataset.id]


def staging_columns(dataset: Dataset) -> Mapping[str, TypeEngine[Any]]:
    """The columns that standardising makes, in the table's order, with their types."""
    return {each.name: each.type for each in staging_table(dataset).columns}
