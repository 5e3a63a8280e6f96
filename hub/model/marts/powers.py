"""Who may and does enforce what: one matter across agencies 监管一件事, and the boundaries of duties 职责边界."""

from __future__ import annotations

from sqlalchemy import Index

from hub.model.base import Model, described, integer, text, texts
from hub.model.classification import Reading


class OneMatter(Model, table=True):
    """A theme's items with each agency that enforces them, and what it has done under them."""

    __tablename__ = "one_matter"
    __table_args__ = described(
        "derived",
        "监管一件事：主题、事项、机构，以及在其名下做了什么",
        Index(None, "agency_code"),
    )

    theme: str = text("监管一件事主题；未归入主题的事项不列", primary_key=True)
    item_code: str = text("事项代码（14 位）", primary_key=True)
    agency_code: str = text(
        "机构代码：发布日在任一乡镇（街道）实施该事项的（见职责边界），以及据该事项检查或处罚过的", primary_key=True
    )
    entity_count: int = integer("涉及的监管对象数：该机构据该事项检查或处罚过的，不重复计", required=True)
    inspection_count: int = integer("检查次数：该机构据该事项的检查记录数", required=True)
    penalty_count: int = integer("处罚次数：该机构据该事项的处罚决定数", required=True)


class Jurisdiction(Model, table=True):
    """Who enforces an item in a township on the release's day."""

    __tablename__ = "jurisdiction"
    __table_args__ = described(
        "derived",
        "职责边界：每个有效事项在每个乡镇（街道）由谁实施，何处无人管、何处多头管",
        Index(None, "division_code", "finding"),
        Index(None, "agency_codes", postgresql_using="gin"),
        reading=Reading(division="division_code"),
    )

    item_code: str = text("事项代码（14 位）；目录中注明无效的不列", primary_key=True)
    division_code: str = text("乡镇（街道）区划代码（12 位）", primary_key=True)
    agency_codes: list[str] = texts(
        "发布日的实施机构代码：在生效期内（首尾两日均含）的划转与赋权，指定到该乡镇（街道）的优先于全市的；"
        "委托与派驻不改变实施机构；没有划转与赋权的，为目录所载的实施机构",
        required=True,
    )
    finding: str = text("结论：clear 清晰（恰有一家）、gap 真空（没有）、overlap 争议（不止一家）", required=True)
    penalty_count: int = integer("该事项在该乡镇（街道）的处罚决定数，不限机构与时间", required=True)
