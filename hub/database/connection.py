"""Connections to the hub's PostgreSQL."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from hub.database import kept
from hub.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import SecretStr


APPLICATION = "enforcement-hub"


@dataclass(frozen=True, slots=True)
class Database:
    """A database, by its libpq URI (`postgresql://…`), which may hold a password."""

    url: SecretStr

    @contextmanager
    def connect(self, *, autocommit: bool = False) -> Iterator[psycopg.Connection]:
        """A connection that commits when the block ends well, and rolls back when it does not.

        Nothing that was set in it outlasts the block, a session's locks neither.

        Raises PermanentError where the server does not let us in or is not there.
        """
        url = self.url.get_secret_value()
        connection = kept.take(url) or _opened(url)
        connection.autocommit = autocommit
        try:
            yield connection
            if not connection.closed:
                connection.commit()
        except BaseException:
            with suppress(psycopg.Error):
                connection.rollback()
            connection.close()
            raise
        if not connection.closed:
            kept.keep(url, connection)

    def disconnect(self) -> None:
        """Close what is kept open for the next use: nobody of this process is in the database then."""
        kept.forget(self.url.get_secret_value())


def _opened(url: str) -> psycopg.Connection:
    try:
        connection = psycopg.connect(url, autocommit=True, application_name=APPLICATION)
    except psycopg.OperationalError as error:
        raise PermanentError(
            f"连不上数据库：{str(error).strip()}；请检查 HUB_DATABASE_URL，或不设置它而使用内嵌数据库"
        ) from error
    connection.execute(kept.AS_NEW)
    return connection
