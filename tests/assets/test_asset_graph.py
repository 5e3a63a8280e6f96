"""The whole graph as text. Where it is meant to differ: `python tests/assets/test_asset_graph.py` writes it anew."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
from dagster._core.remote_representation.external_data import RepositorySnap
from dagster._serdes import deserialize_value, serialize_value

from hub.main.definitions import build_definitions

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


def test_the_graph_is_the_one_that_was_agreed_on() -> None:
    assert describe(build_definitions()) == SNAPSHOT.read_text(encoding="utf-8")


def test_every_asset_explains_itself_in_chinese() -> None:
    graph = build_definitions().resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert any("\u4e00" <= each <= "\u9fff" for each in node.description or ""), key
        assert "dagster/column_schema" in node.metadata or key.path[0] == "linkage", key


def test_the_pages_can_be_told_of_it() -> None:
    snapshot = RepositorySnap.from_def(build_definitions().get_repository_def())
    told = deserialize_value(serialize_value(snapshot), RepositorySnap)
    assert {node.asset_key for node in told.asset_nodes} == {node.asset_key for node in snapshot.asset_nodes}


def test_no_check_is_blocking() -> None:
    graph = build_definitions().resolve_asset_graph()
    assert not any(graph.get(key).blocking for key in graph.asset_check_keys)


def test_a_source_field_can_be_followed_to_its_unified_column() -> None:
    graph = build_definitions().resolve_asset_graph()

    def origins(key: list[str], column: str) -> set[tuple[str, str]]:
        lineage = graph.get(dg.AssetKey(key)).metadata["dagster/column_lineage"]
        return {(dep.asset_key.to_user_string(), dep.column_name) for dep in lineage.deps_by_column[column]}

    assert ("staging/provincial/penalties", "fine_yuan") in origins(["unified", "penalty"], "fine_yuan")
    assert origins(["staging", "provincial", "penalties"], "fine_yuan") == {
        ("landing/provincial/penalties", "CF_NR_FK")
    }
    assert ("staging/city/cases", "steps") in origins(["unified", "incident_step"], "at")
    assert ("landing/city/cases", "steps[].time") in origins(["staging", "city", "cases"], "steps")
    assert ("staging/city/cases", "place_id_ref") in origins(["unified", "incident"], "place_id")


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
