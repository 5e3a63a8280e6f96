"""The queue of pairs that people judge, and what there is to know of an entity and its records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from hub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hub.database.connection import Database


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair on the queue: `number` is the same as long as the pair is."""

    number: str
    record_a: str
    record_b: str
    entity_a: str
    entity_b: str
    weight: float
    probability: float
    reason: str
    evidence: dict[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement on record."""

    judgement_id: int
    record_a: str
    record_b: str
    verdict: str
    decided_by: str
    decided_at: datetime
    reason: str | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Member:
    """A record of an entity, the strongest first."""

    record_id: str
    method: str
    score: float
    evidence: dict[str, float] | None


def read_queue(database: Database, *, reasons: Sequence[str] = (), limit: int | None = None) -> list[Candidate]:
    """The pairs that wait for a judgement, the likeliest first; those judged in any way do not."""
    with database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            _QUEUE,
            {"reasons": list(reasons), "any": not reasons, "limit": limit},
        )
        return [Candidate(**row) for row in cursor]


_QUEUE = """
SELECT left(md5(record_a || '|' || record_b), 10) AS number, record_a, record_b,
    a.entity_id AS entity_a, b.entity_id AS entity_b, weight, probability, reason, candidate.evidence
FROM hub.link_candidate AS candidate
JOIN hub.record_entity AS a ON a.record_id = record_a JOIN hub.record_entity AS b ON b.record_id = record_b
WHERE (%(any)s OR reason = ANY (%(reasons)s)) AND NOT EXISTS (
    SELECT FROM hub.link_judgement AS judged WHERE withdrawn_at IS NULL
    AND (judged.record_a, judged.record_b) = (candidate.record_a, candidate.record_b))
ORDER BY weight DESC, record_a, record_b LIMIT %(limit)s
"""


def pair_of(database: Database, number: str) -> tuple[str, str]:
    """The records of a pair by its number. Raises SettingsError where the queue has none."""
    with database.connect() as connection:
        row = connection.execute(
            "SELECT record_a, record_b FROM hub.link_candidate WHERE left(md5(record_a || '|' || record_b), 10) = %s",
            (number,),
        ).fetchone()
    if row is None:
        raise SettingsError(f"待判定的记录对中没有编号 {number}；hub link queue 列出全部")
    return row[0], row[1]


def told(database: Database, records: Sequence[str]) -> dict[str, dict[str, str | None]]:
    """What the linkage compares of each of these records (the columns of hub.link_profile)."""
    with database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("SELECT * FROM hub.link_profile WHERE record_id = ANY (%s)", (list(records),))
        return {row["record_id"]: row for row in cursor}


def read_judged(database: Database, records: Sequence[str] = (), *, all_: bool = False) -> list[Judged]:
    """The judgements of these records, or all; those withdrawn too where `all_`. The newest first."""
    with database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "SELECT judgement_id, record_a, record_b, verdict, decided_by, decided_at, reason, withdrawn_by, "
            "withdrawn_at FROM hub.link_judgement WHERE (%(all)s OR withdrawn_at IS NULL) "
            "AND (%(any)s OR record_a = ANY (%(records)s) OR record_b = ANY (%(records)s)) "
            "ORDER BY judgement_id DESC",
            {"all": all_, "any": not records, "records": list(records)},
        )
        return [Judged(**row) for row in cursor]


def find_entity(database: Database, given: str) -> str:
    """The entity that an id (a former one too), a credit code or a record leads to.

    Raises SettingsError where there is none.
    """
    with database.connect() as connection:
        for query in (
            "SELECT entity_id FROM unified.entity_alias WHERE alias_id = %s",
            "SELECT entity_id FROM unified.entity WHERE uscc = %s",
            "SELECT entity_id FROM hub.record_entity WHERE record_id = %s AND entity_id IS NOT NULL",
        ):
            row = connection.execute(query, (given,)).fetchone()
            if row is not None:
                return str(row[0])
    raise SettingsError(f"没有监管对象 {given!r}；可给监管对象标识、统一社会信用代码或 平台:数据集:来源主键")


def members(database: Database, entity_id: str) -> list[Member]:
    """The records of an entity as the linkage has them, the strongest first."""
    with database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(_MEMBERS, (entity_id,))
        return [Member(**row) for row in cursor]


_MEMBERS = """
SELECT record_id, method, score, evidence FROM hub.record_entity WHERE entity_id = %s ORDER BY array_position(
    ARRAY['uscc', 'organisation_code', 'registration_no', 'citizen_id', 'name_and_place', 'manual', 'probabilistic',
          'own'], method), record_id COLLATE "C"
"""


def golden(database: Database, entity_id: str) -> dict[str, Any] | None:
    """The published row of an entity, None where no release has shown it yet."""
    with database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("SELECT * FROM unified.entity WHERE entity_id = %s", (entity_id,))
        return cursor.fetchone()
