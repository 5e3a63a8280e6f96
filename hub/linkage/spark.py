"""The model on Spark, for more records than one machine holds (docs/linkage.md says when and how to change over).

PySpark is no part of the default installation: `pip install '.[spark]'`, with a Java 17 or later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from splink.internals.database_api import DatabaseAPI


def on_spark(session: SparkSession) -> DatabaseAPI[Any]:
    """What `hub.linkage.scoring.score` takes as its backend to compute in `session`."""
    from splink.backends.spark import SparkAPI

    # The model's conditions are plain Spark SQL: Splink's Java functions, which a session must be started with, are
    # not needed; nor is a folder for checkpoints.
    return SparkAPI(spark_session=session, break_lineage_method="persist", register_udfs_automatically=False)  # type: ignore[no-untyped-call]
