"""The sandbox's platforms while a command needs them: started, or found running for another command."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hub.errors import LockedError
from hub.sandbox.serve import start

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ADDRESS_FILE = "served.json"


@contextmanager
def stand_ins(home: Path, entities: int | None, seed: int | None, port: int = 0) -> Iterator[Mapping[str, str]]:
    """The settings of the stand-ins kept in `home`, which answer until the block ends.

    Raises SettingsError where a sandbox of another size or seed is kept there.
    """
    try:
        running = start(home, entities=entities, seed=seed, port=port)
    except LockedError:
        # `hub dev` or `hub sandbox serve` serves them already.
        try:
            served: dict[str, str] = json.loads((home / ADDRESS_FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise LockedError(f"沙箱 {home} 正被另一个命令使用；请等它结束") from None
        yield served
        return
    with running, noted(home, running.settings):
        yield running.settings


@contextmanager
def noted(home: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """Let other commands find the stand-ins that are served until the block ends."""
    note = home / ADDRESS_FILE
    note.touch(mode=0o600)
    note.write_text(json.dumps(dict(settings)), encoding="utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)
