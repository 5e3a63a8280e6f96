"""The body of an alert: the same questions answered in the same order, whoever found it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.alerts.wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLES = 3
"""How many examples a body shows."""


def body(
    *,
    what: str,
    how_much: int | str | None = None,
    examples: Sequence[str] = (),
    effect: str | None = None,
    remedy: str,
    where: str,
) -> str:
    """An alert's body. All texts are Chinese; `examples` are masked by `hub.alerts.masking`.

    `how_much` is a number of records or a phrase; `effect` says what it does to what is published; `remedy` says what
    to do, `where` where to look. Since when, and whose it is, the message adds.
    """
    parts = (
        ("发生了什么", what),
        ("有多少", f"{number(how_much)} 条" if isinstance(how_much, int) else how_much),
        ("示例", "".join(f"\n  {place}. {each}" for place, each in enumerate(examples[:EXAMPLES], 1))),
        ("有何影响", effect),
        ("怎么办", remedy),
        ("在哪里看", where),
    )
    return "\n".join(f"{name}：{part}" for name, part in parts if part)
