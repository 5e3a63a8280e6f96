"""The process that runs Great Expectations: what it answers, and what happens when it dies."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from sound_versions import sound
from staged_versions import stage

from expectations.validator import Apart, ValidatorError
from expectations.verdicts import Broken
from hub.datasets.provincial import PENALTIES
from hub.rules.catalogue import Rule, rules_for
from hub.rules.kinds import NotNull
from hub.rules.texts import rule_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.database.connection import Database

ORDER = next(rule for rule in rules_for(PENALTIES) if rule.rule_id == "penalty.decided_after_closed")
NOWHERE = Rule(rule_texts()["any.key_missing"], NotNull("nowhere"), ())


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    apart = Apart()
    yield apart
    apart.close()


def test_verdicts_come_from_another_process(apart: Apart, database: Database) -> None:
    stage(database, [sound(PENALTIES, "k")])

    verdicts = apart.ask(database, "staging", PENALTIES.staging_table, (ORDER, NOWHERE))

    assert verdicts[ORDER.key] == 0
    broken = verdicts[NOWHERE.key]
    assert isinstance(broken, Broken)
    assert "nowhere" in broken.message


def test_one_that_dies_is_told_of_and_started_again(apart: Apart, database: Database) -> None:
    killed = apart.pid
    os.kill(killed, signal.SIGKILL)

    with pytest.raises(ValidatorError, match="退出码 -9"):
        apart.ask(database, "staging", PENALTIES.staging_table, (ORDER,))

    assert apart.ask(database, "staging", PENALTIES.staging_table, (ORDER,))[ORDER.key] == 0
    assert apart.pid != killed
