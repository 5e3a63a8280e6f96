"""What the domain expects of the place where pages are kept as they were received."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store keeps under a location: since when, and how many bytes.

    `is_finished` is false for what a killed writer left behind: it can be removed, and is no location otherwise.
    """

    location: str
    modified_at: datetime
    bytes: int
    is_finished: bool = True


class LandingStore(Protocol):
    """Keeps bytes under relative locations such as `city/shops/<walk>/<page>`; a location is written once.

    Every method raises StorageError where the store refuses (full disk, no right, no answer).
    """

    def write(self, location: str, body: bytes) -> None:
        """Keep `body` durably under `location`, which must be new: when this returns it survives a crash."""

    def replace(self, location: str, body: bytes) -> None:
        """Keep `body` durably in place of what `location` holds: whoever reads finds either all of it or the former."""

    def read(self, location: str) -> bytes:
        """The bytes kept under `location`. Raises StorageError where there are none too."""

    def remove(self, location: str) -> None:
        """Remove what is kept under `location` for good; it may be gone already."""

    def locations(self, prefix: str) -> Iterator[str]:
        """Every location that begins with `prefix`, in order."""

    def kept(self, prefix: str) -> Iterator[Kept]:
        """Everything kept under locations that begin with `prefix`, in any order, unfinished writes included."""
