"""Great Expectations over one table, as SQL in the database. Importing this imports Great Expectations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import great_expectations as gx
from great_expectations.core.result_format import ResultFormat
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL

from expectations.suites import KEY, suite
from expectations.verdicts import Broken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from expectations.verdicts import Verdicts
    from hub.database.connection import Database
    from hub.rules.catalogue import Rule

_ZONE = "-c TimeZone=Asia/Shanghai"


def validate(database: Database, schema: str, table: str, rules: Sequence[Rule]) -> Verdicts:
    """What `rules` find in the table."""
    context = gx.get_context(mode="ephemeral", project_config=_quiet())
    datasource = context.data_sources.add_postgres("hub", connection_string=sqlalchemy_url(database))
    try:
        asset = datasource.add_table_asset(table, table_name=table, schema_name=schema)
        batch = asset.add_batch_definition_whole_table(table).get_batch()
        validation = batch.validate(suite(table, rules), result_format=ResultFormat.BASIC)
    finally:
        datasource.get_execution_engine().close()
        datasource.get_engine().dispose()
    results = {_key(result): _verdict(result) for result in validation.results}
    return {rule.key: results.get(rule.key, Broken("no result came back")) for rule in rules}


def _quiet() -> DataContextConfig:
    """No progress bars, no reports to the makers, no folder for pages of documentation."""
    return DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )


def _key(result: Any) -> str:
    return str(result.expectation_config.meta[KEY])


def _verdict(result: Any) -> int | Broken:
    """GX raises for no rule: a rule that broke is a failure with exceptions, by metric or a single one."""
    info = result.exception_info or {}
    exceptions = [info] if "raised_exception" in info else list(info.values())
    raised = [each for each in exceptions if each.get("raised_exception")]
    if raised:
        return Broken("; ".join(dict.fromkeys(str(each.get("exception_message")).strip() for each in raised)))
    return int(result.result["unexpected_count"])


def sqlalchemy_url(database: Database) -> str:
    """The libpq URI as SQLAlchemy's; GX refuses one without a host, so a socket's folder goes into the query."""
    parts: dict[str, Any] = dict(conninfo_to_dict(database.url.get_secret_value()))
    host = str(parts.pop("host", "") or "localhost")
    is_socket = host.startswith(("/", "@"))
    query = {key: str(value) for key, value in parts.items() if key not in {"user", "password", "port", "dbname"}}
    query["options"] = f"{query.get('options', '')} {_ZONE}".strip()
    return URL.create(
        "postgresql+psycopg",
        username=parts.get("user"),
        password=parts.get("password"),
        host="localhost" if is_socket else host,
        port=int(parts["port"]) if parts.get("port") else None,
        database=parts.get("dbname"),
        query={**query, **({"host": host} if is_socket else {})},
    ).render_as_string(hide_password=False)
