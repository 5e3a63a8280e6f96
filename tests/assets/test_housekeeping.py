"""The nightly run over the landing store: what it cleans, as its metadata tells."""

from __future__ import annotations

import dagster as dg
from kept_city import SHOPS, KeptCity, shop

from assets.housekeeping import HISTORY_KEPT, LANDING_KEPT, history_housekeeping, landing_housekeeping
from hub.erasure.erase import erase
from hub.feed.keeping import Keeping
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


def test_old_changes_and_versions_are_let_go(database):
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO hub.release (release_id, published_at, counts, held) OVERRIDING SYSTEM VALUE "
            "VALUES (1, now() - interval '8 days', '{}', '{}')"
        )
        connection.execute(
            "INSERT INTO hub.change (release_id, table_name, id, operation, changed_at) "
            "VALUES (1, 'penalty', '1', 'insert', now())"
        )
    result = dg.materialize(
        [history_housekeeping], resources={"database": database, "keeping": Keeping(changes_days=7)}
    )
    (event,) = result.asset_materializations_for_node("__".join(HISTORY_KEPT.path))
    told = {name: entry.value for name, entry in event.metadata.items()}
    assert told == {"清理的变更数": 1, "清理的历史版本数": 0, "变更保留期限": "7 天", "历史版本保留期限": "不限"}
