"""`hub sandbox`: the stand-in platforms by themselves."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.main.commands.options import Entities, Seed

app = typer.Typer(help="沙箱：各平台的替身。", no_args_is_help=True)


@app.callback()
def group() -> None:
    """沙箱：各平台的替身。"""


@app.command()
def serve(
    entities: Entities = None,
    seed: Seed = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="监听的端口；0 为任一空闲端口。")] = 0,
) -> None:
    """在本机提供各平台的替身，直到 Ctrl-C；列出接入它们所需的设置。"""
    import sys
    from contextlib import ExitStack

    from hub.main.opening import open_settings
    from hub.main.output import remark
    from hub.main.stand_ins import noted
    from hub.sandbox import serve as sandbox
    from resources.embedded import make_home

    home = open_settings(sandbox=True).home
    make_home(home.parent)
    make_home(home)

    with ExitStack() as until_end:

        def ready(settings: dict[str, str]) -> None:
            until_end.enter_context(noted(home, settings))
            sys.stdout.write("".join(f"export {name}={value}\n" for name, value in settings.items()))
            sys.stdout.flush()
            remark("沙箱正在提供服务；按 Ctrl-C 结束")

        sandbox.serve(home, entities=entities, seed=seed, port=port, ready=ready)
