"""`hub db`: the database itself."""

from __future__ import annotations

import typer

from hub.main.commands.options import Sandbox

app = typer.Typer(help="启动、停止、升级或查看数据库。", no_args_is_help=True)


@app.command()
def start(sandbox: Sandbox = False) -> None:
    """启动内置数据库；它一直运行到 hub db stop。"""
    from hub.main.opening import embedded_server, open_settings
    from hub.main.output import remark

    server = embedded_server(open_settings(sandbox=sandbox))
    was_running = server.is_running()
    server.start()
    remark(f"内置数据库{'已在运行' if was_running else '已启动'}：{server.data}")


@app.command()
def stop(sandbox: Sandbox = False) -> None:
    """停止内置数据库。"""
    from hub.main.opening import embedded_server, open_settings
    from hub.main.output import remark

    server = embedded_server(open_settings(sandbox=sandbox))
    remark("内置数据库已停止" if server.stop() else "内置数据库没有在运行")


@app.command()
def upgrade(sandbox: Sandbox = False) -> None:
    """把数据库结构升级到本版，Dagster 的存储也在内。"""
    from hub.database import migrate
    from hub.main.instance import upgrade_storage
    from hub.main.opening import open_database, open_settings
    from hub.main.output import remark

    settings = open_settings(sandbox=sandbox)
    database = open_database(settings)
    migrate.upgrade(database)
    upgrade_storage(settings, database)
    remark("数据库结构已是本版")


@app.command()
def url(sandbox: Sandbox = False) -> None:
    """给出数据库的 libpq URI（含密码），供 psql 等使用；内置数据库未启动时先启动。"""
    import sys

    from hub.main.opening import open_database, open_settings

    sys.stdout.write(open_database(open_settings(sandbox=sandbox)).url.get_secret_value() + "\n")
