"""What all who ask a platform in one run share: its credentials, its breaker, its pace."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from resources.rest.access import Secrets
from resources.rest.auth import authenticator
from resources.rest.breaker import Breaker
from resources.rest.pace import Pace

if TYPE_CHECKING:
    from hub.datasets.wire import RestPlatform
    from resources.rest.access import PlatformAccess
    from resources.rest.auth import Authenticator
    from resources.rest.clock import Clock


@dataclass(frozen=True, slots=True)
class Line:
    """The line to one platform: what must not be seen outside, who we are, whether and how fast it is asked."""

    secrets: Secrets
    auth: Authenticator
    breaker: Breaker
    pace: Pace


class Lines:
    """The lines of one run, made as they are asked for; made anew for every run and shared by its datasets.

    So credentials are got once for a platform and not for each of its datasets, and one that is gone costs its
    waiting once.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._lines: dict[str, Line] = {}

    def to(self, platform: RestPlatform, access: PlatformAccess, clock: Clock) -> Line:
        """The line to a platform, which in one run has one address. Raises SettingsError where a setting is missing."""
        with self._lock:
            if platform.name not in self._lines:
                secrets = Secrets(access)
                manners = access.manners or platform.manners
                self._lines[platform.name] = Line(
                    secrets,
                    authenticator(platform, access, secrets, clock),
                    Breaker(platform.limits, clock),
                    Pace(platform.title, manners, clock),
                )
            return self._lines[platform.name]
