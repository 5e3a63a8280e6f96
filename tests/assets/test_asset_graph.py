"""The whole graph as text, in `graph.txt`, to be reviewed with every change.

Where it is meant to differ: `.venv/bin/python tests/assets/test_asset_graph.py` writes it anew.
"""

from __future__ import annotations

import difflib
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from dagster._core.remote_representation.external_data import RepositorySnap
from dagster._serdes import deserialize_value, serialize_value

from assets.names import LINKAGE, landing_key, staging_key, unified_key
from hub.datasets import DATASETS
from hub.main.definitions import build_definitions

if TYPE_CHECKING:
    from dagster._core.definitions.assets.graph.asset_graph import AssetGraph

SNAPSHOT = Path(__file__).with_name("graph.txt")
LOADING_SECONDS = 4.0

LOAD = """
import sys, time
from hub.main.definitions import build_definitions
definitions = build_definitions()
definitions.resolve_asset_graph()
print(time.process_time(), "great_expectations" in sys.modules)
"""


def describe(definitions: dg.Definitions) -> str:
    """Assets with group, kinds and freshness, what they depend on and their checks; jobs; what runs by itself."""
    graph = definitions.resolve_asset_graph()
    lines = []
    for key in sorted(graph.get_all_asset_keys()):
        node = graph.get(key)
        kinds = ",".join(sorted(node.kinds))
        stale = node.freshness_policy.fail_window.to_timedelta().days if node.freshness_policy else None
        kept = f", stale after {stale} days" if stale else ""
        lines.append(f"asset {key.to_user_string()} [{node.group_name}; {kinds}; {','.join(node.owners)}{kept}]")
        lines += [f"  from {parent.to_user_string()}" for parent in sorted(node.parent_keys)]
        lines += [f"  check {check.name}" for check in sorted(node.check_keys, key=lambda check: check.name)]
    for job in sorted(definitions.jobs or (), key=lambda job: job.name):
        keys = definitions.resolve_job_def(job.name).asset_layer.executable_asset_keys
        lines.append(f"job {job.name}")
        lines += [f"  {key.to_user_string()}" for key in sorted(keys)]
    for schedule in sorted(definitions.schedules or (), key=lambda schedule: schedule.name):
        assert isinstance(schedule, dg.ScheduleDefinition)
        when = f"{schedule.cron_schedule} {schedule.execution_timezone}"
        lines.append(f"schedule {schedule.name}: {schedule.job_name} at {when}, {schedule.default_status.value}")
    for sensor in sorted(definitions.sensors or (), key=lambda sensor: sensor.name):
        jobs = ",".join(target.job_name for target in sensor.targets) or "nothing"
        lines.append(
            f"sensor {sensor.name}: {jobs} every {sensor.minimum_interval_seconds} s, {sensor.default_status.value}"
        )
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def graph() -> AssetGraph:
    return build_definitions().resolve_asset_graph()


def test_the_graph_is_the_one_that_was_agreed_on() -> None:
    agreed = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    found = describe(build_definitions()).splitlines()
    difference = "\n".join(difflib.unified_diff(agreed, found, "agreed on", "found", n=2, lineterm=""))
    assert not difference, f"not as agreed on; where it is meant: python tests/assets/test_asset_graph.py\n{difference}"


def test_every_asset_and_check_explains_itself_in_chinese(graph: AssetGraph) -> None:
    told = {key: graph.get(key).description for key in (*graph.get_all_asset_keys(), *graph.asset_check_keys)}
    assert [key for key, text in told.items() if not re.search("[\u4e00-\u9fff]", text or "")] == []
    tables = [key for key in graph.get_all_asset_keys() if key.path[0] in {"landing", "staging", "unified", "mart"}]
    assert [key for key in tables if "dagster/column_schema" not in graph.get(key).metadata] == []


