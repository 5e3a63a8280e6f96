"""Scores are means by weight; a dataset that is not judged keeps its last one; every day of the trend has its own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hub.report.scores import MEMORY_DAYS, TREND_DAYS, Mark, Score, summarise
from hub.rules.texts import Dimension

TODAY = date(2026, 11, 23)


def mark(back: int, score: float, *, dataset: str = "city/cases", dimension: str = "norms", weight: float = 1) -> Mark:
    platform, name = dataset.split("/")
    return Mark(TODAY - timedelta(back), platform, name, dimension, score, weight)


def test_a_score_is_the_mean_by_weight() -> None:
    scores = summarise([mark(0, 90, weight=3), mark(0, 50, dimension="accuracy", weight=1)], TODAY)
    city = next(line for line in scores.platforms if line.name == "city")
    assert scores.overall.today == city.total.today == 80
    assert city.dimensions[Dimension.NORMS].today == 90
    assert city.dimensions[Dimension.TIMELINESS] == Score(None)
    cases = next(part for part in city.parts if part.name == "cases")
    assert cases.total.today == 80
    assert next(part for part in city.parts if part.name == "permits").total == Score(None)


def test_it_says_how_it_moved_since_yesterday_and_in_a_week() -> None:
    overall = summarise([mark(7, 60), mark(1, 90), mark(0, 88)], TODAY).overall
    assert overall == Score(today=88, yesterday=90, week_ago=60)
    assert (overall.moved, overall.moved_in_week) == (-2, 28)


def test_what_is_not_judged_keeps_its_score_for_a_while() -> None:
    scores = summarise([mark(20, 70, dataset="city/permits"), mark(0, 90)], TODAY)
    assert scores.overall == Score(today=80, yesterday=70, week_ago=70)
    assert scores.trend["city"][0] == (TODAY - timedelta(20), 70)
    assert summarise([mark(MEMORY_DAYS + 1, 70)], TODAY).overall == Score(None)


def test_a_weight_of_nothing_counts_nothing() -> None:
    assert summarise([mark(0, 90, weight=0)], TODAY).overall == Score(None)


def test_the_trend_has_a_point_for_each_day_that_had_a_score() -> None:
    scores = summarise([mark(back, 100 - back) for back in range(40, -1, -1)], TODAY)
    assert list(scores.trend[None]) == [(TODAY - timedelta(back), 100 - back) for back in range(TREND_DAYS - 1, -1, -1)]
    assert scores.trend["provincial"] == ()


@pytest.mark.parametrize("score", [Score(None), Score(90), Score(None, 90, 90)])
def test_without_two_scores_nothing_moved(score: Score) -> None:
    assert score.moved is None
    assert score.moved_in_week is None
