"""`hub run`: ask the platforms, judge, link, publish."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Datasets, Entities, Json, Platforms, Sandbox, Seed, chosen_datasets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


def run(
    platform: Platforms = None,
    dataset: Datasets = None,
    full: Annotated[bool, typer.Option("--full", help="向平台全量重取，而不只取新的。")] = False,
    sandbox: Sandbox = False,
    entities: Entities = None,
    seed: Seed = None,
    as_json: Json = False,
) -> None:
    """取数、标准化、质量判定、关联、发布：已配置的全部平台，或选定的几个。"""
    begun = time.monotonic()
    wanted = chosen_datasets(platform or (), dataset or ())
    refuse_sandbox_options(sandbox=sandbox, entities=entities, seed=seed)

    from expectations.validator import validator
    from hub.landing.pages import has_landed
    from hub.main.opening import open_settings, ready_database
    from hub.main.progress import watched
    from resources.embedded import make_home

    with ExitStack() as until_end:
        settings = open_settings(sandbox=sandbox)
        make_home(settings.home)
        served = until_end.enter_context(_stand_ins_meanwhile(settings.home, entities, seed)) if sandbox else None
        database = ready_database(settings)
        if not has_landed(database):
            # Whatever comes will be judged: what that takes seconds to import comes with what the run itself takes.
            validator()
        if served is not None:
            settings = open_settings(sandbox=True, platforms=served())

        from hub.main.run import run_jobs
        from hub.main.summary import conclude

        with watched() as progress:
            outcome = run_jobs(settings, database, wanted, progress, full=full, explicit=bool(platform or dataset))
        code = conclude(outcome, database, time.monotonic() - begun, as_json=as_json, sandbox=sandbox)
    raise typer.Exit(code)


@contextmanager
def _stand_ins_meanwhile(
    home: Path, entities: int | None, seed: int | None
) -> Iterator[Callable[[], Mapping[str, str]]]:
    """Start the stand-ins, which takes a process of their own some seconds, while the caller makes ready for the run.

    Gives a function that waits for them and tells how they are reached; what the run needs is imported before.
    """
    from concurrent.futures import ThreadPoolExecutor
    from importlib import import_module

    from expectations.validator import validator
    from hub.main.output import remark
    from hub.main.stand_ins import stand_ins

    def reached() -> Mapping[str, str]:
        import_module("hub.main.run")
        return served.result()

    remark("正在准备沙箱 …")
    with ExitStack() as until_end, ThreadPoolExecutor(1) as starter:
        served = starter.submit(lambda: until_end.enter_context(stand_ins(home, entities, seed)))
        # Something changes there whenever it starts, so there will be something to judge.
        validator()
        yield reached


def refuse_sandbox_options(*, sandbox: bool, entities: int | None, seed: int | None) -> None:
    """Raises SettingsError where options of the sandbox are given without it."""
    from hub.errors import SettingsError

    if not sandbox and (entities is not None or seed is not None):
        raise SettingsError("--entities 与 --seed 只能与 --sandbox 同用")
