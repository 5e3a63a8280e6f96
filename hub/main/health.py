"""All checks of the hub's health together: settings, disk, database, and what runs by itself."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import make_conninfo
from pydantic import SecretStr

from hub.alerts import health
from hub.alerts.health import Check, Expected, State
from hub.alerts.heartbeats import heartbeats
from hub.alerts.receivers import outlets
from hub.database.connection import Database
from hub.database.migrate import require_current
from hub.datasets import PLATFORMS, of_platform
from hub.datasets.wire import FilePlatform
from hub.errors import HubError
from resources.channels.channel import channel_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hub.datasets.wire import QuietHours
    from hub.main.settings import Settings

REST_EVERY = timedelta(hours=1)
FILES_EVERY = timedelta(minutes=15)
"""How often the schedules of `assets.jobs` ask a platform, and look into the inbox."""

CONNECT_WITHIN = 5
"""Seconds."""
ANSWER_WITHIN = 20_000
"""Milliseconds that a question to the database may take."""

GIGABYTE = 10**9
LITTLE = (0.10, 10 * GIGABYTE)
TOO_LITTLE = (0.03, 2 * GIGABYTE)
"""Room on a disk that is little, and too little: less than the share and less than the bytes."""


def examine(settings: Settings) -> list[Check]:
    """Every check, those of the outside first. Nothing is started, changed or sent."""
    checks = [_settings(settings), *_disks(settings)]
    database, check = _database(settings)
    checks.append(check)
    if database is None:
        return checks
    try:
        with database.connect() as connection:
            connection.execute("SET TRANSACTION READ ONLY")
            connection.execute("SELECT set_config('statement_timeout', %s, true)", (str(ANSWER_WITHIN),))
            return [*checks, *_works(connection, settings)]
    except (psycopg.Error, HubError) as error:
        return [*checks, Check("database", State.FAILING, f"数据库没有回答：{str(error).strip()}")]


def _settings(settings: Settings) -> Check:
    if not settings.problems:
        return Check("settings", State.WELL, "设置无误")
    return Check("settings", State.FAILING, f"设置有误：{'；'.join(settings.problems)}")


def _database(settings: Settings) -> tuple[Database | None, Check]:
    """The database where it answers and is of this version; an embedded one that is down is not started."""
    from hub.main.opening import embedded_server

    try:
        if settings.database_url is not None:
            url = settings.database_url.get_secret_value()
        elif embedded_server(settings).is_running():
            url = embedded_server(settings).start()
        else:
            return None, Check("database", State.FAILING, "内置数据库没有在运行；执行 hub db start")
        database = Database(SecretStr(make_conninfo(url, connect_timeout=CONNECT_WITHIN)))
        require_current(database)
    except (psycopg.ProgrammingError, HubError) as error:
        return None, Check("database", State.FAILING, f"数据库不可用：{error}")
    return database, Check("database", State.WELL, "数据库正常，结构为本版")


def _works(connection: psycopg.Connection, settings: Settings) -> Iterator[Check]:
    """What the database shows of the work that runs by itself."""
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    now: datetime = row[0]
    beaten = heartbeats(connection)
    expected = list(_expected(settings))
    for each in expected:
        yield health.platform_check(connection, each, beaten, now)
    yield health.release_check(connection, [each.name for each in expected], beaten, now)
    channels = {channel_name(each.channel): each for each in outlets(settings.receivers)}
    yield health.delivery_check(beaten, now, is_configured=bool(channels))
    yield health.untold_check(connection, channels, now)
    yield health.unrouted_check(connection, list(channels.values()))
    yield from health.channel_checks(connection, channels, now)


def _expected(settings: Settings) -> Iterator[Expected]:
    """The platforms that are configured."""
    for platform in PLATFORMS.values():
        if isinstance(platform, FilePlatform):
            if settings.inbox.is_dir():
                yield Expected(platform.name, platform.title, FILES_EVERY)
        elif (access := settings.access(platform.name)) is not None:
            manners = access.manners or platform.manners
            titles = {each.name: each.title for each in of_platform(platform.name)}
            yield Expected(platform.name, platform.title, REST_EVERY, _pause(manners.quiet_hours), titles)


def _pause(quiet: Iterable[QuietHours]) -> timedelta:
    """The longest of the hours in which a platform is not asked."""
    lengths = (
        timedelta(hours=each.end.hour - each.begin.hour, minutes=each.end.minute - each.begin.minute) for each in quiet
    )
    return max((length % timedelta(days=1) for length in lengths), default=timedelta())


def _disks(settings: Settings) -> list[Check]:
    """Room where the hub keeps its state, and where it keeps what was received if that is another disk."""
    folders = {"HUB_HOME": settings.home}
    if "://" not in str(settings.landing):
        folders["HUB_LANDING"] = Path(str(settings.landing))
    by_device: dict[int, tuple[str, Path]] = {}
    for name, folder in folders.items():
        existing = next((each for each in (folder, *folder.parents) if each.exists()), None)
        if existing is not None:
            by_device.setdefault(existing.stat().st_dev, (name, existing))
    return [_disk(name, folder) for name, folder in by_device.values()]


def _disk(name: str, folder: Path) -> Check:
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    figures: Mapping[str, object] = {"free_bytes": usage.free, "total_bytes": usage.total}
    told = f"{name} 所在磁盘剩余 {usage.free / GIGABYTE:,.1f} GB（{share:.0%}）"

    def is_under(limit: tuple[float, int]) -> bool:
        return share < limit[0] and usage.free < limit[1]

    if is_under(TOO_LITTLE):
        return Check(f"disk/{name}", State.FAILING, f"{told}，即将写满；清理或扩容", figures)
    if is_under(LITTLE):
        return Check(f"disk/{name}", State.WARNING, f"{told}，不多了；安排清理或扩容", figures)
    return Check(f"disk/{name}", State.WELL, told, figures)
