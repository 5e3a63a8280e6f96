"""The parameters of the derived tables as settings say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hub.errors import SettingsError
from hub.main.opening import environment_of
from hub.main.settings import load_settings
from hub.marts.formulas import apply_parameters, parameter_values
from hub.model.marts.parameters import PARAMETERS

if TYPE_CHECKING:
    from pathlib import Path

    from hub.database.connection import Database


def test_a_city_differs_in_what_it_sets(tmp_path: Path, database: Database) -> None:
    (tmp_path / "hub.toml").write_text("[marts]\nexpiring_days = 60\nrisk_days = 730\n", encoding="utf-8")
    settings = load_settings({"HUB_HOME": str(tmp_path / "home"), "HUB_MARTS_RISK_DAYS": "365"}, tmp_path)
    assert settings.marts == {"expiring_days": 60, "risk_days": 365}
    assert load_settings(environment_of(settings, {}), tmp_path / "home").marts == settings.marts
    with database.connect() as connection:
        apply_parameters(connection, settings.marts)
        values = parameter_values(connection)
        assert (values["expiring_days"], values["joint_days"]) == (60, PARAMETERS["joint_days"].default)
        apply_parameters(connection, {})
        assert parameter_values(connection) == {name: each.default for name, each in PARAMETERS.items()}


@pytest.mark.parametrize("value", ["-1", "367", "1.5", "nan", "soon"])
def test_a_number_that_cannot_be_is_refused_with_what_was_expected(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match=r"HUB_MARTS_EXPIRING_DAYS.*0 至 366 的整数.*\[marts\] 下的 expiring_days"):
        load_settings({"HUB_HOME": str(tmp_path), "HUB_MARTS_EXPIRING_DAYS": value}, tmp_path)
