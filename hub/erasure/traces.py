"""One record taken out of everything the database keeps of it; what stays are its key and the fact.

Which tables speak of records is read from the models, so that a new one is not forgotten: those with a platform, a
dataset and a source id, and those with record ids.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.types.json import Jsonb

from hub.database.workspace import Workspace
from hub.linkage.closure import leave
from hub.linkage.golden import ATTRIBUTES
from hub.marts.fill import fill_marts, refill
from hub.model import METADATA, unified_table
from hub.model.base import Record
from hub.model.classification import Personal
from hub.progress import Silence
from hub.release.reconciliation import reconcile
from hub.release.steps import step_table
from hub.release.transaction import Release, announce
from hub.versions.holds import held_datasets
from hub.versions.order import open_versions, record_prefix, staging_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from sqlalchemy import Table

    from hub.datasets.declaration import Dataset

SCHEMAS = ("hub", "quality", "unified", "history", "mart")
OF_RECORD = frozenset({"platform", "dataset", "source_id"})
OF_PAIR = frozenset({"record_a", "record_b"})
NEVER_DERIVED = frozenset({"hub.entity_anchor", "hub.link_judgement"})
"""They hold keys alone, and what people decided: it outlives the data."""
ERASED = "（已抹去）"
SHORTEST_REPLACED = 6
"""A shorter source id may stand in a message by chance."""

_STAYS = frozenset(Record.model_fields) - {"unmapped", "source_updated_at"} | {"division_code"}


@dataclass(frozen=True, slots=True)
class _Erased:
    """A record under erasure."""

    connection: psycopg.Connection
    dataset: Dataset
    source_id: str

    @property
    def record_id(self) -> str:
        """Its id in the unified model."""
        return f"{record_prefix(self.dataset)}{self.source_id}"

    def run(self, statement: sql.SQL | sql.Composed, *values: object) -> int:
        """Execute `statement`; returns the number of rows."""
        return self.connection.execute(statement, values).rowcount


def staged_versions(connection: psycopg.Connection, dataset: Dataset, source_id: str) -> list[str]:
    """The hashes of the record's versions in staging."""
    query = sql.SQL("SELECT version_hash::text FROM {} WHERE source_id = %s ORDER BY 1").format(staging_table(dataset))
    return [each for (each,) in connection.execute(query, (source_id,))]


def is_published(connection: psycopg.Connection, dataset: Dataset, source_id: str) -> bool:
    """Whether the unified model or its history knows the record."""
    query = sql.SQL("SELECT FROM {} WHERE id = %s UNION ALL SELECT FROM {} WHERE id = %s LIMIT 1").format(
        sql.Identifier("unified", dataset.table), sql.Identifier("history", dataset.table)
    )
    record_id = f"{record_prefix(dataset)}{source_id}"
    return connection.execute(query, (record_id, record_id)).fetchone() is not None


def take_out(connection: psycopg.Connection, dataset: Dataset, source_id: str) -> None:
    """Take the record out of staging, quality, linkage, history and what is published; in the caller's transaction.

    Its row in the unified model stays as a shell, retracted, and the change feed says so: or whoever copied it would
    keep it. Values of its entity that were its own go; the next release chooses others. The caller holds the
    platform's lock and the release's.
    """
    erased = _Erased(connection, dataset, source_id)
    entities = _entities(erased)
    leave(connection, erased.record_id)
    _leave_messages(erased)
    _leave_statements(erased)
    _leave_conflicts(erased)
    _leave_staging(erased)
    changes = [*_publish(erased), *_leave_entities(erased, entities)]
    for table in METADATA.sorted_tables:
        _leave_table(erased, table)
    _feed(erased, changes)
    reconcile(connection, {dataset.id})


def _entities(erased: _Erased) -> list[str]:
    """The entities that have the record, or a value of it: also those that it belonged to once."""
    found = erased.connection.execute(
        sql.SQL(
            "SELECT entity_id FROM hub.record_entity WHERE record_id = %s AND entity_id IS NOT NULL "
            "UNION SELECT entity_id FROM unified.entity_link "
            "WHERE platform = %s AND dataset = %s AND source_id = %s "
            "UNION SELECT entity_id FROM unified.entity WHERE {}"
        ).format(_speaks(erased)),
        (erased.record_id, erased.dataset.platform, erased.dataset.name, erased.source_id),
    )
    return [entity_id for (entity_id,) in found]


def _origin(erased: _Erased) -> sql.Literal:
    """What the provenance of a value of the record holds."""
    platform, name = erased.dataset.platform, erased.dataset.name
    return sql.Literal(Jsonb({"platform": platform, "dataset": name, "source_id": erased.source_id}))


def _speaks(erased: _Erased) -> sql.Composed:
    """Whether an entity's row has a value of the record."""
    return sql.SQL("EXISTS (SELECT FROM jsonb_each(provenance) WHERE value @> {}::jsonb)").format(_origin(erased))


