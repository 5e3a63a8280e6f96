"""Days that differ are found by few questions, and only those."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.reconciliation.search import Days, differing

FIRST = date(2026, 1, 1)
LENGTH = 400
WHOLE = Days(FIRST, FIRST + timedelta(days=LENGTH - 1))
differences = st.dictionaries(st.integers(0, LENGTH - 1), st.integers(-3, 3).filter(bool), max_size=4)


def days(first: int, last: int) -> Days:
    return Days(FIRST + timedelta(days=first), FIRST + timedelta(days=last))


def asked(surplus: dict[int, int], questions: list[Days]):
    """A platform that has `surplus` more than ten a day."""

    def ask(of: Days) -> int:
        questions.append(of)
        return expected(of) + sum(more for day, more in surplus.items() if of.holds(days(day, day)))

    return ask


def expected(of: Days) -> int:
    return 10 * ((of.last - of.first).days + 1)


@given(st.integers(0, LENGTH - 1), st.integers(-3, 3).filter(bool))
def test_one_day_among_many_is_found_by_few_questions(day: int, more: int) -> None:
    questions: list[Days] = []
    ask = asked({day: more}, questions)
    assert differing(WHOLE, expected(WHOLE) + more, expected, ask) == [days(day, day)]
    assert len(questions) <= 9


@given(differences)
def test_what_is_found_differs_and_adds_up(surplus: dict[int, int]) -> None:
    ask = asked(surplus, [])
    total = ask(WHOLE)
    found = differing(WHOLE, total, expected, ask)
    assert sum(ask(each) - expected(each) for each in found) == total - expected(WHOLE)
    assert all(ask(each) != expected(each) and each.first == each.last for each in found)


def test_ranges_are_taken_whole_once_enough_was_asked() -> None:
    surplus = dict.fromkeys(range(LENGTH), 1)
    questions: list[Days] = []
    found = differing(WHOLE, expected(WHOLE) + LENGTH, expected, asked(surplus, questions), questions=7)
    assert len(questions) == 7
    assert [each.first for each in found] == [FIRST + timedelta(days=50 * part) for part in range(8)]
    assert str(found[0]) == "2026-01-01..2026-02-19"


def test_nothing_is_asked_where_all_agree() -> None:
    questions: list[Days] = []
    assert differing(WHOLE, expected(WHOLE), expected, asked({}, questions)) == []
    assert questions == []
