"""Landed pages in a folder of this machine: every write synced before anybody counts on it."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hub.errors import StorageError
from hub.landing.store import Kept

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNFINISHED = ".unfinished-"


class FolderStore:
    """A folder: each location is a file, written beside its place, synced, then moved there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.expanduser().absolute()
        with self._named(self._folder):
            _make_folder(self._folder)

    def __repr__(self) -> str:
        return f"FolderStore({str(self._folder)!r})"

    def write(self, location: str, body: bytes) -> None:
        """Keep `body` durably under `location`, which must be new."""
        path = self._path(location)
        with self._named(path):
            if path.exists():
                raise StorageError(f"落地文件 {path} 已存在，不会覆盖")
            _make_folder(path.parent)
        self._put(path, body)

    def replace(self, location: str, body: bytes) -> None:
        """Keep `body` durably in place of what `location` holds."""
        self._put(self._path(location), body)

    def read(self, location: str) -> bytes:
        """The bytes kept under `location`."""
        path = self._path(location)
        with self._named(path):
            return path.read_bytes()

    def remove(self, location: str) -> None:
        """Remove `location` and the folders that it leaves empty; it may be gone already."""
        path = self._path(location)
        with self._named(path):
            if not path.parent.is_dir():
                return
            path.unlink(missing_ok=True)
            _sync_folder(path.parent)
            for folder in path.parents:
                if folder == self._folder or any(folder.iterdir()):
                    break
                folder.rmdir()

    def locations(self, prefix: str) -> Iterator[str]:
        """Every location that begins with `prefix`, in order; what was never finished is none."""
        locations = (path.relative_to(self._folder).as_posix() for path in self._files(prefix) if _is_finished(path))
        yield from sorted(location for location in locations if location.startswith(prefix))

    def kept(self, prefix: str) -> Iterator[Kept]:
        """Everything under locations that begin with `prefix`, what was never finished too."""
        for path in self._files(prefix):
            location = path.relative_to(self._folder).as_posix()
            if location.startswith(prefix):
                with self._named(path):
                    status = path.stat()
                modified = datetime.fromtimestamp(status.st_mtime, UTC)
                yield Kept(location, modified, status.st_size, _is_finished(path))

    def _files(self, prefix: str) -> list[Path]:
        start = self._folder / prefix.rpartition("/")[0]
        with self._named(start):
            return [Path(folder, name) for folder, _, names in os.walk(start) for name in names]

    def _put(self, path: Path, body: bytes) -> None:
        with self._named(path):
            unfinished = path.with_name(_UNFINISHED + path.name)
            try:
                _write_synced(unfinished, body)
                unfinished.replace(path)
            except OSError:
                with suppress(OSError):
                    unfinished.unlink(missing_ok=True)
                raise
            _sync_folder(path.parent)

    def _path(self, location: str) -> Path:
        path = self._folder / location
        if not location or ".." in path.parts or not path.is_relative_to(self._folder):
            raise StorageError(f"落地位置 {location!r} 不在落地区 {self._folder} 之内")
        return path

    @contextmanager
    def _named(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StorageError(self._explained(error, path)) from error

    def _explained(self, error: OSError, path: Path) -> str:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return f"磁盘已满：无法写入 {path}（{_free_space(self._folder)}）；请清理或扩容后重试，本页未记为已接收"
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return (
                f"没有权限读写 {path}（{error.strerror}）；请检查落地区 {self._folder} 的属主与权限，本页未记为已接收"
            )
        if error.errno == errno.ENOENT:
            return f"落地文件 {path} 不存在；请从备份恢复，或重新全量获取"
        return f"落地区读写失败: {path}（{error.strerror or error}）"


def _is_finished(path: Path) -> bool:
    return not path.name.startswith(_UNFINISHED)


def _write_synced(path: Path, body: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        rest = memoryview(body)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_folder(folder: Path) -> None:
    """Make `folder` and those above it, each noted durably in the one above; personal data: for the owner only."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _free_space(folder: Path) -> str:
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return "剩余空间未知"
    return f"剩余 {usage.free / 1024**2:,.1f} MB，共 {usage.total / 1024**2:,.1f} MB"
