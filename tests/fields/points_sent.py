"""Coordinates: the pair is judged together, so each case says both axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import Case, Group, kept
from forms import ABSENT, CONTROL, as_text
from sound_rows import CGCS2000

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sound_rows import Sound

POINT = {"longitude": float(CGCS2000[0]), "latitude": float(CGCS2000[1])}
NOWHERE: dict[str, object] = dict.fromkeys(POINT)
OUTSIDE = {"longitude": ("116.4", 122, "-120.95"), "latitude": ("39.9", 27, "-28.10")}
EDGES = {"longitude": (120.75, 121.30), "latitude": (27.90, 28.60)}
BEYOND = {"longitude": (120.7499, 121.3001), "latitude": (27.8999, 28.6001)}


def point_group(sound: Sound, source: str) -> Group:
    """The cases of one of a dataset's two coordinates."""
    return Group(source, sound.fields(source), {}, tuple(_cases(sound, source)))


def _cases(sound: Sound, source: str) -> Iterator[Case]:
    axis = sound.lead(source).column or ""
    sources = {
        each.column or "": each.source or ""
        for each in sound.dataset.fields
        if each.transform.name == sound.lead(source).transform.name
    }
    values = {name: sound.value(each) for name, each in sources.items()}
    (other,) = sources.keys() - {axis}

    def found(finding: str, sent: dict[str, object], columns: dict[str, object]) -> Case:
        """The pair that the row then holds is found to be wrong: both axes say so."""
        both = frozenset((f"any.coordinate_{finding}", each) for each in sources.values())
        row = {sources[name]: values[name] for name in sources} | sent
        lost = [name for name in sources if columns[name] is None and as_text(row[sources[name]]) is not None]
        unmapped = {name: value for name in lost for value in kept([name], row[sources[name]]).values()}
        return Case(sent, columns, unmapped, both)

    text = str(values[axis])
    for sent in (text, float(text), f" {text}0\u3000", "".join(chr(ord(each) + 0xFEE0) for each in text)):
        yield Case({source: sent}, POINT)
    yield Case({source: f"{text[:3]}\x00{text[3:]}\x07"}, POINT, {}, frozenset({(CONTROL, source)}))
    yield found("swapped", {source: values[other], sources[other]: values[axis]}, POINT)
    for sent in (0, 0.0, "0", "0.000"):
        yield found("zero", {source: sent}, NOWHERE)
    yield found("zero", {source: 0, sources[other]: 0}, NOWHERE)
    for sent in ("", " \u3000", None, ABSENT):
        yield found("half", {source: sent}, NOWHERE)
        yield Case({source: sent, sources[other]: None}, NOWHERE)
    for sent in (*OUTSIDE[axis], "东经", "NaN", "inf", "无", "120°57′", True, ["120.95"], {"x": 1}):
        yield found("outside", {source: sent}, NOWHERE)
    if sound.lead(source).transform.name == "coordinate_cgcs2000":
        yield from (Case({source: sent}, POINT | {axis: sent}) for sent in EDGES[axis])
        yield from (found("outside", {source: sent}, NOWHERE) for sent in BEYOND[axis])
