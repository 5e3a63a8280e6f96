"""A dataset of a sandbox that misbehaves, landed, and what came of it next to the truth."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from misbehaving import told

from hub.datasets import PLATFORMS, dataset
from hub.datasets.wire import Limits, RestPlatform
from hub.landing import pages
from hub.landing.answers import rows_of
from hub.progress import Silence
from hub.sandbox.truth import Truth
from resources.ingest import land

if TYPE_CHECKING:
    from datetime import datetime

    import psycopg
    from misbehaving import Misbehaving

    from hub.database.connection import Database
    from hub.landing.store import LandingStore

PAGES = 3
"""How many pages each walk has."""
SUBJECTS = {
    "provincial": "provincial/officers",
    "city": "city/components",
    "grassroots": "grassroots/grids",
    "micro_grid": "micro_grid/alerts",
    "school_safety": "school_safety/hazards",
}
"""By platform the dataset that is walked."""
LIMITS = Limits(attempts=3)
HURRIED = Limits(attempts=2, timeout_seconds=0.3)
"""For platforms that say nothing at all."""


@dataclass
class Subject:
    """One dataset of the sandbox, as one test lands it."""

    name: str
    server: Misbehaving
    database: Database
    store: LandingStore
    connection: psycopg.Connection
    limits: Limits = LIMITS

    def __post_init__(self) -> None:
        self.dataset = dataset(SUBJECTS[self.name])
        script = self.server.script
        script.calls.clear()
        script.logins.clear()
        script.ever = None

    def walks(self, name: str) -> None:
        """Another dataset of the platform."""
        self.dataset = dataset(name)

    @property
    def script(self) -> Any:
        return self.server.script

    @cached_property
    def page_rows(self) -> int:
        """How many rows there are on a page, so that there are several pages."""
        return -(-len(self.listed()) // PAGES)

    @property
    def platform(self) -> RestPlatform:
        """The declaration, with its pages and its patience made small."""
        declared = PLATFORMS[self.name]
        assert isinstance(declared, RestPlatform)
        return dataclasses.replace(
            declared, limits=self.limits, paging=dataclasses.replace(declared.paging, rows=self.page_rows)
        )

    @property
    def calls(self) -> int:
        """How many calls an undisturbed walk takes: a walk backwards reads its first page twice."""
        return PAGES + (self.platform.paging.backwards if hasattr(self.platform.paging, "backwards") else 0)

    def listed(self) -> list[str]:
        """Every row that the platform lists."""
        with Truth(self.server.home) as truth:
            return [told(each.row) for each in truth.rows(self.dataset.id)]

    def land(self, *, full: bool = True) -> Any:
        """Land the dataset; what comes of it is raised or returned."""
        access = self.server.access(self.name)
        return land(
            self.dataset,
            access,
            self.database,
            self.store,
            Silence(),
            full=full,
            platform=self.platform,
            clock=self.server.clock,
        )

    def _rows(self, query: str, *values: object) -> list[Any]:
        of_it = (self.dataset.platform, self.dataset.name, *values)
        return self.connection.execute(query, of_it).fetchall()  # type: ignore[arg-type]

    def walk(self) -> tuple[str, str, int | None, int]:
        """(id, status, total, received) of the last walk."""
        (walk,) = self._rows(
            "SELECT walk_id, status, source_total, received FROM hub.walk WHERE platform = %s AND dataset = %s"
            " ORDER BY started_at DESC, walk_id DESC LIMIT 1"
        )
        return walk

    def window_end(self) -> datetime:
        """The end of the last walk's window."""
        ((end,),) = self._rows(
            "SELECT window_to FROM hub.walk WHERE platform = %s AND dataset = %s ORDER BY started_at DESC LIMIT 1"
        )
        return end

    def landed(self, walk_id: str | None = None) -> list[str]:
        """The rows of a walk's pages in the order of their arrival; those of all walks without one."""
        found = self._rows(
            "SELECT location FROM hub.landed_page WHERE platform = %s AND dataset = %s AND message IS NULL"
            " AND walk_id = coalesce(%s, walk_id) ORDER BY page_id",
            walk_id,
        )
        bodies = (pages.read(self.store, location) for (location,) in found)
        return [told(row) for body in bodies for row in rows_of(self.platform, body)]

    def pages(self, walk_id: str) -> int:
        """How many pages a walk has landed."""
        ((number,),) = self._rows(
            "SELECT count(*) FROM hub.landed_page WHERE platform = %s AND dataset = %s AND walk_id = %s", walk_id
        )
        return number

    def refused(self) -> list[str]:
        """Why each answer that was kept for inspection was refused."""
        found = self._rows(
            "SELECT message FROM hub.landed_page WHERE platform = %s AND dataset = %s AND message IS NOT NULL"
        )
        return [message for (message,) in found]

    def assert_true(self, *, less: int = 0) -> None:
        """The last walk is proved, its figures agree, and it has brought exactly the rows of the truth.

        `less`: the platform may have said so many less at the end, as it does when rows leave a live list.
        """
        walk_id, status, total, received = self.walk()
        listed = self.listed()
        distinct = len(listed) if self.name == "provincial" else len(set(listed))
        assert (status, received) == ("proved", distinct)
        assert total in (distinct, distinct - less)
        assert set(self.landed(walk_id)) == set(listed)


def names(message: str, subject: Subject) -> bool:
    """Whether a report says which platform and dataset it is about, and where that is."""
    return bool(re.search(rf"{re.escape(subject.platform.title)}（{subject.dataset.id}）http://127", message))
