"""What goes wrong without a wrong answer: credentials that end, clocks that differ, lists that move while they are
read, many rows of one instant, walks that are cut off anywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from landings import SUBJECTS, Subject, names
from misbehaving import moved

from hub.errors import PermanentError, ProtocolError, StorageError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable

ALL = tuple(SUBJECTS)
LOGGED_IN = ("provincial", "city", "grassroots")
LIVE = ("city", "grassroots", "micro_grid", "school_safety")


def on(*names: str):
    return pytest.mark.parametrize("subject", names, indirect=True)


def forgetting(subject: Subject) -> Callable[[], None]:
    """Takes back whatever the platform has issued for calls."""
    sandbox = subject.server.sandbox
    return {"provincial": sandbox.gateway, "city": sandbox.city, "grassroots": sandbox.grassroots}[subject.name].forget


class TestCredentials:
    @on(*LOGGED_IN)
    def test_that_end_before_every_page(self, subject: Subject) -> None:
        subject.script.ever = forgetting(subject)
        subject.script.calls.append(None)
        with pytest.raises(PermanentError):
            subject.land()
        subject.script.calls.extend([None, forgetting(subject)] * 20)
        subject.script.ever = None
        subject.land()
        subject.assert_true()

    @on("provincial")
    def test_refresh_secret_that_ended_too(self, subject: Subject) -> None:
        gateway = subject.server.sandbox.gateway

        def forget_all() -> None:
            gateway.forget()
            gateway.forget_refresh()

        subject.script.calls.extend([None, forget_all, None, forget_all])
        subject.land()
        subject.assert_true()

    @on(*LOGGED_IN)
    @pytest.mark.parametrize("kind", ["429", "503", "html", "empty", "reset", "short", "cut"])
    def test_logins_that_fail_for_a_moment(self, subject: Subject, kind: str) -> None:
        subject.script.logins.append(kind)
        subject.land()
        subject.assert_true()

    @on(*LOGGED_IN)
    @pytest.mark.parametrize("kind", ["400", "401", "403", "404"])
    def test_logins_that_are_refused(self, subject: Subject, kind: str) -> None:
        subject.script.logins.append(kind)
        asked = subject.script.asked
        with pytest.raises(PermanentError, match=rf"登录失败：HTTP {kind}.*HUB_") as caught:
            subject.land()
        assert names(str(caught.value), subject)
        assert subject.script.asked == asked

    @on(*LOGGED_IN)
    @pytest.mark.parametrize("minutes", [-4, 4])
    def test_server_clock_that_is_off(self, subject: Subject, minutes: int) -> None:
        with subject.server.skewed(minutes * 60):
            subject.land()
        subject.assert_true()

    @on("provincial")
    def test_server_clock_that_is_off_too_far(self, subject: Subject) -> None:
        with subject.server.skewed(400), pytest.raises(PermanentError, match="校准本机时钟"):
            subject.land()


class TestMoves:
    """Everybody's clock goes on from test to test, so that what one has moved lies in the past of the next."""

    @pytest.fixture(autouse=True)
    def later(self, misbehaving) -> None:
        misbehaving.pass_time(timedelta(hours=3))

    @on(*LIVE)
    def test_rows_that_change_while_they_are_read_come_now_or_with_the_next_window(self, subject: Subject) -> None:
        store, at = subject.server.store, subject.server.clock.now() + timedelta(hours=1)

        def change(nth: int) -> Callable[[], None]:
            def happen() -> None:
                for place, (key, _, entity, body) in enumerate(list(store.rows(subject.dataset.id))):
                    if place % 9 == nth and place < 60:
                        store.begin()
                        store.replace(moved(subject.dataset.id, key, entity, body, at))
                        store.commit()

            return happen

        subject.script.calls.extend([change(nth) for nth in range(3)])
        subject.land()
        first = subject.walk()
        assert first[1] == "proved"
        subject.server.pass_time(timedelta(hours=2))
        subject.land(full=False)
        assert subject.walk()[1] == "proved"
        assert set(subject.listed()) <= set(subject.landed(first[0])) | set(subject.landed(subject.walk()[0]))

    @on(*ALL)
    def test_many_rows_of_one_instant_at_the_edge_of_a_window(self, subject: Subject) -> None:
        subject.land()
        edge = subject.window_end()
        store = subject.server.store

        def add(instants: list[timedelta]) -> Callable[[], None]:
            def happen() -> None:
                rows = list(store.rows(subject.dataset.id))[:5]
                made = [
                    moved(subject.dataset.id, f"{key}X{place}{seconds}", entity, body, edge + after, new=True)
                    for seconds, after in enumerate(instants)
                    for place, (key, _, entity, body) in enumerate(rows * 3)
                ]
                store.begin()
                store.add(made)
                store.commit()

            return happen

        subject.script.calls.append(add([timedelta(seconds=-1), timedelta(), timedelta(seconds=1)]))
        subject.server.pass_time(timedelta(hours=1))
        subject.land(full=False)
        walk_id, status, total, received = subject.walk()
        assert (status, total, received) == ("proved", 45, 45)
        assert len(set(subject.landed(walk_id))) == 45
        subject.land()
        subject.assert_true()

    @on("provincial")
    def test_rows_that_arrive_at_the_end_of_the_list_while_it_is_read(self, subject: Subject) -> None:
        store = subject.server.store

        def arrive() -> None:
            rows = list(store.rows(subject.dataset.id))[:70]
            at = subject.server.clock.now() - timedelta(minutes=1)
            store.begin()
            store.add([moved(subject.dataset.id, key, entity, body, at, new=True) for key, _, entity, body in rows])
            store.commit()

        subject.script.calls.extend([None, None, arrive])
        subject.land()
        subject.assert_true()

    @on("grassroots", "micro_grid", "school_safety")
    def test_row_that_comes_back_into_the_window_begins_the_walk_again(self, subject: Subject) -> None:
        store = subject.server.store

        def back() -> None:
            (key, _, entity, body), *_ = store.rows(subject.dataset.id)
            at = subject.server.clock.now() - timedelta(days=1)
            store.begin()
            store.add([moved(subject.dataset.id, f"{key}B", entity, body, at, new=True)])
            store.commit()

        subject.script.calls.extend([None, None, back])
        subject.land()
        subject.assert_true()


