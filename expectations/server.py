"""The process that Great Expectations runs in: `python -m expectations.server DESCRIPTOR`.

It answers one question after the other on the socket of that descriptor, and ends when the other side does: each
question is the arguments of `expectations.validation.validate`, each answer its verdicts or a HubError.
"""

from __future__ import annotations

import sys
from multiprocessing.connection import Connection

from sqlalchemy.exc import OperationalError

import expectations.deferred  # noqa: F401 - before Great Expectations
from expectations.suites import load_all
from expectations.validation import validate
from hub.errors import RuleError, TransientError


def main() -> None:
    """Answer until the other side has gone; where a suite cannot be loaded, that is the answer to everything."""
    refusal = _refusal()
    with Connection(int(sys.argv[1])) as connection:
        while True:
            try:
                question = connection.recv()
            except (EOFError, ConnectionResetError):
                return
            try:
                answer: object = refusal or validate(*question)
            except RuleError as error:
                answer = error
            except OperationalError as error:
                answer = TransientError(f"判定时与数据库的连接中断（{error.orig}）；请检查数据库，下次运行会重新判定")
            try:
                connection.send(answer)
            except BrokenPipeError:
                return


def _refusal() -> RuleError | None:
    try:
        load_all()
    except RuleError as error:
        return error
    return None


if __name__ == "__main__":
    main()
