"""The limits of the gates: defaults, and what an installation sets for all, a platform or one dataset."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from hub.datasets import PLATFORMS
from hub.datasets.wire import FilePlatform

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.datasets.declaration import Dataset


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too much or too little for one dataset.

    `rejected_share` (0 to 1) of at least `enough_versions` versions; `volume_times` the median of a day's versions;
    `fill_drop` (0 to 1) below a field's median share of non-empty values; both from `history_days` on;
    `absent_rows` running without a required field's name; `freshness_days` without a new version. `mend_days` are
    given to the sender to mend what was rejected.
    """

    rejected_share: float = 0.2
    enough_versions: int = 200
    volume_times: float = 10.0
    fill_drop: float = 0.3
    history_days: int = 14
    absent_rows: int = 20
    freshness_days: float = 3.0
    mend_days: int = 15


BOUNDS: Mapping[str, tuple[float, float]] = {
    "rejected_share": (0, 1),
    "enough_versions": (1, 1_000_000_000),
    "volume_times": (1, 1_000_000),
    "fill_drop": (0, 1),
    "history_days": (1, 366),
    "absent_rows": (1, 1_000_000_000),
    "freshness_days": (0, 3_660),
    "mend_days": (1, 3_660),
}
"""From where to where each limit can be set, both ends included."""

WHOLE_NUMBERS = frozenset(each.name for each in fields(Limits) if each.type == "int")
DEFAULTS = Limits()
OF_FILES = replace(DEFAULTS, freshness_days=40.0, mend_days=40)
"""The defaults of departments' files, which come once a month."""


@dataclass(frozen=True, slots=True)
class Book:
    """All limits in force. `given`: by scope (`` for all, `platform`, `platform/dataset`) the limits that are set."""

    given: Mapping[str, Mapping[str, float]]

    def of(self, dataset: Dataset) -> Limits:
        """The limits of `dataset`: its own, else its platform's, else those for all, else the defaults."""
        limits = OF_FILES if isinstance(PLATFORMS[dataset.platform], FilePlatform) else DEFAULTS
        for scope in ("", dataset.platform, dataset.id):
            values = self.given.get(scope, {})
            whole = {name: int(value) for name, value in values.items() if name in WHOLE_NUMBERS}
            limits = replace(limits, **whole)
            parts = {name: value for name, value in values.items() if name not in WHOLE_NUMBERS}
            limits = replace(limits, **parts)  # type: ignore[arg-type]  # the names are those of the numbers with parts
        return limits


UNSET = Book({})
"""The limits where nothing is set."""
