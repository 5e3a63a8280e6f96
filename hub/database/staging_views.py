"""The versions in staging with what became of each: the view over a dataset's table and its open versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.views import View
from hub.datasets import DATASETS
from hub.staging.tables import VERDICT_COMMENT, open_table_name, staging_table, state_view_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.datasets.declaration import Dataset

# A version that is not open has passed and been released. The planner reads the two conditions on an outer join
# as an anti-join and an inner one, so either is as quick as on the tables.
_QUERY = """
SELECT {columns}, coalesce(open.verdict, 'passed') AS verdict, open.version_hash IS NULL AS released
FROM {table} AS version LEFT JOIN {open} AS open USING (version_hash)
"""


def staging_views() -> Iterator[View]:
    """The view of every dataset's versions with `verdict` and `released`."""
    return map(_view, DATASETS)


def _view(dataset: Dataset) -> View:
    table = staging_table(dataset)
    query = sql.SQL(_QUERY).format(
        columns=sql.SQL(", ").join(sql.Identifier("version", each.name) for each in table.columns),
        table=sql.Identifier("staging", table.name),
        open=sql.Identifier("staging", open_table_name(dataset)),
    )
    columns = [(each.name, each.comment or "") for each in table.columns]
    return View(
        "staging",
        state_view_name(dataset),
        query,
        f"{table.comment}：各版本的判定与发布情况",
        (*columns, ("verdict", VERDICT_COMMENT), ("released", "是否已经过发布")),
        is_barrier=False,
    )
