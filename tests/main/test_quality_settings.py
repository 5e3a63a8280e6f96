"""Limits and weights as settings say them, and what is refused with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hub.datasets import dataset
from hub.errors import SettingsError
from hub.main.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

FILE = """
[quality]
rejected_share = 0.1

[quality.city]
enough_versions = 50

[quality.city.cases]
rejected_share = 0.5
freshness_days = 1

[quality.weights]
timeliness = 2
norms = 0
"""


def test_limits_and_weights_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text(FILE, encoding="utf-8")

    quality = load_settings({"HUB_HOME": str(tmp_path / "home")}, tmp_path).quality

    cases, shops = quality.book.of(dataset("city/cases")), quality.book.of(dataset("city/shops"))
    assert (cases.rejected_share, cases.enough_versions, cases.freshness_days) == (0.5, 50, 1.0)
    assert (shops.rejected_share, shops.freshness_days) == (0.1, 3.0)
    assert quality.weights["timeliness"] == 2.0
    assert quality.weights["norms"] == 0.0
    assert quality.weights["accuracy"] == 1.0


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text(FILE, encoding="utf-8")
    environment = {"HUB_HOME": str(tmp_path / "home"), "HUB_QUALITY_CITY_CASES_REJECTED_SHARE": "0.4"}

    quality = load_settings(environment, tmp_path).quality

    assert quality.book.of(dataset("city/cases")).rejected_share == 0.4


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("[quality.weights]\nnorms = -1", "[quality.weights] norms（HUB_QUALITY_WEIGHTS_NORMS）的值 '-1' 不对"),
        ("[quality.weights]\nnorms = 'viel'", "的值 'viel' 不对；应为权重，不小于 0 的数"),
        ("[quality]\nrejected_share = 1.5", "[quality] rejected_share（HUB_QUALITY_REJECTED_SHARE）的值 '1.5' 不对"),
        ("[quality.city.cases]\nhistory_days = 2.5", "[quality.city.cases] history_days"),
        ("[quality.city.cases]\nfreshness_days = nan", "的值 'nan' 不对"),
        ("[quality]\nrejectd_share = 0.1", "是否指 HUB_QUALITY_REJECTED_SHARE？"),
        ("[quality.weights]\n" + "\n".join(f"{each} = 0" for each in (
            "norms", "completeness", "accuracy", "consistency", "timeliness", "accessibility"
        )), "权重全为 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(tmp_path: Path, lines: str, complaint: str) -> None:
    path = tmp_path / "hub.toml"
    path.write_text(lines, encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        load_settings({"HUB_HOME": str(tmp_path / "home")}, tmp_path)
    assert complaint in str(refused.value)
    assert str(path) in str(refused.value) or "全为 0" in complaint
