"""The readers' views of what was published when: the change feed and the releases.

That something changed elsewhere is not for a reader who is bound to divisions: its entries are numbered within each
release, so that no gap tells of others, and it sees the releases that brought it something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.bounds import DIVISIONS, UNBOUND, visible
from hub.database.views import View, comments, masked, named, noted, own
from hub.model import METADATA
from hub.model.editions import EDITIONS, Edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHANGE = METADATA.tables["hub.change"]
RELEASE = METADATA.tables["hub.release"]

_OWN_NUMBER = sql.SQL("(t.release_id << 32) + row_number() OVER (PARTITION BY t.release_id ORDER BY t.seq)")
_SEEN = sql.SQL(
    "EXISTS (SELECT FROM unified.entity AS e WHERE e.entity_id = t.other_id AND e.division_code = ANY ({}))"
).format(DIVISIONS)
_OWN_OPERATION = sql.SQL(
    "CASE WHEN t.operation = 'merge' AND NOT {seen} THEN 'retract' "
    "WHEN t.operation = 'split' AND NOT {seen} THEN 'insert' ELSE t.operation END"
).format(seen=_SEEN)
"""An entity that was merged into one that the reader does not see is gone, one that was split off it is new."""


def publication_views(editions: Iterable[Edition] = EDITIONS) -> Iterator[View]:
    """`change` and `release` of every edition."""
    for each in editions:
        yield _change(each.schema, each, is_masked=True)
        yield _change(each.sensitive, each, is_masked=False)
        yield _release(each)


def _change(schema: str, edition: Edition, *, is_masked: bool) -> View:
    columns = [
        (each.name, masked(CHANGE, each) if is_masked else own(each), name) for each, name in edition.columns(CHANGE)
    ]
    instead = {of: expression for of, expression, _ in columns}
    other = sql.SQL("CASE WHEN {} THEN {} END").format(_SEEN, instead["other_id"])
    instead |= {"seq": _OWN_NUMBER, "other_id": other, "operation": _OWN_OPERATION}
    query: sql.Composed = sql.SQL(
        "SELECT {all} FROM hub.change AS t WHERE {unbound} UNION ALL "
        "SELECT {own} FROM hub.change AS t WHERE NOT {unbound} AND {seen}"
    ).format(
        all=named((expression, name) for _, expression, name in columns),
        own=named((instead[of], name) for of, _, name in columns),
        unbound=UNBOUND,
        seen=visible(CHANGE),
    )
    if not is_masked:
        query = sql.SQL("SELECT * FROM ({}) AS c WHERE {}").format(query, noted(sql.Literal(f"{schema}.change")))
    note = "个人信息已脱敏" if is_masked else "不脱敏"
    return View(schema, "change", query, f"{CHANGE.comment}（{note}）", comments(CHANGE, edition), table=CHANGE)


def _release(edition: Edition) -> View:
    # Counts and the reasons of holds count rows of all divisions.
    query = sql.SQL(
        "SELECT r.release_id, r.published_at, CASE WHEN {unbound} THEN r.counts END AS counts, "
        "CASE WHEN {unbound} THEN r.held ELSE (SELECT coalesce(jsonb_object_agg(held, '[]'::jsonb), '{{}}') "
        "FROM jsonb_object_keys(r.held) AS held) END AS held "
        "FROM hub.release AS r WHERE {unbound} OR EXISTS "
        "(SELECT FROM hub.change AS t WHERE t.release_id = r.release_id AND {seen})"
    ).format(unbound=UNBOUND, seen=visible(CHANGE))
    return View(edition.schema, "release", query, RELEASE.comment or "", comments(RELEASE, edition))
