"""`hub quality export`: the 整改清单, a workbook for each platform and department."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Json, Platforms, Sandbox, known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.report.mending import Sender

DAY = ["%Y-%m-%d"]


def export(
    folder: Annotated[Path, typer.Option("--output", "-o", help="写入的文件夹，没有就新建。", file_okay=False)],
    platform: Platforms = None,
    department: Annotated[
        str | None, typer.Option("--department", help="只要该部门的（收件箱文件夹名，或清单上的部门名称）。")
    ] = None,
    since: Annotated[datetime | None, typer.Option("--since", formats=DAY, help="首次发现不早于该日。")] = None,
    until: Annotated[datetime | None, typer.Option("--until", formats=DAY, help="首次发现不晚于该日。")] = None,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """导出整改清单：每个平台、每个部门一份 Excel，写明哪条记录要改什么、为什么、怎么改；个人信息已脱敏。"""
    from hub.database.migrate import require_current
    from hub.datasets import PLATFORMS
    from hub.errors import SettingsError
    from hub.main.opening import open_database, open_settings
    from hub.main.output import emit_json, emit_table, say
    from hub.report.mending import Period, reading, senders
    from hub.report.workbooks import export as write

    platforms = tuple(dict.fromkeys(known(each, PLATFORMS, "平台") for each in platform or PLATFORMS))
    if since and until and since > until:
        raise SettingsError(f"--since {since:%Y-%m-%d} 晚于 --until {until:%Y-%m-%d}；请对调")
    period = Period(since.date() if since else None, until.date() if until else None)
    settings = open_settings(sandbox=sandbox)
    database = open_database(settings)
    require_current(database)
    with reading(database) as (connection, now):
        wanted = senders(connection, platforms, period)
        if department is not None:
            wanted = _of_department(wanted, department)
        written = write(connection, folder, wanted, period, now, settings.quality.book)
    if as_json:
        emit_json(
            [
                {
                    "path": str(path.resolve()),
                    "platform": sender.platform,
                    "department": sender.department_title,
                    "records": sender.records,
                    "faults": sender.faults,
                }
                for path, sender in written
            ]
        )
        return
    if not written:
        say("没有待整改的记录，没有写文件")
        return
    emit_table(
        {"平台": "left", "部门": "left", "记录": "right", "问题": "right", "文件": "left"},
        ((each.platform_title, each.department_title, each.records, each.faults, path.name) for path, each in written),
    )
    say(f"{len(written)} 份整改清单已写入 {folder.resolve()}")


def _of_department(senders: Sequence[Sender], name: str) -> tuple[Sender, ...]:
    """Those of the department that `name` means. Raises SettingsError where it has nothing to mend."""
    from hub.errors import SettingsError

    found = tuple(each for each in senders if each.is_called(name))
    titles = dict.fromkeys(each.department_title for each in senders if each.department_title)
    if not found and senders:
        raise SettingsError(f"部门 {name!r} 没有待整改的记录；有待整改记录的部门：{'、'.join(titles) or '无'}")
    return found
