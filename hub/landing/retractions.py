"""Records that people retract because their platform no longer lists them, although it never sent a delete.

Such a decision is landed as a page of our own, in the folder `retractions` of its dataset: so it goes the way of
everything that was received, is made anew with it, and cannot be taken for what a platform sent.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import orjson

from hub.landing import pages
from hub.landing.erased import ErasedRow
from hub.landing.walks import Walk

if TYPE_CHECKING:
    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.landing.store import LandingStore

FOLDER = "retractions"
"""Stands for the walk in the place of such a page."""


@dataclass(frozen=True, slots=True)
class Retraction:
    """Who retracted which record, when and why; `after` is the source's time of the newest version held then."""

    source_id: str
    by: str
    reason: str
    decided_at: datetime
    after: datetime | None = None

    @property
    def takes_effect_at(self) -> datetime:
        """Its place among the record's versions: after all that were held, also after one dated in the future."""
        later = timedelta(microseconds=1)
        return self.decided_at if self.after is None else max(self.decided_at, self.after + later)


def land(connection: psycopg.Connection, store: LandingStore, dataset: Dataset, retraction: Retraction) -> None:
    """Land the decision: durable in the store, then its row. Raises StorageError."""
    folder = Walk(FOLDER, dataset.platform, dataset.name, FOLDER, None, retraction.decided_at)
    body = orjson.dumps(asdict(retraction))
    pages.record_own(connection, store, folder, body, retraction.decided_at)


def is_retraction(location: str) -> bool:
    """Whether a page of that place holds such a decision."""
    return location.split("/")[2:3] == [FOLDER]


def read(body: bytes) -> Retraction | ErasedRow:
    """What such a page holds: the decision, or what is left of it where its record was erased."""
    document = orjson.loads(body)
    erased = ErasedRow.read(document["source_id"])
    if erased is not None:
        return erased
    found = Retraction(**document)
    return replace(
        found,
        decided_at=datetime.fromisoformat(document["decided_at"]),
        after=document["after"] and datetime.fromisoformat(document["after"]),
    )


def blanked(erased: ErasedRow) -> bytes:
    """The page's body once its record is erased: who retracted it, and why, may speak of it too."""
    return orjson.dumps({"source_id": erased.mark})