class CutOff:
    """A store that is full from its nth write on."""

    def __init__(self, store, left: int) -> None:
        self._store, self._left = store, left

    def write(self, location: str, body: bytes) -> None:
        self._left -= 1
        if self._left < 0:
            raise StorageError("磁盘已满")
        self._store.write(location, body)

    def __getattr__(self, name: str):
        return getattr(self._store, name)


@on(*ALL)
@pytest.mark.parametrize("page", range(3))
def test_walk_that_is_cut_off_at_any_page_goes_on(subject: Subject, page: int) -> None:
    subject.server.pass_time(timedelta(hours=1))
    whole = subject.store
    subject.store = CutOff(whole, page)
    with pytest.raises(StorageError):
        subject.land()
    walk_id = subject.walk()[0]
    subject.store = whole
    subject.land(full=False)
    if page:
        assert subject.landed(walk_id), "what was landed before it was cut off"
        assert set(subject.landed(walk_id)) == set(subject.listed())
        assert subject.pages(walk_id) <= subject.calls + 1, "no page twice, and perhaps an empty one at the end"
    subject.land()
    subject.assert_true()


@on(*ALL)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    calls=st.lists(
        st.sampled_from(["503", "reset", "short", "cut", "html", "429", "page-short", "total-more", None, None, None]),
        max_size=12,
    ),
    logins=st.lists(st.sampled_from(["503", "reset", "html", None]), max_size=3),
)
def test_any_mixture_ends_in_the_truth_or_in_a_report(subject: Subject, calls: list, logins: list) -> None:
    subject.script.calls.clear()
    subject.script.logins.clear()
    subject.script.calls.extend(calls)
    subject.script.logins.extend(logins)
    try:
        subject.land()
    except (TransientError, ProtocolError) as error:
        reported = names(str(error), subject)
        subject.script.calls.clear()
        subject.script.logins.clear()
        subject.land()
    else:
        reported = True
    assert reported
    subject.assert_true()
