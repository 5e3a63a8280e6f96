"""The invented city: its agencies with their officers, the items they enforce, and its businesses and people.

Everything is a function of the seed, the reference instant and a number, so that any part can be made alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from hub.sandbox.identifiers import citizen_id, credit_code, numbered_organisation, registration_no
from hub.sandbox.names import (
    FIRST,
    GIVEN,
    NON_LOCAL_PREFIXES,
    ROADS,
    SECOND,
    SURNAMES,
    TOWNSHIP_WEIGHTS,
    TOWNSHIPS,
    TRADES,
    VILLAGES,
    Township,
    Trade,
)

if TYPE_CHECKING:
    from _typeshed import SupportsLenAndGetItem

T = TypeVar("T")

CITY_PLATFORM: Final = "乐清市综合管理服务平台"

ENTITY_KINDS: Final = (
    ("individual_business", "92", 46),
    ("enterprise", "91", 38),
    ("natural_person", "", 8),
    ("cooperative", "93", 3),
    ("collective", "N2", 2),
    ("social_organisation", "52", 2),
    ("institution", "12", 1),
)
_KINDS: Final = [kind for kind, _, _ in ENTITY_KINDS]
_KIND_WEIGHTS: Final = [weight for _, _, weight in ENTITY_KINDS]
CREDIT_CLASS: Final = {kind: credit_class for kind, credit_class, _ in ENTITY_KINDS}
REGISTERED: Final = frozenset({"individual_business", "enterprise", "cooperative"})


class Officer(NamedTuple):
    """An enforcement officer and the number on the certificate."""

    name: str
    certificate: str


class Agency(NamedTuple):
    """Who enforces: `stem` is what its documents begin with (乐综执)."""

    code: str
    name: str
    stem: str
    kind: str
    domain: str
    division: str
    officers: tuple[Officer, ...]


class Item(NamedTuple):
    """An enforcement item: its 14 digits, what is forbidden, the article, and the penalties that it knows."""

    code: str
    name: str
    domain: str
    agency: int
    violation: str
    basis: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """A business, body or person as it truly is; `number` counts from 0. Natural persons have no `credit_code`."""

    number: int
    kind: str
    name: str
    signboard: str
    trade: Trade
    township: Township
    village: int
    address: str
    longitude: float
    latitude: float
    person: str
    person_id: str
    phone: str
    credit_code: str
    registration_no: str
    status: str
    established: date
    cancelled: date | None
    capital_wan: int

    @property
    def is_person(self) -> bool:
        """Whether this is a human being and not a business or body."""
        return self.kind == "natural_person"

    @property
    def village_code(self) -> str:
        """12 digits: the township's nine and the village's three."""
        return f"{self.township.code}{201 + self.village}"

    @property
    def village_name(self) -> str:
        """The village or community that it lies in."""
        return VILLAGES[self.village] + "村"

    @property
    def grid_code(self) -> str:
        """15 digits: the village's twelve and the grid's three."""
        return f"{self.village_code}{1 + self.number % 6:03d}"


_DEPARTMENTS: Final = (
    ("general", "乐清市综合行政执法局", "乐综执"),
    ("market", "乐清市市场监督管理局", "乐市监"),
    ("ecology", "温州市生态环境局乐清分局", "温环乐"),
    ("culture", "乐清市文化和广电旅游体育局", "乐文广旅体"),
    ("transport", "乐清市交通运输局", "乐交执"),
    ("agriculture", "乐清市农业农村局", "乐农"),
    ("resources", "乐清市自然资源和规划局", "乐自然资规"),
    ("emergency", "乐清市应急管理局", "乐应急"),
    ("health", "乐清市卫生健康局", "乐卫"),
)

_MATTERS: Final = (
    ("general", "擅自占用城市道路摆摊设点", "《浙江省城市市容和环境卫生管理条例》第二十六条", ("warning", "fine")),
    ("general", "未经批准设置户外广告", "《城市市容和环境卫生管理条例》第三十六条", ("fine",)),
    ("general", "未按规定分类投放生活垃圾", "《浙江省生活垃圾管理条例》第六十条", ("warning", "fine")),
    ("general", "擅自处置建筑垃圾", "《城市建筑垃圾管理规定》第二十五条", ("fine",)),
    (
        "market",
        "未取得食品经营许可从事食品经营",
        "《中华人民共和国食品安全法》第一百二十二条",
        ("confiscation", "fine"),
    ),
    ("market", "销售不合格电器产品", "《中华人民共和国产品质量法》第五十条", ("fine", "confiscation")),
    ("market", "未按规定公示营业执照", "《市场主体登记管理条例》第四十八条", ("warning",)),
    ("ecology", "未按规定设置排污口", "《中华人民共和国水污染防治法》第八十四条", ("fine",)),
    (
        "ecology",
        "未采取措施防止粉尘污染",
        "《中华人民共和国大气污染防治法》第一百一十七条",
        ("fine", "suspend_business"),
    ),
    ("culture", "擅自从事娱乐场所经营活动", "《娱乐场所管理条例》第四十一条", ("fine", "confiscation")),
    ("transport", "未取得道路运输经营许可从事运输", "《中华人民共和国道路运输条例》第六十三条", ("fine",)),
    ("agriculture", "经营假劣种子", "《中华人民共和国种子法》第七十五条", ("confiscation", "fine")),
    ("resources", "未经批准擅自占用土地", "《中华人民共和国土地管理法》第七十七条", ("fine",)),
    (
        "emergency",
        "未对从业人员进行安全生产教育和培训",
        "《中华人民共和国安全生产法》第九十七条",
        ("fine", "suspend_business"),
    ),
    ("health", "未取得公共场所卫生许可证擅自营业", "《公共场所卫生管理条例实施细则》第三十五条", ("warning", "fine")),
    ("health", "医疗废物未按规定分类收集", "《医疗废物管理条例》第四十六条", ("warning", "revoke_licence", "fine")),
)


def person_name(rng: Random) -> str:
    """A surname and one or two characters."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN) + (rng.choice(GIVEN) if rng.random() < 0.7 else "")


