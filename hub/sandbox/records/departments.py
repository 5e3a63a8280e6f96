"""Rows of the files that departments deliver: the market register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.sandbox.city import REGISTERED
from hub.sandbox.records.record import Record, Writer, normalised_key

if TYPE_CHECKING:
    from collections.abc import Iterator

REGISTER: Final = "departments/market_register"
FOLDER: Final = "market"
HEADER: Final = ("企业名称", "注册号/统一社会信用代码", "登记机关", "管辖单位")


def records(writer: Writer) -> Iterator[Record]:
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
    yield Record(REGISTER, f"{FOLDER}|{normalised_key(code)}", writer.last, entity.number, row)
