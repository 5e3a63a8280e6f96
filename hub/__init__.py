"""The domain of the enforcement data hub: it knows nothing of Dagster, HTTP or Great Expectations."""
