"""What follows from the findings: verdicts, rejections with their reasons, and rejections that are mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from expectations.findings import value_of
from hub.rules.kinds import Defect
from hub.rules.texts import Severity
from hub.versions.order import age, open_versions, staging, staging_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from expectations.incoming import Incoming
    from hub.datasets.declaration import Dataset
    from hub.rules.catalogue import Rule

_LONGEST_IN_REASON = 80
REJECTED = sql.Identifier("pg_temp", "rejected")
"""The temporary table of the versions that `route` rejected (version_hash); it lasts to the transaction's end."""


def route(
    connection: psycopg.Connection, dataset: Dataset, taken: Incoming, rules: Sequence[Rule], left_out: frozenset[str]
) -> int:
    """Give every version taken its verdict and record every reason of those rejected; returns how many those are.

    Reads the table `finding`, in the caller's transaction. Rules in `left_out` (by rule_id) reject nothing.
    """
    rejecting = [
        (place, rule)
        for place, rule in enumerate(rules)
        if rule.text.severity is Severity.REJECT and rule.rule_id not in left_out
    ]
    _close_earlier(connection, taken)
    rejected = _give_verdicts(connection, dataset, taken, [place for place, _ in rejecting])
    if rejected:
        _record_reasons(connection, dataset, taken, rejecting)
    _close_mended(connection, dataset, taken)
    return rejected


def _give_verdicts(connection: psycopg.Connection, dataset: Dataset, taken: Incoming, rejecting: list[int]) -> int:
    connection.execute(
        sql.SQL(
            "CREATE TEMPORARY TABLE rejected ON COMMIT DROP AS"
            " SELECT DISTINCT version_hash FROM finding WHERE rule = ANY ({})"
        ).format(sql.Literal(rejecting))
    )
    connection.execute(
        sql.SQL(
            "UPDATE {} AS open"
            " SET verdict = CASE WHEN rejected.version_hash IS NULL THEN 'passed' ELSE 'rejected' END"
            " FROM {} AS version LEFT JOIN rejected USING (version_hash)"
            " WHERE open.version_hash = version.version_hash AND open.verdict = 'new'"
        ).format(open_versions(dataset), taken.table)
    )
    # Or the planner would go on to think that nothing is judged, and look versions up one by one.
    connection.execute(sql.SQL("ANALYZE {} (verdict)").format(open_versions(dataset)))
    counted = connection.execute("SELECT count(*) FROM rejected").fetchone()
    return int(counted[0]) if counted else 0


def _close_earlier(connection: psycopg.Connection, taken: Incoming) -> None:
    """Close what was found when the versions were judged before; what is found again opens again."""
    connection.execute(
        sql.SQL(
            "UPDATE quality.rejection SET resolved_at = now()"
            " WHERE resolved_at IS NULL AND version_hash IN (SELECT version_hash FROM {})"
        ).format(taken.table)
    )


def _record_reasons(
    connection: psycopg.Connection, dataset: Dataset, taken: Incoming, rejecting: Sequence[tuple[int, Rule]]
) -> None:
    """One row for each version, rule and field; a version judged anew (a replay) opens its rejection again."""
    place = sql.SQL("found.rule")
    connection.execute(
        sql.SQL(
            "INSERT INTO quality.rejection (platform, dataset, source_id, version_hash, rule_id, field, value,"
            " reason_zh, first_seen_at, last_seen_at, published_version_kept)"
            " SELECT {platform}, {dataset}, version.source_id, found.version_hash, known.rule_id,"
            " coalesce(found.field, known.fields), coalesce(found.value, {value}),"
            " known.title || '（' || regexp_replace({shown}, '[[:cntrl:]]', '', 'g') || '）。' || known.remedy || '。',"
            " version.landed_at, version.landed_at,"
            " EXISTS (SELECT FROM {staging} AS kept WHERE kept.source_id = version.source_id"
            "  AND kept.verdict = 'passed' AND NOT kept.is_delete)"
            " FROM (SELECT version_hash, rule, field, string_agg(DISTINCT value, '、') AS value FROM finding"
            "  GROUP BY version_hash, rule, field) AS found"
            " JOIN (VALUES {known}) AS known (place, rule_id, fields, title, remedy) ON known.place = found.rule"
            " JOIN {taken} AS version USING (version_hash)"
            " ON CONFLICT (version_hash, rule_id, field) DO UPDATE SET value = excluded.value,"
            " reason_zh = excluded.reason_zh, last_seen_at = excluded.last_seen_at, resolved_at = NULL,"
            " published_version_kept = excluded.published_version_kept"
        ).format(
            platform=dataset.platform,
            dataset=dataset.name,
            value=value_of(place, rejecting),
            shown=_shown(place, rejecting),
            staging=staging(dataset),
            known=sql.SQL(", ").join(
                sql.SQL("({}, {}, {}, {}, {})").format(
                    at, rule.rule_id, _fields(rule), rule.text.title, rule.text.remedy
                )
                for at, rule in rejecting
            ),
            taken=taken.table,
        )
    )


