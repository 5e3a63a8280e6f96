"""Every mart, in the order in which they are filled and told of."""

from __future__ import annotations

from hub.marts.entity_profile import ENTITY_PROFILE

MARTS = (ENTITY_PROFILE,)
