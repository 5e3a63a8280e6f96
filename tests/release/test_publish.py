from __future__ import annotations

from typing import TYPE_CHECKING

from staged_versions import Version, at, stage

from hub.progress import Silence
from hub.release.publish import publish

if TYPE_CHECKING:
    from hub.database.connection import Database

USCC = "91330382MA00000A1X"


def test_a_penalty_arrives(database: Database) -> None:
    stage(
        database,
        [
            Version(
                "provincial/penalties",
                "罚1|11",
                at(1),
                1,
                columns={
                    "party_name": "乐清市甲乙电器有限公司",
                    "party_kind": "enterprise",
                    "decision_no": "罚1",
                    "link_uscc": USCC,
                    "party_code": USCC,
                    "kinds": ["fine"],
                    "evidence": {"legal_representative": "张三"},
                },
            ),
            Version(
                "provincial/market_entities",
                "P1",
                at(1),
                1,
                columns={
                    "name": "乐清市甲乙电器有限公司",
                    "kind": "enterprise",
                    "uscc": USCC,
                    "link_uscc": USCC,
                    "division_code": "330382103000",
                    "status": "active",
                },
            ),
            Version(
                "city/cases",
                "C1",
                at(1),
                columns={
                    "kind": "city_case",
                    "incident_no": "C1",
                    "place_id_ref": "S1",
                    "origin_no": "E1",
                    "steps": [{"seq": 1, "action": "受理"}],
                },
            ),
            Version(
                "city/shops",
                "S1",
                at(1),
                columns={"name": "店", "business_name": "乐清市甲乙电器有限公司", "division_code": "330382103000"},
            ),
            Version("grassroots/events", "E1", at(1), columns={"kind": "grassroots_event", "incident_no": "E1"}),
        ],
    )
    outcome = publish(database, Silence())
    again = publish(database, Silence())
    assert again.release_id is None
    assert outcome.counts["incident"] == {"inserted": 2, "updated": 0, "retracted": 0}
