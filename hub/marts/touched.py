"""Which pieces of a mart a release has to compute anew: those in which changed rows count, or did before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.marts.catalogue import telling_columns
from hub.release.columns import history_pairs, key, listed

if TYPE_CHECKING:
    from hub.marts.formulas import Formula
    from hub.release.transaction import Release


def changed_rows(release: Release, table: str) -> sql.Identifier:
    """What says where they count, of the rows of `unified.<table>` that the release changed, as they are and were.

    The change feed names them and history has their former versions. Made once for all marts, in a table with the
    columns `telling_columns(table)`.
    """
    if release.work.has(f"fed_{table}"):
        return release.work.table(f"fed_{table}")
    ids = release.work.make(
        f"fed_id_{table}",
        sql.SQL("SELECT DISTINCT id FROM hub.change WHERE release_id = {} AND table_name = {}").format(
            sql.Literal(release.release_id), sql.Literal(table)
        ),
    )
    wanted = telling_columns(table)
    kept = {column: kept for kept, column in history_pairs(table)}
    return release.work.make(
        f"fed_{table}",
        sql.SQL(
            "SELECT {now} FROM {unified} AS row JOIN {ids} AS changed ON row.{key} = changed.id "
            "UNION SELECT {before} FROM {history} AS row JOIN {ids} AS changed ON row.{key} = changed.id "
            "WHERE row.valid_to = {published_at}"
        ).format(
            now=listed(wanted, "row"),
            before=listed((kept[each] for each in wanted), "row"),
            unified=sql.Identifier("unified", table),
            history=sql.Identifier("history", table),
            ids=ids,
            key=sql.Identifier(key(table)),
            published_at=sql.Literal(release.published_at),
        ),
    )


def touched_pieces(release: Release, formula: Formula, *, with_due: bool) -> sql.Identifier | None:
    """The mart's scope keys that the release's changes concern, and (`with_due`) the change of day, as a table.

    None where everything is concerned.
    """
    mart = formula.mart
    queries: list[sql.Composed] = []
    for table, read in mart.reads.items():
        if table not in release.counts:
            continue
        if not read.keys:
            return None
        changed = changed_rows(release, table)
        queries += [
            sql.SQL("SELECT {} FROM {} AS record {}").format(sql.SQL(each), changed, sql.SQL(read.joined))
            for each in read.keys
        ]
    if with_due:
        due = formula.due()
        if due is None:
            return None
        queries.append(due)
    some = sql.SQL(" UNION ALL ").join(queries)
    return release.work.make(
        f"keys_{mart.name}",
        sql.SQL("SELECT DISTINCT {scope} FROM ({some}) AS key ({scope}) WHERE num_nulls({scope}) = 0").format(
            scope=listed(mart.scope), some=some
        ),
    )