def _leave_messages(erased: _Erased) -> None:
    """Alerts name a record by its source id; values stand in them masked."""
    if len(erased.source_id) < SHORTEST_REPLACED:
        return
    for name in ("alert", "alert_message"):
        erased.run(
            sql.SQL("UPDATE {} SET body = replace(body, %s, %s) WHERE strpos(body, %s) > 0").format(
                sql.Identifier("quality", name)
            ),
            erased.source_id,
            ERASED,
            erased.source_id,
        )


def _leave_statements(erased: _Erased) -> None:
    """What was asked of the views in clear is noted and may name the record or its people; numbers stand masked."""
    for value in [*_people(erased), *([erased.source_id] if len(erased.source_id) >= SHORTEST_REPLACED else [])]:
        erased.run(
            sql.SQL(
                "UPDATE hub.sensitive_read SET statement = replace(statement, %s, %s) WHERE strpos(statement, %s) > 0"
            ),
            value,
            ERASED,
            value,
        )


def _people(erased: _Erased) -> list[str]:
    """The names in what is published of the record, and was, the longest first."""
    table = unified_table(erased.dataset.table)
    names = sql.SQL(", ").join(
        sql.Identifier(each.name)
        for each in table.columns
        if each.info.get("personal") in (Personal.NAME, Personal.PARTY_NAME)
    )
    if not names.as_string():
        return []
    query = sql.SQL(
        "SELECT DISTINCT name FROM (SELECT unnest(ARRAY[{names}]) AS name FROM {now} WHERE id = %(id)s UNION ALL "
        "SELECT unnest(ARRAY[{names}]) FROM {then} WHERE id = %(id)s) AS named WHERE length(name) > 1"
    ).format(names=names, now=sql.Identifier("unified", table.name), then=sql.Identifier("history", table.name))
    found = [name for (name,) in erased.connection.execute(query, {"id": erased.record_id})]
    return sorted(found, key=len, reverse=True)


def _leave_conflicts(erased: _Erased) -> None:
    identifiers = sql.SQL(", ").join(
        sql.Identifier(f"link_{each}") for each in ("uscc", "organisation_code", "registration_no", "citizen_id")
    )
    erased.run(
        sql.SQL(
            "DELETE FROM hub.link_conflict WHERE value IN (SELECT unnest(ARRAY[{}]) FROM {} WHERE source_id = %s)"
        ).format(identifiers, staging_table(erased.dataset)),
        erased.source_id,
    )


def _leave_staging(erased: _Erased) -> None:
    """Its versions leave staging as if they were superseded, so that every count stays whole."""
    names = {"staging": staging_table(erased.dataset), "open": open_versions(erased.dataset)}
    erased.run(sql.SQL("DELETE FROM {open} WHERE source_id = %s").format(**names), erased.source_id)
    erased.run(
        sql.SQL(
            "WITH gone AS (DELETE FROM {staging} WHERE source_id = %s RETURNING page_id), "
            "counted AS (SELECT page_id, count(*) AS versions FROM gone GROUP BY page_id) "
            "UPDATE hub.landed_page AS page SET superseded = page.superseded + counted.versions "
            "FROM counted WHERE page.page_id = counted.page_id"
        ).format(**names),
        erased.source_id,
    )


def _publish(erased: _Erased) -> Iterator[tuple[str, str, str]]:
    """Leave a shell of the published row; gives the change (table, id, operation)."""
    table = unified_table(erased.dataset.table)
    own = [each.name for each in table.columns if each.name not in _STAYS]
    emptied = sql.SQL(", ").join(sql.SQL("{} = NULL").format(sql.Identifier(each)) for each in own)
    shells = erased.run(
        sql.SQL("UPDATE {} SET {}, retracted_at = coalesce(retracted_at, now()) WHERE id = %s").format(
            sql.Identifier("unified", table.name), emptied
        ),
        erased.record_id,
    )
    if steps := step_table(erased.dataset):
        erased.run(
            sql.SQL("DELETE FROM {} WHERE incident_id = %s").format(sql.Identifier("unified", steps)), erased.record_id
        )
    if shells:
        yield table.name, erased.record_id, "retract"


