"""Receivers are read from hub.toml or the environment, and what is wrong with one is refused with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hub.errors import SettingsError
from hub.main.receivers import environment_of
from hub.main.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from hub.main.settings import Settings

WHOLE = """
alert_channels = ["json://everybody.test/s3cret"]

[receivers.duty]
channels = ["dingtalk://s3cret@token1", "mailto://u:s3cret@mail.test?to=a@b.test,c@d.test"]
quiet_hours = "22:00-07:00 12:00-13:00"

[receivers.market]
channels = ["zhezhengding://key:s3cret@zzd.test/1?to=2,3"]
platforms = ["departments"]
departments = ["market", "fire"]
divisions = ["330382001000"]
severities = ["reject", "block"]
"""


def load(tmp_path: Path, text: str = "", **environ: str) -> Settings:
    (tmp_path / "hub.toml").write_text(text, encoding="utf-8")
    return load_settings({"HUB_HOME": str(tmp_path / "home"), **environ}, tmp_path)


def test_receivers_in_a_file(tmp_path: Path) -> None:
    settings = load(tmp_path, WHOLE)
    duty, market, everything = settings.receivers
    assert [len(each.channels) for each in settings.receivers] == [2, 1, 1]
    assert (duty.name, everything.name) == ("duty", "alert_channels")
    assert list(map(str, duty.quiet_hours)) == ["22:00-07:00", "12:00-13:00"]
    assert market.platforms == {"departments"}
    assert market.departments == {"market", "fire"}
    assert market.divisions == {"330382001000"}
    assert market.severities == {"reject", "block"}
    assert "s3cret" not in repr(settings)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        WHOLE,
        HUB_RECEIVERS_MARKET_PLATFORMS="city, provincial",
        HUB_RECEIVERS_NIGHT_DUTY_CHANNELS="json://night.test/a json://night.test/b",
    )
    receivers = {each.name: each for each in settings.receivers}
    assert receivers["market"].platforms == {"city", "provincial"}
    assert len(receivers["night_duty"].channels) == 2


def test_a_process_that_we_start_has_the_same_receivers(tmp_path: Path) -> None:
    settings = load(tmp_path, WHOLE)
    again = load(tmp_path, "", **environment_of(settings.receivers))
    assert again.receivers == settings.receivers


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("platforms = ['city']", "没有渠道，收不到告警；channels 应为"),
        ("channels = []", "没有渠道"),
        ("channels = ['s3cret']", "的 channels 中有不是地址的内容"),
        ("channels = ['json://a.test']\nplatforms = ['citty']", "没有 'citty' 这一项，是否指 city？"),
        ("channels = ['json://a.test']\nseverities = ['fatal']", "的 severities 中没有 'fatal' 这一项"),
        ("channels = ['json://a.test']\ndepartments = ['markets']", "没有 'markets' 这一项，是否指 market？"),
        ("channels = ['json://a.test']\ndivisions = ['110000000000']", "不是本市的区划代码"),
        ("channels = ['json://a.test']\nquiet_hours = '25:00-07:00'", "的 quiet_hours '25:00-07:00' 不对"),
        ("chanels = ['json://a.test']", "HUB_RECEIVERS_DUTY_CHANELS 不是本系统的设置"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(tmp_path: Path, lines: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        load(tmp_path, f"[receivers.duty]\n{lines}")
    assert str(tmp_path / "hub.toml") in str(caught.value)
    assert "[receivers" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_wrong_receiver_in_the_environment_names_it_too(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"环境变量中的 \[receivers.duty\] 没有渠道"):
        load(tmp_path, HUB_RECEIVERS_DUTY_PLATFORMS="city")
