"""What each platform sends: the registry of all declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.datasets import city, departments, grassroots, micro_grid, provincial, school_safety
from hub.errors import SettingsError

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset
    from hub.datasets.wire import Platform

_MODULES = (provincial, city, grassroots, departments, micro_grid, school_safety)

DATASETS: tuple[Dataset, ...] = tuple(dataset for module in _MODULES for dataset in module.DATASETS)
"""Every dataset that is ingested, platform by platform."""

PLATFORMS: dict[str, Platform] = {module.PLATFORM.name: module.PLATFORM for module in _MODULES}
"""Every platform by its name."""

_BY_ID = {each.id: each for each in DATASETS}


def dataset(identifier: str) -> Dataset:
    """The dataset `platform/dataset`. Raises SettingsError where there is none."""
    found = _BY_ID.get(identifier)
    if found is None:
        raise SettingsError(f"没有数据集 {identifier!r}；可用：{'、'.join(_BY_ID)}")
    return found


def of_platform(name: str) -> tuple[Dataset, ...]:
    """The datasets of platform `name`. Raises SettingsError where there is no such platform."""
    if name not in PLATFORMS:
        raise SettingsError(f"没有平台 {name!r}；可用：{'、'.join(PLATFORMS)}")
    return tuple(each for each in DATASETS if each.platform == name)
