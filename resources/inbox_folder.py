"""What lies in the inbox: which files may be taken, which are passed over and why, and how a file is read whole."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hub.errors import StorageError
from hub.receipts.receipt import PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What spreadsheet programs, editors and copying programs leave beside a file that is open or on its way.
SCRATCH_PREFIXES = (".", "~")
SCRATCH_SUFFIXES = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp")
SCRATCH_NAMES = frozenset({"thumbs.db", "desktop.ini"})
OWN_RECEIPT = re.compile(rf"{re.escape(PREFIX)}.*-(?:[0-9a-f]{{8}}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\.xlsx")

NOT_IN_DEPARTMENTS = "|/\\"
"""What would part the keys of records whose first part is the department."""

_LINK = "是符号链接，不接收；请放入文件本身"


@dataclass(frozen=True, slots=True)
class State:
    """Size and times (ns) of a file: as long as they stay, so does its content."""

    size: int
    modified: int
    changed: int


@dataclass(frozen=True, slots=True)
class Found:
    """A file that lies in a department's folder; `department` and `name` as they can be written down."""

    path: Path
    department: str
    name: str
    state: State


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something in the inbox that is not taken, and why (Chinese)."""

    department: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in the inbox."""

    files: tuple[Found, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


def look(inbox: Path) -> Contents:
    """What lies in the inbox; what is hidden, locked or still on its way is not even mentioned.

    An inbox that is not there is an empty one. Raises StorageError where its folder cannot be read.
    """
    files: list[Found] = []
    passed: list[PassedOver] = []
    for entry in _entries(inbox, inbox):
        name = written(entry.name)
        if not entry.is_dir():
            passed.append(PassedOver("", name, "不在部门文件夹里；请放入以部门代码命名的文件夹，如 market"))
        elif not _may_be_department(entry.name):
            passed.append(PassedOver(name, "", "文件夹名中有不能用的字符；请以部门代码命名，如 market"))
        else:
            for each in _entries(Path(entry.path), inbox):
                found = _found(each, name)
                (files if isinstance(found, Found) else passed).append(found)  # type: ignore[arg-type]
    return Contents(
        tuple(sorted(files, key=lambda each: (each.state.modified, each.department, each.name))), tuple(passed)
    )


def settled(inbox: Path, settle: float, wait: Callable[[float], None]) -> tuple[Found, ...]:
    """The files that stood still for `settle` seconds, oldest first.

    Where one changed lately, that is waited for once.
    """
    before = look(inbox).files
    newest = max((each.state.modified for each in before), default=0)
    if not before or time.time_ns() - newest >= settle * 1e9:
        return before
    wait(settle)
    known = set(before)
    return tuple(each for each in look(inbox).files if each in known)


def read(found: Found) -> bytes | None:
    """The file's content; None where it changed or vanished meanwhile. Raises OSError where it cannot be read.

    A link is not followed, and nothing is waited for that only looks like a file.
    """
    try:
        handle = os.open(found.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as file:
        body = file.read() if _state(os.fstat(handle)) == found.state else None
        return body if body is not None and _state(os.fstat(handle)) == found.state else None


def written(name: str) -> str:
    """A name as a database and a terminal can show it: bytes of no encoding and control characters as `�`."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join("\ufffd" if unicodedata.category(each) in ("Cc", "Cf", "Cs") else each for each in text)


def explained(error: OSError) -> str:
    """Why a file cannot be read, and what to do, in words for its department."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return "没有读取权限；请修改文件权限，使运行本系统的用户可读"
    if error.errno == errno.ELOOP:
        return _LINK
    return f"读取失败（{error.strerror or error}）；请重新放入文件"


def _entries(folder: Path, inbox: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from (each for each in entries if not _is_scratch(each.name))
    except FileNotFoundError:
        return
    except OSError as error:
        why = error.strerror or str(error)
        raise StorageError(f"收件箱 {inbox} 的 {folder.name} 无法读取（{why}）；请检查目录权限（HUB_INBOX）") from error


def _is_scratch(name: str) -> bool:
    lower = name.casefold()
    if lower.startswith(SCRATCH_PREFIXES) or lower.endswith(SCRATCH_SUFFIXES) or lower in SCRATCH_NAMES:
        return True
    # Receipts may be written beside the files.
    return OWN_RECEIPT.fullmatch(name) is not None


def _may_be_department(name: str) -> bool:
    return written(name) == name and not set(name) & set(NOT_IN_DEPARTMENTS)


def _found(entry: os.DirEntry[str], department: str) -> Found | PassedOver:
    name = written(entry.name)
    if entry.is_symlink():
        return PassedOver(department, name, _LINK)
    if entry.is_dir():
        return PassedOver(department, name, "是子文件夹，其中的文件不接收；请把文件直接放在部门文件夹里")
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return PassedOver(department, name, "刚刚被移走")
    if not stat.S_ISREG(status.st_mode):
        return PassedOver(department, name, "不是普通文件，不接收")
    return Found(Path(entry.path), department, name, _state(status))


def _state(status: os.stat_result) -> State:
    return State(status.st_size, status.st_mtime_ns, status.st_ctime_ns)
