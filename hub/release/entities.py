"""The entities of a release: golden records, merges and splits, links and aliases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.asking import analyze_if_grown, number
from hub.database.bulk import indexes_afterwards
from hub.database.copying import copy_in, copy_out
from hub.linkage.golden import ATTRIBUTES, choose, word_query, word_schema
from hub.linkage.identity import OWN, RUNGS
from hub.model import unified_table
from hub.release.columns import names, sql_type, title
from hub.release.members import evidence, gather, present
from hub.release.merging import insert_new, remove, update_changed
from hub.release.transaction import STAGE
from hub.versions.order import record_prefix, staging

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    import polars as pl

    from hub.datasets.declaration import Dataset
    from hub.release.members import Members
    from hub.release.records import Touched
    from hub.release.transaction import Release

ENTITY = sql.Identifier("unified", "entity")
METHODS = (*RUNGS, "manual", "probabilistic", OWN)
"""How a record can have come to its entity, the strongest way first."""

STRENGTH = sql.SQL("array_position(ARRAY[{}], former.method)").format(sql.SQL(", ").join(map(sql.Literal, METHODS)))


def merge_entities(release: Release, touched: Sequence[Touched]) -> sql.Identifier:
    """Bring entities, links and aliases to what the next release shows of the touched records.

    Returns the table of the entities (`entity_id`) whose division moved.
    """
    records = release.work.make(
        "touched_record",
        sql.SQL(" UNION ALL ").join(
            [
                sql.SQL(
                    "SELECT {prefix} || source_id AS record_id, {platform} AS platform, {dataset} AS dataset, "
                    "source_id FROM {rows}"
                ).format(
                    prefix=sql.Literal(record_prefix(each.dataset)),
                    platform=sql.Literal(each.dataset.platform),
                    dataset=sql.Literal(each.dataset.name),
                    rows=each.rows,
                )
                for each in touched
            ]
        ),
    )
    # Of every record the entity that it was linked to, and the one that it is linked to now.
    former = release.work.make(
        "former",
        sql.SQL(
            "SELECT record.*, old.entity_id, old.method, new.entity_id AS now_id, new.method AS now_method, "
            "new.score AS now_score, new.evidence AS likeness FROM {} AS record "
            "LEFT JOIN unified.entity_link AS old USING (platform, dataset, source_id) "
            "LEFT JOIN hub.record_entity AS new USING (record_id) "
            "WHERE num_nonnulls(old.entity_id, new.entity_id) > 0"
        ).format(records),
    )
    entities = release.work.make(
        "touched_entity",
        sql.SQL(
            "SELECT entity_id FROM {former} WHERE entity_id IS NOT NULL "
            "UNION SELECT now_id FROM {former} WHERE now_id IS NOT NULL"
        ).format(former=former),
    )
    release.progress.advance(STAGE, title("entity"), 0)
    _merge_links(release, touched, former)
    members = gather(release, entities, [each.dataset for each in touched])
    _follow_the_gone(release, entities, former, members)
    changed = _merge_golden(release, members, former)
    _lead(release, records)
    done = sum(release.counts.get("entity", {}).values())
    release.progress.advance(STAGE, title("entity"), done, done)
    return release.work.make(
        "moved",
        sql.SQL(
            "SELECT changed_id AS entity_id FROM {} WHERE former_division IS DISTINCT FROM changed_division"
        ).format(changed),
    )


def _follow_the_gone(release: Release, entities: sql.Identifier, former: sql.Identifier, members: Members) -> None:
    """Entities without members: where their strongest former record that has an entity went, the id leads there."""
    gone = release.work.make(
        "gone",
        sql.SQL("SELECT entity_id FROM {} EXCEPT SELECT entity_id FROM {}").format(entities, members.life),
    )
    led = release.work.make(
        "led",
        sql.SQL(
            "SELECT DISTINCT ON (former.entity_id) former.entity_id AS id, record_id, now_id AS other_id "
            "FROM {gone} JOIN {former} AS former USING (entity_id) WHERE now_id IS NOT NULL "
            'ORDER BY former.entity_id, {strength}, record_id COLLATE "C"'
        ).format(gone=gone, former=former, strength=STRENGTH),
    )
    release.feed(
        "entity",
        sql.SQL(
            "SELECT id, 'merge' AS operation, other_id, division_code FROM {} JOIN {} AS entity ON entity_id = id"
        ).format(led, ENTITY),
    )
    remove(release, "entity", sql.SQL("SELECT id FROM {}").format(led))
    release.run(
        "INSERT INTO hub.entity_anchor (entity_id, record_id) SELECT id, record_id FROM {led} "
        "ON CONFLICT (entity_id) DO UPDATE SET record_id = excluded.record_id",
        led=led,
    )
    release.run(
        "UPDATE unified.entity_alias AS alias SET entity_id = led.other_id FROM {led} AS led "
        "WHERE alias.entity_id = led.id",
        led=led,
    )


def _merge_golden(release: Release, members: Members, former: sql.Identifier) -> sql.Identifier:
    """Golden records of the entities with members; those that lost all of them keep theirs and are retracted.

    Returns the table of what is changed (`update_changed`).
    """
    golden = _golden(release, members)
    split = release.work.make(
        "split",
        sql.SQL(
            "SELECT DISTINCT ON (now_id) now_id AS id, entity_id AS other_id "
            "FROM {former} AS former JOIN {life} AS life USING (entity_id) "
            'WHERE now_id <> entity_id ORDER BY now_id, {strength}, entity_id COLLATE "C"'
        ).format(former=former, life=members.life, strength=STRENGTH),
    )
    is_known = sql.SQL("EXISTS (SELECT FROM {} AS old WHERE old.entity_id = golden.entity_id)").format(ENTITY)
    fresh = sql.SQL("SELECT * FROM {} AS golden WHERE NOT {}").format(golden, is_known)
    fresh_ids = release.work.make("fresh_entity", sql.SQL("SELECT entity_id FROM ({}) AS fresh").format(fresh))
    with indexes_afterwards(release.connection, ENTITY, _size(release, golden)):
        insert_new(
            release,
            "entity",
            fresh,
            changes=sql.SQL(
                "SELECT written.id, CASE WHEN split.id IS NULL THEN 'insert' ELSE 'split' END AS operation, "
                "split.other_id, written.division_code FROM written LEFT JOIN {} AS split USING (id)"
            ).format(split),
        )
    incoming = sql.SQL(
        "SELECT * FROM {golden} AS golden WHERE entity_id NOT IN (SELECT entity_id FROM {fresh}) UNION ALL {dissolved}"
    ).format(golden=golden, fresh=fresh_ids, dissolved=_dissolved(release))
    return update_changed(release, "entity", incoming)


def _size(release: Release, table: sql.Identifier) -> int:
    return number(release.connection, sql.SQL("SELECT count(*) FROM {}").format(table))


def _dissolved(release: Release) -> sql.Composed:
    """The rows of entities that have lost every record and lead nowhere else: they keep their last golden values."""
    replaced: dict[str, sql.Composable] = {
        "retracted_at": sql.SQL("coalesce(retracted_at, {})").format(sql.Literal(release.published_at)),
        "source_count": sql.SQL("0"),
        "platforms": sql.SQL("'{{}}'::text[]").format(),
    }
    return sql.SQL("SELECT {} FROM {} JOIN {} USING (entity_id)").format(
        sql.SQL(", ").join([replaced.get(each, sql.Identifier("entity", each)) for each in names("entity")]),
        ENTITY,
        release.work.table("gone"),
    )


def _golden(release: Release, members: Members) -> sql.Identifier:
    """The golden records of the entities with members: the entity table's columns but the stamps, in order."""
    chosen = release.work.make_empty("chosen", _CHOSEN_COLUMNS)
    for done, frame in enumerate(_chosen(release, members), 1):
        copy_in(release.connection, chosen, frame.sort("entity_id"))
        release.progress.advance(STAGE, "黄金记录", done, members.parts)
    values: dict[str, sql.Composable] = {
        # Read here, where two processes share it.
        "provenance": sql.SQL("nullif(chosen.provenance, '{{}}')::jsonb").format(),
        **{each: sql.Identifier("life", each) for each in ("source_count", "platforms", "retracted_at")},
    }
    return release.work.make(
        "golden",
        sql.SQL("SELECT {} FROM {} AS chosen JOIN {} AS life USING (entity_id)").format(
            sql.SQL(", ").join(
                [
                    sql.SQL("{} AS {}").format(values.get(each, sql.Identifier("chosen", each)), sql.Identifier(each))
                    for each in names("entity")
                ]
            ),
            chosen,
            members.life,
        ),
    )


