"""`hub dev`: Dagster's pages and daemon on the hub's own instance, until Ctrl-C."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Entities, Sandbox, Seed

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS_TO_END = 30.0
"""How long Dagster may take to end its processes by itself."""


def dev(
    sandbox: Sandbox = False,
    entities: Entities = None,
    seed: Seed = None,
    host: Annotated[str, typer.Option(help="页面监听的地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="页面监听的端口。")] = 3000,
) -> None:
    """启动数据库、Dagster 页面与守护进程（加 --sandbox 时还有沙箱）；按一次 Ctrl-C 全部结束。"""
    from contextlib import ExitStack

    from hub.main.commands.run import refuse_sandbox_options
    from hub.main.instance import prepare_instance
    from hub.main.opening import environment_of, open_settings, ready_database
    from hub.main.output import remark
    from hub.main.stand_ins import stand_ins
    from resources.embedded import make_home

    refuse_sandbox_options(sandbox=sandbox, entities=entities, seed=seed)
    with ExitStack() as until_end:
        settings = open_settings(sandbox=sandbox)
        make_home(settings.home)
        database = ready_database(settings)
        served: Mapping[str, str] = {}
        if sandbox:
            remark("正在准备沙箱 …")
            served = until_end.enter_context(stand_ins(settings.home, entities, seed))
            settings = open_settings(sandbox=True, platforms=served)
        variables = prepare_instance(settings, database)
        remark(f"Dagster 页面：http://{host}:{port}（按 Ctrl-C 全部结束）")
        code = _dagster(("--host", host, "--port", str(port)), environment_of(settings, served) | variables)
    raise typer.Exit(code)


def _dagster(options: tuple[str, ...], environment: Mapping[str, str]) -> int:
    """Run `dagster dev` until it ends or we are told to; its exit code, 0 where we were told."""
    import os
    import signal
    import subprocess
    import sys
    from contextlib import suppress
    from pathlib import Path

    import hub

    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, interrupt)
    command = (str(Path(sys.executable).with_name("dagster")), "dev", "--module-name", "hub.main.definitions")
    # The code's folder and not the working folder: modules called `assets` or `resources` may stand there.
    code = ("--working-directory", str(Path(hub.__file__).parents[1]))
    # In a session of its own, Ctrl-C reaches Dagster once, through us, and nothing of it is left behind.
    quiet = {"PYTHONWARNINGS": "ignore:Function `dev_command` is superseded"}
    process = subprocess.Popen(  # noqa: S603
        (*command, *code, *options, "--log-level", "warning"), env={**environment, **quiet}, start_new_session=True
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_END)
        return 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
