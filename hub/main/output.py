"""What commands say, and where: answers on standard output, everything else on standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WIDTH_OF_FILES = 200
"""Characters of a line where nobody looks at it on a terminal."""

answers = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_OF_FILES)
remarks = Console(stderr=True, highlight=False)


def say(sentence: str) -> None:
    """Print a sentence of the answer."""
    answers.print(Text(sentence), soft_wrap=True)


def remark(sentence: str) -> None:
    """Say something beside the answer."""
    remarks.print(Text(sentence), soft_wrap=True)


def complain(sentence: str) -> None:
    """Say what went wrong."""
    remarks.print(Text("hub: ", style="bold red") + Text(sentence), soft_wrap=True)


def emit_json(document: object) -> None:
    """Write one JSON document to standard output; what JSON has no word for is written as text."""
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS
    sys.stdout.write(orjson.dumps(document, default=str, option=options).decode())


def emit_table(headings: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table. `headings` maps each heading to how its column stands: `left` or `right`."""
    table = Table(box=box.SIMPLE_HEAD)
    for heading, side in headings.items():
        table.add_column(heading, justify="right" if side == "right" else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(written(value)) for value in row))
    answers.print(table)


def written(value: object) -> str:
    """A value as people read it: numbers with thousands parted, nothing for NULL."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)
