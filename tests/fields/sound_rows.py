"""Rows that nothing is wrong with, in which every field of a dataset holds something."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import forms_of_codes
from forms import as_key
from made_numbers import ENTERPRISE, OLD_NUMBER, ORGANISATION, PERSON, TAX_NUMBER, credit_code
from spellings import BLIND_TO_PLACEHOLDERS, PLACEHOLDERS

from hub.datasets import dataset as declared
from hub.landing.headers import IN_USE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.datasets.declaration import Dataset, Field

DEPARTMENT = "market"
LEADS = (
    *("uscc", "party_code", "registration_no", "organisation_code", "citizen_id", "coordinate_cgcs2000"),
    *(
        "coordinate_gcj02",
        "date",
        "instant",
        "instant_if_closed",
        "division",
        "code",
        "list",
        "bool",
        "capital",
        "class_name",
        "int",
    ),
    *("sequence", "yuan_from_wan", "phone", "item_code", "decision_no", "link", "golden", "name", "text", "reference"),
    "key",
)
"""Transforms in the order in which they decide how the value of a field that feeds several columns is written."""

IDENTIFIERS = frozenset({"uscc", "party_code", "registration_no", "organisation_code", "citizen_id"})
OWN_CODES = frozenset({"uscc", "registration_no", "organisation_code", "citizen_id", "holder_code", "party_code"})
"""The columns that identify a record's own entity."""

CGCS2000 = ("120.95", "28.10")
GCJ02 = ("120.953976", "28.096617")
"""The same place in both systems."""

SOUND_CODES = {
    "party_kind": "企业",
    "certificate_kind": "身份证",
    "row_operation": "U",
    "penalty_kind": "警告，罚款",
}
_SOUND = {
    "name": "乐清市{}有限公司",
    "class_name": "市容环境(乐清)",
    "date": "2026-01-02",
    "instant": "2026-01-02 13:04:05",
    "int": "30",
    "sequence": "7",
    "yuan_from_wan": "0.2",
    "capital": "1000",
    "phone": "13800000000",
    "division": "330382114000",
    "golden": "五金",
    "bool": "是",
    "citizen_id": PERSON,
    "registration_no": OLD_NUMBER,
    "organisation_code": ORGANISATION,
    "uscc": ENTERPRISE,
    "party_code": ENTERPRISE,
}
_SOUND_LINKS = {"uscc": ENTERPRISE, "tax_no": TAX_NUMBER, "legal_representative": "王样例", "address": "某路1号"}


