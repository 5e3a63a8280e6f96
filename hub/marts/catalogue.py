"""Every mart, in the order in which they are filled and told of."""

from __future__ import annotations

from hub.marts.entity_profile import ENTITY_PROFILE
from hub.marts.joint_inspection import JOINT_INSPECTION
from hub.marts.licence_watch import LICENCE_WATCH
from hub.marts.township_scorecard import TOWNSHIP_SCORECARD

MARTS = (ENTITY_PROFILE, LICENCE_WATCH, JOINT_INSPECTION, TOWNSHIP_SCORECARD)
