"""How fast a dataset is judged: `python benchmarks/judging.py [--rows N] [--whole]`.

Without `--whole`: 15 rules on N (500,000) rows of provincial penalties, next to one SQL pass written by hand that
computes the same: verdicts, reasons of the rejected, counts of every rule. The rows are those of one staging table
and its copy, in one run; importing Great Expectations is not counted. With `--whole`: every rule of the dataset.
Runs on an embedded server in a temporary folder.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

import expectations.validation  # noqa: F401 - imports Great Expectations before the clock runs
from expectations.judge import judge
from hub.database.connection import Database
from hub.database.migrate import upgrade
from hub.datasets.provincial import PENALTIES
from hub.progress import Silence
from hub.rules.catalogue import rules_for
from resources.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

FIFTEEN = {
    "any.item_code_form",
    "any.name_masked",
    "any.name_too_short",
    "any.party_code_missing",
    "any.party_code_unknown",
    "any.required_missing",
    "any.unknown_code_required",
    "penalty.confiscated_missing",
    "penalty.decided_after_closed",
    "penalty.decision_no_form",
    "penalty.filed_after_decided",
    "penalty.fine_missing",
    "penalty.fine_without_kind",
    "penalty.licence_missing",
    "penalty.public_before_decided",
}

ROWS = """
INSERT INTO staging.provincial_penalties (
    version_hash, source_id, source_updated_at, sequence, content_hash, page_id, row_number, landed_at, is_delete,
    defects, party_name, party_kind, party_code, link_uscc, decision_no, violation, facts, basis, kinds, content,
    fine_yuan, filed_on, decided_on, closed_on, public_until, authority_name, authority_code, item_code
)
SELECT gen_random_uuid(), n || '号|11330382000000001P', now(), n, md5(n::text), 1, n, now(), mod(n, 50) = 0,
       CASE WHEN mod(n, 40) = 1 THEN '[{"rule": "any.required_missing", "field": "CF_YJ", "value": null}]'
            WHEN mod(n, 40) = 2 THEN '[{"rule": "any.unknown_code_required", "field": "CF_CFLB", "value": "98"}]'
            ELSE '[]' END::jsonb,
       CASE WHEN mod(n, 90) = 3 THEN '乐清市*有限公司' ELSE '乐清市样例' || n || '电器有限公司' END, 'enterprise',
       '91330382MA00000A1W', '91330382MA00000A1W', '乐综执罚决字〔2026〕第' || n || '号', '擅自占用城市道路',
       repeat('经查，当事人未经批准擅自占用城市道路摆放货物。', 5), '《浙江省城市道路管理办法》第三十条',
       CASE WHEN mod(n, 70) = 4 THEN '{warning}' ELSE '{warning,fine}' END::text[],
       '警告，并处罚款人民币' || mod(n, 5000) + 100 || '元', CASE WHEN mod(n, 80) <> 5 THEN mod(n, 5000) + 100 END,
       day, day + 30, day + CASE WHEN mod(n, 60) = 6 THEN 20 ELSE 60 END, day + 400, '样例局', '11330382000000001P',
       CASE WHEN mod(n, 100) = 7 THEN '3302' ELSE '33022310100001' END
