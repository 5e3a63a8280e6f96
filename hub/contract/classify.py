"""What the contract says of personal data: who may see it, and as what everybody else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.model.classification import Personal

if TYPE_CHECKING:
    from collections.abc import Mapping

INTERNAL, RESTRICTED = "internal", "restricted"
"""`internal`: for every reader of the hub; `restricted`: holds personal data, which readers see masked."""

MASKED: Mapping[Personal, str] = {
    Personal.NAME: "姓名：只显示首字和 *",
    Personal.NAMES: "多个姓名：各只显示首字和 *",
    Personal.PARTY_NAME: "当事人名称：自然人只显示首字和 *",
    Personal.PARTY_CODE: "当事人证件号码：自然人的遮盖中间各位",
    Personal.CITIZEN_ID: "公民身份号码：显示为 330382********1234",
    Personal.PHONE: "电话：显示为 138****1234",
    Personal.FREE_TEXT: "叙述文字：自然人的行为空；其余行遮盖号码和本行人员姓名",
    Personal.TEXT: "文字：遮盖其中的号码和本行人员姓名",
    Personal.LABEL: "名称：遮盖其中的号码",
    Personal.OFFICE: "机构或人员：短如姓名的只显示首字和 *，其余遮盖其中的号码",
    Personal.LABELS: "多个名称：遮盖其中的号码",
    Personal.KEY: "键：形似身份号码或电话的以摘要代替，各处一致，仍可关联",
    Personal.KEYS: "多个键：形似身份号码或电话的以摘要代替，各处一致，仍可关联",
    Personal.VALUES: "来源原值：个人信息列的不显示，其余遮盖其中的号码",
    Personal.EVIDENCE: "依据：各项按其所属列的方式脱敏",
    Personal.PROVENANCE: "出处：其中的键按键的方式脱敏",
}
"""As what a column of each kind is shown."""

ALMOST_NEVER = frozenset({Personal.LABEL, Personal.LABELS, Personal.KEY, Personal.KEYS})
"""Kinds that hold personal data only where a source put it in the wrong place: masked there, and else open."""


def classification(personal: Personal | None) -> str:
    """The class of a column that holds `personal`."""
    return INTERNAL if personal is None or personal in ALMOST_NEVER else RESTRICTED
