"""Connections to the hub's PostgreSQL."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from hub.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class Database:
    """A database, by its libpq URI (`postgresql://…`), which may hold a password."""

    url: SecretStr

    @contextmanager
    def connect(self, *, autocommit: bool = False) -> Iterator[psycopg.Connection]:
        """A connection that commits when the block ends well and rolls back when it does not.

        Raises PermanentError where the server does not let us in or is not there.
        """
        try:
            connection = psycopg.connect(
                self.url.get_secret_value(), autocommit=autocommit, application_name="enforcement-hub"
            )
        except psycopg.OperationalError as error:
            raise PermanentError(
                f"连不上数据库：{str(error).strip()}；请检查 HUB_DATABASE_URL，或不设置它而使用内嵌数据库"
            ) from error
        with connection:
            # Days and times without a zone are Shanghai's everywhere in the hub.
            connection.execute("SET TIME ZONE 'Asia/Shanghai'")
            if not autocommit:
                connection.commit()
            yield connection
