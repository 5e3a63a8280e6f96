"""The documents that are generated: the model's dictionary, the sources' fields and the settings.

`python -m hub.main.documents` writes them into `docs/`; a test fails where one is stale.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import hub
from hub.main.documents.dictionary import model_document
from hub.main.documents.rules import rules_document
from hub.main.documents.sources import sources_document
from hub.main.documents.variables import settings_document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOLDER = Path(hub.__file__).parents[1] / "docs"

DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "model.md": model_document,
    "sources.md": sources_document,
    "rules.md": rules_document,
    "settings.md": settings_document,
}
"""What makes each document, by its name in `FOLDER`."""


def write_documents() -> None:
    """Write every document anew."""
    for name, document in DOCUMENTS.items():
        (FOLDER / name).write_text(document(), encoding="utf-8")
