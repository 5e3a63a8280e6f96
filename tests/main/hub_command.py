"""The command `hub`: in this process, which is quick, or as a process of its own, which is the whole truth."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.main import cli

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Hub:
    """Runs `hub` in a home of its own; nothing of the caller's own settings reaches it."""

    home: Path
    patch: pytest.MonkeyPatch
    captured: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str, **settings: str) -> Done:
        """Run `hub` with `arguments` in this process, `settings` being environment variables."""
        environment = self._environment(settings)
        with self.patch.context() as patch:
            patch.setattr(os, "environ", os.environ.copy())
            for name in [name for name in os.environ if name.startswith(("HUB_", "DAGSTER_"))]:
                del os.environ[name]
            os.environ.update(environment)
            patch.setattr(sys, "argv", ["hub", *arguments])
            patch.setattr(sys, "excepthook", sys.excepthook)
            patch.chdir(self.home.parent)
            self.captured.readouterr()
            try:
                cli.main()
                code: object = 0
            except SystemExit as end:
                code = end.code or 0
        return Done(int(str(code)), *self.captured.readouterr())

    def process(self, *arguments: str, **settings: str) -> Done:
        """Run `hub` as a process of its own, to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "hub.main.cli", *arguments],
            env=self._environment(settings),
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def _environment(self, settings: dict[str, str]) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("HUB_", "DAGSTER_"))}
        return {**clean, "HUB_HOME": str(self.home), **settings}
