"""A sound row of every dataset, on its way from the page to the readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql
from standardised import LANDED, WHOLE

from hub.datasets import DATASETS
from hub.progress import Silence
from hub.release.publish import publish
from hub.staging.load import load_versions
from hub.staging.rows import PageRows
from hub.staging.standardise import standardise
from hub.versions.order import open_versions

if TYPE_CHECKING:
    from hub.database.connection import Database


def test_every_dataset_reaches_its_table(database: Database) -> None:
    with database.connect() as connection:
        for number, dataset in enumerate(DATASETS, start=1):
            department = "market" if dataset.platform == "departments" else None
            frame = standardise(dataset, [PageRows(number, LANDED, [WHOLE[dataset.id]], department)])
            load_versions(connection, dataset, frame)
            connection.execute(sql.SQL("UPDATE {} SET verdict = 'passed'").format(open_versions(dataset)))
    publish(database, Silence())
    with database.connect() as connection:
        for dataset in DATASETS:
            rows = connection.execute(
                sql.SQL("SELECT platform, dataset, unmapped, retracted_at FROM {} WHERE id LIKE %s").format(
                    sql.Identifier("v1", dataset.table)
                ),
                [f"{dataset.platform}:{dataset.name}:%"],
            ).fetchall()
            assert rows == [(dataset.platform, dataset.name, None, None)]
