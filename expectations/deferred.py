"""To be imported before Great Expectations: it then begins without `scipy.stats`, which is a third of its import.

Its classes for distributions ask for that module at their top; no rule of ours is one of them, and where one were, the
module would be loaded at its first use.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

import scipy  # type: ignore[import-untyped]


class _OnFirstUse(ModuleType):
    """Stands for the module of this name until something of it is wanted."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


# As scipy's attribute alone, which is what `from scipy import stats` takes; whoever imports the module itself gets it.
scipy.stats = _OnFirstUse("scipy.stats")