def test_every_job_schedule_and_sensor_explains_itself_in_chinese() -> None:
    definitions = build_definitions()
    parts = [*(definitions.jobs or ()), *(definitions.schedules or ()), *(definitions.sensors or ())]
    assert [part.name for part in parts if not re.search("[\u4e00-\u9fff]", part.description or "")] == []


def test_the_pages_can_be_told_of_it() -> None:
    snapshot = RepositorySnap.from_def(build_definitions().get_repository_def())
    told = deserialize_value(serialize_value(snapshot), RepositorySnap)
    assert {node.asset_key for node in told.asset_nodes} == {node.asset_key for node in snapshot.asset_nodes}


def test_no_check_is_blocking(graph: AssetGraph) -> None:
    assert not any(graph.get(key).blocking for key in graph.asset_check_keys)


def origins(graph: AssetGraph, asset: dg.AssetKey, column: str) -> set[tuple[dg.AssetKey, str]]:
    """The columns upstream that a column of an asset comes from."""
    lineage = graph.get(asset).metadata["dagster/column_lineage"].deps_by_column
    return {(dep.asset_key, dep.column_name) for dep in lineage.get(column, ())}


def test_every_source_field_can_be_followed_to_the_column_that_it_is_declared_to_feed(graph: AssetGraph) -> None:
    lost = []
    for dataset in DATASETS:
        for field in dataset.fields:
            if field.source is None or field.column is None:
                continue
            table = unified_key(field.table or dataset.table)
            staged = {name for asset, name in origins(graph, table, field.column) if asset == staging_key(dataset)}
            read = {source for name in staged for source in origins(graph, staging_key(dataset), name)}
            if (landing_key(dataset), field.source) not in read:
                lost.append(f"{dataset.id} {field.source} -> {table.to_user_string()}.{field.column}")
    assert lost == []


@pytest.mark.parametrize(
    ("table", "column", "origin"),
    [
        ("penalty", "fine_yuan", ("provincial/penalties", "fine_yuan")),
        ("incident_step", "at", ("city/cases", "steps")),
        ("incident", "place_id", ("city/cases", "place_id_ref")),
        ("entity", "business_scope", ("city/shops", "evidence")),
        ("entity", "name", ("grassroots/filings", "holder_name")),
        ("entity_link", "evidence", ("city/permits", "link_citizen_id")),
        ("entity_relation", "grounds", ("provincial/market_entities", "legal_representative")),
        ("entity_relation", "successor_id", ("departments/market_register", "link_uscc")),
    ],
)
def test_a_column_leads_back_to_where_it_is_read_from(
    graph: AssetGraph, table: str, column: str, origin: tuple[str, str]
) -> None:
    dataset, staged = origin
    assert (dg.AssetKey(["staging", *dataset.split("/")]), staged) in origins(graph, unified_key(table), column)


def test_a_column_tells_its_sources_in_words_too(graph: AssetGraph) -> None:
    schema = graph.get(unified_key("entity")).metadata["dagster/column_schema"]
    told = {column.name: column.description for column in schema.columns}
    assert told["business_scope"] == "经营范围 ← city/shops businessScope"


def test_what_has_no_entity_does_not_wait_for_linkage(graph: AssetGraph) -> None:
    after = {key.path[-1] for key in graph.get(LINKAGE).child_keys}
    assert {"entity", "entity_link", "entity_alias", "entity_relation", "penalty", "incident"} <= after
    assert after.isdisjoint({"division", "grid", "agency", "officer", "enforcement_item", "component"})


def test_loading_needs_no_database_no_settings_and_little_time(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HUB_DATABASE_URL": "no address at all", "HUB_HOME": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, has_expectations = done.stdout.split()
    assert float(seconds) < LOADING_SECONDS
    assert has_expectations == "False"
    assert not (tmp_path / "none").exists()


if __name__ == "__main__":
    SNAPSHOT.write_text(describe(build_definitions()), encoding="utf-8")
