"""The kinds of index that many tables share."""

from __future__ import annotations

from sqlalchemy import Index, and_, column, literal_column

from hub.model.keys import KEY_RUN, LONG_RUN


def key_run_index(table: str, key: str = "id") -> Index:
    """The few rows whose key reads like personal data: the views read them apart, so all others keep their index."""
    long, run = (column(key).regexp_match(literal_column(f"'{each}'")) for each in (LONG_RUN, KEY_RUN))
    return Index(f"ix_{table}_{key}_run", key, postgresql_where=and_(long, run))


def changed_index(table: str) -> Index:
    """When a row last changed; a block range index, since releases append."""
    return Index(f"ix_{table}_changed_at", "changed_at", postgresql_using="brin")


def partial_index(table: str, name: str) -> Index:
    """A column that most rows leave empty."""
    return Index(f"ix_{table}_{name}", name, postgresql_where=column(name).is_not(None))
