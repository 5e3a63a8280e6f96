"""Every mart, in the order in which they are filled and told of."""

from __future__ import annotations

from hub.marts.closure import CLOSURE
from hub.marts.entity_profile import ENTITY_PROFILE
from hub.marts.joint_inspection import JOINT_INSPECTION
from hub.marts.jurisdiction import JURISDICTION
from hub.marts.licence_watch import LICENCE_WATCH
from hub.marts.one_matter import ONE_MATTER
from hub.marts.township_scorecard import TOWNSHIP_SCORECARD

MARTS = (
    ENTITY_PROFILE,
    LICENCE_WATCH,
    JOINT_INSPECTION,
    JURISDICTION,
    ONE_MATTER,  # after the one whose agencies it shows
    CLOSURE,
    TOWNSHIP_SCORECARD,
)


def telling_columns(table: str) -> tuple[str, ...]:
    """The columns of a unified table that say where its rows count in any mart."""
    return tuple(sorted({column for mart in MARTS if table in mart.reads for column in mart.reads[table].columns}))
