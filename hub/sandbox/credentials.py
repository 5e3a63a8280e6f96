"""The credentials of one sandbox: made at random with it, kept where only its owner reads them."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from secrets import token_hex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client has to know."""

    provincial_app_key: str
    provincial_app_secret: str
    city_client_id: str
    city_client_secret: str
    grassroots_app: str
    grassroots_app_key: str
    grassroots_username: str
    grassroots_password: str
    micro_grid_api_key: str
    school_safety_api_key: str

    @property
    def api_keys(self) -> dict[str, str]:
        """The key of each platform that knows its clients by one."""
        return {"micro_grid": self.micro_grid_api_key, "school_safety": self.school_safety_api_key}

    def settings(self) -> dict[str, str]:
        """As the hub's settings, by environment variable."""
        return {f"HUB_{name.upper()}": value for name, value in asdict(self).items()}


def credentials_of(path: Path) -> Credentials:
    """The credentials kept at `path`, made now where there are none."""
    if not path.exists():
        made = Credentials(
            provincial_app_key=f"A{token_hex(8)}",
            provincial_app_secret=token_hex(16),
            city_client_id=f"hub-{token_hex(4)}",
            city_client_secret=token_hex(20),
            grassroots_app="yqjczl",
            grassroots_app_key=token_hex(8),
            grassroots_username="hub",
            grassroots_password=token_hex(12),
            micro_grid_api_key=token_hex(16),
            school_safety_api_key=token_hex(16),
        )
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(made), file)
    return Credentials(**json.loads(path.read_text()))
