"""Orchestration only: Dagster assets, checks, jobs, schedules and sensors over the domain.

What an asset does is a call into `resources`, `expectations` or `hub`; here stands when, in which order, and what the
pages show of it.
"""
