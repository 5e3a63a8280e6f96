"""An application that began with a copy and followed the feed has what `v1` has, and the past is what was seen."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_application import FED, Application, application, content, past
from staged_consumer import clean
from staged_versions import Version, at, hold, rows, stage

from hub.progress import Silence
from hub.release.publish import publish

if TYPE_CHECKING:
    from hub.database.connection import Database

TOWN, NEXT_TOWN = "330382114000", "330382108000"
REGISTER, PENALTIES, CASES = "provincial/market_entities", "provincial/penalties", "city/cases"
AGENCIES, OFFICERS = "provincial/agencies", "provincial/officers"
AGENCY = "11330382002577590F"

towns = st.sampled_from([TOWN, NEXT_TOWN])
identifiers = st.fixed_dictionaries(
    {},
    optional={
        "link_uscc": st.sampled_from(["91330382MA00000A10", "92330382MA00000B20"]),
        "link_registration_no": st.sampled_from(["330382000000001", "330382000000002"]),
    },
)
sayings = {
    REGISTER: st.fixed_dictionaries({"name": st.sampled_from(["甲乙小吃店", "丙丁"]), "division_code": towns}),
    PENALTIES: st.fixed_dictionaries(
        {
            "party_name": st.just("丙丁"),
            "party_kind": st.sampled_from(["enterprise", "natural_person"]),
            "facts": st.sampled_from(["占道经营", "电话13800000000"]),
        }
    ),
    CASES: st.fixed_dictionaries(
        {
            "kind": st.just("city_case"),
            "division_code": towns,
            "party_name": st.just("甲乙小吃店"),
            "steps": st.lists(st.sampled_from(["受理", "派遣"]), max_size=2).map(
                lambda actions: [{"seq": number, "action": each} for number, each in enumerate(actions)]
            ),
        }
    ),
    AGENCIES: st.fixed_dictionaries({"code": st.just(AGENCY), "name": st.just("执法队"), "division_code": towns}),
    OFFICERS: st.fixed_dictionaries({"name": st.sampled_from(["张小三", "李小四"]), "agency_code": st.just(AGENCY)}),
}
"""What the records of each dataset say, but for whose they are."""


@st.composite
def versions(draw: st.DrawFn) -> Version:
    """Some version of one of two records of some dataset; times may come late."""
    dataset = draw(st.sampled_from([*sayings]))
    key, minute = draw(st.sampled_from("12")), at(draw(st.integers(0, 9)))
    if draw(st.integers(0, 5)) == 0:
        return Version(dataset, key, minute, 1, is_delete=True)
    said = draw(sayings[dataset])
    if dataset not in (AGENCIES, OFFICERS):
        said |= draw(identifiers)
    return Version(dataset, key, minute, 1, columns=said)


batches = st.lists(
    st.tuples(st.lists(versions(), min_size=1, max_size=6), st.sampled_from(["hold", "accept", "go on"])),
    min_size=2,
    max_size=4,
)


def test_an_officer_of_two_towns_is_told_of_in_both(database: Database) -> None:
    agencies = [
        Version(AGENCIES, key, at(1), 1, columns={"code": AGENCY, "name": "执法队", "division_code": town})
        for key, town in (("1", TOWN), ("2", NEXT_TOWN))
    ]
    stage(database, agencies)
    publish(database, Silence())
    with application(database, TOWN) as one, application(database, NEXT_TOWN) as other:
        both = [Application(one), Application(other)]
        for each in both:
            each.begin()
        for name in ("张小三", "李小四"):
            columns = {"name": name, "agency_code": AGENCY}
            stage(database, [Version(OFFICERS, "1", at(2 if name == "张小三" else 3), 1, columns=columns)])
            publish(database, Silence())
            for each in both:
                each.follow()
                assert [row["name"] for row in each.kept["officer"].values()] == [f"{name[0]}*"]


@settings(
    max_examples=40 if settings.get_current_profile_name() == "long" else 5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(batches)
def test_who_follows_the_feed_has_what_is_shown(database: Database, history: list[tuple[list[Version], str]]) -> None:
    clean(database)
    with ExitStack() as stack:
        applications = [
            Application(stack.enter_context(application(database, *divisions))) for divisions in ((), (TOWN,))
        ]
        for each in applications:
            each.begin()
        seen: list[tuple[dt.datetime, object]] = []
        for batch, judgement in history:
            judge(database, judgement)
            stage(database, batch)
            if publish(database, Silence()).release_id is not None:
                seen.append(recorded(database, applications[0]))
            for each in applications:
                each.follow()
                assert each.kept == content(each.connection)
        look_back(applications[0], seen)


def judge(database: Database, judgement: str) -> None:
    """Hold the penalties back, or let them through."""
    rows(database, "DELETE FROM hub.hold RETURNING 1")
    if judgement == "hold":
        hold(database, PENALTIES, "拒收过多")


def recorded(database: Database, each: Application) -> tuple[dt.datetime, object]:
    """When the last release was, and what is shown since."""
    ((published_at,),) = rows(database, "SELECT max(published_at) FROM hub.release")
    assert isinstance(published_at, dt.datetime)
    shown = content(each.connection)
    return published_at, {table: shown[table] for table in FED}


def look_back(each: Application, seen: list[tuple[dt.datetime, object]]) -> None:
    """Between two releases the past is what was seen after the former one."""
    moment = dt.timedelta(microseconds=1)
    nothing: object = {table: {} for table in FED}
    for (published_at, shown), before in zip(seen, [nothing, *(shown for _, shown in seen)], strict=False):
        assert past(each.connection, published_at) == shown
        assert past(each.connection, published_at - moment) == before
