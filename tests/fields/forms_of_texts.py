"""Texts, names and numbers that are texts: keys, document numbers, telephone numbers, evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms import CONTROL, Asked, Form
from made_numbers import TAX_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = {
    **dict.fromkeys(("name", "holder_name", "party_name", "agency_name", "authority_name", "issuer_name"), 200),
    **dict.fromkeys(("licence_no", "plan_no", "action_no", "joint_task_no", "incident_no"), 100),
    **{"document_no": 128, "decision_no": 128, "address": 400, "result_text": 500, "title": 500},
    **{"violation": 2000, "basis": 2000, "facts": 5000, "content": 4000, "description": 4000},
    **{"legal_representative": 50, "principal": 50},
}


def texts(asked: Asked) -> Iterator[Form]:
    """What the source wrote is published as it is, but for what cannot be seen."""
    yield Form(asked.sound, asked.sound)
    yield Form(" 第①项\r\n 10²㎡\u3000", "第①项\n 10²㎡")
    yield Form("（甲）Ａ【１】", "（甲）Ａ【１】")
    yield Form("无", "无")
    yield Form("甲\x00乙\x85\t丙", "甲乙丙", rules=(CONTROL,))
    for sent, text in ((7, "7"), (0.5, "0.5"), (True, "true"), (["甲", 1], '["甲", 1]'), ({"甲": 1}, '{"甲": 1}')):
        yield Form(sent, text)
    limit = LONGEST.get(asked.field.column or "")
    if limit:
        yield Form("长" * limit, "长" * limit)
        yield Form("长" * (limit + 1), "长" * (limit + 1), judged=("any.too_long",))


def names(asked: Asked) -> Iterator[Form]:
    """As texts; what is no whole name is warned of."""
    yield from texts(asked)
    yield Form("王", "王", judged=("any.name_too_short",))
    yield Form("乐清市*公司", "乐清市*公司", judged=("any.name_masked",))
    yield Form("乐清市?公司", "乐清市?公司", judged=("any.name_damaged",))
    yield Form("乐清市\ue000公司", "乐清市\ue000公司", judged=("any.name_damaged",))


def class_names(_: Asked) -> Iterator[Form]:
    """Names of classes without a bracketed place behind them."""
    yield Form("市容环境(乐清)", "市容环境")
    for sent in ("市容环境（乐清）", "市容环境", "市容环境（柳市镇）", "市容环境(乐清市)", " 市容环境 (乐清)\u3000"):
        yield Form(sent, "市容环境")
    for sent in ("市容环境(其他)", "（乐清）", "乐清", "无", "市容(乐清)环境"):
        yield Form(sent, sent)
    yield Form(5, "5")
    yield Form(["甲"], '["甲"]')


def keys(asked: Asked) -> Iterator[Form]:
    """Nothing is repaired or converted in a key; what it becomes, `as_key` says."""
    yield Form(asked.sound)
    for sent in ("（Ａ １）号", "【无】 O0.0", "[a]", "S-1.0", 12, "12.0", "无", "甲　乙", True, ["甲"]):
        yield Form(sent)


def decision_numbers(asked: Asked) -> Iterator[Form]:
    """Numbers of documents: one number whatever its brackets."""
    yield Form(asked.sound, asked.sound)
    for sent in (
        "乐〔2026〕第12号",
        "乐【2026】第12号",
        "乐[2026]第12号",
        "乐（2026）第12号",
        "乐(２０２６) 第 12号\n",
    ):
        yield Form(sent, "乐〔2026〕第12号")
    float_tail = ("departments.number_float",) if asked.dataset.platform == "departments" else ()
    yield Form("12.0", "12", rules=float_tail)
    for sent, number in ((12, "12"), ("无", "无"), (["甲"], '〔"甲"〕'), (True, "true")):
        yield Form(sent, number)


def item_codes(asked: Asked) -> Iterator[Form]:
    """14 digits, or rejected."""
    yield Form(asked.sound, asked.sound)
    yield Form(33020101330382, "33020101330382")
    yield Form("３３０２０１０１ 330382", "33020101330382")
    for sent in ("3302010133038", "330201013303821", "33020101330 82A", "无"):
        yield Form(sent, sent.replace(" ", ""), judged=("any.item_code_form",))
    for sent, text in ((5, "5"), (True, "true"), (["甲"], '["甲"]')):
        yield Form(sent, text, judged=("any.item_code_form",))


def phones(asked: Asked) -> Iterator[Form]:
    """Digits; what does not fit is published as sent."""
    judged = ("any.phone_form",) if asked.field.column else ()
    yield Form("13800000000", "13800000000")
    for sent in ("+8613800000000", "+86-13800000000", "0086 138 0000 0000", "138-0000-0000", "１３８００００００００"):
        yield Form(sent, "13800000000")
    for sent in (13800000000, "13800000000.0", 13800000000.0):
        yield Form(sent, "13800000000")
    yield Form("0577-62000000", "057762000000")
    yield Form("62000000", "62000000")
    for sent in ("见 招牌", "1380000000", "13800000000转1", "12345"):
        yield Form(sent, sent, judged=judged)
    yield Form(True, "true", judged=judged)
    yield Form(["甲"], '["甲"]', judged=judged)


def references(asked: Asked) -> Iterator[Form]:
    """The number of another record, as a key."""
    yield Form(asked.sound, asked.sound)
    for sent, key in (
        ("（S 1）", "〔S1〕"),
        (5, "5"),
        ("5.0", "5"),
        ("无", "无"),
        (True, "true"),
        (["甲"], '〔"甲"〕'),
    ):
        yield Form(sent, key)


def evidence(asked: Asked) -> Iterator[Form]:
    """What linkage alone reads: a key of which nothing else is known."""
    yield Form(asked.sound, asked.sound)
    if asked.field.transform.argument == "tax_no":
        yield Form(TAX_NUMBER.lower(), TAX_NUMBER.lower())
    for sent, key in (("王 某　某", "王某某"), ("Ａ（1）", "A(1)"), (5, "5"), (True, "true"), (["甲"], '["甲"]')):
        yield Form(sent, key)


def observations(asked: Asked) -> Iterator[Form]:
    """What a record says about its entity: a text."""
    yield from (each for each in texts(asked) if not each.judged)
