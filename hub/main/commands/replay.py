"""`hub replay`: make everything anew from what was landed."""

from __future__ import annotations

import time

import typer

from hub.main.commands.options import Json, Sandbox


def replay(as_json: Json = False, sandbox: Sandbox = False) -> None:
    """由原文重做一切：标准化、质量判定、关联、发布；不向平台取数。"""
    begun = time.monotonic()
    from hub.main.opening import open_settings, ready_database
    from hub.main.progress import watched
    from hub.main.run import replay_jobs
    from hub.main.summary import conclude

    settings = open_settings(sandbox=sandbox)
    database = ready_database(settings)
    with watched() as progress:
        outcome = replay_jobs(settings, database, progress)
    raise typer.Exit(conclude(outcome, database, time.monotonic() - begun, as_json=as_json, sandbox=sandbox))
