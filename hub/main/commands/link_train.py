"""`hub link train`: a model of the probabilistic rung from what is linked by credit codes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hub.main.commands.options import Sandbox

FEWEST = 1_000
"""Profiles with a credit code that training takes at least."""


def train(
    file: Annotated[Path, typer.Argument(metavar="文件", help="要写的模型（.json）。")],
    version: Annotated[str, typer.Option("--version", metavar="版本", help="模型版本，如 2026-11-23。")],
    sandbox: Sandbox = False,
) -> None:
    """由凭信用代码归并的记录训练概率模型；核对后放到 hub/linkage/models/business.json 启用。"""
    from hub.errors import SettingsError
    from hub.linkage.edges import read_kept
    from hub.linkage.training import train as trained
    from hub.main.commands.link import opened
    from hub.main.output import say

    with opened(sandbox=sandbox).connect() as connection:
        profiles = read_kept(connection)
    coded = profiles["uscc"].drop_nulls().len()
    if coded < FEWEST:
        raise SettingsError(f"带信用代码的记录只有 {coded:,} 条，不足以训练（至少 {FEWEST:,} 条）；请先 hub run")
    file.write_text(trained(profiles, version).text + "\n", encoding="utf-8")
    say(f"已由 {coded:,} 条带信用代码的记录训练，写入 {file}")
