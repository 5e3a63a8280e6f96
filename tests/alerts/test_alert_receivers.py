"""Receivers hear of what they chose, whoever shares a channel hears it once, and quiet hours keep what can wait."""

from __future__ import annotations

from datetime import datetime

import pytest
from pydantic import SecretStr

from hub.alerts.receivers import Receiver, Subject, outlets
from hub.alerts.wording import ZONE
from hub.datasets.wire import QuietHours

CHANNEL = SecretStr("json://127.0.0.1/a")
OTHER = SecretStr("json://127.0.0.1/b")
SUBJECT = Subject("reject", "departments", department="market", division_code="330382001000")
NIGHT = datetime(2026, 11, 23, 2, 0, tzinfo=ZONE)
MORNING = datetime(2026, 11, 23, 7, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("choice", "is_wanted"),
    [
        ({}, True),
        ({"platforms": {"departments"}}, True),
        ({"platforms": {"city"}}, False),
        ({"departments": {"market", "health"}}, True),
        ({"departments": {"health"}}, False),
        ({"severities": {"block", "reject"}}, True),
        ({"severities": {"error"}}, False),
        ({"divisions": {"330382001000"}}, True),
        ({"divisions": {"330382000000"}}, True),
        ({"divisions": {"330382002000"}}, False),
        ({"divisions": {"330382001201"}}, False),
        ({"platforms": {"departments"}, "severities": {"error"}}, False),
    ],
)
def test_every_choice_has_to_agree(choice: dict[str, set[str]], is_wanted: bool) -> None:
    receiver = Receiver("duty", (CHANNEL,), **{name: frozenset(values) for name, values in choice.items()})
    assert receiver.wants(SUBJECT) is is_wanted


@pytest.mark.parametrize("choice", [{"departments": {"market"}}, {"divisions": {"330382000000"}}])
def test_who_names_departments_or_divisions_hears_of_nothing_wider(choice: dict[str, set[str]]) -> None:
    receiver = Receiver("duty", (CHANNEL,), **{name: frozenset(values) for name, values in choice.items()})
    assert not receiver.wants(Subject("warn", "city"))


def test_quiet_hours_keep_back_what_can_wait() -> None:
    sleeper = Receiver("sleeper", (CHANNEL,), quiet_hours=(QuietHours.read("22:00-07:00"),))
    told = {
        severity: (
            sleeper.is_told_now(Subject(severity, "city"), NIGHT),
            sleeper.is_told_now(Subject(severity, "city"), MORNING),
        )
        for severity in ("error", "block", "reject", "warn")
    }
    assert told == {"error": (True, True), "block": (True, True), "reject": (False, True), "warn": (False, True)}


def test_who_shares_a_channel_is_told_once_and_with_the_one_who_is_awake() -> None:
    sleeper = Receiver("sleeper", (CHANNEL, OTHER), quiet_hours=(QuietHours.read("22:00-07:00"),))
    watchman = Receiver("watchman", (CHANNEL,), platforms=frozenset({"city"}))
    shared, own = outlets([sleeper, watchman])
    assert (shared.channel, own.channel) == (CHANNEL, OTHER)
    assert shared.is_told_now(Subject("warn", "city"), NIGHT)
    assert not shared.is_told_now(Subject("warn", "provincial"), NIGHT)
    assert not own.is_told_now(Subject("warn", "city"), NIGHT)


def test_no_address_stands_in_a_representation() -> None:
    receiver = Receiver("duty", (SecretStr("dingtalk://secret@token"),))
    assert "token" not in repr(receiver) + repr(outlets([receiver]))
