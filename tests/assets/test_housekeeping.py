"""The nightly run over the landing store: what it cleans, as its metadata tells."""

from __future__ import annotations

import dagster as dg
from kept_city import SHOPS, KeptCity, shop

from assets.housekeeping import LANDING_KEPT, landing_housekeeping
from hub.erasure.erase import erase
from hub.progress import Silence
from resources.landing_store import open_store


def test_the_store_is_kept_in_order(database, tmp_path):
    store = open_store(str(tmp_path / "landing"))
    city = KeptCity(database, store)
    city.land([shop(1), shop(2)])
    city.land([shop(1, version=1), shop(2, version=1)])
    city.process()
    erase(database, store, Silence(), SHOPS, "S1", by="王审计", reason="本人申请")
    city.land([shop(1)])
    city.process()
    result = dg.materialize(
        [landing_housekeeping],
        resources={"database": database, "landing_store": store, "landing_days": 30, "progress": Silence()},
    )
    (event,) = result.asset_materializations_for_node("__".join(LANDING_KEPT.path))
    told = {name: entry.value for name, entry in event.metadata.items()}
    assert told["再次抹去的行数"] == 1
    assert told["清理的到期页数"] == 2
    assert told["清理的残留文件数"] == 0