def _fields(rule: Rule) -> str:
    return ";".join(dict.fromkeys(rule.fields)) or rule.text.field


def _shown(place: sql.Composable, rules: Sequence[tuple[int, Rule]]) -> sql.Composable:
    """What was wrong, for the reason: each field with its value."""
    cases = [
        sql.SQL("WHEN {} THEN concat_ws('，', {})").format(
            sql.Literal(at),
            sql.SQL(", ").join(
                _field_and_value(
                    sql.Literal(field), sql.SQL("CAST({} AS text)").format(sql.Identifier("version", column))
                )
                for field, column in zip(rule.fields, rule.kind.columns, strict=True)
            ),
        )
        for at, rule in rules
        if not isinstance(rule.kind, Defect)
    ]
    defect = _field_and_value(sql.SQL("found.field"), sql.SQL("found.value"))
    if not cases:
        return defect
    return sql.SQL("CASE {} {} ELSE {} END").format(place, sql.SQL(" ").join(cases), defect)


def _field_and_value(field: sql.Composable, value: sql.Composable) -> sql.Composable:
    return sql.SQL("coalesce({}, '') || coalesce('＝' || left({}, {}), '为空')").format(
        field, value, _LONGEST_IN_REASON
    )


def _close_mended(connection: psycopg.Connection, dataset: Dataset, taken: Incoming) -> None:
    """Close the open rejections of versions that a newer passing version replaces, whichever of the two came first."""
    connection.execute(
        sql.SQL(_CLOSE_MENDED).format(
            staging=staging(dataset),
            table=staging_table(dataset),
            platform=dataset.platform,
            dataset=dataset.name,
            taken=taken.table,
            newer=age(dataset, "newer"),
            old=age(dataset, "old"),
        )
    )


# Few records have several versions, fewer a rejected one and one that passed: those are found first.
_CLOSE_MENDED = """
WITH several AS MATERIALIZED (
    SELECT source_id FROM {table} WHERE source_id IN (SELECT source_id FROM {taken})
    GROUP BY source_id HAVING count(*) > 1
), wrong AS MATERIALIZED (
    SELECT DISTINCT source_id, version_hash FROM quality.rejection
    WHERE platform = {platform} AND dataset = {dataset} AND resolved_at IS NULL
      AND source_id IN (SELECT source_id FROM several)
), newer AS MATERIALIZED (
    SELECT source_id, source_updated_at, sequence, content_hash FROM {staging}
    WHERE verdict = 'passed' AND source_id IN (SELECT source_id FROM wrong)
), mended AS (
    SELECT wrong.version_hash FROM newer
    JOIN wrong USING (source_id) JOIN {staging} AS old ON old.version_hash = wrong.version_hash
    WHERE {newer} > {old}
)
UPDATE quality.rejection AS open SET resolved_at = now()
FROM (SELECT DISTINCT version_hash FROM mended) AS mended
WHERE open.version_hash = mended.version_hash AND open.resolved_at IS NULL
"""
