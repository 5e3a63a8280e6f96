"""Training: what agrees in records of one credit code weighs for, what disagrees against; the same gives the same."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

import polars as pl

from hub.linkage.profiles import PROFILE_SCHEMA
from hub.linkage.training import train

if TYPE_CHECKING:
    from hub.linkage.scoring import LinkModel


def profiles(entities: int) -> pl.DataFrame:
    """Two records of each of so many invented entities: a register's and a shop's, every tenth with another phone."""
    rows = []
    for number in range(entities):
        mark = chr(0x4E00 + number % 500) + chr(0x5000 + number // 2)
        said = {
            "uscc": f"U{number:06d}", "mark": mark, "trade": "电器" if number % 3 else "水果",
            "principal": mark[::-1], "phone": f"138{number:08d}", "division_code": f"3303820{number % 9:02d}000",
            "road": f"甲{number % 40}路", "number": str(number),
        }  # fmt: skip
        rows.append({**said, "record_id": f"a{number:06d}", "name": f"乐清{mark}电器有限公司"})
        rows.append({**said, "record_id": f"b{number:06d}", **({} if number % 10 else {"phone": f"139{number:08d}"})})
    return pl.DataFrame(rows, schema=PROFILE_SCHEMA)


def weights(model: LinkModel) -> dict[tuple[str, str], float]:
    """Bits by comparison and level."""
    return {
        (comparison["output_column_name"], level["label_for_charts"]): log2(
            level["m_probability"] / level["u_probability"]
        )
        for comparison in model.settings["comparisons"]
        for level in comparison["comparison_levels"]
        if "m_probability" in level
    }


def test_a_model_weighs_what_agrees_and_is_the_same_again() -> None:
    some = profiles(300)
    model = train(some, "test")
    found = weights(model)
    assert found["phone", "same phone"] > 8
    assert found["phone", "different"] < -2
    assert found["place", "same house"] > 8
    assert found["place", "same township, no more known"] < found["place", "same house"]
    again = train(some.sample(fraction=1.0, shuffle=True, seed=3), "test")
    assert again.text == model.text