def _chosen(release: Release, members: Members) -> Iterator[pl.DataFrame]:
    """The chosen values, part by part; a part is chosen from while the database gives the next one."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="golden") as thread:
        choosing: Future[pl.DataFrame] | None = None
        for part in range(members.parts):
            words = {
                table: copy_out(release.connection, word_query(table, relation), word_schema(table))
                for table, relation in members.words(part).items()
            }
            if choosing is not None:
                yield choosing.result()
            choosing = thread.submit(choose, words) if words else None
        if choosing is not None:
            yield choosing.result()


_CHOSEN_COLUMNS = sql.SQL(", ").join(
    [
        sql.SQL("{} {}").format(sql.Identifier(name), sql_type(unified_table("entity").columns[name]))
        for name in ("entity_id", *(each.name for each in ATTRIBUTES))
    ]
    + [sql.SQL("provenance text")]
)


def _merge_links(release: Release, touched: Sequence[Touched], former: sql.Identifier) -> None:
    """Bring the links of the touched records to the linkage's state, with what each record says of its entity."""
    incoming = [
        release.work.make(f"link_{each.staging_table}", _links(each, former))
        for each in present(release, former, [each.dataset for each in touched])
    ]
    if not incoming:
        return
    links = sql.SQL("({})").format(
        sql.SQL(" UNION ALL ").join([sql.SQL("SELECT * FROM {}").format(each) for each in incoming])
    )
    release.run(
        "DELETE FROM unified.entity_link AS old USING {links} AS gone WHERE gone.entity_id IS NULL "
        "AND (old.platform, old.dataset, old.source_id) = (gone.platform, gone.dataset, gone.source_id)",
        links=links,
    )
    release.run(
        "UPDATE unified.entity_link AS old SET entity_id = new.entity_id, method = new.method, score = new.score, "
        "evidence = new.evidence, linked_at = CASE WHEN (old.entity_id, old.method) = (new.entity_id, new.method) "
        "THEN old.linked_at ELSE {published_at} END FROM {links} AS new "
        "WHERE (old.platform, old.dataset, old.source_id) = (new.platform, new.dataset, new.source_id) "
        "AND new.entity_id IS NOT NULL AND (old.entity_id, old.method, old.score, old.evidence) "
        "IS DISTINCT FROM (new.entity_id, new.method, new.score, new.evidence)",
        links=links,
    )
    fresh = sql.SQL("FROM {} AS new WHERE former_id IS NULL AND entity_id IS NOT NULL").format(links)
    many = number(release.connection, sql.SQL("SELECT count(*) {}").format(fresh))
    with indexes_afterwards(release.connection, sql.Identifier("unified", "entity_link"), many):
        release.run(
            "INSERT INTO unified.entity_link "
            "(platform, dataset, source_id, entity_id, method, score, evidence, linked_at) "
            "SELECT platform, dataset, source_id, entity_id, method, score, evidence, {published_at} {fresh}",
            fresh=fresh,
        )
    analyze_if_grown(release.connection, sql.Identifier("unified", "entity_link"))


