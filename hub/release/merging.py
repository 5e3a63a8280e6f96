"""Merges what a table shall hold into the table: new rows, changed rows with history and feed, silent moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.model import RECORD_TABLES
from hub.release.columns import STAMPS, division, history_pairs, key, listed, names, owners_of, spoken

if TYPE_CHECKING:
    from hub.release.transaction import Release


NEW = sql.SQL("SELECT id, 'insert' AS operation, NULL::text AS other_id, division_code FROM written")
"""The feed's entries for rows that are simply new."""


def insert_new(release: Release, table: str, rows: sql.Composable, *, changes: sql.Composable = NEW) -> None:
    """Insert `rows` (the table's columns but its stamps, in order), none of which the table has, and feed them.

    `changes` makes the feed's entries of the rows `written` (id, division_code).
    """
    inserted = sql.SQL(
        "INSERT INTO {unified} AS record ({columns}, {stamps}) "
        "SELECT row.*, {published_at}, {published_at}, {release_id} FROM ({rows}) AS row "
        "RETURNING {key} AS id, {division} AS division_code"
    ).format(
        division=division(table, "record"),
        unified=sql.Identifier("unified", table),
        columns=listed(names(table)),
        stamps=listed(STAMPS),
        published_at=sql.Literal(release.published_at),
        release_id=sql.Literal(release.release_id),
        rows=rows,
        key=sql.Identifier(key(table)),
    )
    release.feed(table, changes, written=inserted)


def update_changed(
    release: Release, table: str, incoming: sql.Composable, also: sql.Composable | None = None
) -> sql.Identifier:
    """Bring the table's rows to what the query `incoming` (the table's columns but its stamps) says, where they differ.

    The former rows go to history and the changes to the feed; where only a silent column differs the row moves alone.
    `also`: a query of ids that count as changed whatever their columns say. Returns the table of what is written:
    changed_id, operation (null: silently), changed_division and former_division, before the row's own columns.
    """
    parts = {
        "unified": sql.Identifier("unified", table),
        "incoming": incoming,
        "key": sql.Identifier(key(table)),
        "before": listed(spoken(table), "old"),
        "after": listed(spoken(table), "new"),
        "division": division(table, "new"),
        "former_division": division(table, "old"),
        "all_before": listed(names(table), "old"),
        "all_after": listed(names(table), "new"),
        "origin_differs": _origin_differs(table),
        "also": also or sql.SQL("SELECT NULL"),
    }
    changed = release.work.make(f"changed_{table}", sql.SQL(_CHANGED).format(**parts))
    pairs = history_pairs(table)
    release.run(
        "INSERT INTO {history} ({kept}, valid_from, valid_to) SELECT {columns}, old.changed_at, {published_at} "
        "FROM {unified} AS old JOIN {changed} AS changed ON old.{key} = changed_id WHERE operation IS NOT NULL",
        history=sql.Identifier("history", table),
        kept=listed(pair[0] for pair in pairs),
        columns=listed((pair[1] for pair in pairs), "old"),
        changed=changed,
        **{name: parts[name] for name in ("unified", "key")},
    )
    release.run(
        "UPDATE {unified} AS old SET ({columns}) = ROW({values}), "
        "changed_at = CASE WHEN operation IS NULL THEN old.changed_at ELSE {published_at} END, "
        "release_id = CASE WHEN operation IS NULL THEN old.release_id ELSE {release_id} END "
        "FROM {changed} AS new WHERE old.{key} = changed_id",
        columns=listed(names(table)),
        values=listed(names(table), "new"),
        changed=changed,
        **{name: parts[name] for name in ("unified", "key")},
    )
    release.feed(
        table,
        sql.SQL(
            # Whoever is bound to the division that a row leaves has to hear of it too.
            "SELECT changed_id AS id, operation, NULL::text AS other_id, changed_division AS division_code "
            "FROM {changed} WHERE operation IS NOT NULL UNION ALL "
            "SELECT changed_id, operation, NULL, former_division FROM {changed} "
            "WHERE former_division IS DISTINCT FROM changed_division AND former_division IS NOT NULL"
        ).format(changed=changed),
        counted=sql.SQL("SELECT operation, count(*) FROM {} WHERE operation IS NOT NULL GROUP BY operation").format(
            changed
        ),
    )
    return changed


