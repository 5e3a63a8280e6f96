"""Settings: from the environment, then hub.toml in the working folder, then hub.toml in HUB_HOME.

In hub.toml the names stand in lower case without `HUB_`, flat or by section: `city_url = "…"` is the same as `url`
under `[city]`. An empty environment variable stands for the default, whatever the files say.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import platformdirs
from pydantic import SecretStr

from hub.datasets import PLATFORMS, of_platform
from hub.datasets.wire import QuietHours, RestPlatform
from hub.errors import SettingsError
from hub.feed.keeping import Keeping
from hub.main import keeping, landing, marts
from hub.main.quality import DEFAULT, Quality, is_of_quality, read_quality
from hub.main.receivers import expected_of_receivers, is_of_receiver, read_receivers
from hub.report.shelf import KEPT_DAYS, Shelf
from resources.rest.access import PlatformAccess

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hub.alerts.receivers import Receiver
    from hub.datasets.wire import Manners
    from resources.landing_store import LandingAddress

PREFIX = "HUB_"
FILE_NAME = "hub.toml"
ENVIRONMENT = "环境变量"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that exists: its environment variable and what is expected there."""

    name: str
    expected: str
    section: str | None = None

    @property
    def where(self) -> str:
        """Where a person sets it."""
        key = self.name.removeprefix(PREFIX).lower()
        if self.section is None:
            return f"请设置环境变量 {self.name}，或 {FILE_NAME} 中的 {key}"
        key = key.removeprefix(f"{self.section}_")
        return f"请设置环境变量 {self.name}，或 {FILE_NAME} 中 [{self.section}] 下的 {key}"


GENERAL = {
    each.name: each
    for each in (
        Setting("HUB_HOME", "存放全部数据与状态的文件夹"),
        Setting("HUB_DATABASE_URL", "libpq URI，形如 postgresql://用户:密码@主机:5432/数据库"),
        *(Setting(name, expected, "landing") for name, expected in landing.EXPECTED.items()),
        Setting("HUB_INBOX", "收件箱文件夹，其中每个部门一个文件夹"),
        Setting("HUB_INBOX_SETTLE", "文件须静止的秒数，0 至 3600，如 2"),
        Setting("HUB_INBOX_RECEIPTS", "自动写出回执的文件夹（可以就是收件箱）；不设则不自动写"),
        Setting("HUB_CA_BUNDLE", "已有的证书文件（PEM），用来核验各平台的证书"),
        Setting("HUB_ALERT_CHANNELS", "Apprise 地址，形如 mailtos://…，多个以空格分隔（hub.toml 中写成列表）"),
        Setting("HUB_REPORTS", "存放质量报告的文件夹"),
        Setting("HUB_REPORTS_DAYS", "质量报告保留的天数，1 至 3660 的整数"),
        Setting("HUB_REPORTS_URL", "报告文件夹在浏览器中的地址，形如 https://主机/reports"),
        *(Setting(name, expected) for name, expected in keeping.EXPECTED.items()),
        Setting("HUB_SANDBOX", "1 表示各平台是沙箱（由 --sandbox 自行设置）"),
    )
}
INTERNAL = frozenset({"HUB_DAGSTER_STORAGE_URL"})
"""Environment variables that the hub sets for the processes it starts."""

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LEAST_OVERLAP = timedelta(minutes=5)
"""Clocks may differ by so much: what is dated before our now may reach the platform after it."""

REST_PLATFORMS = tuple(each for each in PLATFORMS.values() if isinstance(each, RestPlatform))


def platform_settings(platform: RestPlatform) -> dict[str, Setting]:
    """The settings of a platform by their suffixes; `URL` comes first."""
    return {
        suffix: Setting(
            platform.setting_name(suffix),
            f"{platform.title}的地址，形如 https://主机:端口"
            if suffix == "URL"
            else f"{platform.title}分配的 {suffix}",
            platform.name,
        )
        for suffix in ("URL", *platform.settings)
    }


MANNERS = {
    "CALLS_PER_SECOND": "每秒最多调用次数，大于 0 的数，如 5",
    "CALLS_AT_ONCE": "同时最多进行的调用数，1 至 64 的整数",
    "QUIET_HOURS": "不取数的时段（北京时间），形如 22:00-06:00，多个以空格分隔",
}


def manner_settings(platform: RestPlatform) -> dict[str, Setting]:
    """The settings that say how much a platform may be asked, by their suffixes; none of them has to be there."""
    return {
        suffix: Setting(platform.setting_name(suffix), expected, platform.name) for suffix, expected in MANNERS.items()
    }


