"""Reads a page as a browser would: its elements, and the text of each of its sections."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})
LINES = frozenset({"h1", "h2", "h3", "li", "p", "dt", "tr", "div", "figcaption", "summary"})
CELLS = frozenset({"td", "th", "dd"})


@dataclass
class Page(HTMLParser):
    """What is in a page. `texts` are the lines of each section, cells parted by ` | `."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    unclosed: list[str] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    section: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    @classmethod
    def read(cls, text: str) -> Page:
        page = cls()
        page.feed(text)
        page.close()
        return page

    def attributes(self, name: str) -> list[str]:
        """Every value of the attribute `name`."""
        return [value or "" for _, attributes in self.elements for key, value in attributes.items() if key == name]

    def lines(self, section: str) -> list[str]:
        """The text of a section, line by line, without what is drawn."""
        cleaned = (" ".join(line.split()).strip(" |") for line in self.texts[section])
        return [line for line in cleaned if line]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.unclosed.append(tag)
        if tag == "section":
            self.section = str(dict(attrs)["id"])
            self.texts[self.section] = [""]
        if self.section and tag in LINES:
            self.texts[self.section].append("")
        if self.section and tag in CELLS:
            self.texts[self.section][-1] += " | "

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.unclosed or self.unclosed.pop() != tag:
            self.mistakes.append(tag)
        if tag == "section":
            self.section = ""

    def handle_data(self, data: str) -> None:
        if self.section and "svg" not in self.unclosed:
            self.texts[self.section][-1] += data
