"""Who runs Great Expectations for this process: another one, which imports it while this one does something else.

Importing takes three to seven seconds of a processor and 230 MB. Where it is imported here already, nothing is gained
by a second process, and it runs in this one.
"""

from __future__ import annotations

import atexit
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, cast

from hub.apart import start_apart
from hub.errors import HubError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from expectations.verdicts import Verdicts
    from hub.database.connection import Database
    from hub.rules.catalogue import Rule


class ValidatorError(HubError):
    """The process that runs Great Expectations ended before it answered."""


class Validator:
    """Runs the rules over tables, one table after the other, without keeping the caller waiting."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="great-expectations")
        self._apart = None if "expectations.validation" in sys.modules else Apart()

    def validate(self, database: Database, schema: str, table: str, rules: Sequence[Rule]) -> Future[Verdicts]:
        """What `rules` find in the table.

        The result raises ValidatorError, and TransientError where the database went away.
        """
        return self._thread.submit(self._validate, database, schema, table, tuple(rules))

    def _validate(self, database: Database, schema: str, table: str, rules: tuple[Rule, ...]) -> Verdicts:
        if self._apart is not None:
            return self._apart.ask(database, schema, table, rules)
        from expectations.validation import validate

        return validate(database, schema, table, rules)


class Apart:
    """The other process, which begins its import at once; one that has ended is started again with a question."""

    def __init__(self) -> None:
        self._process, self._connection = start_apart("expectations.server")
        atexit.register(self.close)

    def ask(self, *question: object) -> Verdicts:
        """What `expectations.validation.validate` says to these arguments. Raises as `Validator.validate`."""
        if self._process.poll() is not None:
            self._connection.close()
            self._process, self._connection = start_apart("expectations.server")
        try:
            self._connection.send(question)
            answer = self._connection.recv()
        except (EOFError, ConnectionError) as error:
            raise ValidatorError(
                f"运行 Great Expectations 的进程中途结束（退出码 {self._process.wait()}），本次没有判定；"
                "请查看日志与内存，再运行一次"
            ) from error
        if isinstance(answer, HubError):
            raise answer
        return cast("Verdicts", answer)

    @property
    def pid(self) -> int:
        """The other process's number."""
        return self._process.pid

    def close(self) -> None:
        """It only reads: it may be ended at any time."""
        self._connection.close()
        self._process.kill()
        self._process.wait()


@cache
def validator() -> Validator:
    """This process's own; the first call begins the import, so call it as soon as there will be something to judge."""
    return Validator()
