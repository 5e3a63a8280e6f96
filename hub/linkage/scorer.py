"""The process that Splink runs in, and who asks it.

Splink and DuckDB take half a second to import, hold what memory they once took, and DuckDB's modules take what an
ending interpreter leaves for leaks and say so: so they are another process's, which is started by the first question
and ends with this one, or when it has answered a large one.

`python -m hub.linkage.scorer DESCRIPTOR` answers on the socket of that descriptor: a question is a model's JSON and
two frames of profiles, the answer a frame of scored pairs, frames as Arrow files.
"""

from __future__ import annotations

import atexit
import io
import os
import sys
from functools import cache
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

import polars as pl

from hub.apart import start_apart
from hub.errors import HubError
from hub.linkage.scoring import read_model, score

if TYPE_CHECKING:
    from hub.linkage.scoring import LinkModel

LARGE = 20_000
"""After so many profiles the process ends, and its memory goes back."""


class ScorerError(HubError):
    """The process that runs Splink ended before it answered."""


class Scorer:
    """The other process; one that has ended is started again with a question."""

    def __init__(self) -> None:
        self._process, self._connection = start_apart("hub.linkage.scorer")
        atexit.register(self.close)

    def ask(self, fresh: pl.DataFrame, known: pl.DataFrame, model: LinkModel) -> pl.DataFrame:
        """As `scoring.score`. Raises ScorerError."""
        if self._process.poll() is not None:
            self._connection.close()
            self._process, self._connection = start_apart("hub.linkage.scorer")
        try:
            for part in (model.text.encode(), _packed(fresh), _packed(known)):
                self._connection.send_bytes(part)
            answer = self._connection.recv_bytes()
        except (EOFError, ConnectionError) as error:
            raise ScorerError(
                f"概率比对的进程中途结束（退出码 {self._process.wait()}），本次没有关联；请查看日志与内存，再运行一次"
            ) from error
        if fresh.height + known.height > LARGE:
            self._process.wait()
        return pl.read_ipc(answer)

    def close(self) -> None:
        """It only computes: it may be ended at any time."""
        self._connection.close()
        self._process.kill()
        self._process.wait()


@cache
def scorer() -> Scorer:
    """This process's own."""
    return Scorer()


def _packed(frame: pl.DataFrame) -> memoryview:
    buffer = io.BytesIO()
    frame.write_ipc(buffer)
    return buffer.getbuffer()


def main() -> None:
    """Answer until the other side has gone, or has asked for much."""
    with Connection(int(sys.argv[1])) as connection:
        is_spent = False
        while not is_spent:
            try:
                model = read_model(connection.recv_bytes().decode())
                fresh, known = (pl.read_ipc(connection.recv_bytes()) for _ in range(2))
            except (EOFError, ConnectionResetError):
                break
            answer = _packed(score(fresh, known, model))
            is_spent = fresh.height + known.height > LARGE
            try:
                connection.send_bytes(answer)
            except BrokenPipeError:
                break
    os._exit(0)


if __name__ == "__main__":
    main()
