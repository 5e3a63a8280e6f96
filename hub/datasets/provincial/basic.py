"""What the provincial platform sends of basic data."""

from __future__ import annotations

from hub.datasets.declaration import (
    BOOL,
    CAPITAL,
    CITIZEN_ID,
    DATE,
    DIVISION,
    ITEM_CODE,
    LONG_TERM,
    NAME,
    ORGANISATION_CODE,
    PHONE,
    REGISTRATION_NO,
    TEXT,
    USCC,
    Category,
    Dataset,
    Field,
    Required,
    code,
    key,
    listed,
)
from hub.datasets.provincial.platform import COMMON

YES = Required.YES
CONDITIONAL = Required.CONDITIONAL

ENFORCEMENT_ITEMS = Dataset(
    platform="provincial",
    name="enforcement_items",
    title="执法事项目录",
    table="enforcement_item",
    category=Category.BASIC,
    endpoint="jgsxml0000000001",
    fields=(
        *COMMON,
        Field("item_code", "source_id", key(1), YES, note="14 digits"),
        Field("item_code", "code", ITEM_CODE, YES, note="14 digits"),
        Field("item_name", "name", TEXT, YES),
        Field("domain", "domain", code("domain"), note="1+8 name"),
        Field("implement_basis", "basis", TEXT),
        Field("penalty_kinds", "penalty_kinds", listed(code("penalty_kind"))),
        Field("theme", "theme", TEXT, note="监管一件事 theme"),
        Field("transferred_batch", "transferred_batch", code("transferred_batch")),
        Field(
            "exercised_by_code",
            "exercised_by_code",
            USCC,
            note="the department that enforces the item where no assignment does; item_assignment is the truth where one exists",
        ),
        Field("is_valid", "is_valid", code("item_validity")),
    ),
)

ITEM_ASSIGNMENTS = Dataset(
    platform="provincial",
    name="item_assignments",
    title="事项划转与赋权清单",
    table="item_assignment",
    category=Category.BASIC,
    endpoint="zxqdxx0000000001",
    fields=(
        *COMMON,
        Field("item_code", "source_id", key(1), YES),
        Field("item_code", "item_code", ITEM_CODE, YES),
        Field("UnitCode", "source_id", key(2), YES),
        Field("UnitCode", "agency_code", USCC, YES),
        Field(
            "area_code",
            "source_id",
            key(3),
            YES,
            note="key part = the code as sent; an unknown division is a warning and NULL, only an empty value is rejected",
        ),
        Field(
            "area_code",
            "division_code",
            DIVISION,
            YES,
            note="key part = the code as sent; an unknown division is a warning and NULL, only an empty value is rejected",
        ),
        Field("mode", "mode", code("assignment_mode"), YES),
        Field("begin_date", "source_id", key(4), YES, note="key part as sent"),
        Field("begin_date", "begins_on", DATE, YES, note="key part as sent"),
        Field("end_date", "ends_on", DATE, note="empty = still in force"),
    ),
)

AGENCIES = Dataset(
    platform="provincial",
    name="agencies",
    title="执法主体",
    table="agency",
    category=Category.BASIC,
    endpoint="zfzt000000000001",
    fields=(
        *COMMON,
        Field("UnitCode", "source_id", key(1), YES),
        Field("UnitCode", "code", USCC, YES),
        Field("UnitName", "name", TEXT, YES),
        Field("UnitLevel", "level", code("agency_level")),
        Field("UnitKind", "kind", code("agency_kind"), YES),
        Field("domain", "domain", code("domain")),
        Field("area_code", "division_code", DIVISION),
    ),
)

