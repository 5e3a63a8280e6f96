"""The unified enforcement data model and the hub's own tables, as SQLModel classes by category.

Names, types and meanings of `unified` are the contract of docs/model.md. The classes are the one source of the
migrations, the Chinese comments, the readers' views with their masks, and later of the contract and the docs.
Nothing here knows how a table is filled. After a change: `python -m hub.database.revise "what changes"`.
"""

from __future__ import annotations

from hub.model import (
    alerting,
    basic,
    bookkeeping,
    drift,
    erasure,
    judging,
    licensing,
    linkage,
    linkage_state,
    marts,
    publication,
    quality,
    reading,
    reconciling,
    supervision,
)
from hub.model.base import METADATA, SCHEMAS
from hub.model.history import HISTORY, RECORD_TABLES, history_table, unified_table

__all__ = [
    "HISTORY",
    "METADATA",
    "RECORD_TABLES",
    "SCHEMAS",
    "alerting",
    "basic",
    "bookkeeping",
    "drift",
    "erasure",
    "history_table",
    "judging",
    "licensing",
    "linkage",
    "linkage_state",
    "marts",
    "publication",
    "quality",
    "reading",
    "reconciling",
    "supervision",
    "unified_table",
]
