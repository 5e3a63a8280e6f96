"""The steps of an incident: as they truly were, and as they show when some of them are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.sandbox.expected.shapes import Columns, Nature, cleaned, plain_moment
from hub.sandbox.moments import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hub.sandbox.expected.shapes import Sent
    from hub.sandbox.records.record import Row

Texts = dict[str, str]
"""Column of a step → the field of the list's elements that is published as it was sent."""


def true_steps(sent: Sequence[Row], times: Sequence[datetime], texts: Texts) -> list[Columns]:
    """The steps of a list that is complete: one at each of `times` (naive), in their order."""
    return [
        _step(number, moment.replace(tzinfo=SHANGHAI), element, texts)
        for number, (element, moment) in enumerate(zip(sent, times, strict=True), start=1)
    ]


def steps(time: str, texts: Texts) -> Nature:
    """The list of steps, each with its number `seq` and its `time`."""

    def show(name: str, sent: Sent) -> Columns:
        true: list[Columns] = sent.columns["steps"]
        before: list[Row] = sent.before[name]
        # A number or time that a change puts elsewhere is one that stood in the list before.
        numbers = {repr(each["seq"]): step["seq"] for each, step in zip(before, true, strict=True)}
        times = {repr(each[time]): step["at"] for each, step in zip(before, true, strict=True)}
        shown: dict[int, Columns] = {}
        for element in sent.after(name):
            number, at = _found(element["seq"], numbers, int), _found(element[time], times, plain_moment)
            if number is None or at is None:
                continue
            step = _step(number, at, element, texts)
            if number not in shown or shown[number]["at"] <= at:
                shown[number] = step
        return {"steps": [shown[number] for number in sorted(shown)]}

    return show


def _found(value: object, known: Mapping[str, Any], read: Any) -> Any:
    if value is None:
        return None
    return known[repr(value)] if repr(value) in known else read(value)


def _step(number: int, at: datetime, element: Row, texts: Texts) -> Columns:
    empty = dict.fromkeys(("action", "actor", "organisation", "note"))
    return empty | {"seq": number, "at": at} | {column: cleaned(element[name]) for column, name in texts.items()}
