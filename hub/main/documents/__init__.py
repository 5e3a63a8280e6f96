"""The documents that are generated: the model's dictionary, the sources' fields, the settings and the contracts.

`python -m hub.main.documents` writes them into `docs/`; a test fails where one is stale.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import hub
from hub.contract.products import products
from hub.contract.text import renewed_text
from hub.main.documents.dictionary import model_document
from hub.main.documents.marts import marts_document
from hub.main.documents.rules import rules_document
from hub.main.documents.sources import sources_document
from hub.main.documents.variables import settings_document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOLDER = Path(hub.__file__).parents[1] / "docs"
CONTRACTS = "contract"

DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "model.md": model_document,
    "marts.md": marts_document,
    "sources.md": sources_document,
    "rules.md": rules_document,
    "settings.md": settings_document,
    **{f"{CONTRACTS}/{each.schema}.yaml": partial(renewed_text, FOLDER / CONTRACTS, each) for each in products()},
}
"""What makes each document, by its name in `FOLDER`."""


def write_documents() -> None:
    """Write every document anew."""
    for name, document in DOCUMENTS.items():
        text = document()
        (FOLDER / name).parent.mkdir(exist_ok=True)
        (FOLDER / name).write_text(text, encoding="utf-8")