_CHANGED = """
SELECT old.{key} AS changed_id, {division} AS changed_division, {former_division} AS former_division,
       CASE WHEN ROW({after}) IS DISTINCT FROM ROW({before})
              OR (old.retracted_at IS NULL) <> (new.retracted_at IS NULL) {origin_differs}
              OR new.{key} IN ({also})
            THEN CASE WHEN old.retracted_at IS NULL AND new.retracted_at IS NOT NULL THEN 'retract' ELSE 'update' END
       END AS operation, {all_after}
FROM ({incoming}) AS new JOIN {unified} AS old ON old.{key} = new.{key}
WHERE ROW({all_after}) IS DISTINCT FROM ROW({all_before}) OR new.{key} IN ({also})
"""


def _origin_differs(table: str) -> sql.SQL:
    """Of a provenance only the origin counts: the same word said again later is no change."""
    if "provenance" not in names(table):
        return sql.SQL("")
    return sql.SQL(
        "OR (new.provenance IS DISTINCT FROM old.provenance AND "
        "(SELECT jsonb_object_agg(key, value - 'observed_at') FROM jsonb_each(new.provenance)) IS DISTINCT FROM "
        "(SELECT jsonb_object_agg(key, value - 'observed_at') FROM jsonb_each(old.provenance)))"
    )


def feed_owned(release: Release, owner: str, changed: sql.Identifier) -> None:
    """Feed the rows that `unified.<owner>` brings into another division: whoever is bound sees them now, or no longer.

    `changed` is what `update_changed` has changed of the owner.
    """
    for table in RECORD_TABLES:
        for each in owners_of(table):
            if each.table == owner:
                parts = {
                    "changed": changed,
                    "owner": sql.Identifier("unified", owner),
                    "owned": sql.Identifier("unified", table),
                    "theirs": sql.Identifier(each.theirs),
                    "own": sql.Identifier(each.own),
                    "release_id": sql.Literal(release.release_id),
                    "published_at": sql.Literal(release.published_at),
                }
                release.feed(table, sql.SQL(_OWNED).format(**parts))


_OWNED = """
WITH moved AS (
    SELECT changed_id AS id, changed_division AS division_code, former_division FROM {changed}
    WHERE former_division IS DISTINCT FROM changed_division
    UNION ALL
    SELECT id, division_code, NULL FROM {owner}
    WHERE release_id = {release_id} AND first_published_at = {published_at} AND division_code IS NOT NULL
)
SELECT DISTINCT owned.id, 'update' AS operation, NULL::text AS other_id, seen.division_code
FROM moved JOIN {owner} AS owner USING (id) JOIN {owned} AS owned ON owned.{own} = owner.{theirs},
    unnest(ARRAY[moved.division_code, moved.former_division]) AS seen (division_code)
WHERE seen.division_code IS NOT NULL
"""


def feed_shared(release: Release, table: str) -> None:
    """Feed what the release wrote of `table` to all divisions of its owners: `division` names but one of them."""
    for each in owners_of(table):
        shared = sql.SQL(
            "SELECT DISTINCT owned.id, 'update' AS operation, NULL::text AS other_id, owner.division_code "
            "FROM {owned} AS owned JOIN {owner} AS owner ON owner.{theirs} = owned.{own} "
            "WHERE owned.release_id = {release_id} AND owner.division_code <> {division}"
        ).format(
            owned=sql.Identifier("unified", table),
            owner=sql.Identifier("unified", each.table),
            theirs=sql.Identifier(each.theirs),
            own=sql.Identifier(each.own),
            release_id=sql.Literal(release.release_id),
            division=division(table, "owned"),
        )
        release.feed(table, shared)


def remove(release: Release, table: str, gone: sql.Composable) -> None:
    """Take rows out for good: `gone` is a query of keys. The rows stay in history; the caller feeds the change."""
    pairs = history_pairs(table)
    release.run(
        "WITH gone AS (DELETE FROM {unified} WHERE {key} IN ({gone}) RETURNING *) "
        "INSERT INTO {history} ({kept}, valid_from, valid_to) SELECT {columns}, changed_at, {published_at} FROM gone",
        unified=sql.Identifier("unified", table),
        key=sql.Identifier(key(table)),
        gone=gone,
        history=sql.Identifier("history", table),
        kept=listed(pair[0] for pair in pairs),
        columns=listed(pair[1] for pair in pairs),
    )
