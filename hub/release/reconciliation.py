"""Where every version of a dataset went, by the day it was received: nothing is lost, nothing is counted twice.

landed = repeats + versions; versions = current + retracted + duplicate + rejected + held + superseded. A version that
no release has taken and no rule has rejected counts as held, whether a gate holds it or it only waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.datasets import DATASETS
from hub.versions.order import open_versions, staging

if TYPE_CHECKING:
    from collections.abc import Set

    import psycopg


def reconcile(connection: psycopg.Connection, settled: Set[str]) -> None:
    """Write the reconciliation of the datasets (by id) that a release `settled` and of those that changed otherwise."""
    for dataset in DATASETS:
        parts = {
            "platform": sql.Literal(dataset.platform),
            "dataset": sql.Literal(dataset.name),
            "staging": staging(dataset),
            "open": open_versions(dataset),
        }
        if dataset.id in settled or _is_outdated(connection, parts):
            _write(connection, parts)


def _is_outdated(connection: psycopg.Connection, parts: dict[str, sql.Composable]) -> bool:
    row = connection.execute(sql.SQL(_OUTDATED).format(**parts)).fetchone()
    assert row is not None
    return bool(row[0])


def _write(connection: psycopg.Connection, parts: dict[str, sql.Composable]) -> None:
    connection.execute(
        sql.SQL("DELETE FROM quality.reconciliation WHERE platform = {platform} AND dataset = {dataset}").format(
            **parts
        )
    )
    connection.execute(sql.SQL(_WRITE).format(**parts))


_OUTDATED = """
WITH page AS (
    SELECT sum(rows) AS landed, sum(repeats) AS repeats, sum(versions) AS versions
    FROM hub.landed_page WHERE platform = {platform} AND dataset = {dataset}
), walk AS (
    SELECT sum(source_total) AS source_total
    FROM hub.walk WHERE platform = {platform} AND dataset = {dataset} AND status = 'proved'
), waiting AS (
    SELECT count(*) FILTER (WHERE verdict = 'rejected') AS rejected,
           count(*) FILTER (WHERE verdict <> 'rejected') AS held
    FROM {open}
), known AS (
    SELECT sum(source_total) AS source_total, sum(landed) AS landed, sum(repeats) AS repeats,
           sum(versions) AS versions, sum(rejected) AS rejected, sum(held) AS held
    FROM quality.reconciliation WHERE platform = {platform} AND dataset = {dataset}
)
SELECT (coalesce(page.landed, 0), coalesce(page.repeats, 0), coalesce(page.versions, 0), walk.source_total,
        waiting.rejected, waiting.held)
       IS DISTINCT FROM
       (coalesce(known.landed, 0), coalesce(known.repeats, 0), coalesce(known.versions, 0), known.source_total,
        coalesce(known.rejected, 0), coalesce(known.held, 0))
FROM page, walk, waiting, known
"""

_WRITE = """
WITH page AS (
    SELECT (received_at AT TIME ZONE 'Asia/Shanghai')::date AS day, sum(rows) AS landed, sum(repeats) AS repeats,
           sum(versions) AS versions, sum(superseded) AS superseded
    FROM hub.landed_page WHERE platform = {platform} AND dataset = {dataset} AND rows IS NOT NULL GROUP BY 1
), walk AS (
    SELECT (finished_at AT TIME ZONE 'Asia/Shanghai')::date AS day, sum(source_total) AS source_total
    FROM hub.walk WHERE platform = {platform} AND dataset = {dataset} AND status = 'proved' GROUP BY 1
), gone AS (
    SELECT source_id FROM {staging} WHERE released AND is_delete
), double AS (
    SELECT source_id FROM unified.duplicate_record WHERE platform = {platform} AND dataset = {dataset}
), fate AS (
    SELECT (landed_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           count(*) FILTER (WHERE released AND NOT is_delete AND gone.source_id IS NULL
                                  AND double.source_id IS NULL) AS current,
           count(*) FILTER (WHERE released AND NOT is_delete AND gone.source_id IS NULL
                                  AND double.source_id IS NOT NULL) AS duplicate,
           count(*) FILTER (WHERE released AND is_delete) AS retracted,
           count(*) FILTER (WHERE NOT released AND verdict = 'rejected') AS rejected,
           count(*) FILTER (WHERE NOT released AND verdict <> 'rejected') AS held,
           count(*) FILTER (WHERE released AND NOT is_delete AND gone.source_id IS NOT NULL) AS superseded
    FROM {staging} AS version LEFT JOIN gone USING (source_id) LEFT JOIN double USING (source_id) GROUP BY 1
)
INSERT INTO quality.reconciliation (platform, dataset, day, source_total, landed, repeats, versions,
                                    current, retracted, duplicate, rejected, held, superseded)
SELECT {platform}, {dataset}, day, source_total, coalesce(landed, 0), coalesce(repeats, 0), coalesce(versions, 0),
       coalesce(current, 0), coalesce(retracted, 0), coalesce(duplicate, 0), coalesce(rejected, 0), coalesce(held, 0),
       coalesce(page.superseded, 0) + coalesce(fate.superseded, 0)
FROM page FULL JOIN walk USING (day) FULL JOIN fate USING (day)
"""
