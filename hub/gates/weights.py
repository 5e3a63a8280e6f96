"""The dimensions' weights in the database, where the scores are computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import psycopg

    from hub.rules.texts import Dimension


def apply_weights(connection: psycopg.Connection, weights: Mapping[Dimension, float]) -> None:
    """Make `weights` (0 or more) those of `quality.scorecard`; writes nothing where they are."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO quality.dimension_weight AS known (dimension, weight) VALUES (%s, %s)"
            " ON CONFLICT (dimension) DO UPDATE SET weight = excluded.weight WHERE known.weight <> excluded.weight",
            [(dimension, weight) for dimension, weight in weights.items()],
        )
