"""What the hub must publish of the rows of departments' files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.sandbox.expected.shapes import SOME, Columns, Shape, lost

if TYPE_CHECKING:
    from hub.sandbox.city import Entity
    from hub.sandbox.expected.shapes import Sent
    from hub.sandbox.records.record import Record

REGISTER_CODE: Final = "注册号/统一社会信用代码"


def _register(record: Record, entity: Entity) -> Columns:
    code = record.row[REGISTER_CODE]
    coded = code == entity.credit_code
    return {
        "entity_id": SOME,
        # when the file is taken
        "source_updated_at": SOME,
        "name": entity.name,
        "kind": entity.kind if coded else None,
        "uscc": code if coded else None,
        "organisation_code": code[8:17] if coded else None,
        "registration_no": None if coded else entity.registration_no,
        "department": "market",
    }


def without_number(_: Sent) -> Columns:
    """Nothing that tells who it is but the name."""
    return dict.fromkeys(("uscc", "organisation_code", "registration_no", "kind"))


def with_invalid_code(sent: Sent) -> Columns:
    """A credit code that cannot be repaired."""
    return without_number(sent) | lost("uscc", sent.after(REGISTER_CODE))


MARKET_REGISTER: Final = Shape(
    table="registration",
    true=_register,
    texts={"name": "企业名称", "authority_name": "登记机关", "local_office_name": "管辖单位"},
)
