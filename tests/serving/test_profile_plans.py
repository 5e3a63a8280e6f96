"""A profile is found however many entities there are: indexes lead to everything that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hub.serving import profile

if TYPE_CHECKING:
    from hub.database.connection import Database


@pytest.mark.parametrize("key", ["91330382MA2ABCDE1X", "E1"])
@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
def test_a_profile_is_found_by_indexes_alone(database: Database, key: str, mode: str) -> None:
    query, values = profile.statement(key)
    with database.connect() as connection:
        connection.execute("SELECT set_config('plan_cache_mode', %s, true)", [mode])
        # What no index leads to is read whole nevertheless.
        connection.execute("SET LOCAL enable_seqscan = off")
        connection.execute("SET LOCAL ROLE hub_reader")
        plan = "\n".join(line for (line,) in connection.execute(b"EXPLAIN " + query, values))
    assert "Index Cond: (entity_id = " in plan
    assert "Seq Scan" not in plan
