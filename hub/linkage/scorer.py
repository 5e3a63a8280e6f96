"""The process that Splink runs in: `python -m hub.linkage.scorer`, profiles in, scored pairs out, as Arrow streams.

Its memory goes back with it, and so does DuckDB, whose modules complain where a process ends without tidying up.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from hub.errors import HubError
from hub.linkage.scoring import read_model, score

if TYPE_CHECKING:
    from hub.linkage.scoring import LinkModel


class ScorerError(HubError):
    """The process that runs Splink ended before it answered."""


def score_apart(fresh: pl.DataFrame, known: pl.DataFrame, model: LinkModel) -> pl.DataFrame:
    """As `scoring.score`, in a process of its own; in this one where Splink is imported here already.

    Raises ScorerError.
    """
    if "splink" in sys.modules:
        return score(fresh, known, model)
    question = io.BytesIO()
    _write(question, model.text.encode(), fresh, known)
    answer = subprocess.run(
        [sys.executable, "-m", "hub.linkage.scorer"], input=question.getbuffer(), stdout=subprocess.PIPE, check=False
    )
    if answer.returncode:
        raise ScorerError(
            f"进行概率比对的进程中途结束（退出码 {answer.returncode}），本次没有关联；请查看日志与内存，再运行一次"
        )
    return pl.read_ipc(answer.stdout)


def _write(stream: io.BytesIO, text: bytes, *frames: pl.DataFrame) -> None:
    """Each part behind its length."""
    parts = [text]
    for frame in frames:
        buffer = io.BytesIO()
        frame.write_ipc(buffer)
        parts.append(buffer.getvalue())
    for part in parts:
        stream.write(len(part).to_bytes(8))
        stream.write(part)


def _read(stream: BinaryIO) -> bytes:
    return stream.read(int.from_bytes(stream.read(8)))


def main() -> None:
    """Answer the one question on standard input."""
    question = sys.stdin.buffer
    model = read_model(_read(question).decode())
    fresh, known = (pl.read_ipc(_read(question)) for _ in range(2))
    answer = io.BytesIO()
    score(fresh, known, model).write_ipc(answer)
    sys.stdout.buffer.write(answer.getbuffer())
    sys.stdout.buffer.flush()
    # DuckDB's modules take what an ending interpreter leaves for leaks and say so.
    os._exit(0)


if __name__ == "__main__":
    main()
