"""Compares what the rules found with what was planted in a sandbox: everything that must be found, nothing else."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hub.datasets import dataset as declared
from hub.rules.standing.judging import findings
from hub.rules.texts import Severity, rule_texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from hub.database.connection import Database
    from hub.sandbox.truth import Expectation

_REJECTIONS = "SELECT platform, dataset, source_id, rule_id, resolved_at IS NULL FROM quality.rejection"
_WARNINGS = """
SELECT platform, dataset, rule_id, sum(failed) FROM quality.check_result
WHERE severity = 'warn' AND failed > 0 AND covers = 'versions' GROUP BY platform, dataset, rule_id
"""
_ERRORS = "SELECT platform, dataset, rule_id FROM quality.check_result WHERE status = 'error'"
# Whose register says in a word that nobody knows that they are no more.
_OF_UNSAID_ENTITIES = """
SELECT 'place.entity_deregistered', place.source_id
FROM unified.place AS place JOIN unified.entity AS entity USING (entity_id) WHERE entity.status = 'unknown'
"""
_TWINS = "any.same_version_twice"
_DELETES = "any.delete_unknown"
_OF_FILES = "departments.file_set_aside"


def check_rejections(database: Database, expectations: Iterable[Expectation]) -> int:
    """What was planted to be rejected is, until it is mended, and nothing else; gives the number of rejections."""
    with database.connect() as connection:
        found = {
            (f"{platform}/{dataset}", _shown(key), rule): is_open
            for platform, dataset, key, rule, is_open in connection.execute(_REJECTIONS)
        }
    allowed = set()
    for each in expectations:
        if each.severity != "reject":
            continue
        dataset = f"{each.platform}/{each.dataset}"
        allowed |= {(dataset, each.source_id, rule) for rule in (*each.rules, *each.may_trigger)}
        rejecting = [rule for rule in each.rules if rule_texts()[rule].severity is Severity.REJECT]
        if each.is_latest:
            assert all(found.get((dataset, each.source_id, rule)) for rule in rejecting), each
        if each.is_mended:
            assert not any(found.get((dataset, each.source_id, rule)) for rule in rejecting), each
    assert found.keys() <= allowed, found.keys() - allowed
    return len(found)


def check_warnings(database: Database, expectations: Iterable[Expectation]) -> set[str]:
    """What was planted to be warned of is, and nothing else; gives the rules that had to find something."""
    with database.connect() as connection:
        rows = connection.execute(_WARNINGS).fetchall()
    found = {(f"{platform}/{dataset}", rule): int(failed) for platform, dataset, rule, failed in rows}
    planted = [each for each in expectations if each.rules != (_OF_FILES,)]
    most = Counter((_dataset(each), rule) for each in planted for rule in (*each.rules, *each.may_trigger))
    # Both of two versions are twins.
    most.update({key: number for key, number in most.items() if key[1] == _TWINS})
    least = _warned(Counter((_dataset(each), rule) for each in planted if each.is_latest for rule in each.rules))
    assert {key: number for key, number in least.items() if number > found.get(key, 0)} == {}
    # A platform that keeps no versions also says that what nobody has read yet is gone.
    bounded = {key: number for key, number in found.items() if key[1] != _DELETES}
    assert {key: number for key, number in bounded.items() if number > most[key]} == {}
    return {rule for _, rule in least}


def check_standing(database: Database, expectations: Iterable[Expectation], there: Collection[tuple[str, str]]) -> int:
    """What was planted for rules over the published is found of every record of `there` (dataset, source_id).

    They find more than what was planted: what named a record that was rejected or deleted, what is overdue by now.
    No rule of any sort could not be run. Gives how many planted findings there were.
    """
    planted = defaultdict(set)
    for each in expectations:
        for rule in each.at_release:
            if each.is_latest and (_dataset(each), each.source_id) in there:
                planted[rule, _dataset(each)].add(each.source_id)
    with database.connect() as connection:
        assert connection.execute(_ERRORS).fetchall() == []
        unsaid = set(connection.execute(_OF_UNSAID_ENTITIES).fetchall())
        for (rule, name), keys in planted.items():
            found = {key for key, _ in findings(connection, rule, declared(name), datetime.now(UTC))}
            assert keys - found <= {key for rule_id, key in unsaid if rule_id == rule}, (rule, name, keys - found)
    return sum(map(len, planted.values()))


def _warned(numbers: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {key: number for key, number in numbers.items() if rule_texts()[key[1]].severity is Severity.WARN}


def _dataset(expectation: Expectation) -> str:
    return f"{expectation.platform}/{expectation.dataset}"


def _shown(key: str) -> str:
    """A key as the truth spells it: what the hub appends to one with a missing part is left out."""
    return re.sub(r"#.*", "#", key)