FROM (SELECT n, date '2025-01-01' + mod(n, 500) AS day FROM generate_series(1, %s) AS n) AS made
"""

OPEN = """
INSERT INTO staging.provincial_penalties_open (version_hash, source_id, verdict)
SELECT version_hash, source_id, 'new' FROM staging.provincial_penalties
"""

BY_HAND = """
WITH judged AS MATERIALIZED (
    SELECT version_hash, source_id, landed_at, item_code, filed_on, decided_on, closed_on,
           NOT is_delete AND item_code !~ '^[0-9]{14}$' AS item_bad,
           NOT is_delete AND filed_on > decided_on AS filed_bad,
           NOT is_delete AND decided_on > closed_on AS closed_bad,
           defects @> '[{"rule": "any.required_missing"}]' AS missing_bad,
           NOT is_delete AND defects @> '[{"rule": "any.unknown_code_required"}]' AS code_bad,
           NOT is_delete AND party_name ~ '[*＊]' AS masked,
           NOT is_delete AND char_length(party_name) < 2 AS short,
           NOT is_delete AND party_code IS NULL AS codeless,
           NOT is_delete AND party_code IS DISTINCT FROM link_uscc AND party_code IS DISTINCT FROM link_citizen_id
               AND party_code IS NOT NULL AS strange,
           NOT is_delete AND 'confiscation' = ANY (kinds) AND confiscated_yuan IS NULL AS unconfiscated,
           NOT is_delete AND decision_no !~ '^.+〔(19|20)[0-9]{2}〕.*[0-9]+.*号$' AS unnumbered,
           NOT is_delete AND 'fine' = ANY (kinds) AND fine_yuan IS NULL AS unfined,
           NOT is_delete AND fine_yuan > 0 AND NOT 'fine' = ANY (kinds) AS unkinded,
           NOT is_delete AND kinds && ARRAY['suspend_licence', 'revoke_licence'] AND revoked_licence IS NULL
               AS unlicensed,
           NOT is_delete AND decided_on > public_until AS hidden
    FROM staging.provincial_penalties_state WHERE verdict = 'new' AND NOT released
), reasons AS (
    INSERT INTO quality.rejection (platform, dataset, source_id, version_hash, rule_id, field, value, reason_zh,
                                   first_seen_at, last_seen_at, published_version_kept)
    SELECT 'provincial', 'penalties', source_id, version_hash, rule_id, field, value, title || value || remedy,
           landed_at, landed_at,
           EXISTS (SELECT FROM staging.provincial_penalties_state AS kept WHERE kept.source_id = judged.source_id
                   AND kept.verdict = 'passed' AND NOT kept.is_delete)
    FROM judged CROSS JOIN LATERAL (VALUES
        (item_bad, 'any.item_code_form', 'supervise_item_implement_code', item_code, '事项编码不是 14 位数字', '填写'),
        (filed_bad, 'penalty.filed_after_decided', 'filing_date;CF_JDRQ', concat_ws(';', filed_on, decided_on),
         '立案日期晚于处罚决定日期', '核对立案和决定日期'),
        (closed_bad, 'penalty.decided_after_closed', 'CF_JDRQ;closing_date', concat_ws(';', decided_on, closed_on),
         '处罚决定日期晚于结案日期', '核对决定和结案日期'),
        (missing_bad, 'any.required_missing', 'CF_YJ', '', '必填项缺失', '补填所列必填项后重新报送'),
        (code_bad, 'any.unknown_code_required', 'CF_CFLB', '98', '必填代码项取值不在代码表内', '按代码表改为规定取值')
    ) AS reason (bad, rule_id, field, value, title, remedy) WHERE bad
), verdicts AS (
    UPDATE staging.provincial_penalties_open AS staged
    SET verdict = CASE WHEN item_bad OR filed_bad OR closed_bad OR missing_bad OR code_bad
                       THEN 'rejected' ELSE 'passed' END
    FROM judged WHERE staged.version_hash = judged.version_hash
)
SELECT count(*), count(*) FILTER (WHERE item_bad), count(*) FILTER (WHERE filed_bad),
       count(*) FILTER (WHERE closed_bad), count(*) FILTER (WHERE missing_bad), count(*) FILTER (WHERE code_bad),
       count(*) FILTER (WHERE masked), count(*) FILTER (WHERE short), count(*) FILTER (WHERE codeless),
       count(*) FILTER (WHERE strange), count(*) FILTER (WHERE unconfiscated), count(*) FILTER (WHERE unnumbered),
       count(*) FILTER (WHERE unfined), count(*) FILTER (WHERE unkinded), count(*) FILTER (WHERE unlicensed),
       count(*) FILTER (WHERE hidden)
FROM judged
"""


@contextmanager
def clock(label: str) -> Iterator[list[float]]:
    """Print how long the block took; the seconds are in the list afterwards."""
    taken: list[float] = []
    start = time.perf_counter()
    yield taken
    taken.append(time.perf_counter() - start)
    print(f"{label}: {taken[0]:.2f} s")


def main() -> None:
    """Make the rows once, copy the database, and judge one copy by hand and the other by the hub."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--whole", action="store_true")
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="hub-benchmark-", dir="/tmp"))
    server = EmbeddedServer(home)
    try:
        url = server.start()
        made = Database(SecretStr(url))
        upgrade(made)
        with made.connect() as connection:
            connection.execute(ROWS, (asked.rows,))
            connection.execute(OPEN)
            connection.execute("ANALYZE staging.provincial_penalties_open")
        # Nobody may be in the database that is copied.
        made.disconnect()
        copy = Database(SecretStr(url.replace("/hub?", "/by_hand?")))
        with Database(SecretStr(url.replace("/hub?", "/postgres?"))).connect(autocommit=True) as connection:
            connection.execute("CREATE DATABASE by_hand TEMPLATE hub STRATEGY file_copy")
            connection.execute("CHECKPOINT")
        rules = tuple(rule for rule in rules_for(PENALTIES) if asked.whole or rule.rule_id in FIFTEEN)
        with clock(f"by hand, {len(FIFTEEN)} rules, {asked.rows:,} rows") as by_hand, copy.connect() as connection:
            counted = connection.execute(BY_HAND).fetchone()
        with clock(f"judged and routed, {len({rule.rule_id for rule in rules})} rules, {asked.rows:,} rows") as judging:
            judgement = judge(PENALTIES, made, "benchmark", Silence(), rules)
        assert counted is not None
        assert counted[0] == judgement.evaluated
        assert asked.whole or sum(counted[1:]) == sum(result.failed for result in judgement.results)
        print(f"rejected: {judgement.rejected:,}; errors: {len(judgement.errors)}")
        print(f"judging takes {judging[0] / by_hand[0]:.2f} times the pass by hand")
    finally:
        server.stop()
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
