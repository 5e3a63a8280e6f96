"""Dagster's instance: its folder in HUB_HOME, its storage in schema `dagster` of the hub's database."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

import dagster as dg
from sqlalchemy import make_url

from assets.names import LOCK_TAG

if TYPE_CHECKING:
    from hub.database.connection import Database
    from hub.main.settings import Settings

STORAGE_VARIABLE = "HUB_DAGSTER_STORAGE_URL"

CONFIGURATION = f"""\
# Written by the hub at every start.
storage:
  postgres:
    postgres_url:
      env: {STORAGE_VARIABLE}
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 2
    tag_concurrency_limits:
      - key: {LOCK_TAG}
        value:
          applyLimitPerUniqueValue: true
        limit: 1
run_monitoring:
  enabled: true
retention:
  schedule:
    purge_after_days: 30
  sensor:
    purge_after_days: 7
"""

ATTENDED = "attended.yaml"
"""The same for a run with somebody waiting for it, who sees at once what the pages could only show copied: Dagster
copies by two processes for each of the two outputs of each run."""

UNCOPIED = """\
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
"""


def storage_url(database: Database) -> str:
    """The address of Dagster's storage: psycopg 2, since dagster-postgres cannot speak through psycopg 3."""
    url = make_url(database.url.get_secret_value()).set(drivername="postgresql+psycopg2")
    options = url.query.get("options", "")
    asked = options if isinstance(options, str) else " ".join(options)
    # Each event is a commit: a crash of the machine may cost the pages the last moments of their log, and no data.
    # Dagster takes what the database calls the time now for UTC.
    ours = "-csearch_path=dagster -csynchronous_commit=off -ctimezone=UTC"
    return url.update_query_dict({"options": f"{asked} {ours}".strip()}).render_as_string(hide_password=False)


def prepare_instance(settings: Settings, database: Database) -> dict[str, str]:
    """Make Dagster's folder and schema; returns the environment variables by which Dagster finds them."""
    settings.dagster_home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (settings.dagster_home / "dagster.yaml").write_text(CONFIGURATION, encoding="utf-8")
    (settings.dagster_home / ATTENDED).write_text(CONFIGURATION + UNCOPIED, encoding="utf-8")
    with database.connect() as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS dagster")
    variables = {
        "DAGSTER_HOME": str(settings.dagster_home),
        STORAGE_VARIABLE: storage_url(database),
        "DAGSTER_DISABLE_TELEMETRY": "1",
    }
    os.environ.update(variables)
    return variables


def upgrade_storage(settings: Settings, database: Database) -> None:
    """Make Dagster's storage, or bring it to what the installed Dagster needs."""
    instance = attended_instance(settings, database)
    try:
        instance.upgrade()
    finally:
        instance.dispose()


def attended_instance(settings: Settings, database: Database) -> dg.DagsterInstance:
    """The instance for runs in this process, with somebody waiting for them; it has to be disposed of."""
    prepare_instance(settings, database)
    instance = dg.DagsterInstance.from_config(str(settings.dagster_home), ATTENDED)
    # Keeps a connection open instead of one for each event: a run takes less than half the time.
    instance.optimize_for_webserver(statement_timeout=600_000, pool_recycle=3600, max_overflow=20)
    storage = instance.event_log_storage
    # With each event it asks anew whether its tables are there, over one more connection, opened and closed for that.
    storage.has_table = cache(storage.has_table)  # type: ignore[attr-defined]
    return instance
