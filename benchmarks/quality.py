"""How fast quality is kept where much is wrong: `python -m benchmarks quality [--rejected N] [--published N]`.

N (100,000) rows that are all rejected, judged and routed; and the rules over what is published over N (200,000)
penalties with their inspections, judged whole and then with nothing new. Importing Great Expectations is not counted.
Runs on an embedded server in a temporary folder.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

import expectations.validation  # noqa: F401 - imports Great Expectations before the clock runs
from benchmarks.judging import FIFTEEN, OPEN, ROWS, clock
from expectations.judge import judge
from hub.database.connection import Database
from hub.database.migrate import upgrade
from hub.datasets.provincial import PENALTIES
from hub.progress import Silence
from hub.rules.catalogue import rules_for
from hub.rules.standing.judging import judge_published
from resources.embedded import EmbeddedServer

PUBLISHED = """
INSERT INTO unified.agency (id, platform, dataset, source_id, first_published_at, changed_at, release_id, code)
SELECT 'provincial:agencies:' || n, 'provincial', 'agencies', n, now(), now(), 1, '113303820000' || 100000 + n
FROM generate_series(1, 50) AS n;
INSERT INTO unified.enforcement_item (id, platform, dataset, source_id, first_published_at, changed_at, release_id,
                                      code, exercised_by_code)
SELECT 'provincial:enforcement_items:' || n, 'provincial', 'enforcement_items', n, now(), now(), 1,
       '3302231' || 1000000 + n, '113303820000' || 100000 + mod(n, 50)
FROM generate_series(1, 2000) AS n;
INSERT INTO unified.officer (id, platform, dataset, source_id, first_published_at, changed_at, release_id,
                             certificate_no, certificate_valid_until)
SELECT 'provincial:officers:' || n, 'provincial', 'officers', n, now(), now(), 1, '浙C' || n, date '2026-06-01' + n
FROM generate_series(1, 2000) AS n;
INSERT INTO unified.inspection (id, platform, dataset, source_id, first_published_at, changed_at, release_id,
                                action_no, item_code, agency_code, officer_certificate_nos, inspected_on)
SELECT 'provincial:inspections:' || n, 'provincial', 'inspections', n, now(), now(), 1, n, '3302231' || 1000000
       + mod(n, 2001), '113303820000' || 100000 + mod(n, 50), ARRAY['浙C' || mod(n, 2001), '浙C' || mod(n, 1999)],
       date '2025-01-01' + mod(n, 600)
FROM generate_series(1, {published}) AS n;
INSERT INTO unified.penalty (id, platform, dataset, source_id, first_published_at, changed_at, release_id,
                             decision_no, item_code, authority_code, division_code, decided_on, inspection_no,
                             inspection_id, content)
SELECT 'provincial:penalties:' || n, 'provincial', 'penalties', n, now(), now(), 1, n || '号', '3302231' || 1000000
       + mod(n, 2001), '113303820000' || 100000 + mod(n, 51), '330382103000', date '2025-01-01' + mod(n, 599), n,
       'provincial:inspections:' || n, repeat('经查，当事人未经批准擅自占用城市道路。', 5)
FROM generate_series(1, {published}) AS n;
"""


def main() -> None:
    """Measure both on one server."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rejected", type=int, default=100_000)
    parser.add_argument("--published", type=int, default=200_000)
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="hub-benchmark-", dir="/tmp"))
    server = EmbeddedServer(home)
    try:
        database = Database(SecretStr(server.start()))
        upgrade(database)
        _route(database, asked.rejected)
        _look(database, asked.published)
    finally:
        server.stop()
        shutil.rmtree(home)


def _route(database: Database, rows: int) -> None:
    with database.connect() as connection:
        connection.execute(ROWS, (rows,))
        connection.execute("UPDATE staging.provincial_penalties SET closed_on = decided_on - 1, is_delete = false")
        connection.execute(OPEN)
        connection.execute("ANALYZE staging.provincial_penalties, staging.provincial_penalties_open")
    rules = tuple(rule for rule in rules_for(PENALTIES) if rule.rule_id in FIFTEEN)
    with clock(f"judged and routed, {rows:,} rows, all rejected"):
        judgement = judge(PENALTIES, database, "benchmark", Silence(), rules)
    assert judgement.rejected == rows


def _look(database: Database, published: int) -> None:
    with database.connect() as connection:
        for statement in PUBLISHED.split(";"):
            if statement.strip():
                connection.execute(statement.replace("{published}", str(published)))
        connection.execute("ANALYZE unified.penalty, unified.inspection, unified.officer, unified.enforcement_item")
    for what in ("all of it", "nothing new"):
        with clock(f"rules over what is published, {published:,} penalties and inspections, {what}"):
            with database.connect() as connection:
                results = judge_published(connection, what, datetime.now(UTC))
            assert all(each.status != "error" for each in results)


if __name__ == "__main__":
    main()
