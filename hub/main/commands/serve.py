"""`hub serve`: reading over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.main.api.limits import RATE
from hub.main.commands.options import Sandbox


def serve(
    host: Annotated[str, typer.Option("--host", help="监听地址；对外提供时请置于 HTTPS 反向代理之后。")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="监听端口；0 为任意空闲端口。", min=0, max=65535)] = 8600,
    rate: Annotated[float, typer.Option("--rate", help="每个密钥每秒至多请求几次。", min=0.1, max=100_000)] = RATE,
    sandbox: Sandbox = False,
) -> None:
    """启动只读接口（HTTP）：按密钥识别读者，以读者自己的数据库角色读取；地址与参数见 /openapi.json。"""
    from hub.main.api.serve import serve as run
    from hub.main.opening import open_settings, ready_database

    run(ready_database(open_settings(sandbox=sandbox)), host, port, rate)
