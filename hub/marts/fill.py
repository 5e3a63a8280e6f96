"""Fills the marts in a release's transaction: what its changes and the day concern, or everything.

A mart is computed wholly where it was never filled, its formula or a parameter changed, or somebody asked for it
(`refill`); else only the pieces that the release touched, and on a new day those that are due. Either way only rows
that come out differently are written, so that both ways end in the same rows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from psycopg import sql

from hub.database.asking import analyze_if_grown, number, truth
from hub.database.bulk import indexes_afterwards
from hub.marts.catalogue import MARTS
from hub.marts.declaration import DERIVED
from hub.marts.formulas import Formula, parameter_values
from hub.marts.touched import touched_pieces
from hub.release.columns import listed
from hub.release.transaction import STAGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import psycopg

    from hub.marts.declaration import Mart
    from hub.release.transaction import Release

SHANGHAI = ZoneInfo("Asia/Shanghai")

Counts = dict[str, Counter[str]]
"""Per mart, how many rows were inserted, updated and removed."""


@dataclass(frozen=True, slots=True)
class _Filled:
    """How a mart was filled last."""

    digest: str
    as_of: date


def fill_marts(release: Release, marts: Sequence[Mart] = MARTS) -> Counts:
    """Bring `marts` to what the unified tables say at the end of the release; returns what changed in which."""
    today = release.published_at.astimezone(SHANGHAI).date()
    values = parameter_values(release.connection)
    known = _known(release.connection)
    counts: Counts = {}
    for done, mart in enumerate(marts):
        release.progress.advance(STAGE, "专题表", done, len(marts))
        if changed := _fill(release, mart, today, values, known.get(mart.name)):
            counts[mart.name] = changed
    release.progress.advance(STAGE, "专题表", len(marts), len(marts))
    return counts


def refill(connection: psycopg.Connection) -> None:
    """Have the next release compute every mart wholly, whatever changed; for a rebuild."""
    connection.execute("DELETE FROM hub.mart_filling")


def _known(connection: psycopg.Connection) -> dict[str, _Filled]:
    rows = connection.execute("SELECT name, digest, as_of FROM hub.mart_filling").fetchall()
    return {name: _Filled(digest, as_of) for name, digest, as_of in rows}


def _fill(
    release: Release, mart: Mart, today: date, values: Mapping[str, int | float], known: _Filled | None
) -> Counter[str]:
    formula = Formula(mart, today, values, since=known.as_of if known else None)
    digest = formula.digest
    is_another_day = known is not None and known.as_of != today and mart.depends_on_day
    is_whole = known is None or known.digest != digest
    if not (is_whole or is_another_day or release.counts.keys() & mart.reads.keys()):
        return Counter()
    keys = None if is_whole else touched_pieces(release, formula, with_due=is_another_day)
    changed = _merge(release, formula, keys, is_first=known is None)
    release.run(
        "INSERT INTO hub.mart_filling (name, digest, as_of, release_id, filled_at) "
        "VALUES ({name}, {digest}, {today}, {release_id}, {published_at}) ON CONFLICT (name) DO UPDATE "
        "SET digest = excluded.digest, as_of = excluded.as_of, release_id = excluded.release_id, "
        "filled_at = excluded.filled_at",
        name=sql.Literal(mart.name),
        digest=sql.Literal(digest),
        today=sql.Literal(today),
    )
    return changed


def _merge(release: Release, formula: Formula, keys: sql.Identifier | None, *, is_first: bool) -> Counter[str]:
    """Bring the mart's rows, those of `keys` or all, to what its formula gives; `is_first`: for the first time."""
    mart = formula.mart
    place = sql.Identifier(DERIVED, mart.name)
    stamped = (mart.stamp,) if mart.stamp else ()
    stamps = sql.SQL(", {published_at}" if mart.stamp else "").format(published_at=sql.Literal(release.published_at))
    parts: dict[str, sql.Composable] = {
        "mart": place,
        "written": listed((*mart.columns, *stamped)),
        "values": sql.SQL("{}{}").format(listed(mart.columns, "new"), stamps),
    }
    # One that was found empty before is read by somebody, who would have to wait.
    if is_first and truth(release.connection, sql.SQL("SELECT NOT EXISTS (SELECT FROM {})").format(place)):
        return _fill_empty(release, place, formula.rows(keys), parts)
    parts |= {
        "computed": release.work.make(f"computed_{mart.name}", formula.rows(keys)),
        "is_same": sql.SQL("({}) = ({})").format(listed(mart.key, "old"), listed(mart.key, "new")),
        "in_scope": formula.in_scope(keys, "old"),
        "before": listed(mart.columns, "old"),
        "after": listed(mart.columns, "new"),
    }
    changed = Counter(
        removed=release.run(
            "DELETE FROM {mart} AS old WHERE {in_scope} AND NOT EXISTS (SELECT FROM {computed} AS new WHERE {is_same})",
            **parts,
        ),
        updated=release.run(
            "UPDATE {mart} AS old SET ({written}) = ROW({values}) FROM {computed} AS new "
            "WHERE {is_same} AND ROW({after}) IS DISTINCT FROM ROW({before})",
            **parts,
        ),
        inserted=release.run(
            "INSERT INTO {mart} ({written}) SELECT {values} FROM {computed} AS new "
            "WHERE NOT EXISTS (SELECT FROM {mart} AS old WHERE {is_same})",
            **parts,
        ),
    )
    analyze_if_grown(release.connection, place)
    return +changed


def _fill_empty(
    release: Release, place: sql.Identifier, rows: sql.Composed, parts: Mapping[str, sql.Composable]
) -> Counter[str]:
    """Fill a mart that never had rows, its indexes afterwards where many come."""
    likely = number(release.connection, sql.SQL(_LIKELY).format())
    with indexes_afterwards(release.connection, place, likely):
        inserted = release.run(
            "INSERT INTO {mart} ({written}) SELECT {values} FROM ({rows}) AS new", rows=rows, **parts
        )
    analyze_if_grown(release.connection, place)
    return +Counter(inserted=inserted)


_LIKELY = "SELECT reltuples::bigint FROM pg_class WHERE oid = 'unified.entity'::regclass"
"""No mart has many more rows than there are entities."""
