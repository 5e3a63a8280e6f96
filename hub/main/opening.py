"""From settings to a database that a command may work with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydantic import SecretStr

from hub.database.connection import Database
from hub.database.software import is_as_made
from hub.errors import SettingsError
from hub.gates.weights import apply_weights
from hub.main import keeping, landing, marts, receivers
from hub.main.quality import is_of_quality
from hub.main.settings import Settings, load_settings, read_settings
from hub.marts.formulas import apply_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from resources.embedded import EmbeddedServer

KEPT_IN_SANDBOX = ("HUB_DATABASE_URL", "HUB_ALERT_CHANNELS", "HUB_INBOX_SETTLE")
"""What the environment may set for the sandbox too, besides receivers; its folders and platforms are its own."""


def open_settings(*, sandbox: bool, platforms: Mapping[str, str] | None = None) -> Settings:
    """The settings in force, or those of the sandbox.

    The sandbox lives in a folder of its own in HUB_HOME and knows nothing of any hub.toml outside; `platforms` are
    the settings of its stand-ins where they run. Raises SettingsError.
    """
    if not sandbox:
        return load_settings()
    home = read_settings().home / "sandbox"
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in KEPT_IN_SANDBOX or name in marts.NAMES or receivers.is_of_receiver(name) or is_of_quality(name)
    }
    return load_settings({**kept, **(platforms or {}), "HUB_HOME": str(home), "HUB_SANDBOX": "1"}, cwd=home)


def environment_of(settings: Settings, platforms: Mapping[str, str]) -> dict[str, str]:
    """The environment in which a process started by us has these settings, whatever hub.toml it finds."""
    url = settings.database_url
    ours = {
        **platforms,
        "HUB_HOME": str(settings.home),
        **landing.environment_of(settings.landing, settings.landing_days),
        **keeping.environment_of(settings.keeping),
        "HUB_INBOX": str(settings.inbox),
        "HUB_INBOX_RECEIPTS": str(settings.inbox_receipts or ""),
        **receivers.environment_of(settings.receivers),
        **settings.quality.given,
        **marts.environment_of(settings.marts),
        "HUB_DATABASE_URL": url.get_secret_value() if url is not None else "",
        "HUB_SANDBOX": "1" if settings.is_sandbox else "",
    }
    return dict(os.environ) | ours


def embedded_server(settings: Settings) -> EmbeddedServer:
    """The embedded server of these settings. Raises SettingsError where they name another database."""
    from resources.embedded import EmbeddedServer

    if settings.database_url is not None:
        raise SettingsError("HUB_DATABASE_URL 指定了自己的数据库，没有内置数据库可供启停；要使用内置数据库请去掉该设置")
    return EmbeddedServer(settings.home)


def open_database(settings: Settings) -> Database:
    """The database as it is, its embedded server started if need be. Raises SettingsError or HubError."""
    if settings.database_url is not None:
        return Database(settings.database_url)
    return Database(SecretStr(embedded_server(settings).start()))


def ready_database(settings: Settings) -> Database:
    """The database with the schema of this version.

    The embedded one is brought up to date by itself, and so is an empty one; another is left to `hub db upgrade`.
    Raises RuleError for a rule that could not be run, DatabaseVersionError, or SettingsError where stand-ins and real
    platforms would meet in one database.
    """
    from hub.rules.checking import check_rules

    check_rules()
    database = open_database(settings)
    if is_as_made(database):
        _refuse_other_kind(database, settings)
    else:
        _bring_up_to_date(database, settings)
    _note_kind(database, settings)
    with database.connect() as connection:
        apply_weights(connection, settings.quality.weights)
        apply_parameters(connection, settings.marts)
    return database


def _bring_up_to_date(database: Database, settings: Settings) -> None:
    from hub.database import migrate

    is_empty = migrate.is_empty(database)
    if not is_empty:
        _refuse_other_kind(database, settings)
    if is_empty or settings.database_url is None:
        migrate.upgrade(database)
    migrate.require_current(database)


def _kind(settings: Settings) -> str:
    return "sandbox" if settings.is_sandbox else "real"


def _refuse_other_kind(database: Database, settings: Settings) -> None:
    with database.connect() as connection:
        table = connection.execute("SELECT to_regclass('hub.installation')").fetchone()
        row = connection.execute("SELECT kind FROM hub.installation").fetchone() if table and table[0] else None
    if row is None or row[0] == _kind(settings):
        return
    if settings.is_sandbox:
        raise SettingsError(
            "该数据库存有真实平台的数据，不能混入沙箱的虚构数据；请去掉 HUB_DATABASE_URL，或让它指向空数据库"
        )
    raise SettingsError(
        "该数据库存有沙箱的虚构数据，不能接入真实平台；请让 HUB_DATABASE_URL 指向别的数据库，或加上 --sandbox"
    )


def _note_kind(database: Database, settings: Settings) -> None:
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO hub.installation (kind, created_at) "
            "SELECT %s, now() WHERE NOT EXISTS (SELECT FROM hub.installation)",
            (_kind(settings),),
        )
