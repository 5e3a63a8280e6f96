"""Settings: where they come from, and what is said of those that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time
from typing import TYPE_CHECKING

import pytest

from hub.datasets.wire import Manners, QuietHours
from hub.errors import SettingsError
from hub.main.settings import Settings, load_settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

Load = Callable[..., Settings]

CITY = {"HUB_CITY_URL": "https://city.test", "HUB_CITY_CLIENT_ID": "reader", "HUB_CITY_CLIENT_SECRET": "s3cret-of-city"}


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads settings from an environment and the hub.toml of the working folder and of HUB_HOME."""
    home, cwd = tmp_path / "home", tmp_path / "cwd"
    home.mkdir()
    cwd.mkdir()

    def load(environ: Mapping[str, str] | None = None, working: str = "", at_home: str = "") -> Settings:
        (cwd / "hub.toml").write_text(working, encoding="utf-8")
        (home / "hub.toml").write_text(at_home, encoding="utf-8")
        return load_settings({"HUB_HOME": str(home), **(environ or {})}, cwd)

    return load


def test_environment_wins_over_the_working_folder_and_that_over_home(load: Load) -> None:
    at_home = "inbox_settle = 7\n"
    assert load(at_home=at_home).inbox_settle == 7
    assert load(at_home=at_home, working="inbox_settle = 5\n").inbox_settle == 5
    assert load({"HUB_INBOX_SETTLE": "3"}, at_home=at_home, working="inbox_settle = 5\n").inbox_settle == 3


def test_an_empty_variable_stands_for_the_default(load: Load) -> None:
    assert load({"HUB_INBOX_SETTLE": ""}, working="inbox_settle = 5\n").inbox_settle == 2


@pytest.mark.parametrize(
    "document",
    [
        '[city]\nurl = "https://city.test/"\nclient_id = "reader"\nclient_secret = "s3cret-of-city"\n',
        'city_url = "https://city.test"\ncity_client_id = "reader"\ncity_client_secret = "s3cret-of-city"\n',
        'HUB_CITY_URL = "https://city.test"\ncity_client_id = "reader"\ncity.client_secret = "s3cret-of-city"\n',
    ],
)
def test_sections_flat_names_and_variables_say_the_same(load: Load, document: str) -> None:
    expected = load(CITY).access("city")
    assert expected is not None
    assert expected.url == "https://city.test"
    assert load(working=document).access("city") == expected


@pytest.mark.parametrize("name", ["micro_grid", "school_safety"])
def test_a_platform_with_a_key_alone(load: Load, name: str) -> None:
    document = f'[{name}]\nurl = "https://{name}.test/"\napi_key = "s3cret-key"\n'
    access = load(working=document).access(name)
    assert access is not None
    assert access.url == f"https://{name}.test"
    assert access.secrets["API_KEY"].get_secret_value() == "s3cret-key"
    with pytest.raises(SettingsError, match=f"HUB_{name.upper()}_API_KEY"):
        load({f"HUB_{name.upper()}_URL": f"https://{name}.test"})


def test_defaults_lie_in_home(load: Load, tmp_path: Path) -> None:
    settings = load()
    assert str(settings.landing) == str(tmp_path / "home" / "landing")
    assert settings.inbox == tmp_path / "home" / "inbox"
    assert settings.database_url is None
    assert settings.access("provincial") is None


def test_relative_folders_are_those_of_the_working_folder(load: Load, tmp_path: Path) -> None:
    assert load({"HUB_INBOX": "deliveries"}).inbox == tmp_path / "cwd" / "deliveries"


def test_a_platform_without_address_is_not_configured(load: Load) -> None:
    assert load({"HUB_CITY_CLIENT_ID": "reader"}).access("city") is None


