"""A sandbox that is open: its store, its credentials, its platforms behind one address."""

from __future__ import annotations

import sqlite3
from dataclasses import fields
from datetime import datetime
from time import time
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Mount

from hub.errors import SettingsError, StorageError
from hub.sandbox.build import build
from hub.sandbox.changes import Changes
from hub.sandbox.city import City
from hub.sandbox.credentials import Credentials, credentials_of
from hub.sandbox.faulty import Faulty
from hub.sandbox.moments import local, now
from hub.sandbox.protocols.city import CityPlatform
from hub.sandbox.protocols.common import Backstage, Lifetimes
from hub.sandbox.protocols.grassroots import GrassrootsPlatform
from hub.sandbox.protocols.live_table import TABLES, LiveTablePlatform
from hub.sandbox.protocols.provincial import Gateway
from hub.sandbox.serve import DEFAULT_ENTITIES, DEFAULT_SEED, MOST_ENTITIES
from hub.sandbox.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hub.sandbox.faults import Plan

STORE = "sandbox.sqlite"
CREDENTIALS = "credentials.json"
INBOX = "inbox"
PLATFORMS = ("provincial", "city", "grassroots", *TABLES)
"""Those that are asked over HTTP, each under its own name."""


class Sandbox:
    """Everything that answers."""

    def __init__(self, home: Path, store: Store, credentials: Credentials, changes: Changes | None, lives: Lifetimes):
        self._home = home
        self._credentials = credentials
        self._changes = changes
        self.store = store
        self.slow_by = 0.0
        """Seconds that the platforms' clocks are behind."""
        backstage = Backstage(store, lives, self._asked, self._time)
        keys = credentials.api_keys
        self.gateway = Gateway(credentials, backstage)
        self.city = CityPlatform(credentials, backstage)
        self.grassroots = GrassrootsPlatform(credentials, backstage)
        self._tables = {name: LiveTablePlatform(name, keys[name], backstage) for name in TABLES}

    def app(self, plan: Plan) -> Starlette:
        """The platforms as one ASGI application, each under its own name; `plan` says which calls go wrong."""
        platforms = {
            "provincial": self.gateway.app(),
            "city": self.city.app(),
            "grassroots": self.grassroots.app(),
            **{name: table.app() for name, table in self._tables.items()},
        }
        return Starlette(
            routes=[Mount(f"/{name}", Faulty(app, name, plan, self._time)) for name, app in platforms.items()]
        )

    def _time(self) -> float:
        return time() - self.slow_by

    def _asked(self, platform: str) -> None:
        if self._changes is not None:
            self._changes.while_read(platform, now())

    def settings(self, address: str) -> dict[str, str]:
        """What a hub has to be set to."""
        urls = {f"HUB_{name.upper()}_URL": f"{address}/{name}" for name in PLATFORMS}
        return urls | self._credentials.settings() | {"HUB_INBOX": str(self._home / INBOX)}

    def close(self) -> None:
        """Let go of the files."""
        self.store.close()


def open_sandbox(
    home: Path,
    entities: int | None,
    seed: int | None,
    reference: datetime | None,
    *,
    changes: bool,
    lifetimes: Mapping[str, float],
) -> Sandbox:
    """The sandbox kept in `home`, made where there is none; with `changes`, time has passed since it was last open."""
    path = home / STORE
    lives = _lifetimes(lifetimes)
    try:
        if not path.exists():
            _make(path, home / INBOX, entities, seed, reference)
        store = Store(path)
        _check(home, store, {"entities": entities, "seed": seed})
        world = City(
            int(store.setting("seed") or 0),
            datetime.fromisoformat(store.setting("reference") or ""),
            int(store.setting("entities") or 0),
        )
        live = Changes(store, world, home / INBOX) if changes else None
        if live is not None:
            live.at_start(now())
        return Sandbox(home, store, credentials_of(home / CREDENTIALS), live, lives)
    except (sqlite3.Error, OSError) as error:
        raise StorageError(f"沙箱目录 {home} 无法读写：{error}；请检查磁盘空间和权限，或删除该目录后重建") from error


def _make(path: Path, inbox: Path, entities: int | None, seed: int | None, reference: datetime | None) -> None:
    wanted = DEFAULT_ENTITIES if entities is None else entities
    if not 1 <= wanted <= MOST_ENTITIES:
        raise SettingsError(f"沙箱主体数 --entities 应在 1 到 {MOST_ENTITIES} 之间，收到 {wanted}")
    end = now() if reference is None else local(reference)
    build(path, inbox, City(DEFAULT_SEED if seed is None else seed, end, wanted))


def _check(home: Path, store: Store, given: Mapping[str, int | None]) -> None:
    for name, value in given.items():
        kept = store.setting(name)
        if value is not None and str(value) != kept:
            raise SettingsError(
                f"目录 {home} 中的沙箱是以 --{name} {kept} 建立的，不能改为 {value}：请去掉该参数或另选目录"
            )


def _lifetimes(seconds: Mapping[str, float]) -> Lifetimes:
    known = {each.name for each in fields(Lifetimes)}
    if unknown := seconds.keys() - known:
        raise SettingsError(f"沙箱没有有效期 {'、'.join(sorted(unknown))}：可设 {'、'.join(sorted(known))}")
    return Lifetimes(**seconds)
