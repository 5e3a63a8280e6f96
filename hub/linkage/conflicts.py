"""What the linkage could not decide by itself and nobody has mended: identifiers that link nobody; and what is known of
successions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import dict_row

if TYPE_CHECKING:
    from datetime import date

    from hub.database.connection import Database


@dataclass(frozen=True, slots=True)
class Conflict:
    """An identifier (`rung` as in identity.RUNGS, or `manual`: a judgement, whose `value` is its two records) that
    links nobody, since it would make one entity of several credit codes; `entities` are those of the codes."""

    rung: str
    value: str
    usccs: list[str]
    records: int
    entities: list[str]


@dataclass(frozen=True, slots=True)
class Relation:
    """What an entity came from, or became, as published."""

    kind: str
    predecessor_id: str
    predecessor: str | None
    successor_id: str
    successor: str | None
    since: date | None
    method: str
    grounds: list[str]


def read_conflicts(database: Database, limit: int | None = None) -> list[Conflict]:
    """The identifiers that link nobody, those of the most records first."""
    with database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(_CONFLICTS, {"limit": limit})
        return [Conflict(**row) for row in cursor]


_CONFLICTS = """
SELECT rung, value, usccs, records, ARRAY(
    SELECT entity_id FROM unified.entity WHERE uscc = ANY (usccs) ORDER BY uscc COLLATE "C") AS entities
FROM hub.link_conflict ORDER BY records DESC, rung, value COLLATE "C" LIMIT %(limit)s
"""


def read_relations(database: Database, entity_id: str) -> list[Relation]:
    """The successions of an entity, the oldest first."""
    with database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(_RELATIONS, {"entity": entity_id})
        return [Relation(**row) for row in cursor]


_RELATIONS = """
SELECT relation.kind, predecessor_id, old.name AS predecessor, successor_id, new.name AS successor, since, method,
    grounds
FROM unified.entity_relation AS relation LEFT JOIN unified.entity AS old ON old.entity_id = predecessor_id
LEFT JOIN unified.entity AS new ON new.entity_id = successor_id
WHERE relation.retracted_at IS NULL AND %(entity)s IN (predecessor_id, successor_id)
ORDER BY since, relation_id
"""