OFFICERS = Dataset(
    platform="provincial",
    name="officers",
    title="执法人员",
    table="officer",
    category=Category.BASIC,
    endpoint="zfry000000000001",
    # Of an officer with two certificates the provincial one is published; inspections name either.
    kept=(Field("LawNO", None, TEXT, is_staged=True),),
    fields=(
        *COMMON,
        Field("EmployeeNO", "source_id", key(1), YES),
        Field("EmployeeNO", "employee_no", TEXT, YES),
        Field("AgentName", "name", TEXT, YES),
        Field("AgentSex", "sex", code("sex")),
        Field("AgentNO", "citizen_id", CITIZEN_ID),
        Field("UnitCode", "agency_code", USCC, YES),
        Field("UnitName", "agency_name", TEXT),
        Field("Mobile", "mobile", PHONE),
        Field("GovLawNO", "certificate_no", TEXT, note="provincial certificate first"),
        Field(
            "GovLawEndDate",
            "certificate_valid_until",
            DATE,
            note="read only with GovLawNO: the end belongs to the certificate that was chosen",
            beside="GovLawNO",
        ),
        Field(
            "LawNO", "certificate_no", TEXT, rank=2, note="departmental certificate, where there is no provincial one"
        ),
        Field(
            "LawEndDate",
            "certificate_valid_until",
            DATE,
            rank=2,
            note="read only where LawNO was chosen",
            beside="LawNO",
        ),
        Field("AgentRange", "scope", listed(TEXT), note="separators ， and , (and ; ； 、)"),
        Field("LegalReview", "is_legal_reviewer", BOOL, note="[set]"),
        Field("AgentState", "status", code("officer_status")),
    ),
)

MARKET_ENTITIES = Dataset(
    platform="provincial",
    name="market_entities",
    title="市场主体",
    table="registration",
    category=Category.BASIC,
    endpoint="scztxx0000000001",
    fields=(
        *COMMON,
        Field("PriPID", "source_id", key(1), YES),
        Field(
            "UniCode",
            "uscc",
            USCC,
            CONDITIONAL,
            note="when: RegNO is empty. Characters 9-17 of a valid code are the organisation code. A 15- or 13-digit value goes to registration_no, a citizen id to citizen_id",
        ),
        Field(
            "UniCode",
            "organisation_code",
            ORGANISATION_CODE,
            note="when: RegNO is empty. Characters 9-17 of a valid code are the organisation code. A 15- or 13-digit value goes to registration_no, a citizen id to citizen_id",
        ),
        Field(
            "RegNO",
            "registration_no",
            REGISTRATION_NO,
            CONDITIONAL,
            note="when: UniCode is empty. A credit code found here goes to uscc",
        ),
        Field("EntName", "name", NAME, YES),
        Field("EntType", "entity_type", TEXT),
        Field("EntTypeCatg", "kind", code("party_kind"), note="the class of a valid credit code goes before it"),
        Field("LeRep", "legal_representative", TEXT),
        Field(
            "CerNO",
            "citizen_id",
            CITIZEN_ID,
            note="of the legal representative or operator; identifies an entity only with the name, and only for natural persons and individual businesses",
        ),
        Field("Tel", "phone", PHONE),
        Field(
            "RegCap",
            "capital_text",
            TEXT,
            note="a bare number is 万元; another currency or a text without a number gives NULL",
        ),
        Field(
            "RegCap",
            "capital_yuan",
            CAPITAL,
            note="a bare number is 万元; another currency or a text without a number gives NULL",
        ),
        Field("EstDate", "established_on", DATE),
        Field("OpFrom", "op_from", DATE),
        Field("OpTo", "op_until", DATE),
        Field("OpTo", "is_long_term", LONG_TERM),
        Field("Dom", "address", TEXT),
        Field("ProLoc", "premises", TEXT),
        Field("DomDistrict", "division_code", DIVISION),
        Field("RegOrgName", "authority_name", TEXT),
        Field("LocalAdmName", "local_office_name", TEXT),
        Field("Street", "street", TEXT, note="name of the township, read where DomDistrict names none"),
        Field(
            "Street", "division_code", DIVISION, rank=2, note="name of the township, read where DomDistrict names none"
        ),
        Field("RegState", "status", code("registration_status")),
        Field("IndustryCo", "industry_code", TEXT),
        Field("CancelDate", "cancelled_on", DATE, CONDITIONAL, note="when: status is cancelled or revoked"),
    ),
)