def _leave_entities(erased: _Erased, entities: list[str]) -> Iterator[tuple[str, str, str]]:
    """What its entities have of it goes; one that has no other record is emptied and retracted.

    The entity's other records, and those that were left out as its doubles, are looked at again by the next release.
    """
    erased.run(
        sql.SQL(
            "INSERT INTO hub.relinked (record_id) SELECT record_id FROM hub.record_entity "
            "WHERE entity_id = ANY (%s) AND record_id <> %s UNION "
            "SELECT platform || ':' || dataset || ':' || source_id FROM unified.duplicate_record WHERE kept_id = %s"
        ),
        entities,
        erased.record_id,
        erased.record_id,
    )
    for entity_id in entities:
        others = erased.connection.execute(
            "SELECT FROM hub.record_entity WHERE entity_id = %s AND record_id <> %s LIMIT 1",
            (entity_id, erased.record_id),
        ).fetchone()
        _leave_values(erased, entity_id)
        if others is None:
            _empty_entity(erased, entity_id)
        yield "entity", entity_id, "retract" if others is None else "update"
    erased.run(sql.SQL("DELETE FROM history.entity WHERE {}").format(_speaks(erased)))


def _leave_values(erased: _Erased, entity_id: str) -> None:
    """Golden values that are the record's own."""
    origin = _origin(erased)
    values = [
        sql.SQL("{0} = CASE WHEN (provenance -> {1}) @> {2}::jsonb THEN NULL ELSE {0} END").format(
            sql.Identifier(each.name), sql.Literal(each.name), origin
        )
        for each in ATTRIBUTES
    ]
    erased.run(
        sql.SQL(
            "UPDATE unified.entity SET {}, provenance = (SELECT jsonb_object_agg(key, value) FROM "
            "jsonb_each(provenance) WHERE NOT value @> {}::jsonb) WHERE entity_id = %s"
        ).format(sql.SQL(", ").join(values), origin),
        entity_id,
    )


def _empty_entity(erased: _Erased, entity_id: str) -> None:
    names = [each.name for each in ATTRIBUTES if each.name not in {"kind", "division_code"}]
    erased.run(
        sql.SQL(
            "UPDATE unified.entity SET {}, provenance = NULL, platforms = '{{}}', source_count = 0, "
            "retracted_at = coalesce(retracted_at, now()) WHERE entity_id = %s"
        ).format(sql.SQL(", ").join(sql.SQL("{} = NULL").format(sql.Identifier(each)) for each in names)),
        entity_id,
    )
    erased.run(sql.SQL("DELETE FROM history.entity WHERE entity_id = %s"), entity_id)


def _leave_table(erased: _Erased, table: Table) -> None:
    """Every row that speaks of the record, but for the shell and what is never derived."""
    columns = {each.name for each in table.columns}
    name = f"{table.schema}.{table.name}"
    if table.schema not in SCHEMAS or name in {f"unified.{erased.dataset.table}", *NEVER_DERIVED}:
        return
    place = sql.Identifier(str(table.schema), table.name)
    if columns >= OF_RECORD:
        erased.run(
            sql.SQL("DELETE FROM {} WHERE platform = %s AND dataset = %s AND source_id = %s").format(place),
            erased.dataset.platform,
            erased.dataset.name,
            erased.source_id,
        )
    elif "record_id" in columns:
        erased.run(sql.SQL("DELETE FROM {} WHERE record_id = %s").format(place), erased.record_id)
    elif columns >= OF_PAIR:
        erased.run(sql.SQL("DELETE FROM {} WHERE %s IN (record_a, record_b)").format(place), erased.record_id)


def _feed(erased: _Erased, changes: list[tuple[str, str, str]]) -> None:
    """A release of its own, which tells readers what to read again."""
    if not changes:
        return
    counts: dict[str, Counter[str]] = {}
    for table, _, operation in changes:
        counts.setdefault(table, Counter())["retracted" if operation == "retract" else "updated"] += 1
    shown = {
        table: {each: counter[each] for each in ("inserted", "updated", "retracted")}
        for table, counter in counts.items()
    }
    row = erased.connection.execute(
        "INSERT INTO hub.release (published_at, counts, held) "
        "SELECT greatest(clock_timestamp(), max(published_at) + interval '1 microsecond'), %s, %s FROM hub.release "
        "RETURNING release_id, published_at",
        (Jsonb(shown), Jsonb(held_datasets(erased.connection))),
    ).fetchone()
    assert row is not None
    announce(erased.connection, *row)
    for table, key, operation in changes:
        place = sql.Identifier("unified", table)
        column = sql.Identifier("entity_id" if table == "entity" else "id")
        division = sql.Identifier("division_code") if "division_code" in unified_table(table).columns else sql.NULL
        erased.run(
            sql.SQL("UPDATE {} SET release_id = %s, changed_at = %s WHERE {} = %s").format(place, column), *row, key
        )
        erased.run(
            sql.SQL(
                "INSERT INTO hub.change (release_id, table_name, id, operation, division_code, changed_at) "
                "SELECT %s, %s, %s, %s, {}, %s FROM {} WHERE {} = %s"
            ).format(division, place, column),
            row[0],
            table,
            key,
            operation,
            row[1],
            key,
        )
    # What the marts say of it has no former version left to be found by.
    refill(erased.connection)
    fill_marts(Release(Workspace(erased.connection), Silence(), *row))
