"""Whatever people join, part and take back: every id that was ever published leads to an entity, and what is taken back
leaves no trace in who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from staged_consumer import clean
from staged_versions import Version, at, rows, stage

from hub.linkage.judgements import Decision, Verdict, merge, read_judgements, relate, split, withdraw
from hub.linkage.queue import find_entity, members, read_judged
from hub.progress import Silence
from hub.release.publish import publish

if TYPE_CHECKING:
    from hub.database.connection import Database

BY = Decision("王某")
USCCS = ("91330382MA00000A10", "91330382MA00000B20", None, None, None)
RECORDS = [f"provincial:penalties:罚{number}" for number in range(len(USCCS))]
places = st.integers(0, len(USCCS) - 1)
deeds = st.lists(
    st.tuples(st.sampled_from(["merge", "merge", "split", "relate", "undo"]), places, places), min_size=2, max_size=5
)


def links(database: Database) -> dict[str, str]:
    query = "SELECT concat_ws(':', platform, dataset, source_id), entity_id FROM unified.entity_link"
    return {str(record): str(entity) for record, entity in rows(database, query)}


def do(database: Database, deed: str, one: int, other: int) -> None:
    first, second = (find_entity(database, RECORDS[each]) for each in (one, other))
    held = [[each.record_id for each in members(database, entity)] for entity in (first, second)]
    if deed == "merge" and first != second:
        merge(database, *held, BY)
    elif deed == "split" and len(held[0]) > 1:
        split(database, [RECORDS[one]], [each for each in held[0] if each != RECORDS[one]], BY)
    elif deed == "relate" and first != second:
        relate(database, RECORDS[one], RECORDS[other], Verdict.RENAMED, BY)
    elif deed == "undo" and (judged := read_judged(database)):
        withdraw(database, [judged[0].judgement_id], BY.by)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds)
def test_ids_last_and_what_is_taken_back_leaves_no_trace(database: Database, done: list[tuple[str, int, int]]) -> None:
    clean(database)
    stage(
        database,
        [
            Version("provincial/penalties", f"罚{number}", at(1), 1,
                    columns={"decision_no": f"罚{number}", "party_name": f"乐清市甲{number}店", "link_uscc": uscc})
            for number, uscc in enumerate(USCCS)
        ],
    )  # fmt: skip
    publish(database, Silence())
    before, ids = links(database), set(links(database).values())
    for deed in done:
        do(database, *deed)
        publish(database, Silence())
        ids |= set(links(database).values())
        leads = dict(rows(database, "SELECT alias_id, entity_id FROM unified.entity_alias"))
        assert ids <= leads.keys()
        assert set(leads.values()) <= {each for (each,) in rows(database, "SELECT entity_id FROM unified.entity")}
        found = links(database)
        assert found[RECORDS[0]] != found[RECORDS[1]]
    for judged in read_judged(database):
        withdraw(database, [judged.judgement_id], BY.by)
    publish(database, Silence())
    assert links(database) == before
    assert rows(database, "SELECT count(*) FROM unified.entity_relation") == [(0,)]
    with database.connect() as connection:
        assert read_judgements(connection).is_empty()
