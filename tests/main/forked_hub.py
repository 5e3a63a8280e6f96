"""The command `hub` as a process of its own, forked where its imports are done already: it starts at once, may be
limited, and may be killed."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import socket
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from hub_command import Done

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

TIMEOUT = 240
"""Seconds after which a command counts as hanging."""

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(
    [
        "hub.main.cli",
        "hub.main.opening",
        "hub.main.progress",
        "hub.main.run",
        "hub.main.summary",
        "expectations.validation",
        "splink",
        # What a run imports on its way.
        "dagster_postgres",
        "dagster._core.definitions.repository_definition.repository_data_builder",
        "dagster._core.execution.execute_in_process",
        "dagster._core.execution.plan.active",
        "dagster._core.executor.in_process",
        "dagster._core.instance.factory",
        "dagster._core.instance.runs.run_domain",
        "dagster._core.secrets.env_file",
        "dagster._core.storage.migration.utils",
        "dagster._core.storage.noop_compute_log_manager",
        "dagster._core.storage.root",
        "dagster._core.system_config.composite_descent",
        "fsspec.implementations.local",
        "hub.database.migrate",
        "hub.main.backfill",
        "hub.main.balances",
        "hub.main.stand_ins",
        "psycopg2.extras",
        "resources.embedded",
        "rich.progress",
        "upath.implementations.local",
    ]
)


@dataclass(frozen=True)
class ForkedProcess:
    """A command that runs."""

    _process: ForkServerProcess

    @property
    def pid(self) -> int | None:
        """The process's number."""
        return self._process.pid

    def has_ended(self, within: float) -> bool:
        """Whether it has ended, or does so in so many seconds."""
        self._process.join(within)
        return self._process.exitcode is not None

    def end(self) -> int:
        """Its exit code, once it has ended."""
        if not self.has_ended(TIMEOUT):
            self.kill()
        return self._process.exitcode or 0

    def kill(self) -> int:
        """End it with SIGKILL; returns its exit code, which is negative unless it had ended before."""
        self._process.kill()
        return self.end()


@dataclass(frozen=True)
class ForkedHub:
    """Runs `hub` in `home` with `settings` (environment variables); what it says goes to files in `home`'s parent.

    `file_bytes` is the longest file that it may write.
    """

    home: Path
    settings: Mapping[str, str]
    file_bytes: int | None = None

    def __call__(self, *arguments: str, **settings: str) -> Done:
        """Run `hub` with `arguments` to its end."""
        process = self.start(*arguments, **settings)
        return Done(process.end(), self._said("stdout"), self._said("stderr"))

    def start(self, *arguments: str, **settings: str) -> ForkedProcess:
        """`hub` with `arguments`, running."""
        environment = {"HUB_HOME": str(self.home), **self.settings, **settings}
        process = _FORKING.Process(
            target=_run, args=(self.home.parent, arguments, environment, self.file_bytes), daemon=True
        )
        process.start()
        return ForkedProcess(process)

    def _said(self, stream: str) -> str:
        return (self.home.parent / stream).read_text(encoding="utf-8")


@dataclass
class _Forked:
    """What is asked of a `subprocess.Popen`, of a child that was forked."""

    pid: int
    returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""
        return self._awaited(os.WNOHANG)

    def wait(self) -> int | None:
        """Its exit code, once it has ended."""
        return self._awaited(0)

    def kill(self) -> None:
        """End it with SIGKILL."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def _awaited(self, options: int) -> int | None:
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, options)
            self.returncode = os.waitstatus_to_exitcode(status) if ended else None
        return self.returncode


def _fork_scorer() -> None:
    """The process for Splink is forked too, before there are threads: a new interpreter imports for a second."""
    from hub.linkage import scorer

    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        sys.argv = ["scorer", str(theirs.fileno())]
        scorer.main()
    theirs.close()
    first = [(_Forked(pid), Connection(ours.detach()))]
    start = scorer.start_apart
    scorer.start_apart = lambda module: first.pop() if first else start(module)  # type: ignore[assignment]


def _run(folder: Path, arguments: Sequence[str], settings: Mapping[str, str], file_bytes: int | None) -> None:
    # What was imported before the fork is shared: looking through it for what may go would copy it.
    gc.freeze()
    for descriptor, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
    for name in [name for name in os.environ if name.startswith(("HUB_", "DAGSTER_"))]:
        del os.environ[name]
    os.environ.update(settings)
    os.chdir(folder)
    _fork_scorer()
    sys.argv = ["hub", *arguments]
    if file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    from hub.main import cli

    cli.main()
