"""How each department writes its files: the names of the columns, the kind of file, and what else stands in it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

REGISTER: Final = "departments/market_register"
LICENCES: Final = "departments/licences"
PENALTIES: Final = "departments/penalties"
ECOLOGY: Final = "departments/ecology_penalties"
FIRE: Final = "departments/fire_penalties"
FILED: Final = (LICENCES, PENALTIES, ECOLOGY, FIRE)
"""What departments deliver besides the register."""

IN_USE, FORMER = "2018", "2015"
FIRE_FOLDER: Final = "fire"


@dataclass(frozen=True, slots=True)
class Habit:
    """A department's ways: the generation of its columns' names, `with_titles` where they are Chinese, and the form of
    its files: xlsx, Excel-2003 XML under the name xls, or text in an encoding with a separator. `is_instructed`: how
    to fill it in stands above."""

    generation: str
    with_titles: bool
    form: str
    encoding: str = ""
    separator: str = ","
    is_instructed: bool = True


HABITS: Final = {
    "general": Habit(IN_USE, True, "xlsx"),
    "market": Habit(IN_USE, False, "xlsx"),
    "ecology": Habit(IN_USE, True, "xlsx", is_instructed=False),
    "culture": Habit(FORMER, True, "xls"),
    "transport": Habit(FORMER, False, "csv", "gb18030", is_instructed=False),
    "agriculture": Habit(IN_USE, True, "txt", "utf-16", "\t"),
    "resources": Habit(IN_USE, False, "csv", "utf-8-sig"),
    "emergency": Habit(FORMER, True, "csv", "gb18030"),
    "health": Habit(IN_USE, True, "csv", "utf-8", is_instructed=False),
    FIRE_FOLDER: Habit(IN_USE, False, "csv", "gb18030", is_instructed=False),
}
"""By the folder of the inbox."""


@cache
def columns(dataset: str, habit: Habit) -> dict[str, str]:
    """By source field the name of each column of a department's file, in their order."""
    text = (files("hub.sandbox") / "titles.csv").read_text("utf-8")
    named = {}
    for row in csv.DictReader(text.splitlines()):
        if row["dataset"] != dataset.partition("/")[2]:
            continue
        if habit.generation == FORMER and dataset in (LICENCES, PENALTIES):
            name, title = row["former_name"], row["former_title"]
        else:
            name, title = row["field"] if row["title"] else "", row["title"]
        if name:
            named[row["field"]] = title if habit.with_titles else name
    return named