def mobile(rng: Random) -> str:
    """11 digits in the shape of a mobile number."""
    return f"1{rng.randrange(3, 10)}{rng.randrange(10)}0000{rng.randrange(10000):04d}"


class Chance(Random):
    """A source of chance that picks in half the time; evenness to the last bit does not matter here."""

    def choice(self, seq: SupportsLenAndGetItem[T]) -> T:
        """One of `seq`."""
        return seq[int(self.random() * len(seq))]

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """A number from `start` up to `stop`, without it; from 0 up to `start` where there is no `stop`."""
        low, high = (0, start) if stop is None else (start, stop)
        return low + int(self.random() * ((high - low) // step)) * step


class City:
    """The whole invented city for one seed; `reference` (aware) is the instant its history ends."""

    def __init__(self, seed: int, reference: datetime) -> None:
        self.seed = seed
        self.reference = reference
        rng = self.random("agencies")
        self.agencies = tuple(self._agencies(rng))
        self.items = tuple(self._items())

    def random(self, purpose: str, number: int = 0) -> Chance:
        """A source of chance of its own for each purpose and number."""
        return Chance(f"{self.seed}/{purpose}/{number}")

    def _agencies(self, rng: Random) -> list[Agency]:
        bodies = [(name, stem, "department", domain, "330382000000") for domain, name, stem in _DEPARTMENTS]
        bodies += [
            (f"乐清市{place.name}综合行政执法队", f"乐{place.bare}执", "township_squad", "general", place.division)
            for place in TOWNSHIPS
        ]
        return [
            Agency(
                credit_code("11", numbered_organisation("Y", number)),
                name,
                stem,
                kind,
                domain,
                division,
                tuple(Officer(person_name(rng), f"1103{number:03d}{each:04d}") for each in range(8)),
            )
            for number, (name, stem, kind, domain, division) in enumerate(bodies)
        ]

    def _items(self) -> list[Item]:
        domains = [domain for domain, _, _ in _DEPARTMENTS]
        return [
            Item(
                f"3302{domains.index(domain):02d}{number:05d}000",
                f"对{violation}的行政处罚",
                domain,
                domains.index(domain),
                violation,
                basis,
                kinds,
            )
            for number, (domain, violation, basis, kinds) in enumerate(_MATTERS)
        ]

    def entity(self, number: int) -> Entity:
        """The entity with this number."""
        rng = self.random("entity", number)
        chance = rng.random
        kind = rng.choices(_KINDS, _KIND_WEIGHTS)[0]
        township = rng.choices(TOWNSHIPS, TOWNSHIP_WEIGHTS)[0]
        trade = rng.choice(TRADES)
        village = rng.randrange(len(VILLAGES))
        person = person_name(rng)
        reference = self.reference.date()
        established = reference - timedelta(days=rng.randrange(1200, 9000))
        status = rng.choices(("active", "revoked", "cancelled", "moved"), (88, 4, 6, 2))[0]
        ended = established + timedelta(days=rng.randrange(400, (reference - established).days - 30))
        mark = rng.choice(FIRST) + rng.choice(SECOND) + (rng.choice(SECOND) if chance() < 0.25 else "")
        address = f"浙江省乐清市{township.name}{rng.choice(ROADS)}{rng.randrange(1, 990)}号"
        return Entity(
            number=number,
            kind=kind,
            name=_name(kind, mark, trade, township, village, person, rng),
            signboard=f"{mark}{trade.signboard}",
            trade=trade,
            township=township,
            village=village,
            address=address + (f"{rng.randrange(1, 6)}幢" if chance() < 0.3 else ""),
            longitude=township.longitude + (chance() - 0.5) * 0.03,
            latitude=township.latitude + (chance() - 0.5) * 0.03,
            person=person,
            person_id=citizen_id(date(1950, 1, 1) + timedelta(days=rng.randrange(18000)), rng.randrange(1000)),
            phone=mobile(rng),
            credit_code=""
            if kind == "natural_person"
            else credit_code(CREDIT_CLASS[kind], numbered_organisation("W", number)),
            registration_no=registration_no(f"330382{'6' if kind == 'individual_business' else '0'}{number:07d}"),
            status="active" if kind not in REGISTERED else status,
            established=established,
            cancelled=ended if kind in REGISTERED and status in ("revoked", "cancelled") else None,
            capital_wan=rng.choice((3, 5, 10, 50, 100, 200, 500, 1000, 5000)),
        )


def _name(kind: str, mark: str, trade: Trade, place: Township, village: int, person: str, rng: Random) -> str:
    match kind:
        case "enterprise":
            prefix = "乐清市" if rng.random() < 0.7 else rng.choice(NON_LOCAL_PREFIXES)
            branch = "柳市分公司" if rng.random() < 0.03 else ""
            return f"{prefix}{mark}{trade.company}{rng.choice(('有限公司', '有限公司', '股份有限公司'))}{branch}"
        case "individual_business":
            return f"乐清市{place.bare}{mark}{trade.shop}"
        case "cooperative":
            return f"乐清市{mark}{trade.company}专业合作社"
        case "collective":
            return f"乐清市{place.name}{VILLAGES[village]}村股份经济合作社"
        case "institution":
            return f"乐清市{place.name}{mark}中心小学"
        case "social_organisation":
            return f"乐清市{place.bare}{mark}幼儿园"
        case _:
            return person
