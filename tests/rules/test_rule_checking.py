"""A rule that could not be run is refused before anything is, with the place where it is declared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.errors import RuleError
from hub.rules.checking import check_rules
from hub.rules.kinds import InOrder, InSet, LengthAtMost, NotNull, Pattern, Predicate
from hub.rules.standing.declared import STANDING
from hub.rules.texts import rule_texts

STILL_VALID = next(rule for rule in STANDING if rule.rule_id == "licence.still_valid")


def test_what_is_declared_can_be_run():
    check_rules()


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        (
            {"penalty": {"penalty.fine_missing": NotNull("fine_yaun")}},
            "hub/rules/records.py 中 TABLE_RULES['penalty']['penalty.fine_missing']：列 fine_yaun 不存在",
        ),
        (
            {"penalty": {"penalty.filed_after_decided": InOrder("filed_on", "decided")}},
            "TABLE_RULES['penalty']['penalty.filed_after_decided']：列 decided 不存在",
        ),
        (
            {"penalty": {"penalty.fine_missing": Predicate("true", (), ("nowhere",))}},
            "列 nowhere 不存在",
        ),
        ({"fine": {}}, "TABLE_RULES['fine']：没有数据集汇入表 fine"),
        ({"penalty": {"penalty.invented": NotNull("fine_yuan")}}, "rules.csv 中没有规则 penalty.invented"),
        ({"penalty": {"penalty.decision_no_form": Pattern("decision_no", "(")}}, "正则表达式 '(' 无法解析"),
        ({"penalty": {"penalty.decision_no_form": InSet("decision_no", ())}}, "没有允许的取值"),
        ({"penalty": {"penalty.decision_no_form": LengthAtMost("decision_no", 0)}}, "长度 0 应为大于 0 的整数"),
        ({"penalty": {"penalty.decision_no_form": LengthAtMost("decision_no", "long")}}, "长度 long 应为大于 0 的整数"),
    ],
)
def test_rules_of_tables_are_refused_with_their_place(declared, complaint):
    with pytest.raises(RuleError) as refused:
        check_rules(of_tables=declared)
    assert complaint in str(refused.value)


def test_a_column_that_only_another_dataset_sends_is_refused_for_a_rule_of_one():
    with pytest.raises(RuleError, match="列 CF_ZT 不存在"):
        check_rules(of_datasets={"departments/fire_penalties": {"penalty.withdrawn": NotNull("CF_ZT")}})
    with pytest.raises(RuleError, match="没有数据集 departments/fines"):
        check_rules(of_datasets={"departments/fines": {}})


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"columns": ("valid_till",)}, "列 valid_till 不在 unified.licence"),
        ({"bad_when": "shown.state = 'valid'"}, "列 state 不在 unified.licence"),
        ({"bad_when": "shown.valid_until < {today}"}, "'today' 没有定义"),
        ({"reads": ("permits",)}, "没有表 unified.permits"),
        ({"rule_id": "licence.validity_order"}, "查看其他记录的规则只能提醒（warn），不能为 reject"),
        ({"rule_id": "licence.invented"}, "rules.csv 中没有规则 licence.invented"),
    ],
)
def test_rules_over_what_is_published_are_refused_with_their_place(change, complaint):
    with pytest.raises(RuleError) as refused:
        check_rules(standing=(replace(STILL_VALID, **change),))
    assert "hub/rules/standing/declared.py" in str(refused.value)
    assert complaint in str(refused.value)


def test_every_slip_is_told_of_at_once():
    slips = {"penalty": {"penalty.fine_missing": NotNull("a"), "penalty.fine_text": NotNull("b")}}
    with pytest.raises(RuleError) as refused:
        check_rules(of_tables=slips)
    assert str(refused.value).count("不存在") == 2
    assert "penalty.fine_missing" in rule_texts()
