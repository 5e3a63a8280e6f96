"""What readers need to follow and to look back: where feed and history begin, and each table at a past instant.

`v1_history.<table>_at(instant)` reads nothing but the readers' own views, as the reader who asks: masks, barriers
and divisions are theirs. PostgreSQL inlines it, so a search by id within it uses the tables' indexes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.bounds import UNBOUND, visible
from hub.database.views import View
from hub.model import HISTORY, METADATA, unified_table
from hub.model.editions import EDITIONS, Edition
from hub.release.columns import sql_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Table

IS_KEPT = "is_kept"

_FEED = sql.SQL(
    # Who is bound has numbers of its own, which begin anew with every release (`hub.database.feed_views`).
    "SELECT f.feed_id, place.begins_after, greatest(place.begins_after, ends_at) AS ends_at, f.history_from "
    "FROM hub.feed AS f, LATERAL (SELECT CASE WHEN {unbound} OR f.begins_after = 0 THEN f.begins_after "
    "ELSE (coalesce((SELECT t.release_id FROM hub.change AS t ORDER BY t.seq LIMIT 1), "
    "(SELECT max(r.release_id) + 1 FROM hub.release AS r)) << 32) - 1 END AS begins_after, "
    "CASE WHEN {unbound} THEN (SELECT max(t.seq) FROM hub.change AS t) ELSE "
    "(SELECT (t.release_id << 32) + count(*) FROM hub.change AS t WHERE {seen} AND t.release_id = "
    "(SELECT t.release_id FROM hub.change AS t WHERE {seen} ORDER BY t.seq DESC LIMIT 1) GROUP BY t.release_id) "
    "END AS ends_at) AS place"
)


@dataclass(frozen=True, slots=True)
class Function:
    """A function by schema, name and the types of its arguments; the statement that makes it, and its comment."""

    schema: str
    name: str
    arguments: sql.Composable
    statement: sql.Composed
    comment: str

    @property
    def signature(self) -> sql.Composed:
        """What names it among all functions."""
        return sql.SQL("{}({})").format(sql.Identifier(self.schema, self.name), self.arguments)


def feed_views(editions: Iterable[Edition] = EDITIONS) -> Iterator[View]:
    """Where the change feed begins and ends for the reader, and since when history is whole."""
    # To a bound reader the entries have other numbers (`hub.database.feed_views`).
    query = _FEED.format(unbound=UNBOUND, seen=visible(METADATA.tables["hub.change"]))
    columns = (
        ("feed_id", "变更流标识：不同数据库的不同"),
        ("begins_after", "该序号及之前的变更已按保留期限清理；未清理过为 0"),
        ("ends_at", "最新变更的序号；复制数据时以它为跟随的起点"),
        ("history_from", "历史版本自何时起完整；空为自始"),
    )
    for each in editions:
        yield View(each.schema, "feed", query, "变更流与历史版本的起止（仅一行）", columns)


def functions(editions: Iterable[Edition] = EDITIONS) -> Iterator[Function]:
    """The functions of every edition, each after those that it calls; their views have to be there."""
    for edition in editions:
        yield _is_kept(edition)
        for history in HISTORY:
            yield _at(history, edition)


def _is_kept(edition: Edition) -> Function:
    body = sql.SQL(
        "DECLARE kept timestamptz := (SELECT history_from FROM {feed}); BEGIN IF instant < kept THEN "
        "RAISE EXCEPTION '历史版本自 % 起保留，无法给出 % 的状态', kept, instant USING ERRCODE = 'data_exception'; "
        "END IF; RETURN true; END"
    ).format(feed=sql.Identifier(edition.schema, "feed"))
    return Function(
        edition.history,
        IS_KEPT,
        sql.SQL("timestamptz"),
        sql.SQL(
            "CREATE OR REPLACE FUNCTION {}(instant timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS {}"
        ).format(sql.Identifier(edition.history, IS_KEPT), sql.Literal(body.as_string())),
        "该时刻的状态是否仍可查询；早于保留期限的报错",
    )


def _at(history: Table, edition: Edition) -> Function:
    """The table at an instant: what is shown now and was then, and what was shown then and has been superseded."""
    columns = [(column, name) for column, name in edition.columns(unified_table(history.name))]
    kept = {column.info["of"]: name for column, name in edition.columns(history) if "of" in column.info}
    body = sql.SQL(
        "SELECT {now} FROM {shown} AS t WHERE t.{changed_at} <= $1 AND {is_kept}($1) UNION ALL "
        "SELECT {then} FROM {superseded} AS t WHERE t.valid_from <= $1 AND t.valid_to > $1 AND {is_kept}($1)"
    ).format(
        now=_listed(name for _, name in columns),
        shown=sql.Identifier(edition.schema, history.name),
        changed_at=sql.Identifier(next(name for column, name in columns if column.name == "changed_at")),
        is_kept=sql.Identifier(edition.history, IS_KEPT),
        then=_listed(kept[column.name] for column, _ in columns),
        superseded=sql.Identifier(edition.history, history.name),
    )
    name = f"{history.name}_at"
    return Function(
        edition.history,
        name,
        sql.SQL("timestamptz"),
        sql.SQL(
            "CREATE OR REPLACE FUNCTION {name}(instant timestamptz) RETURNS TABLE ({columns}) "
            "LANGUAGE sql STABLE PARALLEL SAFE AS {body}"
        ).format(
            name=sql.Identifier(edition.history, name),
            columns=sql.SQL(", ").join(
                [sql.SQL("{} {}").format(sql.Identifier(name), sql_type(column)) for column, name in columns]
            ),
            body=sql.Literal(body.as_string()),
        ),
        f"{unified_table(history.name).comment}：过去某一时刻的状态（个人信息已脱敏）",
    )


def _listed(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join([sql.Identifier("t", each) for each in names])
