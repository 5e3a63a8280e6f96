"""Which versions a release takes, and which are superseded and leave staging.

After settling, staging holds of every key its content C and its newest passed version P, both no longer open, and
whatever is newer than P (rejected or not yet judged). So `released AND NOT is_delete` is what a dataset publishes,
and `released AND is_delete` says that it is retracted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.asking import analyze_if_grown, number
from hub.versions.order import newest_first, open_versions, staging, staging_table

if TYPE_CHECKING:
    from hub.database.workspace import Workspace
    from hub.datasets.declaration import Dataset


@dataclass(frozen=True, slots=True)
class Settlement:
    """What settling a dataset did: versions newly `released`, versions `superseded`, and the table of the
    keys whose released versions changed (`source_id`, `content_hash` of its content or null)."""

    released: int
    superseded: int
    keys: sql.Identifier


def settle(work: Workspace, dataset: Dataset) -> Settlement:
    """Take every passed version of `dataset` into the release and clear superseded ones out of staging.

    Superseded versions are counted on the pages that brought them, and their rejections close. The tables are
    made in `work`, and live as long as it.
    """
    connection = work.connection
    names = {
        "staging": staging(dataset),
        "table": staging_table(dataset),
        "open": open_versions(dataset),
        "newest": newest_first(dataset),
    }
    analyze_if_grown(connection, staging_table(dataset), open_versions(dataset))
    names["ranked"] = work.make(f"ranked_{dataset.staging_table}", sql.SQL(_RANK).format(**names))
    superseded = connection.execute(sql.SQL(_PURGE).format(**names)).rowcount
    if superseded:
        connection.execute(sql.SQL(_COUNT_SUPERSEDED).format(**names))
        connection.execute(sql.SQL(_CLOSE_REJECTIONS).format(**names))
    connection.execute(sql.SQL(_SAY_WHAT_STAYS).format(**names))
    released = number(connection, sql.SQL(_TAKE).format(**names))
    # Or the planner would go on to think that nothing is released, and look rows up one by one.
    connection.execute(sql.SQL("ANALYZE {open}").format(**names))
    keys = work.make(f"settled_{dataset.staging_table}", sql.SQL(_KEYS).format(**names))
    connection.execute(sql.SQL("DROP TABLE {ranked}").format(**names))
    return Settlement(released, superseded, keys)


# Most keys have one version, which needs no order.
_RANK = """
WITH candidate AS MATERIALIZED (
    SELECT version_hash, source_id, page_id, released, verdict, is_delete, content_hash, source_updated_at, sequence
    FROM {staging} WHERE source_id IN (SELECT source_id FROM {open} WHERE verdict <> 'new')
), several AS MATERIALIZED (
    SELECT source_id FROM candidate GROUP BY source_id HAVING count(*) > 1
), counted AS (
    SELECT version_hash, source_id, page_id, released, verdict, is_delete, content_hash,
           count(*) FILTER (WHERE verdict = 'passed') OVER so_far AS passed,
           count(*) FILTER (WHERE verdict = 'passed' AND NOT is_delete) OVER so_far AS contents
    FROM candidate WHERE source_id IN (SELECT source_id FROM several)
    WINDOW so_far AS (PARTITION BY source_id COLLATE "C" ORDER BY {newest} ROWS UNBOUNDED PRECEDING)
    UNION ALL
    SELECT version_hash, source_id, page_id, released, verdict, is_delete, content_hash,
           (verdict = 'passed')::int, (verdict = 'passed' AND NOT is_delete)::int
    FROM candidate WHERE source_id NOT IN (SELECT source_id FROM several)
)
SELECT version_hash, source_id, page_id, released, content_hash,
       verdict = 'passed' AND NOT is_delete AND contents = 1 AS is_content,
       CASE WHEN verdict = 'passed'
            THEN CASE WHEN passed = 1 OR (NOT is_delete AND contents = 1) THEN 'kept' ELSE 'superseded' END
            WHEN verdict = 'rejected' AND passed > 0 THEN 'superseded'
            ELSE verdict END AS fate
FROM counted
"""

_PURGE = """
DELETE FROM {table} AS version USING {ranked} AS ranked
WHERE version.version_hash = ranked.version_hash AND ranked.fate = 'superseded'
"""

_COUNT_SUPERSEDED = """
UPDATE hub.landed_page AS page SET superseded = page.superseded + gone.versions
FROM (SELECT page_id, count(*) AS versions FROM {ranked} WHERE fate = 'superseded' GROUP BY page_id) AS gone
WHERE page.page_id = gone.page_id
"""

_CLOSE_REJECTIONS = """
UPDATE quality.rejection AS rejection SET resolved_at = now()
FROM {ranked} AS ranked
WHERE rejection.version_hash = ranked.version_hash AND ranked.fate = 'superseded' AND rejection.resolved_at IS NULL
"""

_SAY_WHAT_STAYS = """
UPDATE quality.rejection AS rejection SET published_version_kept = NOT published_version_kept
FROM {ranked} AS ranked
WHERE rejection.version_hash = ranked.version_hash AND ranked.fate = 'rejected'
  AND rejection.published_version_kept <>
      (ranked.source_id IN (SELECT source_id FROM {ranked} WHERE is_content))
"""

_TAKE = """
WITH taken AS (
    DELETE FROM {open} AS open USING {ranked} AS ranked
    WHERE open.version_hash = ranked.version_hash AND ranked.fate IN ('kept', 'superseded') RETURNING ranked.fate)
SELECT count(*) FROM taken WHERE fate = 'kept'
"""

_KEYS = """
SELECT source_id, max(content_hash) FILTER (WHERE is_content) AS content_hash
FROM {ranked} WHERE fate = 'kept' GROUP BY source_id HAVING NOT bool_and(released)
"""
