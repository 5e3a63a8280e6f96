"""What the provincial platform sends of licensing data."""

from __future__ import annotations

from hub.datasets.declaration import (
    CITIZEN_ID,
    DATE,
    DECISION_NO,
    LONG_TERM,
    NAME,
    ORGANISATION_CODE,
    REGISTRATION_NO,
    TEXT,
    USCC,
    Category,
    Dataset,
    Field,
    Required,
    code,
    key,
    link,
)
from hub.datasets.provincial.platform import COMMON

YES = Required.YES
CONDITIONAL = Required.CONDITIONAL

LICENCES = Dataset(
    platform="provincial",
    name="licences",
    title="行政许可",
    table="licence",
    category=Category.LICENSING,
    endpoint="xzxk000000000001",
    fields=(
        *COMMON,
        Field("XK_XDR_MC", "holder_name", NAME, YES),
        Field(
            "XK_XDR_LB", "holder_kind", code("party_kind"), YES, note="the class of a valid credit code goes before it"
        ),
        Field("XK_XDR_SHXYM", "holder_code", USCC, CONDITIONAL, note="when: XK_XDR_LB is not 自然人"),
        Field("XK_XDR_GSZC", "holder_code", REGISTRATION_NO, rank=2),
        Field("XK_XDR_ZZJG", "holder_code", ORGANISATION_CODE, rank=3),
        Field(
            "XK_XDR_SWDJ",
            "entity_id",
            link("tax_no"),
            note="characters 7-15 of an old 15-character number are the organisation code",
        ),
        Field("XK_XDR_SYDW", "entity_id", link("institution_no"), note="stored as evidence only"),
        Field("XK_XDR_SHZZ", "entity_id", link("social_organisation_no"), note="stored as evidence only"),
        Field("XK_FRDB", "entity_id", link("legal_representative"), note="supports a match, never makes one"),
        Field(
            "XK_FR_ZJLX",
            None,
            code("certificate_kind"),
            note="landing: personal data of the representative, no use in the model",
        ),
        Field("XK_FR_ZJHM", None, CITIZEN_ID, note="landing: personal data of the representative, no use in the model"),
        Field(
            "XK_XDR_ZJLX",
            None,
            code("certificate_kind"),
            note="selector: XK_XDR_ZJHM is a citizen id where this is citizen_id or empty",
        ),
        Field(
            "XK_XDR_ZJHM",
            "holder_code",
            CITIZEN_ID,
            CONDITIONAL,
            rank=4,
            note="when: XK_XDR_LB is 自然人; another certificate's number is kept as text and never matched on",
        ),
        Field("XK_XKWS", "document_name", TEXT, YES),
        Field("XK_WSH", "source_id", key(1), YES),
        Field("XK_WSH", "document_no", DECISION_NO, YES),
        Field("XK_XKLB", "category", code("licence_kind"), YES),
        Field("XK_XKLB", "category_name", TEXT, YES),
        Field("XK_XKZS", "licence_name", TEXT),
        Field("XK_XKBH", "licence_no", TEXT),
        Field("XK_NR", "content", TEXT, YES),
        Field("XK_JDRQ", "decided_on", DATE, YES),
        Field("XK_YXQZ", "valid_from", DATE, YES),
        Field(
            "XK_YXQZI",
            "valid_until",
            DATE,
            YES,
            note="a long-term value gives valid_until NULL and is_long_term true and counts as present",
        ),
        Field(
            "XK_YXQZI",
            "is_long_term",
            LONG_TERM,
            YES,
            note="a long-term value gives valid_until NULL and is_long_term true and counts as present",
        ),
        Field("XK_XKJG", "issuer_name", TEXT, YES),
        Field("XK_XKJGDM", "source_id", key(2), YES),
        Field("XK_XKJGDM", "issuer_code", USCC, YES),
        Field("XK_ZT", "status", code("licence_status"), YES, note="2018 numbers"),
        Field("XK_LYDW", None, TEXT, note="landing: who sent it on"),
        Field("XK_LYDWDM", None, TEXT, note="landing: who sent it on"),
        Field("BZ", None, TEXT, note="landing: remarks, free text with personal data"),
    ),
)
