"""`hub readers` from the first reader to its last key."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from uuid import uuid4

from psycopg import sql

if TYPE_CHECKING:
    from conftest import Server
    from hub_command import Hub


def test_a_reader_from_beginning_to_end(hub: Hub, url: str, server: Server) -> None:
    name = f"reader_{uuid4().hex[:8]}"
    try:
        added = hub(
            "readers", "add", name, "--title", "审批系统", "--division", "柳市镇", "--by", "王工", HUB_DATABASE_URL=url
        )
        assert (added.returncode, "只看到 柳市镇" in added.stdout) == (0, True)
        granted = hub("readers", "grant", name, "--key", "终端", "--by", "王工", HUB_DATABASE_URL=url)
        found = re.search(r"密钥 (\w+)（只显示这一次）：hub_", granted.stdout)
        assert found is not None
        refused = hub("readers", "grant", name, "--login", "--by", "王工", HUB_DATABASE_URL=url)
        assert (refused.returncode, "接口" in refused.stderr) == (2, True)
        (listed,) = json.loads(hub("readers", "list", "--json", HUB_DATABASE_URL=url).stdout)
        assert (listed["divisions"], [each["title"] for each in listed["keys"]]) == (["330382114000"], ["终端"])
        revoked = hub("readers", "revoke", name, "--key", found[1], "--by", "王工", HUB_DATABASE_URL=url)
        assert revoked.returncode == 0
        again = hub("readers", "revoke", name, "--key", found[1], "--by", "王工", HUB_DATABASE_URL=url)
        assert (again.returncode, "没有有效的密钥" in again.stderr) == (2, True)
        assert "没有读取过" in hub("readers", "audit", HUB_DATABASE_URL=url).stdout
    finally:
        with server.connect() as connection:
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