def _links(dataset: Dataset, former: sql.Identifier) -> sql.Composed:
    """What the dataset's records in `former` shall be linked to (entity_id null: nothing), and were (former_id)."""
    return sql.SQL(
        "SELECT former.platform, former.dataset, source_id, former.entity_id AS former_id, "
        "CASE WHEN version.version_hash IS NOT NULL THEN now_id END AS entity_id, "
        "now_method AS method, now_score AS score, "
        "CASE WHEN likeness IS NULL THEN {evidence} "
        "ELSE coalesce({evidence}, '{{}}') || jsonb_build_object('likeness', likeness) END AS evidence "
        "FROM {former} AS former LEFT JOIN {staging} AS version USING (source_id) "
        "WHERE (former.platform, former.dataset) = ({platform}, {dataset})"
    ).format(
        evidence=evidence(dataset),
        former=former,
        staging=sql.SQL("(SELECT * FROM {} WHERE released AND NOT is_delete)").format(staging(dataset)),
        platform=sql.Literal(dataset.platform),
        dataset=sql.Literal(dataset.name),
    )


def _lead(release: Release, records: sql.Identifier) -> None:
    """Every id leads to an entity: a living one to itself, a former one to the entity of its anchor."""
    fresh = release.work.table("fresh_entity")
    release.run(
        "INSERT INTO unified.entity_alias (alias_id, entity_id) SELECT entity_id, entity_id FROM {fresh} "
        'ORDER BY entity_id COLLATE "C" '
        "ON CONFLICT (alias_id) DO UPDATE SET entity_id = excluded.entity_id",
        fresh=fresh,
    )
    release.run("DELETE FROM hub.entity_anchor WHERE entity_id IN (SELECT entity_id FROM {fresh})", fresh=fresh)
    release.run(
        "UPDATE unified.entity_alias AS alias SET entity_id = link.entity_id "
        "FROM hub.entity_anchor AS anchor JOIN {records} AS record USING (record_id) "
        "JOIN hub.record_entity AS link USING (record_id) "
        "WHERE alias.alias_id = anchor.entity_id AND alias.entity_id <> link.entity_id",
        records=records,
    )
