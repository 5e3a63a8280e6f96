"""What is written oddly and means the same: the hub mends it without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.sandbox.dirt.kinds import Kind, put
from hub.sandbox.expected.parties import unchanged
from hub.sandbox.identifiers import old_citizen_id
from hub.sandbox.spelling import full_width

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row


def placeholder(field: str, *columns: str) -> Kind:
    """A word for nothing where a number or a day should stand: `columns` are empty."""
    words = put(field, "无", "暂无", "不详", "待补", "/", "-", "N/A")
    return Kind(f"placeholder:{field}", field, (), words, shows=lambda _: dict.fromkeys(columns))


def oddly_written(field: str) -> Kind:
    """A word of a code list in full width or with a blank inside."""

    def change(record: Record, _: Entity, rng: Random) -> Row | None:
        word = str(record.row.get(field) or "").strip()
        if len(word) < 2 or "," in word:
            return None
        return {field: rng.choice((full_width(word) + " ", f"{word[:1]} {word[1:]}", f"{word[:1]}　{word[1:]}"))}

    return Kind(f"oddly_written:{field}", field, (), change, shows=unchanged)


def old_person_code(field: str) -> Kind:
    """A citizen id of 15 digits, or with a small x."""

    def change(record: Record, entity: Entity, _: Random) -> Row | None:
        sent = record.row.get(field)
        if not isinstance(sent, str) or len(sent) != len("330399195001010007") or sent[6:8] != "19":
            return None
        if sent != entity.person_id and entity.person_id:
            return None
        return {field: sent.lower() if sent.endswith("X") else old_citizen_id(sent)}

    return Kind(f"old_person_code:{field}", field, (), change, shows=unchanged)


def county(field: str) -> Kind:
    """The county alone where a township should stand."""
    return Kind(f"county:{field}", field, (), put(field, "330382"))


def other_name(field: str) -> Kind:
    """The name without its place, with its former one in brackets, or in the brackets of another keyboard."""

    def change(record: Record, entity: Entity, rng: Random) -> Row | None:
        name = record.row.get(field)
        if not isinstance(name, str) or name.strip() != entity.name or entity.is_person:
            return None
        bare = entity.name.removeprefix("乐清市")
        return {field: rng.choice((bare, f"{entity.name}（原乐清县{bare[2:]}）", f"{entity.name}(乐清)"))}

    return Kind(f"other_name:{field}", field, (), change)


def line_ends(field: str) -> Kind:
    """A text in two lines, with the line ends of another system."""

    def change(record: Record, _: Entity, rng: Random) -> Row | None:
        text = record.row.get(field)
        if not isinstance(text, str) or len(text) < 6:
            return None
        return {field: text[:4] + rng.choice(("\r\n", "\r", "\n")) + text[4:]}

    return Kind(f"line_ends:{field}", field, (), change)


def rare_characters(field: str) -> Kind:
    """Characters that another normal form would write otherwise: they stay as they are."""

    def change(record: Record, _: Entity, __: Random) -> Row | None:
        text = record.row.get(field)
        return {field: f"{text}（第①项，10²㎡，Ⅲ类）"} if isinstance(text, str) and text else None

    return Kind(f"rare_characters:{field}", field, (), change)


def fixed_line(field: str, column: str) -> Kind:
    """The number of a telephone that stands on a desk."""

    def change(_: Record, __: Entity, rng: Random) -> Row:
        return {field: f"0577-6{rng.randrange(10)}0000{rng.randrange(100):02d}"}

    return Kind(
        f"fixed_line:{field}", field, (), change, shows=lambda sent: {column: sent.after(field).replace("-", "")}
    )


def oddly_keyed(field: str) -> Kind:
    """A number in full width, which is the key all the same."""
    return Kind(f"oddly_keyed:{field}", field, (), lambda record, *_: {field: full_width(record.row[field])})
