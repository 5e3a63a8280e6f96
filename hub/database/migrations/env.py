"""Alembic's environment: works on the connection and with the metadata that the caller hands over."""

from __future__ import annotations

from alembic import context

from hub.database.revisions import is_ours
from hub.database.software import VERSION_SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    version_table_schema=VERSION_SCHEMA,
    include_schemas=True,
    include_name=is_ours,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
