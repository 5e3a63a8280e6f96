"""`docs/rules.md`: every rule, what it finds, what it does, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.datasets import DATASETS
from hub.gates.catalogue import Judged, catalogue
from hub.main.documents.markdown import code, sections, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.gates.catalogue import Entry

CHAPTERS = {
    Judged.VERSION: (
        "Over one version",
        "Judged once, as it comes in, by Great Expectations and by the routing from the same declaration. `reject` "
        "keeps the version back with every reason at once; `warn` counts it.",
    ),
    Judged.RELEASE: (
        "Over what is published",
        "These look at other records or at the day. They warn, and are judged again at each release where anything "
        "that they read has changed.",
    ),
    Judged.DATASET: (
        "Gates",
        "Over what came of a dataset as a whole. `block` holds the dataset: what was published stays, and all else "
        "goes on.",
    ),
    Judged.LANDING: ("While data is taken", "Found where pages and files are taken in."),
}

INTRODUCTION = """\
# The rules of quality

<!-- Generated from hub/reference/rules.csv and the declarations by `python -m hub.main.documents`: change those. -->

How rules are declared and judged, what is held and how it comes free: [Quality](quality.md). What each rule found
last: `hub rules`."""

HEADINGS = ("rule", "field", "dimension", "severity", "bad when", "问题", "怎么办", "source", "datasets")


def rules_document() -> str:
    """The whole document."""
    return sections(INTRODUCTION, *(part for judged in CHAPTERS for part in _chapter(judged)))


def _chapter(judged: Judged) -> Iterator[str]:
    title, text = CHAPTERS[judged]
    yield f"## {title}"
    yield text
    yield table(HEADINGS, (_row(each) for each in catalogue() if each.judged is judged))


def _row(entry: Entry) -> tuple[object, ...]:
    text = entry.text
    return (
        code(text.rule_id),
        text.field if text.field == "*" else code(text.field),
        text.dimension,
        text.severity,
        text.bad_when,
        text.title,
        text.remedy,
        text.source,
        "all" if len(entry.datasets) == len(DATASETS) else f"{len(entry.datasets)}: {', '.join(entry.datasets)}",
    )
