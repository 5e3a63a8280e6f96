"""Which version a contract has: the major one is declared, the others follow from what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.contract.compare import Weight, compare, weight
from hub.contract.document import contract
from hub.contract.products import DRAFT
from hub.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hub.contract.compare import Change
    from hub.contract.products import Product


def renewed(product: Product, committed: Mapping[str, Any] | None) -> dict[str, Any]:
    """The contract of `product` now, its version after the `committed` one (None: there is none yet).

    What was added raises the minor version, other words the patch. Raises ContractError, which says what broke, where
    readers would break and the major version is still the committed one, unless that was a draft.
    """
    if committed is None:
        return contract(product, f"{product.major}.0.0")
    major, minor, patch = map(int, committed["version"].split("."))
    now = contract(product, committed["version"])
    changes = compare(committed, now)
    if major != product.major:
        return now | {"version": f"{product.major}.0.0"}
    found = weight(changes)
    if found == Weight.BREAKING and committed["status"] != DRAFT:
        raise ContractError(told(product, changes))
    if found is None:
        return now
    return now | {"version": f"{major}.{minor}.{patch + 1}" if found == Weight.WORDS else f"{major}.{minor + 1}.0"}


def told(product: Product, changes: Iterable[Change]) -> str:
    """What breaks readers of `product`, and what to do."""
    broken = "\n".join(f"  {each}" for each in changes if each.weight == Weight.BREAKING)
    return (
        f"契约 {product.schema} 有使下游失效的改动，而版本仍是 {product.major}：\n{broken}\n"
        "请恢复原样；确需改动时另立新版（docs/changes.md），旧版继续提供"
    )
