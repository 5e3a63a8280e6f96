"""Contracts as they are kept: YAML in `docs/contract/`, a file for each product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from hub.contract.version import renewed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hub.contract.products import Product

HEAD = "# Generated from hub/model by `hub contract write`; what breaks readers is refused there (docs/changes.md).\n"


def file_of(folder: Path, product: Product) -> Path:
    """Where the contract of `product` is kept, in the `folder` of all."""
    return folder / f"{product.schema}.yaml"


def read_contract(path: Path) -> dict[str, Any] | None:
    """The contract that is kept there; None where there is none yet."""
    if not path.exists():
        return None
    document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 one of the safe ones
    return document


def as_yaml(document: Mapping[str, Any]) -> str:
    """The text of a contract."""
    # What holds nothing but plain values stands on one line: a column is a line, and so is its difference.
    return HEAD + yaml.dump(
        dict(document), Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=ONE_LINE, default_flow_style=None
    )


def renewed_text(folder: Path, product: Product) -> str:
    """The text of the product's contract now, after the one that is kept in `folder`. Raises ContractError."""
    return as_yaml(renewed(product, read_contract(file_of(folder, product))))


ONE_LINE = 1_000_000
"""More characters than any line has."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""As C where PyYAML was built with it, which is ten times as fast."""
