"""Few messages however much there is to tell, and none held back for long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.alerts.pacing import CALM, DIGEST_EVERY, HOUR, MOST, batches, next_digest, retry_after

NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    platform: str | None


def test_while_it_is_calm_each_platform_has_its_message_at_once() -> None:
    notices = [Told("city"), Told("provincial"), Told("city")]
    assert batches(notices, [], NOW) == [[notices[0], notices[2]], [notices[1]]]


def test_more_platforms_than_calm_messages_are_one_message() -> None:
    notices = [Told(f"platform {number}") for number in range(CALM + 1)]
    assert batches(notices, [], NOW) == [notices]


def test_after_the_calm_messages_all_platforms_share_one_every_ten_minutes() -> None:
    sent = [NOW - timedelta(minutes=5)] * CALM
    assert batches([Told("city")], sent, NOW) == []
    assert next_digest(sent, NOW) == NOW + timedelta(minutes=5)
    assert batches([Told("city"), Told(None)], sent, NOW + timedelta(minutes=5)) == [[Told("city"), Told(None)]]


def test_nothing_due_is_no_message() -> None:
    assert batches([], [], NOW) == []


@given(st.lists(st.lists(st.sampled_from([Told("a"), Told("b"), Told(None)]), max_size=3), min_size=1, max_size=150))
def test_no_hour_has_more_than_twelve_and_nothing_waits_for_more_than_ten_minutes(minutes: list[list[Told]]) -> None:
    sent: list[datetime] = []
    waiting: list[tuple[datetime, Told]] = []
    for minute, found in enumerate(minutes):
        now = NOW + timedelta(minutes=minute)
        waiting += [(now, each) for each in found]
        leaving = batches([each for _, each in waiting], [at for at in sent if at > now - HOUR], now)
        sent += [now] * len(leaving)
        if leaving:
            assert sorted(str(each) for batch in leaving for each in batch) == sorted(str(each) for _, each in waiting)
            waiting = []
        assert sum(at > now - HOUR for at in sent) <= MOST
        assert all(now - since <= DIGEST_EVERY for since, _ in waiting)


def test_a_failing_channel_is_tried_less_and_less_often_but_always_again() -> None:
    pauses = [retry_after(failures).seconds // 60 for failures in range(1, 9)]
    assert pauses == [1, 2, 5, 10, 20, 30, 30, 30]
