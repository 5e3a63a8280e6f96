"""What people decide, over releases: merged, split, withdrawn, kept over a rebuild; the workbook out and in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from staged_versions import Version, at, rows, stage

from hub.errors import SettingsError
from hub.linkage.explaining import explain
from hub.linkage.identity import entity_id
from hub.linkage.judgements import Decision, Verdict, judge, merge, split, withdraw
from hub.linkage.queue import find_entity, members, pair_of, read_judged, read_queue
from hub.linkage.workbook import Filled, Pair, read_filled, write_queue
from hub.progress import Silence
from hub.release.publish import publish
from hub.release.rebuild import reset

if TYPE_CHECKING:
    from pathlib import Path

    from hub.database.connection import Database

USCC, OTHER = "91330382MA00000A10", "91330382MA00000B20"
TOWN = "330382114000"
REGISTER, SHOP = "provincial:market_entities:P1", "city:shops:S1"
WHERE = {"division_code": TOWN, "address": "乐清市柳市镇甲路1号", "phone": "13800000001"}
BY = Decision("王某", "现场核实")


def registration(key: str = "P1", minute: int = 1, **columns: object) -> Version:
    said = {"name": "乐清市柳市甲乙水果店", "legal_representative": "丙丁", "link_uscc": USCC, **WHERE}
    return Version("provincial/market_entities", key, at(minute), 1, columns={**said, **columns})


def shop(key: str = "S1", minute: int = 1, **columns: object) -> Version:
    said = {"kind": "shop", "name": "甲乙水果", "principal": "丙丁", **WHERE}
    return Version("city/shops", key, at(minute), columns={**said, **columns})


def release(database: Database, *versions: Version) -> None:
    stage(database, versions)
    publish(database, Silence())


def links(database: Database) -> dict[object, tuple[object, object]]:
    found = rows(database, "SELECT concat_ws(':', platform, dataset, source_id), entity_id, method "
                           "FROM unified.entity_link")  # fmt: skip
    return {record: (entity, method) for record, entity, method in found}


def operations(database: Database) -> list[tuple[object, ...]]:
    return rows(
        database, "SELECT id, operation, other_id FROM hub.change WHERE table_name = 'entity' AND release_id = "
                  "(SELECT max(release_id) FROM hub.change) ORDER BY operation, id",
    )  # fmt: skip


def unlike(**columns: object) -> Version:
    """A shop that may be the register's: 字号, trade and township are the same, and nothing else is known."""
    return shop(**{"principal": None, "phone": None, "address": None, **columns})


def test_a_shop_like_the_register_is_linked_with_score_and_evidence(database: Database) -> None:
    release(database, registration(), shop())
    assert links(database)[SHOP] == (entity_id("uscc", USCC), "probabilistic")
    ((score, evidence),) = rows(
        database, "SELECT score, evidence -> 'likeness' FROM unified.entity_link WHERE platform = 'city'"
    )
    assert 0.999 < score <= 1  # type: ignore[operator]
    assert {"name", "phone", "principal", "place", "trade"} == evidence.keys()  # type: ignore[attr-defined]


def test_a_changed_shop_is_compared_anew(database: Database) -> None:
    release(database, registration(), shop())
    moved = {"address": "虹桥镇乙路9号", "division_code": "330382108000", "phone": "13900000009", "principal": "戊己"}
    release(database, shop(minute=2, **moved))
    assert links(database)[SHOP][1] == "own"
    assert operations(database)[0][1] in {"insert", "split"}
    release(database, shop(minute=3))
    assert links(database)[SHOP] == (entity_id("uscc", USCC), "probabilistic")


def test_people_merge_and_withdraw_and_a_rebuild_keeps_what_they_said(database: Database) -> None:
    strange = shop(name="庚辛电器", principal="戊己", phone="13900000009", address="虹桥镇乙路9号")
    release(database, registration(), strange)
    own = entity_id("own", SHOP)
    assert links(database)[SHOP] == (own, "own")
    merge(database, [REGISTER], [SHOP], BY)
    publish(database, Silence())
    assert links(database)[SHOP] == (entity_id("uscc", USCC), "manual")
    assert operations(database) == [(own, "merge", entity_id("uscc", USCC)), (entity_id("uscc", USCC), "update", None)]
    assert find_entity(database, own) == entity_id("uscc", USCC)
    before = links(database)
    reset(database)
    rows(database, "DELETE FROM hub.landed_page RETURNING 1")
    release(database, registration(), strange)
    assert links(database) == before
    (judged,) = read_judged(database, [SHOP])
    assert (judged.verdict, judged.decided_by, judged.reason) == ("same", "王某", "现场核实")
    withdraw(database, [judged.judgement_id], "李某")
    publish(database, Silence())
    assert links(database)[SHOP] == (own, "own")
    assert read_judged(database) == []
    assert [each.withdrawn_by for each in read_judged(database, all_=True)] == ["李某"]


