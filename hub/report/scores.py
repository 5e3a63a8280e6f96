"""How good the data is: scores out of 100 by platform, dataset and dimension, today and on the days before.

A dataset that was not judged on a day keeps the score of the last day on which it was.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from psycopg.rows import class_row

from hub.datasets import DATASETS, PLATFORMS
from hub.rules.texts import Dimension

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import psycopg

TREND_DAYS = 30
"""Days that a trend shows, today included."""

MEMORY_DAYS = 60
"""For how many days a dataset that is not judged any more keeps its last score."""


class Mark(NamedTuple):
    """One line of quality.scorecard: a score out of 100, and how much it weighs."""

    day: date
    platform: str
    dataset: str
    dimension: str
    score: float
    weight: float


@dataclass(frozen=True, slots=True)
class Score:
    """A score out of 100 and what it was; None where there was none."""

    today: float | None
    yesterday: float | None = None
    week_ago: float | None = None

    @property
    def moved(self) -> float | None:
        """Points since yesterday."""
        return None if self.today is None or self.yesterday is None else self.today - self.yesterday

    @property
    def moved_in_week(self) -> float | None:
        """Points in seven days."""
        return None if self.today is None or self.week_ago is None else self.today - self.week_ago


@dataclass(frozen=True, slots=True)
class Line:
    """The scores of a platform or of one of its datasets."""

    name: str
    title: str
    total: Score
    dimensions: Mapping[Dimension, Score]
    parts: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores; `trend` holds a score for each day that had one, for each platform and for all together (None)."""

    overall: Score
    platforms: tuple[Line, ...]
    trend: Mapping[str | None, tuple[tuple[date, float], ...]]


def read_scores(connection: psycopg.Connection, today: date) -> Scores:
    """The scores as of `today`."""
    with connection.cursor(row_factory=class_row(Mark)) as cursor:
        marks = cursor.execute(
            """
            SELECT day, platform, dataset, dimension, score::float8 AS score, weight::float8 AS weight
            FROM quality.scorecard
            WHERE day > %s::date - %s AND day <= %s AND score IS NOT NULL
            ORDER BY day, platform, dataset, dimension
            """,
            (today, MEMORY_DAYS, today),
        ).fetchall()
    return summarise(marks, today)


def summarise(marks: Iterable[Mark], today: date) -> Scores:
    """The scores that `marks` (in the order of their days) give as of `today`."""
    days = _states(marks, today)

    def score(wanted: Callable[[Mark], bool]) -> Score:
        return Score(*(_mean(filter(wanted, days[today - timedelta(back)])) for back in (0, 1, 7)))

    def line(name: str, title: str, wanted: Callable[[Mark], bool], parts: tuple[Line, ...] = ()) -> Line:
        of_dimensions = {
            each: score(lambda mark, each=each: mark.dimension == each and wanted(mark))  # type: ignore[misc]
            for each in Dimension
        }
        return Line(name, title, score(wanted), of_dimensions, parts)

    platforms = tuple(
        line(
            name,
            platform.title,
            lambda mark, name=name: mark.platform == name,  # type: ignore[misc]
            tuple(
                line(
                    dataset.name,
                    dataset.title,
                    lambda mark, dataset=dataset: (
                        (mark.platform, mark.dataset)  # type: ignore[misc]
                        == (dataset.platform, dataset.name)
                    ),
                )
                for dataset in DATASETS
                if dataset.platform == name
            ),
        )
        for name, platform in PLATFORMS.items()
    )
    return Scores(score(lambda _: True), platforms, _trend(days, today))


def _states(marks: Iterable[Mark], today: date) -> Mapping[date, tuple[Mark, ...]]:
    """The marks that stand on each day of the trend: of each kind the last one until then."""
    by_day: dict[date, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_day[mark.day].append(mark)
    standing: dict[tuple[str, str, str], Mark] = {}
    states: dict[date, tuple[Mark, ...]] = {}
    for back in range(MEMORY_DAYS, -1, -1):
        day = today - timedelta(back)
        standing.update({(mark.platform, mark.dataset, mark.dimension): mark for mark in by_day[day]})
        if back < TREND_DAYS:
            states[day] = tuple(standing.values())
    return states


def _trend(days: Mapping[date, tuple[Mark, ...]], today: date) -> Mapping[str | None, tuple[tuple[date, float], ...]]:
    trend: dict[str | None, list[tuple[date, float]]] = {name: [] for name in (None, *PLATFORMS)}
    for day in sorted(days):
        if day > today:
            continue
        for name, points in trend.items():
            mean = _mean(mark for mark in days[day] if name in (None, mark.platform))
            if mean is not None:
                points.append((day, mean))
    return {name: tuple(points) for name, points in trend.items()}


def _mean(marks: Iterable[Mark]) -> float | None:
    """The mean of the marks by their weights."""
    total = weight = 0.0
    for mark in marks:
        total += mark.score * mark.weight
        weight += mark.weight
    return total / weight if weight else None