def overlap_setting(platform: RestPlatform) -> Setting:
    """The setting of what a platform is asked for again; it does not have to be there."""
    least, example = LEAST_OVERLAP.seconds // 60, of_platform(platform.name)[0].name
    expected = f"增量取数时重取多久以前的数据，至少 {least} 分钟，形如 30m；某个数据集另定时加 {example}=2d"
    return Setting(platform.setting_name("OVERLAP"), expected, platform.name)


OF_MARTS = {name: Setting(name, expected, marts.SECTION) for name, expected in marts.EXPECTED.items()}

DECLARED = (
    GENERAL
    | OF_MARTS
    | {
        setting.name: setting
        for platform in REST_PLATFORMS
        for setting in (
            *(platform_settings(platform) | manner_settings(platform)).values(),
            overlap_setting(platform),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the hub was told. `access` has an entry for every configured platform; `problems` says what is wrong."""

    home: Path
    database_url: SecretStr | None
    landing: LandingAddress
    landing_days: int | None
    inbox: Path
    inbox_settle: float
    inbox_receipts: Path | None
    shelf: Shelf
    ca_bundle: Path | None
    receivers: tuple[Receiver, ...]
    is_sandbox: bool
    platforms: Mapping[str, PlatformAccess]
    quality: Quality = DEFAULT
    marts: Mapping[str, int | float] = field(default_factory=dict)
    keeping: Keeping = field(default_factory=Keeping)
    given: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def access(self, platform: str) -> PlatformAccess | None:
        """How `platform` is reached; None where it is not configured (it has no address)."""
        return self.platforms.get(platform)

    @property
    def logs(self) -> Path:
        """The folder of the logs of failures."""
        return self.home / "logs"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own folder."""
        return self.home / "dagster"


def load_settings(environ: Mapping[str, str] | None = None, cwd: Path | None = None) -> Settings:
    """The settings in force. `environ` and `cwd` are the process's own unless given.

    Raises SettingsError naming every setting that is wrong, unknown or missing beside others, with what was expected.
    """
    settings = read_settings(environ, cwd)
    if settings.problems:
        raise SettingsError("\n".join(settings.problems))
    return settings


def read_settings(environ: Mapping[str, str] | None = None, cwd: Path | None = None) -> Settings:
    """Like `load_settings`, with what is wrong in `problems`: for whoever wants to see all of it."""
    return _Reader(os.environ if environ is None else environ, Path.cwd() if cwd is None else cwd).read()


class _Reader:
    """Reads all settings once and gathers what is wrong with them."""

    def __init__(self, environ: Mapping[str, str], cwd: Path) -> None:
        self.cwd = cwd
        self.problems: list[str] = []
        self.given: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self._take({name: value for name, value in environ.items() if name.startswith(PREFIX)}, ENVIRONMENT)
        self._take_file(cwd / FILE_NAME)
        self.home = self._folder("HUB_HOME", _default_home())
        if self.home != cwd:
            self._take_file(self.home / FILE_NAME)
        self.ca_bundle = self._ca_bundle()

    def read(self) -> Settings:
        settle = self._get("HUB_INBOX_SETTLE")
        receivers, problems = read_receivers(self.values, self.given, self._get("HUB_ALERT_CHANNELS"))
        quality, wrong = read_quality(self.values, self.given)
        self.problems += problems + wrong
        address, days = self._landing()
        return Settings(
            home=self.home,
            database_url=self._database_url(),
            landing=address,
            landing_days=days,
            inbox=self._folder("HUB_INBOX", self.home / "inbox"),
            inbox_settle=2.0 if settle is None else self._seconds("HUB_INBOX_SETTLE", settle),
            inbox_receipts=self._folder("HUB_INBOX_RECEIPTS", self.home) if self._get("HUB_INBOX_RECEIPTS") else None,
            shelf=self._shelf(),
            ca_bundle=self.ca_bundle,
            receivers=receivers,
            is_sandbox=self._get("HUB_SANDBOX") is not None,
            platforms={each.name: access for each in REST_PLATFORMS if (access := self._access(each)) is not None},
            quality=quality,
            marts=self._marts(),
            keeping=self._keeping(),
            given=self.given,
            problems=tuple(self.problems),
        )

    def _take(self, values: Mapping[str, str], where: str) -> None:
        for name, value in values.items():
            if name not in DECLARED and not is_of_receiver(name) and not is_of_quality(name):
                self._unknown(name, where)
            elif name not in self.values:
                self.values[name] = value.strip()
                self.given[name] = where

    def _take_file(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                document = tomllib.load(file)
        except FileNotFoundError:
            return
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.problems.append(f"{path} 无法按 TOML 读取：{error}")
            return
        self._take(self._flat(document, (), path), str(path))

    def _flat(self, table: Mapping[str, object], above: tuple[str, ...], path: Path) -> dict[str, str]:
        flat: dict[str, str] = {}
        for key, value in table.items():
            parts = (*above, key)
            name = PREFIX + "_".join(parts).upper().removeprefix(PREFIX)
            if isinstance(value, dict):
                flat |= self._flat(value, parts, path)
            elif isinstance(value, list) and all(isinstance(each, str) for each in value):
                flat[name] = "\n".join(value)
            elif isinstance(value, str | int | float) and not isinstance(value, bool):
                flat[name] = str(value)
            else:
                self.problems.append(f"{path} 中的 {'.'.join(parts)} 应为文本、数字或文本列表")
        return flat

    def _unknown(self, name: str, where: str) -> None:
        near = difflib.get_close_matches(name, DECLARED, n=1, cutoff=0.8)
        of_ours = any(name.startswith(f"{PREFIX}{each.name.upper()}_") for each in REST_PLATFORMS)
        # The environment is shared with other programs, some of which begin their names with HUB_ too.
        if name in INTERNAL or (where == ENVIRONMENT and not near and not of_ours):
            return
        hint = f"是否指 {near[0]}？" if near else f"可用的设置有 {'、'.join(DECLARED)}；{expected_of_receivers()}"
        self.problems.append(f"{where}中的 {name} 不是本系统的设置；{hint}")

    def _get(self, name: str) -> str | None:
        return self.values.get(name) or None

    def _wrong(self, name: str, what: str) -> None:
        setting = DECLARED[name]
        self.problems.append(f"设置 {name} {what}；应为{setting.expected}；{setting.where}")

    def _folder(self, name: str, default: Path) -> Path:
        value = self._get(name)
        return default if value is None else (self.cwd / Path(value).expanduser()).resolve()

    def _seconds(self, name: str, value: str) -> float:
        try:
            seconds = float(value)
        except ValueError:
            seconds = -1.0
        if not 0 <= seconds <= 3600:
            self._wrong(name, f"的值 {value!r} 不对")
        return seconds

    def _landing(self) -> tuple[LandingAddress, int | None]:
        """Where pages are kept, and for how many days."""
        given = {name: value for name in landing.EXPECTED if (value := self._get(name))}
        folder = self._folder(landing.URL, self.home / "landing")
        address, wrong = landing.read_address(given, folder, self.ca_bundle)
        days, of_days = landing.read_days(given)
        for name, what in (wrong | of_days).items():
            self._wrong(name, what)
        return address, days

    def _keeping(self) -> Keeping:
        """How long the change feed and history are kept."""
        kept, wrong = keeping.read_keeping({name: value for name in keeping.EXPECTED if (value := self._get(name))})
        for name, what in wrong.items():
            self._wrong(name, what)
        return kept

    def _marts(self) -> dict[str, int | float]:
        """The parameters of the derived tables that are set, by their names."""
        given = {name: value for name in OF_MARTS if (value := self._get(name))}
        values, wrong = marts.read_parameters(given)
        for name, what in wrong.items():
            self._wrong(name, what)
        return values

    def _shelf(self) -> Shelf:
        """Where reports are kept."""
        days, address = self._get("HUB_REPORTS_DAYS") or str(KEPT_DAYS), self._get("HUB_REPORTS_URL")
        if not days.isascii() or not days.isdecimal() or not 1 <= int(days) <= 3660:
            self._wrong("HUB_REPORTS_DAYS", f"的值 {days!r} 不对")
            days = str(KEPT_DAYS)
        if address is not None and not _is_url(address, ("http", "https"), needs_host=True):
            self._wrong("HUB_REPORTS_URL", f"的值 {address!r} 不是地址")
        return Shelf(self._folder("HUB_REPORTS", self.home / "reports"), int(days), address)

    def _ca_bundle(self) -> Path | None:
        if self._get("HUB_CA_BUNDLE") is None:
            return None
        path = self._folder("HUB_CA_BUNDLE", self.home)
        if not path.is_file():
            self._wrong("HUB_CA_BUNDLE", f"指向的 {path} 不是文件")
        return path

    def _database_url(self) -> SecretStr | None:
        value = self._get("HUB_DATABASE_URL")
        if value is None:
            return None
        # The value may hold a password: it is never repeated.
        if not _is_url(value, ("postgresql", "postgres"), needs_host=False):
            self._wrong("HUB_DATABASE_URL", "不是数据库地址")
        return SecretStr(value)

    def _access(self, platform: RestPlatform) -> PlatformAccess | None:
        """How the platform is reached, where it has an address."""
        settings = platform_settings(platform)
        address = self._get(settings["URL"].name)
        if address is None:
            return None
        if not _is_url(address, ("http", "https"), needs_host=True):
            self._wrong(settings["URL"].name, f"的值 {address!r} 不是地址")
        values: dict[str, str] = {}
        for suffix, setting in settings.items():
            value = self._get(setting.name)
            if value is None:
                self._wrong(setting.name, f"缺失，而 {settings['URL'].name} 已设置")
            values[suffix] = value or ""
        del values["URL"]
        return PlatformAccess(
            url=address.rstrip("/"),
            settings={suffix: value for suffix, value in values.items() if suffix not in platform.secrets},
            secrets={suffix: SecretStr(values[suffix]) for suffix in platform.secrets},
            ca_bundle=self.ca_bundle,
            manners=self._manners(platform),
            overlaps=self._overlaps(platform),
        )

    def _overlaps(self, platform: RestPlatform) -> dict[str, timedelta]:
        """What is asked for again, by the dataset's name."""
        setting = overlap_setting(platform)
        value = self._get(setting.name)
        if value is None:
            return {}
        try:
            return overlaps(value, [each.name for each in of_platform(platform.name)])
        except ValueError:
            self._wrong(setting.name, f"的值 {value!r} 不对")
            return {}

    def _manners(self, platform: RestPlatform) -> Manners | None:
        """How much the platform may be asked; None where the settings say nothing beyond its declaration."""
        given = {suffix: self._get(setting.name) for suffix, setting in manner_settings(platform).items()}
        manners = platform.manners
        for suffix, value in given.items():
            if value is not None:
                try:
                    manners = _MANNERS_READ[suffix](manners, value)
                except ValueError:
                    self._wrong(platform.setting_name(suffix), f"的值 {value!r} 不对")
        return manners if any(given.values()) else None


def overlaps(text: str, datasets: Sequence[str]) -> dict[str, timedelta]:
    """The overlap of each of a platform's `datasets`, from a text such as `30m cases=2d`: one for all, or for one.

    Raises ValueError for anything else, and for less than `LEAST_OVERLAP`.
    """
    of_all: dict[str, timedelta] = {}
    of_one: dict[str, timedelta] = {}
    for part in text.split():
        name, _, length = part.rpartition("=")
        found = re.fullmatch(r"(\d{1,6})([smhd])", length)
        if found is None or (name and name not in datasets):
            raise ValueError(part)
        overlap = timedelta(seconds=int(found[1]) * SECONDS[found[2]])
        if overlap < LEAST_OVERLAP:
            raise ValueError(part)
        if name:
            of_one[name] = overlap
        else:
            of_all = dict.fromkeys(datasets, overlap)
    return of_all | of_one


def _with_rate(manners: Manners, text: str) -> Manners:
    rate = float(text)
    if not 0 < rate <= 10_000:
        raise ValueError(text)
    return replace(manners, calls_per_second=rate)


def _with_places(manners: Manners, text: str) -> Manners:
    number = int(text)
    if not 1 <= number <= 64:
        raise ValueError(text)
    return replace(manners, calls_at_once=number)


def _with_quiet_hours(manners: Manners, text: str) -> Manners:
    return replace(manners, quiet_hours=tuple(map(QuietHours.read, text.split())))


_MANNERS_READ: dict[str, Callable[[Manners, str], Manners]] = {
    "CALLS_PER_SECOND": _with_rate,
    "CALLS_AT_ONCE": _with_places,
    "QUIET_HOURS": _with_quiet_hours,
}
"""How each is read; ValueError where it cannot be."""


def _is_url(value: str, schemes: tuple[str, ...], *, needs_host: bool) -> bool:
    try:
        parts = urlsplit(value)
        # Reading the port checks it.
        return parts.scheme in schemes and (bool(parts.hostname) or not needs_host) and parts.port != 0
    except ValueError:
        return False


def _default_home() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/enforcement-hub")
    return platformdirs.user_data_path("enforcement-hub")
