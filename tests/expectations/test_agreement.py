"""On any rows Great Expectations and the routing count the same, and what can be said in Python is what they find."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from staged_versions import Version, at, stage

from expectations.judge import judge
from hub.datasets import dataset as dataset_named
from hub.progress import Silence
from hub.rules.catalogue import rules_for
from hub.rules.kinds import Defect

days = st.none() | st.dates(dt.date(2025, 12, 30), dt.date(2026, 1, 3))
times = st.none() | st.integers(0, 4).map(at)
texts = st.none() | st.text(st.sampled_from("乐清*?？'\"%{}:\\\n1A〔〕号"), max_size=6)
amounts = st.none() | st.sampled_from([0, 2000, 20_000_000])
fines = st.none() | st.sampled_from(["罚款2000元", "罚款0.2万元", "警告", "罚款1元，罚款2元"])
codes = st.none() | st.sampled_from(["91330382MA00000A1W", "330382", "x"])
instants = st.sampled_from([at(0).isoformat(), at(1).isoformat()])
steps = st.fixed_dictionaries({"seq": st.integers(1, 3), "at": instants})

PENALTY = {
    **dict.fromkeys(("filed_on", "decided_on", "closed_on", "public_until"), days),
    **dict.fromkeys(("party_name", "decision_no", "item_code", "revoked_licence"), texts),
    **dict.fromkeys(("fine_yuan", "confiscated_yuan"), amounts),
    **dict.fromkeys(("party_code", "link_uscc", "link_citizen_id"), codes),
    "kinds": st.none() | st.lists(st.sampled_from(["fine", "warning", "confiscation", "revoke_licence"]), max_size=3),
    "content": fines,
}
CASE = {
    **dict.fromkeys(("occurred_at", "reported_at", "accepted_at", "dispatched_at"), times),
    **dict.fromkeys(("resolved_at", "closed_at", "due_at"), times),
    **dict.fromkeys(("party_name", "address"), texts),
    "status": st.none() | st.sampled_from(["closed", "handling", "voided"]),
    "category": st.none() | st.sampled_from(["市容环境", "市容"]),
    "steps": st.none()
    | st.lists(
        st.fixed_dictionaries(
            {"seq": st.integers(1, 3), "at": st.integers(0, 2).map(lambda each: at(each).isoformat())}
        ),
        max_size=3,
    ),
}


def versions(dataset, columns):
    reading = [rule.rule_id for rule in rules_for(dataset) if isinstance(rule.kind, Defect)]
    defects = st.lists(
        st.fixed_dictionaries({"rule": st.sampled_from(reading), "field": st.sampled_from("AB"), "value": texts}),
        max_size=2,
    ).map(json.dumps)
    row = st.tuples(st.fixed_dictionaries({**columns, "defects": defects}), st.booleans())
    return st.lists(row, min_size=1, max_size=40)


def before(one, other):
    return one is not None and other is not None and one < other


EXPECTED = {
    "provincial/penalties": {
        "penalty.filed_after_decided": lambda row: before(row["decided_on"], row["filed_on"]),
        "penalty.decided_after_closed": lambda row: before(row["closed_on"], row["decided_on"]),
        "penalty.fine_missing": lambda row: "fine" in (row["kinds"] or ()) and row["fine_yuan"] is None,
        "any.party_code_missing": lambda row: row["party_code"] is None,
        "any.name_too_short": lambda row: row["party_name"] is not None and len(row["party_name"]) < 2,
        "any.name_masked": lambda row: "*" in (row["party_name"] or ""),
    },
    "city/cases": {
        "incident.closed_late": lambda row: before(row["due_at"], row["closed_at"]),
        "incident.times_order": lambda row: (
            (sent := [row[name] for name in list(CASE)[:6] if row[name] is not None]) != sorted(sent)
        ),
        "incident.steps_order": lambda row: (
            (steps := sorted((step["seq"], step["at"]) for step in row["steps"] or ()))
            and (
                [when for _, when in steps] != sorted(when for _, when in steps)
                or len({seq for seq, _ in steps}) < len(steps)
            )
        ),
        "incident.class_unknown": lambda row: row["category"] == "市容",
    },
}


@pytest.mark.parametrize(("name", "columns"), [("provincial/penalties", PENALTY), ("city/cases", CASE)])
def test_both_count_the_same_on_any_rows(database, name, columns):
    dataset = dataset_named(name)

    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(rows=versions(dataset, columns))
    def holds(rows):
        with database.connect() as connection:
            connection.execute(
                f"TRUNCATE staging.{dataset.staging_table}, staging.{dataset.staging_table}_open, "
                "hub.version, hub.landed_page, quality.rejection"
            )
        stage(
            database,
            [
                Version(name, f"k{number}", time=at(0), is_delete=is_delete, verdict="new", columns=row)
                for number, (row, is_delete) in enumerate(rows)
            ],
        )
        judgement = judge(dataset, database, "run", Silence())
        assert judgement.errors == ()
        assert judgement.evaluated == judgement.passed + judgement.rejected == len(rows)
        failed = {result.rule_id: result.failed for result in judgement.results}
        judged = [row for row, is_delete in rows if not is_delete]
        for rule_id, is_bad in EXPECTED[name].items():
            assert failed[rule_id] == sum(map(bool, map(is_bad, judged))), rule_id

    holds()