@dataclass(frozen=True)
class Sound:
    """The sound rows of a dataset, under a generation of field names."""

    dataset: Dataset
    generation: str = IN_USE

    def row(self, number: int = 1) -> dict[str, object]:
        """A sound row, every field of it filled; `number` tells its key from those of others."""
        row: dict[str, object] = {}
        for source in self.sources:
            field = self.lead(source)
            if field.is_element:
                (element,) = row.setdefault(field.list_name, [{}])  # type: ignore[misc]
                element[field.element_name] = self.value(source, number)
            else:
                row[source] = self.value(source, number)
        return row

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Every source field, those of list elements with their list's name before them."""
        return tuple(dict.fromkeys(each.source for each in self.dataset.fields if each.source is not None))

    @property
    def department(self) -> str | None:
        """The folder that the dataset's files lie in."""
        return DEPARTMENT if self.dataset.platform == "departments" else None

    def fields(self, source: str) -> tuple[Field, ...]:
        """The arrows that begin at a source field."""
        return self._by_source[source]

    @cached_property
    def _by_source(self) -> Mapping[str, tuple[Field, ...]]:
        fields = self.dataset.fields
        return {source: tuple(each for each in fields if each.source == source) for source in self.sources}

    def lead(self, source: str) -> Field:
        """The arrow by whose transform the field's value is written."""
        return self._leads[source]

    @cached_property
    def _leads(self) -> Mapping[str, Field]:
        weights = {name: place for place, name in enumerate(LEADS)}
        arrows = {
            source: [each for each in fields if each.transform.name in weights]
            for source, fields in self._by_source.items()
        }
        return {source: min(each, key=lambda one: weights[one.transform.name]) for source, each in arrows.items()}

    def value(self, source: str, number: int = 1) -> object:
        """What the field holds in sound row `number`."""
        fields, lead = self.fields(source), self.lead(source)
        name, argument = lead.transform.name, lead.transform.argument or ""
        numbered = any(str(each.transform) == "key:1" for each in fields)
        if any(each.transform.name == "reference" for each in fields):
            return self._named(source)
        match name:
            case "key" | "text" if numbered:
                return f"{self.dataset.name}-{number}"
            case "item_code":
                return f"3302010133038{number if numbered else 9}"
            case "decision_no":
                return f"乐{self.dataset.platform}{self.dataset.name}〔2026〕第{number}号"
            case "uscc" if numbered:
                return credit_code("11" if self.dataset.table == "agency" else "91", f"MB12545{number}")
            case "uscc" if lead.column not in OWN_CODES:
                return credit_code("11", "MB125450")
            case "code":
                return SOUND_CODES.get(argument, _coded(self, argument))
            case "list":
                return SOUND_CODES["penalty_kind"] if argument.startswith("code:") else "甲某，乙某"
            case "bool" if lead.column == "retracted_at":
                return "0"
            case "division" if source in {"Street", "streetName"}:
                return "虹桥镇"
            case "instant" if lead.column == "source_updated_at":
                return "2026-11-20 10:00:00"
            case "coordinate_cgcs2000" | "coordinate_gcj02":
                point = CGCS2000 if name == "coordinate_cgcs2000" else GCJ02
                return point[lead.column == "latitude"]
            case "link":
                return _SOUND_LINKS.get(argument, f"{argument}1")
        return _SOUND.get(name, "{}甲").format(source.replace("[].", ""))

    def _named(self, source: str) -> str:
        """The key of the sound row that a reference names: of the first of the datasets that it may lie in."""
        (field,) = (each for each in self.fields(source) if each.transform.name == "reference")
        table = {"place": "city/shops", "inspection": "provincial/inspections", "incident": "grassroots/events"}
        target = declared(field.targets[0] if field.targets else table[field.transform.argument or ""])
        # What feeds the other row must not meet one that names its own.
        return f"{target.name}-{2 if field.rank > 1 else 1}"

    @cached_property
    def kind_source(self) -> str | None:
        """The field that says what kind of party the record is about."""
        kinds = (each for each in self.dataset.fields if str(each.transform) == "code:party_kind" and each.column)
        return next((each.source for each in kinds), None)

    @cached_property
    def own_codes(self) -> tuple[str, ...]:
        """The fields that identify the record's own entity."""
        return tuple(
            dict.fromkeys(
                each.source
                for each in sorted(self.dataset.fields, key=lambda each: each.rank)
                if each.source
                and (
                    (each.transform.name in IDENTIFIERS and each.column in OWN_CODES)
                    or str(each.transform) == "link:uscc"
                )
            )
        )

    def source_id(self, row: Mapping[str, object]) -> tuple[str | None, ...]:
        """The parts of a row's key; None for one that is missing."""
        parts = []
        for sources, is_needed in self._key_parts:
            part = next((key for each in sources if (key := self._key(each, row)) is not None), None)
            parts.append(DEPARTMENT if part is None and self.department and not is_needed else part)
        return tuple(parts)

    @cached_property
    def _key_parts(self) -> tuple[tuple[tuple[str, ...], bool], ...]:
        """The fields of each part of the key, and whether one of them has to be there."""
        return tuple(
            (
                sources,
                any(
                    each.required == "yes" and each.transform.name == "key"
                    for source in sources
                    for each in self.fields(source)
                ),
            )
            for sources in self.dataset.key_parts
        )

    def _key(self, source: str, row: Mapping[str, object]) -> str | None:
        key = as_key(row.get(source))
        if key is None or self.department is None:
            return key
        is_blind = any(each.transform.name in BLIND_TO_PLACEHOLDERS for each in self.fields(source))
        is_nothing = (is_blind and key in PLACEHOLDERS) or "E+" in key.upper()
        return None if is_nothing else key


def _coded(sound: Sound, code_list: str) -> str:
    """A code of the list; of the states of incidents one that is closed."""
    lines = forms_of_codes.known(code_list, sound.dataset.id, sound.generation)
    return next(
        line.value for line in lines if line.value and (code_list != "incident_status" or line.code == "closed")
    )
