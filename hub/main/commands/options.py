"""Options that several commands share, and the check of the names given with them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated

import typer

from hub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hub.datasets.declaration import Dataset

Json = Annotated[bool, typer.Option("--json", help="在标准输出上给出一份 JSON。")]
Sandbox = Annotated[bool, typer.Option("--sandbox", help="使用沙箱：自带的文件夹、数据库与各平台替身。")]
Entities = Annotated[int | None, typer.Option("--entities", help="沙箱城市的监管对象数（默认 5000，最多 300000）。")]
Seed = Annotated[int | None, typer.Option("--seed", help="沙箱的随机种子：同一种子造出同一座城。")]
Platforms = Annotated[list[str] | None, typer.Option("--platform", help="只处理该平台；可重复。")]
Datasets = Annotated[list[str] | None, typer.Option("--dataset", help="只处理该数据集（平台/数据集）；可重复。")]


def known(given: str, names: Iterable[str], what: str) -> str:
    """`given`, if it is one of `names`. Raises SettingsError with the nearest of them."""
    names = tuple(names)
    if given in names:
        return given
    near = difflib.get_close_matches(given, names, n=1)
    hint = f"是否指 {near[0]}？" if near else ""
    raise SettingsError(f"没有{what} {given!r}；{hint}可用：{'、'.join(names)}")


def chosen_datasets(platforms: Sequence[str], datasets: Sequence[str]) -> tuple[Dataset, ...]:
    """The datasets that `--platform` and `--dataset` choose; all of them where neither is given.

    A dataset is named `platform/dataset`, or by its name alone where that is enough.
    Raises SettingsError for a name that nobody declared.
    """
    from hub.datasets import DATASETS, PLATFORMS

    for platform in platforms:
        known(platform, PLATFORMS, "平台")
    within = [each for each in DATASETS if not platforms or each.platform in platforms]
    if not datasets:
        return tuple(within)
    wanted = set()
    for given in datasets:
        bare = [each.id for each in within if each.name == given]
        wanted.add(bare[0] if len(bare) == 1 else known(given, [each.id for each in within], "数据集"))
    return tuple(each for each in within if each.id in wanted)
