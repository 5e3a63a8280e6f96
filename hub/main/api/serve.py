"""Runs the application on a socket until it is told to stop."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn

from hub.errors import SettingsError
from hub.main.api.app import make_app
from hub.main.output import remark

if TYPE_CHECKING:
    from hub.database.connection import Database


def serve(database: Database, host: str, port: int, rate: float) -> None:
    """Answer on `host`:`port` until SIGINT or SIGTERM. Raises SettingsError where the address cannot be had."""
    with _listening(host, port) as listening:
        remark(f"只读接口已启动：http://{host}:{listening.getsockname()[1]}/openapi.json")
        config = uvicorn.Config(
            make_app(database, rate),
            log_level="warning",
            # The addresses hold what was asked for.
            access_log=False,
            server_header=False,
            ws="none",
            timeout_keep_alive=30,
        )
        uvicorn.Server(config).run([listening])


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise SettingsError(f"无法监听 {host}:{port}：{error.strerror}；请用 --host、--port 另选") from error
