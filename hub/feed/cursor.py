"""Where a consumer of the change feed stands, and whether the feed can still take it on from there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from hub.errors import CursorError

if TYPE_CHECKING:
    from datetime import datetime

    import psycopg

AGAIN = "请重新复制一份数据，再从复制时的序号跟随（见 docs/changes.md）"


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed as it stands: entries up to `begins_after` are gone, `ends_at` is the newest; by what it is told from
    other databases' feeds; since when history is whole (None: from the beginning)."""

    feed_id: str
    begins_after: int
    ends_at: int
    history_from: datetime | None

    def cursor(self, seq: int) -> str:
        """What says for ever where `seq` is, and in whose feed."""
        return f"{self.feed_id}:{seq}"

    def position(self, cursor: str) -> int:
        """The seq after which a consumer at `cursor` (`SEQ` or `FEED:SEQ`) goes on.

        Raises CursorError for a text that is no cursor, a cursor of another database, and one that is older than what
        is kept.
        """
        found = re.fullmatch(r"(?:([0-9a-f]{8}):)?([0-9]{1,19})", cursor.strip(), re.ASCII)
        if found is None:
            raise CursorError(
                f"游标 {cursor.strip()[:60]!r} 不对：应为 v1.change 的序号（不小于 0 的整数），或“变更流标识:序号”"
            )
        feed_id, seq = found[1], int(found[2])
        if feed_id is not None and feed_id != self.feed_id:
            raise CursorError(f"游标 {cursor} 属于另一个数据库的变更流，本库的是 {self.feed_id}；{AGAIN}")
        if seq > self.ends_at:
            raise CursorError(
                f"游标 {seq} 超出变更流的末尾 {self.ends_at}：它属于另一个数据库，或本库由较早的备份恢复而来；{AGAIN}"
            )
        if seq < self.begins_after:
            raise CursorError(
                f"游标 {seq} 太旧：变更流只保留了 {self.begins_after} 以后的变更，之前的已按保留期限清理；{AGAIN}"
            )
        return seq


def read_feed(connection: psycopg.Connection) -> Feed:
    """The feed as the transaction sees it."""
    with connection.cursor(row_factory=class_row(Feed)) as cursor:
        feed = cursor.execute("SELECT feed_id, begins_after, ends_at, history_from FROM v1.feed").fetchone()
    assert feed is not None
    return feed
