"""What the domain expects of the place where pages are kept as they were received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class LandingStore(Protocol):
    """Keeps bytes under relative locations such as `city/shops/<walk>/<page>`; a location is written once."""

    def write(self, location: str, body: bytes) -> None:
        """Keep `body` durably: when this returns it survives a crash of the machine.

        Raises StorageError where the store refuses it (full disk, no right).
        """

    def read(self, location: str) -> bytes:
        """The bytes kept under `location`. Raises StorageError where there are none or they cannot be read."""

    def locations(self, prefix: str) -> Iterator[str]:
        """Every location that begins with `prefix`, in order."""
