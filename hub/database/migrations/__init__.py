"""The revisions of the hub's schema; made by `python -m hub.database.revise`, applied by `hub db upgrade`."""
