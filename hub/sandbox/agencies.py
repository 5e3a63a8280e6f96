"""Who enforces in the invented city: its agencies with their officers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.sandbox.chance import mobile, person_name
from hub.sandbox.identifiers import citizen_id, credit_code, numbered_organisation
from hub.sandbox.names import COUNTY, TOWNSHIPS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

DEPARTMENTS: Final = (
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
DOMAINS: Final = tuple(domain for domain, _, _ in DEPARTMENTS)
DOMAIN_NAMES: Final = dict(
    zip(
        DOMAINS,
        (
            "综合行政执法",
            "市场监管",
            "生态环境",
            "文化市场",
            "交通运输",
            "农业农村",
            "自然资源",
            "应急管理",
            "卫生健康",
        ),
        strict=True,
    )
)
# They take part in nothing: what is wrong with their own row harms no other.
_STATIONS: Final = (
    ("直属中队", "general"),
    ("渣土中队", "general"),
    ("海上中队", "general"),
    ("机动中队", "general"),
    ("柳市分局", "market"),
    ("虹桥分局", "market"),
    ("北白象分局", "market"),
    ("大荆分局", "market"),
    ("稽查大队", "culture"),
    ("治超站", "transport"),
    ("种子站", "agriculture"),
    ("疾控监督所", "health"),
    ("测绘监察中队", "resources"),
    ("危化监察中队", "emergency"),
    ("环境监察中队", "ecology"),
    ("渔政中队", "agriculture"),
    ("特种设备中队", "market"),
    ("市容中队", "general"),
)


class Officer(NamedTuple):
    """An enforcement officer, with the numbers and last days of the provincial and the departmental certificate.

    One who does not go out (`inspects`) signs no inspection. `status` is active or inactive.
    """

    employee_no: str
    name: str
    sex: str
    person_id: str
    phone: str
    provincial_no: str
    provincial_until: date | None
    departmental_no: str
    departmental_until: date | None
    scope: tuple[str, ...]
    reviews: bool
    status: str
    inspects: bool

    @property
    def certificate(self) -> str:
        """The number of the certificate that is shown: the provincial one first."""
        return self.provincial_no or self.departmental_no

    @property
    def certified_until(self) -> date:
        """The last day of the certificate that is shown."""
        until = self.provincial_until if self.provincial_no else self.departmental_until
        assert until is not None
        return until


class Agency(NamedTuple):
    """Who enforces: `stem` is what its documents begin with (乐综执); `is_station`: it has no powers of its own."""

    number: int
    code: str
    name: str
    stem: str
    kind: str
    level: str
    domain: str
    division: str
    officers: tuple[Officer, ...]
    is_station: bool = False

    def inspectors(self, day: date) -> tuple[Officer, ...]:
        """Those who may inspect on `day`."""
        return tuple(each for each in self.officers if each.inspects and each.certified_until >= day)

    @property
    def former(self) -> tuple[Officer, ...]:
        """Those who have left, their certificates expired long ago."""
        return tuple(each for each in self.officers if each.status == "inactive")


def make_agencies(rng: Random, reference: date, *, small: bool) -> Iterator[Agency]:
    """The departments in the order of DEPARTMENTS, a squad for each township in their order, then stations."""
    bodies = [(name, stem, "department", "county", domain, COUNTY) for domain, name, stem in DEPARTMENTS]
    bodies += [
        (
            f"乐清市{place.name}综合行政执法队",
            f"乐{place.bare}执",
            "township_squad",
            "township",
            "general",
            place.division,
        )
        for place in TOWNSHIPS
    ]
    for number, (name, stem, kind, level, domain, division) in enumerate(bodies):
        code = credit_code("11", numbered_organisation("Y", number))
        size = (36 if domain in ("general", "market") else 14) if kind == "department" else 10
        officers = tuple(_officers(rng, number, domain, reference, size // 2 if small else size))
        yield Agency(number, code, name, stem, kind, level, domain, division, officers)
    for number, (name, domain) in enumerate(_STATIONS[:6] if small else _STATIONS, start=len(bodies)):
        code = credit_code("11", numbered_organisation("Y", number))
        owner = DEPARTMENTS[DOMAINS.index(domain)][1]
        yield Agency(number, code, owner + name, "", "other", "county", domain, COUNTY, (), is_station=True)


_ROLES: Final = (("active", True), ("active", True), ("active", True), ("active", False), ("inactive", False))


def _officers(rng: Random, agency: int, domain: str, reference: date, size: int) -> Iterator[Officer]:
    for number in range(size):
        status, inspects = _ROLES[number % len(_ROLES)]
        sex = rng.choice(("male", "male", "female"))
        serial = rng.randrange(500) * 2 + (sex == "male")
        until = reference + timedelta(days=rng.randrange(90, 1800))
        if status == "inactive":
            until = reference - timedelta(days=rng.randrange(900, 1500))
        chance = rng.random()
        provincial, departmental = chance < 0.8, chance > 0.55
        others = rng.sample(DOMAINS[1:], rng.randrange(0, 3)) if domain == "general" else []
        yield Officer(
            employee_no=f"YQZF{agency:02d}{number:03d}",
            name=person_name(rng),
            sex=sex,
            person_id=citizen_id(date(1964, 1, 1) + timedelta(days=rng.randrange(13000)), serial),
            phone=mobile(rng),
            provincial_no=f"1103{agency:03d}{number:04d}" if provincial else "",
            provincial_until=until if provincial else None,
            departmental_no=f"{domain[:2].upper()}330382{agency:02d}{number:03d}" if departmental else "",
            departmental_until=until + timedelta(days=60 if provincial else 0) if departmental else None,
            scope=tuple(DOMAIN_NAMES[each] for each in (domain, *others)),
            reviews=rng.random() < 0.15,
            status=status,
            inspects=inspects,
        )
