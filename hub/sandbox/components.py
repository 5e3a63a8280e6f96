"""What the city has put up in its streets (部件): lamps, manholes, bins, signs, each in a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hub.sandbox.names import TOWNSHIP_WEIGHTS, TOWNSHIPS, VILLAGES, Township

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.sandbox.city import City

_SORTS: Final = (
    ("公用设施", "01", "上水井盖", "01", "乐清市供水集团有限公司"),
    ("公用设施", "01", "污水井盖", "02", "乐清市排水有限公司"),
    ("公用设施", "01", "路灯", "07", "乐清市综合行政执法局"),
    ("公用设施", "01", "消防设施", "16", "乐清市消防救援大队"),
    ("交通设施", "02", "停车场", "01", "乐清市交通运输局"),
    ("交通设施", "02", "交通护栏", "08", "乐清市公安局交通警察大队"),
    ("交通设施", "02", "路名牌", "07", "乐清市民政局"),
    ("市容环境", "03", "公共厕所", "01", "乐清市综合行政执法局"),
    ("市容环境", "03", "垃圾箱", "05", "乐清市综合行政执法局"),
    ("市容环境", "03", "广告牌匾", "08", "乐清市综合行政执法局"),
    ("园林绿化", "04", "行道树", "02", "乐清市园林绿化管理所"),
    ("园林绿化", "04", "街头座椅", "06", "乐清市园林绿化管理所"),
    ("其他", "06", "宣传栏", "03", "乐清市融媒体中心"),
)


class Component(NamedTuple):
    """A component: its 16 digits, class and subclass with their names, and where it stands (CGCS2000 degrees)."""

    code: str
    large: str
    small: str
    owner: str
    township: Township
    village: int
    grid_code: str
    longitude: float
    latitude: float
    status: str

    @property
    def village_code(self) -> str:
        """12 digits: the township's nine and the village's three."""
        return f"{self.township.code}{201 + self.village}"


def make_components(world: City, number: int) -> Iterator[Component]:
    """`number` components, spread as the businesses are."""
    rng = world.random("components")
    for serial, place in enumerate(rng.choices(TOWNSHIPS, TOWNSHIP_WEIGHTS, k=number), start=1):
        large, large_code, small, small_code, owner = rng.choice(_SORTS)
        village = rng.randrange(len(VILLAGES))
        yield Component(
            code=f"330382{large_code}{small_code}{serial:06d}",
            large=large,
            small=small,
            owner=owner,
            township=place,
            village=village,
            grid_code=world.grid_code(place, village, serial),
            longitude=round(place.longitude + (rng.random() - 0.5) * 0.03, 6),
            latitude=round(place.latitude + (rng.random() - 0.5) * 0.03, 6),
            status=rng.choices(("normal", "damaged", "missing", "occupied", "removed"), (90, 5, 2, 2, 1))[0],
        )
