"""Rows of the files that departments deliver: the market register, and the papers that they have decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.sandbox.city import REGISTERED
from hub.sandbox.dossier import dossier_of
from hub.sandbox.habits import REGISTER
from hub.sandbox.records.papers import Clerk, papers
from hub.sandbox.records.professional import ecology, fire
from hub.sandbox.records.record import Record, Writer, normalised_key

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = "market"
HEADER: Final = ("企业名称", "注册号/统一社会信用代码", "登记机关", "管辖单位")


def records(writer: Writer) -> Iterator[Record]:
    """The rows of an entity in departments' files."""
    yield from _register(writer)
    dossier = dossier_of(writer.world, writer.entity, writer.story)
    clerk = Clerk(writer, writer.entity, writer.sent)
    yield from papers(clerk, dossier.licences, dossier.penalties)
    yield from ecology(clerk, dossier.ecology)
    yield from fire(clerk, dossier.fire)


def _register(writer: Writer) -> Iterator[Record]:
    """The register's row of an entity, if it is on the list."""
    entity, rng = writer.entity, writer.rng
    if entity.kind not in REGISTERED or rng.random() > 0.25:
        return
    code = entity.registration_no if rng.random() < 0.35 else entity.credit_code
    row = {
        "企业名称": entity.name + ("　" if rng.random() < 0.1 else ""),
        "注册号/统一社会信用代码": code,
        "登记机关": rng.choice(("乐清市市场监督管理局", "乐清市工商行政管理局")),
        "管辖单位": f"{entity.township.bare}市场监督管理所",
    }
    key = f"{FOLDER}|{normalised_key(code)}"
    yield Record(REGISTER, key, writer.last, entity.number, row, folder=FOLDER)
