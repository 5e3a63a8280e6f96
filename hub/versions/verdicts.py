"""By which rules a dataset's verdicts were given, and which versions are to be judged anew when those change."""

from __future__ import annotations

from functools import cache
from hashlib import blake2s
from importlib import resources
from typing import TYPE_CHECKING

from psycopg import sql

from hub.rules.functions import FUNCTIONS
from hub.versions.order import open_versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.rules.catalogue import Rule


REFERENCES = ("codes.csv", "townships.csv")
"""The files of hub/reference by which values are read."""


def digest(dataset: Dataset, rules: Sequence[Rule]) -> str:
    """What changes with the rules (conditions, severities, the functions that they call) and with how values are
    read before: the declaration, the code lists, the divisions."""
    spelled = [
        f"{rule.key}|{rule.text.severity}|{rule.judges_deletes}|{rule.kind.bad_when().as_string(None)}"
        for rule in rules
    ]
    parts = (*sorted(spelled), *FUNCTIONS, *map(repr, dataset.fields), _references())
    return blake2s("\n".join(parts).encode(), digest_size=16).hexdigest()


@cache
def _references() -> str:
    folder = resources.files("hub.reference")
    return "\n".join((folder / name).read_text(encoding="utf-8-sig") for name in REFERENCES)


def note(
    connection: psycopg.Connection,
    dataset: Dataset,
    rules: Sequence[Rule],
    judged: sql.Identifier,
    *,
    again: bool,
) -> None:
    """Note that the versions of table `judged` (landed_at) are about to get their verdicts by `rules`.

    They begin a new increment, unless an earlier one waits for its release still. Versions judged `again` belong to
    the one they came with. Until they are, the digest stays that of the oldest verdicts that no release has taken.
    """
    connection.execute(
        sql.SQL(
            "INSERT INTO hub.judging AS known (platform, dataset, digest, increment_from, judged_at)"
            " SELECT {platform}, {dataset}, {digest}, coalesce(min(landed_at), now()), now() FROM {judged}"
            " ON CONFLICT (platform, dataset) DO UPDATE SET judged_at = excluded.judged_at,"
            " digest = CASE WHEN {again} OR NOT EXISTS (SELECT FROM {open} WHERE verdict <> 'new')"
            " THEN excluded.digest ELSE known.digest END,"
            " increment_from = CASE WHEN {again} OR EXISTS (SELECT FROM {open} WHERE verdict = 'passed')"
            "  OR EXISTS (SELECT FROM hub.hold AS hold"
            "   WHERE (hold.platform, hold.dataset) = ({platform}, {dataset}) AND hold.accepted_at IS NULL)"
            " THEN known.increment_from ELSE excluded.increment_from END"
        ).format(
            platform=dataset.platform,
            dataset=dataset.name,
            digest=digest(dataset, rules),
            judged=judged,
            open=open_versions(dataset),
            again=again,
        )
    )


def is_outdated(connection: psycopg.Connection, dataset: Dataset, rules: Sequence[Rule]) -> bool:
    """Whether the dataset's verdicts were given by other rules than these."""
    row = connection.execute(
        "SELECT digest FROM hub.judging WHERE platform = %s AND dataset = %s", (dataset.platform, dataset.name)
    ).fetchone()
    return row is not None and row[0] != digest(dataset, rules)


def reopen(connection: psycopg.Connection, dataset: Dataset) -> int:
    """Have every version that no release has taken judged anew; returns how many those are."""
    return connection.execute(
        sql.SQL("UPDATE {} SET verdict = 'new' WHERE verdict <> 'new'").format(open_versions(dataset))
    ).rowcount
