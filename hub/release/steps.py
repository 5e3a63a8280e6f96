"""Lists that a record carries (an incident's steps) as a table of their own, and whether they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.model import unified_table
from hub.release.columns import listed, sql_type
from hub.versions.order import record_prefix, staging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.datasets.declaration import Dataset
    from hub.release.transaction import Release


def step_table(dataset: Dataset) -> str | None:
    """The unified table of the elements of the dataset's list, or None where it sends none."""
    return next((each.table for each in dataset.fields if each.is_element), None)


def merge_steps(release: Release, touched: Sequence[tuple[Dataset, sql.Identifier]]) -> sql.Identifier | None:
    """Bring the steps of the touched records (`source_id` of each dataset) to what the next release shows.

    Returns a table of the records (`id`) whose steps differ from what was published, or None where the
    datasets have no steps.
    """
    stepped = [(dataset, rows) for dataset, rows in touched if step_table(dataset)]
    if not stepped:
        return None
    table = str(step_table(stepped[0][0]))
    columns = [each.name for each in unified_table(table).columns]
    parts = {
        "unified": sql.Identifier("unified", table),
        "columns": listed(columns),
        "parent": sql.Identifier(columns[0]),
        "records": sql.SQL(" UNION ALL ").join([_records(dataset, rows) for dataset, rows in stepped]),
    }
    steps = sql.SQL(" UNION ALL ").join([_steps(dataset, rows, table) for dataset, rows in stepped])
    parts["steps"] = release.work.make(f"incoming_{table}", steps)
    changed = release.work.make(f"changed_{table}", sql.SQL(_CHANGED).format(**parts))
    parts["changed"] = changed
    release.run("DELETE FROM {unified} WHERE {parent} IN (SELECT id FROM {changed})", **parts)
    release.run(
        "INSERT INTO {unified} ({columns}) SELECT {columns} FROM {steps} WHERE {parent} IN (SELECT id FROM {changed})",
        **parts,
    )
    return changed


_CHANGED = """
WITH shown AS (SELECT {columns} FROM {unified} WHERE {parent} IN ({records}))
SELECT DISTINCT {parent} AS id FROM (
    (SELECT {columns} FROM {steps} EXCEPT SELECT {columns} FROM shown)
    UNION ALL (SELECT {columns} FROM shown EXCEPT SELECT {columns} FROM {steps})
) AS difference
"""


def _records(dataset: Dataset, rows: sql.Identifier) -> sql.Composed:
    return sql.SQL("SELECT {} || source_id FROM {}").format(sql.Literal(record_prefix(dataset)), rows)


def _steps(dataset: Dataset, rows: sql.Identifier, table: str) -> sql.Composed:
    """The steps as staged; of several with one number the latest, by their time and then as sent."""
    parent, *own = unified_table(table).columns
    return sql.SQL(
        "(SELECT DISTINCT ON (1, seq) {prefix} || version.source_id AS {parent}, {own} "
        "FROM {rows} AS touched JOIN {staging} AS version USING (source_id), "
        "ROWS FROM (jsonb_to_recordset(version.steps) AS ({typed})) WITH ORDINALITY AS step ({own}, position) "
        "WHERE released AND NOT is_delete AND seq IS NOT NULL ORDER BY 1, seq, at DESC NULLS LAST, position DESC)"
    ).format(
        prefix=sql.Literal(record_prefix(dataset)),
        parent=sql.Identifier(parent.name),
        own=listed(each.name for each in own),
        rows=rows,
        staging=staging(dataset),
        typed=sql.SQL(", ").join([sql.SQL("{} {}").format(sql.Identifier(each.name), sql_type(each)) for each in own]),
    )
