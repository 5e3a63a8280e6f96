"""Tables derived from the record tables: every superseded version with the time in which it was the published one."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, PrimaryKeyConstraint, Table

from hub.model import basic, licensing, supervision
from hub.model.base import METADATA
from hub.model.indexes import key_run_index

RECORD_TABLES = (
    basic.Grid.__tablename__,
    basic.Agency.__tablename__,
    basic.Officer.__tablename__,
    basic.EnforcementItem.__tablename__,
    basic.ItemAssignment.__tablename__,
    basic.Registration.__tablename__,
    basic.Place.__tablename__,
    basic.Component.__tablename__,
    licensing.Licence.__tablename__,
    supervision.Inspection.__tablename__,
    supervision.Penalty.__tablename__,
    supervision.CoerciveMeasure.__tablename__,
    supervision.Incident.__tablename__,
)
"""The unified tables with the columns of every record, by name."""

OWN_NAMES = {"valid_from": "{table}_valid_from"}
"""A record's column whose name the version's own validity takes: `history.licence.licence_valid_from`."""


def unified_table(name: str) -> Table:
    """The table `name` of schema `unified`. Raises KeyError where there is none."""
    return METADATA.tables[f"unified.{name}"]


def history_table(name: str) -> Table:
    """The history of the unified table `name`. Raises KeyError where it keeps none."""
    return METADATA.tables[f"history.{name}"]


def _derive(table: Table) -> Table:
    """The record table's columns in their order (see `OWN_NAMES`), then `valid_from` and `valid_to`, half open."""
    columns = [
        Column(
            OWN_NAMES.get(each.name, each.name).format(table=table.name),
            each.type,
            nullable=each.nullable,
            comment=each.comment,
            info={**each.info, "of": each.name},
        )
        for each in table.columns
    ]
    (key,) = table.primary_key.columns
    instant = DateTime(timezone=True)
    return Table(
        table.name,
        METADATA,
        *columns,
        Column("valid_from", instant, nullable=False, comment="该版本生效时间（含）"),
        Column("valid_to", instant, nullable=False, comment="该版本失效时间（不含）"),
        PrimaryKeyConstraint(key.name, "valid_from"),
        *([key_run_index(table.name)] if key.name == "id" else []),
        Index(f"ix_{table.name}_valid_to", "valid_to", postgresql_using="brin"),
        schema="history",
        comment=f"{table.comment}：历史版本",
        info=dict(table.info),
    )


HISTORY = tuple(_derive(unified_table(name)) for name in (*RECORD_TABLES, "entity", "entity_relation"))
"""The history of every record table, of the entities and of what follows upon what."""
