"""What judging does with versions: verdicts, reasons, holds, and rejections that close."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from psycopg import sql
from sound_versions import SOUND, defect, sound
from staged_versions import Version, at, rows, stage

from expectations.judge import NOTHING, judge
from hub.datasets.provincial import PENALTIES
from hub.progress import Silence
from hub.rules.catalogue import Rule, rules_for
from hub.rules.kinds import NotNull, Predicate
from hub.rules.texts import rule_texts

BAD = {"filed_on": "2026-03-01", "decided_on": "2026-02-01", "closed_on": "2026-01-01", "item_code": "1"}


SOME = tuple(
    rule
    for rule in rules_for(PENALTIES)
    if rule.rule_id
    in {
        "any.item_code_form",
        "any.key_missing",
        "any.required_missing",
        "any.unknown_code_required",
        "penalty.decided_after_closed",
        "penalty.filed_after_decided",
        "penalty.fine_text",
    }
)
"""Rules of several kinds, few enough to be judged quickly."""


def judged(database, *versions, run_id="run", rules=SOME):
    stage(database, versions)
    return judge(PENALTIES, database, run_id, Silence(), rules)


def good(source_id="k", **version):
    return replace(sound(PENALTIES, source_id), **version)


def bad(source_id="k", **version):
    return replace(good(source_id, **version), columns={**SOUND[PENALTIES.id], "closed_on": "2025-01-01"})


def verdicts(database):
    return dict(rows(database, "SELECT source_id, verdict FROM staging.provincial_penalties_state"))


def rejections(database, columns):
    query = sql.SQL("SELECT {} FROM quality.rejection ORDER BY source_id, rule_id, field").format(
        sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    return rows(database, query)


def holds(database):
    return rows(database, "SELECT rule_id, reason, accepted_at IS NOT NULL FROM hub.hold ORDER BY 1")


def test_every_reason_of_a_rejected_version_at_once(database):
    version = Version(
        PENALTIES.id,
        "bad",
        time=at(0),
        verdict="new",
        columns={**SOUND[PENALTIES.id], **BAD, **defect("any.required_missing", "CF_WFXW")},
    )

    judgement = judged(database, version, good())

    assert (judgement.evaluated, judgement.passed, judgement.rejected) == (2, 1, 1)
    assert verdicts(database) == {"bad": "rejected", "k": "passed"}
    assert rejections(database, ["rule_id", "field", "value", "reason_zh"]) == [
        (
            "any.item_code_form",
            "supervise_item_implement_code",
            "1",
            "事项编码不是 14 位数字（supervise_item_implement_code＝1）。填写 14 位监管事项目录编码。",
        ),
        ("any.required_missing", "CF_WFXW", None, "必填项缺失（CF_WFXW为空）。补填所列必填项后重新报送。"),
        (
            "penalty.decided_after_closed",
            "CF_JDRQ;closing_date",
            "2026-02-01;2026-01-01",
            "处罚决定日期晚于结案日期（CF_JDRQ＝2026-02-01，closing_date＝2026-01-01）。核对决定和结案日期。",
        ),
        (
            "penalty.filed_after_decided",
            "filing_date;CF_JDRQ",
            "2026-03-01;2026-02-01",
            "立案日期晚于处罚决定日期（filing_date＝2026-03-01，CF_JDRQ＝2026-02-01）。核对立案和决定日期。",
        ),
    ]


def test_what_was_found_is_kept_for_every_rule(database):
    judged(database, bad("a"), bad("b"), good("c"), run_id="first", rules=None)

    results = rows(database, "SELECT rule_id, severity, evaluated, failed, status FROM quality.check_result")
    assert len(results) == len({rule.rule_id for rule in rules_for(PENALTIES)})
    assert ("penalty.decided_after_closed", "reject", 3, 2, "failed") in results
    assert ("penalty.fine_text", "warn", 3, 0, "passed") in results


def test_examples_name_versions_and_values(database):
    judgement = judged(database, *(bad(f"k{number}") for number in range(5)))

    result = next(each for each in judgement.results if each.rule_id == "penalty.decided_after_closed")
    assert result.failed == 5
    assert len(result.examples) == 3
    assert set(result.examples) <= {(f"k{number}", "2026-01-03;2025-01-01") for number in range(5)}


def test_a_warning_is_counted_and_published(database):
    judgement = judged(database, replace(good(), columns={**SOUND[PENALTIES.id], "fine_yuan": 3000}))

    assert verdicts(database) == {"k": "passed"}
    assert [each.rule_id for each in judgement.results if each.failed] == ["penalty.fine_text"]


def test_a_delete_passes_whatever_it_lacks_but_its_key(database):
    empty = Version(PENALTIES.id, "k", time=at(0), is_delete=True, verdict="new")
    keyless = replace(empty, source_id="#1", columns=defect("any.key_missing", "CF_WSH"))
    ignored = replace(empty, source_id="x", columns=defect("any.unknown_code_required", "CF_CFLB", "99"))

    judgement = judged(database, empty, keyless, ignored)

    assert verdicts(database) == {"k": "passed", "#1": "rejected", "x": "passed"}
    evaluated = {each.rule_id: each.evaluated for each in judgement.results}
    assert evaluated["any.key_missing"] == 3
    assert evaluated["penalty.decided_after_closed"] == 0


def test_each_version_is_judged_once(database):
    judged(database, bad())

    assert judged(database, bad()) == NOTHING
    assert len(rejections(database, ["rule_id"])) == 1


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("newer_first", [True, False])
def test_a_newer_passing_version_closes_the_rejections_of_older_ones(database, together, newer_first):
    versions = [bad(time=at(0)), good(time=at(1))]
    versions = versions[::-1] if newer_first else versions
    for batch in [versions] if together else [[each] for each in versions]:
        judged(database, *batch)

    assert [resolved is not None for (resolved,) in rejections(database, ["resolved_at"])] == [True]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"time": None}, {"time": at(0)}),
        ({"time": at(0), "sequence": None}, {"time": at(0), "sequence": 1}),
        ({"time": at(0), "sequence": 9}, {"time": at(0), "sequence": 10}),
        ({"time": at(0), "sequence": 10}, {"time": at(1), "sequence": 9}),
    ],
)
def test_the_order_of_versions(database, older, newer):
    judged(database, bad("mended", **older), good("mended", **newer), good("worse", **older), bad("worse", **newer))

    assert [
        (source_id, resolved is not None, kept)
        for source_id, resolved, kept in rejections(database, ["source_id", "resolved_at", "published_version_kept"])
    ] == [("mended", True, True), ("worse", False, True)]


def test_a_newer_delete_closes_rejections_and_keeps_nothing_published(database):
    judged(database, bad(time=at(0)), Version(PENALTIES.id, "k", time=at(1), is_delete=True, verdict="new"))

    ((resolved, kept),) = rejections(database, ["resolved_at", "published_version_kept"])
    assert resolved is not None
    assert not kept


def test_another_records_passing_version_closes_nothing(database):
    judged(database, bad("a", time=at(0)), good("b", time=at(1)))

    assert rejections(database, ["source_id", "resolved_at"]) == [("a", None)]


def rule(kind, rule_id="penalty.fine_missing"):
    return Rule(rule_texts()[rule_id], kind, ("CF_NR_FK",))


ABSENT = rule(NotNull("no_such_column"))


DECEIVING = rule(Predicate("pg_current_xact_id_if_assigned() IS NULL", ("fine_yuan",)))
"""Bad for who only reads, as Great Expectations does; the routing writes."""
UNFINED = {**SOUND[PENALTIES.id], "fine_yuan": None}


@pytest.mark.parametrize("broken", [ABSENT, DECEIVING], ids=["absent column", "disagreement"])
def test_a_rule_that_cannot_be_run_is_an_error_and_holds_the_dataset(database, broken):
    judgement = judged(database, replace(good(), columns=UNFINED), bad("b"), rules=(*SOME, broken))

    assert [each.rule_id for each in judgement.errors] == ["penalty.fine_missing"]
    assert (judgement.evaluated, judgement.passed, judgement.rejected) == (2, 0, 0)
    assert holds(database) == [
        (
            "penalty.fine_missing",
            "规则“罚款类处罚缺罚款金额”无法执行，本数据集暂缓发布。请数据工程组查看日志并修复规则。",
            False,
        )
    ]
    assert set(verdicts(database).values()) == {"new"}
    assert rejections(database, ["rule_id"]) == []
    statuses = dict(rows(database, "SELECT rule_id, status FROM quality.check_result"))
    assert statuses["penalty.fine_missing"] == "error"
    assert statuses["penalty.decided_after_closed"] == "failed"


def test_the_next_clean_judging_lifts_the_hold_and_judges_what_waited(database):
    judged(database, bad("b"), rules=(ABSENT,))
    judgement = judged(database, good(), run_id="mended")

    assert (judgement.evaluated, judgement.rejected) == (2, 1)
    assert holds(database) == []
    assert verdicts(database) == {"b": "rejected", "k": "passed"}


def test_other_holds_are_not_its_own_to_lift(database):
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO hub.hold (platform, dataset, rule_id, reason, since)"
            " VALUES ('provincial', 'penalties', 'gate.volume', '数据量异常', now())"
        )
    judged(database, good())

    assert holds(database) == [("gate.volume", "数据量异常", False)]


def test_an_accepted_hold_lets_versions_through_without_the_rule(database):
    judged(database, good(), rules=(*SOME, ABSENT))
    with database.connect() as connection:
        connection.execute("UPDATE hub.hold SET accepted_at = now(), accepted_by = '值班员'")

    judgement = judged(database, bad("b"), rules=(*SOME, ABSENT), run_id="accepted")

    assert verdicts(database) == {"k": "passed", "b": "rejected"}
    assert [each.rule_id for each in judgement.errors] == ["penalty.fine_missing"]
    assert [(rule_id, accepted) for rule_id, _, accepted in holds(database)] == [("penalty.fine_missing", True)]


def test_a_defect_that_no_rule_declares_is_an_error(database):
    judgement = judged(database, replace(good(), columns={**SOUND[PENALTIES.id], **defect("any.invented")}))

    assert [each.rule_id for each in judgement.errors] == ["any.invented"]
    assert [rule_id for rule_id, _, _ in holds(database)] == ["any.invented"]


def test_no_table_of_a_run_stays_not_even_of_a_killed_one(database):
    with database.connect() as connection:
        connection.execute("CREATE TABLE staging.judging_provincial_penalties_0123456789ab ()")
    judged(database, good())

    left = "SELECT tablename FROM pg_tables WHERE schemaname = 'staging' AND tablename LIKE 'judging%%'"
    assert rows(database, left) == []


def test_values_are_harmless_text(database):
    value = "'); DROP TABLE x; -- {batch} :name %s \x07<b>"
    judged(database, replace(good(), columns={**SOUND[PENALTIES.id], "item_code": value}))

    ((kept, reason),) = rejections(database, ["value", "reason_zh"])
    assert kept == value
    assert reason.startswith(
        "事项编码不是 14 位数字（supervise_item_implement_code＝'); DROP TABLE x; -- {batch} :name %s <b>）"
    )


def test_nothing_to_judge_does_not_import_great_expectations(database):
    script = (
        "import sys\n"
        "from pydantic import SecretStr\n"
        "from expectations.judge import judge\n"
        "from hub.database.connection import Database\n"
        "from hub.datasets.provincial import PENALTIES\n"
        "from hub.progress import Silence\n"
        "judgement = judge(PENALTIES, Database(SecretStr(sys.argv[1])), 'run', Silence())\n"
        "sys.exit(judgement.evaluated + ('great_expectations' in sys.modules))\n"
    )
    asked = subprocess.run([sys.executable, "-c", script, database.url.get_secret_value()], check=False)
    assert asked.returncode == 0
