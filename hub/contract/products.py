"""What the contract is about: each schema that applications build on, with its version and its promises in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.model.editions import EDITIONS, Edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MART = "mart"
MART_MAJOR = 1
"""The major version of the derived tables' contract: raised when one of them changes so that readers break."""

DRAFT, ACTIVE, DEPRECATED = "draft", "active", "deprecated"
"""A draft may still break; what is active breaks only in a new version; what is deprecated will be gone one day."""


@dataclass(frozen=True, slots=True)
class Product:
    """A schema with a contract of its own; `editions` are those whose views make it up."""

    schema: str
    major: int
    status: str
    title: str
    purpose: str
    editions: Sequence[Edition]


def products(editions: Sequence[Edition] = EDITIONS) -> tuple[Product, ...]:
    """Every product: one for each edition, and the derived tables."""
    newest = editions[-1]
    return (
        *(_edition(each, is_newest=each == newest) for each in editions),
        Product(
            MART,
            MART_MAJOR,
            ACTIVE,
            "统一执法数据：专题表",
            "由统一执法数据模型派生的专题表：一企一档、综合查一次、监管一件事、职责边界、闭环等，与同一批次的数据一致",
            editions,
        ),
    )


def product(name: str, editions: Sequence[Edition] = EDITIONS) -> Product:
    """The product of schema `name`. Raises KeyError for a schema without a contract."""
    return {each.schema: each for each in products(editions)}[name]


def names(found: Iterable[Product]) -> tuple[str, ...]:
    """Their schemas."""
    return tuple(each.schema for each in found)


def _edition(edition: Edition, *, is_newest: bool) -> Product:
    return Product(
        edition.schema,
        edition.number,
        ACTIVE if is_newest else DEPRECATED,
        f"统一执法数据：基础、许可与监管数据（{edition.schema}）",
        "乐清市执法数据的统一模型：打通各执法平台，向下游应用提供一致、可核查、可追溯的基础数据、许可数据和监管数据",
        (edition,),
    )
