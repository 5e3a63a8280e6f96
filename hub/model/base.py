"""What all tables are made of: naming, schemas, typed and described columns, and the columns of every record."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Double,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from hub.model.classification import Personal, Reading
from hub.model.editions import schemas

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

SCHEMAS = {
    "hub": "数据枢纽自身的运行记录",
    "staging": "暂存：各平台数据集已标准化、尚未被取代的全部版本",
    "unified": "统一执法数据模型（不脱敏，仅供枢纽自身使用）",
    "history": "统一执法数据模型的历史版本（不脱敏，仅供枢纽自身使用）",
    "quality": "数据质量记录",
    **schemas(),
    "derived": "专题表的数据（不脱敏，仅供枢纽自身使用）",
    "mart": "由统一模型派生的专题表（个人信息已脱敏）",
}
"""Every schema of the hub but Dagster's own, with its comment."""


class Model(SQLModel):
    """A table of the hub; `metadata` carries the naming convention."""

    metadata = METADATA


def described(schema: str, comment: str, *items: Any, reading: Reading | None = None) -> tuple[Any, ...]:
    """`__table_args__` of a table in `schema`: its Chinese comment, its indexes and constraints, and its reading."""
    return (*items, {"schema": schema, "comment": comment, "info": {"reading": reading} if reading else {}})


def _column(
    description: str,
    sa_type: TypeEngine[Any],
    *,
    required: bool = False,
    personal: Personal | None = None,
    primary_key: bool = False,
    index: bool = False,
    name: str | None = None,
    server_default: Any = None,
    identity: bool = False,
) -> Any:
    """A described field; its one Chinese text is the model's description and the column's comment.

    `name` is the column's where Python has another use for it.
    """
    column: dict[str, Any] = {"comment": description, "info": {"personal": personal} if personal else {}}
    if name is not None:
        column["name"] = name
    if server_default is not None:
        column["server_default"] = server_default
    return Field(
        default=... if required or (primary_key and not identity) else None,
        description=description,
        sa_type=sa_type,
        primary_key=primary_key,
        nullable=not (required or primary_key),
        index=index,
        sa_column_args=[Identity()] if identity else [],
        sa_column_kwargs=column,
    )


def text(description: str, **options: Any) -> Any:
    """A text."""
    return _column(description, Text(), **options)


def texts(description: str, **options: Any) -> Any:
    """Several texts (text[])."""
    return _column(description, ARRAY(Text()), **options)


def money(description: str, **options: Any) -> Any:
    """An amount in yuan."""
    return _column(description, Numeric(18, 2), **options)


def instant(description: str, **options: Any) -> Any:
    """A point in time."""
    return _column(description, DateTime(timezone=True), **options)


def day(description: str, **options: Any) -> Any:
    """A calendar day in Asia/Shanghai."""
    return _column(description, Date(), **options)


def flag(description: str, **options: Any) -> Any:
    """True, false or unknown."""
    return _column(description, Boolean(), **options)


def real(description: str, **options: Any) -> Any:
    """A double precision number, such as CGCS2000 degrees."""
    return _column(description, Double(), **options)


def integer(description: str, **options: Any) -> Any:
    """A 32-bit count."""
    return _column(description, Integer(), **options)


def bigint(description: str, **options: Any) -> Any:
    """A 64-bit number."""
    return _column(description, BigInteger(), **options)


def document(description: str, **options: Any) -> Any:
    """A jsonb document."""
    return _column(description, JSONB(), **options)


def uuid(description: str, **options: Any) -> Any:
    """A UUID."""
    return _column(description, Uuid(), **options)


def binary(description: str, **options: Any) -> Any:
    """Bytes."""
    return _column(description, LargeBinary(), **options)


class Record(Model):
    """The columns that every record table has; the key is `<platform>:<dataset>:<source_id>`."""

    id: str = text("记录标识：平台:数据集:来源主键", primary_key=True, personal=Personal.KEY)
    platform: str = text("来源平台", required=True)
    dataset: str = text("来源数据集", required=True)
    source_id: str = text("来源主键（各主键项归一后以 | 连接）", required=True, personal=Personal.KEY)
    source_updated_at: datetime | None = instant("来源更新时间；来源不提供时间的，为文件接收时间")
    first_published_at: datetime = instant("首次发布时间", required=True)
    changed_at: datetime = instant("最近一次发布变更的时间", required=True)
    retracted_at: datetime | None = instant("撤回时间：来源已删除该记录，行仍保留")
    release_id: int = bigint("最近一次变更所在的发布批次", required=True)
    unmapped: dict[str, Any] | None = document("未能采用的原值：列名 → 来源原值", personal=Personal.VALUES)