@pytest.mark.parametrize("missing", ["HUB_CITY_CLIENT_ID", "HUB_CITY_CLIENT_SECRET"])
def test_half_a_platform_names_what_is_missing_and_where_to_set_it(load: Load, missing: str) -> None:
    given = {name: value for name, value in CITY.items() if name != missing}
    with pytest.raises(SettingsError, match=missing) as caught:
        load(given)
    assert "[city]" in str(caught.value)
    assert missing.removeprefix("HUB_CITY_").lower() in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUB_DATABASE_URL", "mysql://somewhere/db"),
        ("HUB_DATABASE_URL", "postgresql://host:port/db"),
        ("HUB_INBOX_SETTLE", "soon"),
        ("HUB_INBOX_SETTLE", "-1"),
        ("HUB_INBOX_SETTLE", "nan"),
        ("HUB_CA_BUNDLE", "/nowhere/ca.pem"),
        ("HUB_CITY_URL", "city.test"),
        ("HUB_CITY_URL", "ftp://city.test"),
        ("HUB_CITY_URL", "https://"),
        ("HUB_CITY_URL", "https://city.test:99999"),
    ],
)
def test_a_wrong_value_names_its_setting_and_where_to_set_it(load: Load, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        load({**CITY, name: value})
    assert "hub.toml" in str(caught.value)


def test_an_unknown_name_in_a_file_is_refused_with_the_nearest(load: Load) -> None:
    with pytest.raises(SettingsError, match="HUB_CITY_CLIENT_SECRT") as caught:
        load(CITY, working='[city]\nclient_secrt = "x"\n')
    assert "HUB_CITY_CLIENT_SECRET" in str(caught.value)


def test_a_misspelt_variable_is_refused_but_another_programs_is_not(load: Load) -> None:
    with pytest.raises(SettingsError, match="HUB_PROVINCIAL_APPKEY"):
        load({"HUB_PROVINCIAL_APPKEY": "x"})
    assert load({"HUB_VERBOSE": "1"}).problems == ()


@pytest.mark.parametrize("document", ["[city\n", "city = [1, 2]\n", "home = true\n"])
def test_a_file_that_cannot_be_understood_is_named(load: Load, document: str) -> None:
    with pytest.raises(SettingsError, match=r"hub\.toml"):
        load(working=document)


def test_every_problem_is_told_at_once(load: Load, tmp_path: Path) -> None:
    environ = {"HUB_HOME": str(tmp_path), "HUB_INBOX_SETTLE": "soon", "HUB_CITY_URL": "https://city.test"}
    assert len(read_settings(environ, tmp_path).problems) == 3


def test_secrets_are_never_shown(load: Load) -> None:
    settings = load(
        {
            **CITY,
            "HUB_DATABASE_URL": "postgresql://hub:s3cret-of-db@db.test/hub",
            "HUB_ALERT_CHANNELS": "dingtalk://s3cret-of-channel, mailtos://u:s3cret@mail.test?to=a@b.test,c@d.test",
        }
    )
    assert "s3cret" not in repr(settings)
    assert [len(each.channels) for each in settings.receivers] == [2]
    with pytest.raises(SettingsError) as caught:
        load({"HUB_DATABASE_URL": "postgres//hub:s3cret-of-db@db.test/hub"})
    assert "s3cret" not in str(caught.value)


BUCKET = "[landing]\nurl = 's3://pages/hub'\nendpoint = 'https://s3.test:9000'\naccess_key_id = 'AKIA'\n"


def test_a_bucket_for_landed_pages(load: Load) -> None:
    settings = load(working=BUCKET + "secret_access_key = 's3cret'\ndays = 400\n")
    assert (str(settings.landing), settings.landing.endpoint) == ("s3://pages/hub", "https://s3.test:9000")
    assert settings.landing.secret_access_key is not None
    assert settings.landing_days == 400
    assert "s3cret" not in repr(settings)


def test_a_bucket_without_its_key_is_refused(load: Load) -> None:
    with pytest.raises(SettingsError, match="HUB_LANDING_SECRET_ACCESS_KEY 缺失"):
        load(working=BUCKET)
    with pytest.raises(SettingsError, match="HUB_LANDING_URL") as caught:
        load({"HUB_LANDING_URL": "s3://k3y:s3cret@pages/hub"})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("days", ["0", "29", "many", "1e3"])
def test_pages_are_kept_for_a_month_at_least(load: Load, days: str) -> None:
    with pytest.raises(SettingsError, match="HUB_LANDING_DAYS"):
        load({"HUB_LANDING_DAYS": days})


class TestManners:
    """How much a platform may be asked; none of it has to be said."""

    def test_are_those_of_the_declaration_where_nothing_is_said(self, load: Load) -> None:
        access = load(CITY).access("city")
        assert access is not None
        assert access.manners is None

    def test_are_read_one_by_one(self, load: Load) -> None:
        document = '[city]\ncalls_per_second = 2.5\nquiet_hours = "22:00-06:00 12:00-13:00"\n'
        access = load({**CITY, "HUB_CITY_CALLS_AT_ONCE": "2"}, working=document).access("city")
        assert access is not None
        assert access.manners == Manners(2.5, 2, (QuietHours(time(22), time(6)), QuietHours(time(12), time(13))))

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("CALLS_PER_SECOND", "0"),
            ("CALLS_PER_SECOND", "many"),
            ("CALLS_PER_SECOND", "nan"),
            ("CALLS_AT_ONCE", "1.5"),
            ("CALLS_AT_ONCE", "0"),
            ("QUIET_HOURS", "22-6"),
            ("QUIET_HOURS", "22:00-06:00,12:00-13:00"),
        ],
    )
    def test_that_cannot_be_are_refused_by_name(self, load: Load, name: str, value: str) -> None:
        with pytest.raises(SettingsError, match=f"HUB_CITY_{name}.*不对"):
            load({**CITY, f"HUB_CITY_{name}": value})
