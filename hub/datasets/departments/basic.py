"""The basic data in departments' files."""

from __future__ import annotations

from hub.datasets.declaration import (
    NAME,
    ORGANISATION_CODE,
    REGISTRATION_NO,
    TEXT,
    USCC,
    Category,
    Dataset,
    Field,
    Required,
    key,
)

YES = Required.YES

MARKET_REGISTER = Dataset(
    platform="departments",
    name="market_register",
    title="市场主体名录",
    table="registration",
    category=Category.BASIC,
    endpoint="",
    fields=(
        Field(
            "注册号/统一社会信用代码",
            "source_id",
            key(1),
            aliases=("统一社会信用代码/注册号", "统一社会信用代码", "注册号"),
            note="key: the code as a normalised key (no repair, a trailing .0 off), else the name",
        ),
        Field(
            "注册号/统一社会信用代码",
            "uscc",
            USCC,
            aliases=("统一社会信用代码/注册号", "统一社会信用代码", "注册号"),
            note="one column, told apart by shape: 18 characters uscc, 15 or 13 digits and texts registration_no",
        ),
        Field(
            "注册号/统一社会信用代码",
            "organisation_code",
            ORGANISATION_CODE,
            aliases=("统一社会信用代码/注册号", "统一社会信用代码", "注册号"),
        ),
        Field(
            "注册号/统一社会信用代码",
            "registration_no",
            REGISTRATION_NO,
            aliases=("统一社会信用代码/注册号", "统一社会信用代码", "注册号"),
        ),
        Field(
            "企业名称",
            "source_id",
            key(1),
            YES,
            aliases=("EntName",),
            note="Key where the code is empty. Published as sent; linkage reads what stands before 第二名称： as the name and what follows as an alias",
        ),
        Field(
            "企业名称",
            "name",
            NAME,
            YES,
            aliases=("EntName",),
            note="Key where the code is empty. Published as sent; linkage reads what stands before 第二名称： as the name and what follows as an alias",
        ),
        Field("登记机关", "authority_name", TEXT, aliases=("RegOrgName",)),
        Field(
            "管辖单位",
            "local_office_name",
            TEXT,
            aliases=("LocalAdmName",),
            note="Supervision offices are not townships: no division follows",
        ),
    ),
)