def test_people_split_what_one_code_holds_together(database: Database) -> None:
    release(database, registration(), shop(link_uscc=USCC))
    entity = entity_id("uscc", USCC)
    records = [each.record_id for each in members(database, entity)]
    split(database, [REGISTER], [each for each in records if each != REGISTER], BY)
    publish(database, Silence())
    found = links(database)
    assert found[REGISTER][0] != found[SHOP][0]
    assert entity in {found[REGISTER][0], found[SHOP][0]}
    assert "split" in {operation for _, operation, _ in operations(database)}


def test_two_codes_stay_two_whatever_people_say(database: Database) -> None:
    release(database, registration(), shop(link_uscc=OTHER))
    judge(database, [(REGISTER, SHOP)], Verdict.SAME, BY)
    publish(database, Silence())
    assert len({entity for entity, _ in links(database).values()}) == 2
    assert rows(database, "SELECT rung, usccs FROM hub.link_conflict") == [("manual", [USCC, OTHER])]


def test_the_queue_holds_what_nobody_judged(database: Database) -> None:
    release(database, registration(), unlike())
    (waiting,) = read_queue(database)
    assert (waiting.record_a, waiting.record_b, waiting.reason) == (SHOP, REGISTER, "unsure")
    assert pair_of(database, waiting.number) == (SHOP, REGISTER)
    judge(database, [(REGISTER, SHOP)], Verdict.UNSURE, BY)
    assert read_queue(database) == []
    judge(database, [(SHOP, REGISTER)], Verdict.SAME, BY)
    publish(database, Silence())
    assert links(database)[SHOP] == (entity_id("uscc", USCC), "manual")
    assert [each.verdict for each in read_judged(database, all_=True)] == ["same", "unsure"]


def test_explaining_gives_the_parts_of_the_weight(database: Database) -> None:
    release(database, registration(), shop())
    found = explain(database, REGISTER, SHOP)
    assert found.parts is not None
    assert found.weight == pytest.approx(found.prior + sum(found.parts.values()), abs=0.05)
    assert explain(database, REGISTER, "city:shops:nobody").parts is None


@pytest.mark.parametrize(("pair", "text"), [((SHOP, SHOP), "同一条"), ((SHOP, "city:shops:nobody"), "没有这条")])
def test_what_cannot_be_judged_is_refused(database: Database, pair: tuple[str, str], text: str) -> None:
    release(database, shop())
    with pytest.raises(SettingsError, match=text):
        judge(database, [pair], Verdict.SAME, BY)
    assert read_judged(database, all_=True) == []


def test_a_workbook_goes_out_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "待判定.xlsx"
    write_queue(
        path, [Pair("abc", 3.2, "把握不足", "名称 +9.0", ["=1+1"] * 16, ("a", "b"))], datetime(2026, 11, 23, tzinfo=UTC)
    )
    assert read_filled(path.read_bytes()) == []


def filled(path: Path, *lines: tuple[str, ...]) -> bytes:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for place, line in enumerate([("监管对象归并", "", ""), ("编号", "判定", "理由", "前身"), *lines]):
            sheet.write_row(place, 0, line)
    return path.read_bytes()


def test_filled_lines_are_judgements_and_wrong_ones_stop_all(tmp_path: Path) -> None:
    became = ("jkl", "个转企", "", "乙")
    body = filled(tmp_path / "a.xlsx", ("abc", "同一", "核实"), ("def", "", ""), ("ghi", " 不同 ", ""), became)
    assert read_filled(body) == [
        Filled(3, "abc", Verdict.SAME, "核实"),
        Filled(5, "ghi", Verdict.DIFFERENT, None),
        Filled(6, "jkl", Verdict.CONVERTED, None, "乙"),
    ]
    with pytest.raises(SettingsError, match="第 3 行（迁移）"):
        read_filled(filled(tmp_path / "c.xlsx", ("abc", "迁移", "")))
    with pytest.raises(SettingsError, match="第 4 行（一样）"):
        read_filled(filled(tmp_path / "b.xlsx", ("abc", "同一", ""), ("def", "一样", "")))
    with pytest.raises(SettingsError, match="没有“编号”"):
        read_filled("名称,判定\n甲,同一\n".encode())
