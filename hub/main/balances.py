"""How every dataset stands against its platform and against itself, read from the database: for `hub reconcile`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from hub.reconciliation.checks import ALL, checks
from hub.reconciliation.vanished import missing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.reconciliation.checks import Check
    from hub.reconciliation.vanished import Missing


@dataclass(frozen=True, slots=True)
class Fates:
    """Rows received and what became of their versions, of the days asked for or of all (`quality.reconciliation`)."""

    platform: str
    dataset: str
    landed: int = 0
    repeats: int = 0
    versions: int = 0
    current: int = 0
    retracted: int = 0
    duplicate: int = 0
    rejected: int = 0
    held: int = 0
    superseded: int = 0

    @property
    def is_balanced(self) -> bool:
        """Whether nothing is lost and nothing counted twice (model, invariant 2)."""
        fates = self.current + self.retracted + self.duplicate + self.rejected + self.held + self.superseded
        return self.landed == self.repeats + self.versions and self.versions == fates


@dataclass(frozen=True, slots=True)
class Balance:
    """A dataset's reconciliation: outwards by its checks (the whole first, then days), inwards by its fates."""

    fates: Fates
    checks: tuple[Check, ...]
    missing: tuple[Missing, ...]

    @property
    def is_sound(self) -> bool:
        """Whether everything agrees or has its reason."""
        return self.fates.is_balanced and not any(each.status == "differs" for each in self.checks)


def balances(connection: psycopg.Connection, datasets: Sequence[Dataset], days: Sequence[date] = ()) -> list[Balance]:
    """How `datasets` stand; of `days` alone where there are any: rows received then, and checks of then."""
    with connection.cursor(row_factory=class_row(Fates)) as cursor:
        fates = {
            (each.platform, each.dataset): each
            for each in cursor.execute(
                "SELECT platform, dataset, sum(landed)::bigint AS landed, sum(repeats)::bigint AS repeats, "
                "sum(versions)::bigint AS versions, sum(current)::bigint AS current, "
                "sum(retracted)::bigint AS retracted, sum(duplicate)::bigint AS duplicate, "
                "sum(rejected)::bigint AS rejected, sum(held)::bigint AS held, sum(superseded)::bigint AS superseded "
                "FROM quality.reconciliation WHERE cardinality(%(days)s::date[]) = 0 OR day = ANY (%(days)s) "
                "GROUP BY platform, dataset",
                {"days": list(days)},
            )
        }
    return [
        Balance(
            fates.get((each.platform, each.name), Fates(each.platform, each.name)),
            tuple(check for check in checks(connection, each) if _is_wanted(check, days)),
            tuple(missing(connection, each)),
        )
        for each in datasets
    ]


def _is_wanted(check: Check, days: Sequence[date]) -> bool:
    if not days:
        return True
    return check.scope != ALL and any(check.days and check.days.first <= day <= check.days.last for day in days)
