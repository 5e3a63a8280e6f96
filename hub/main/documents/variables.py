"""`docs/settings.md`: every setting, what is expected there, its default, and whether it is a secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.main.documents.markdown import code, sections, table
from hub.main.settings import GENERAL, REST_PLATFORMS, platform_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.datasets.wire import RestPlatform


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a general setting is for, what holds without it, and whether it may hold a password."""

    text: str
    default: str
    is_secret: bool = False


MEANINGS = {
    "HUB_HOME": Meaning(
        "where all state is kept",
        "`/var/lib/enforcement-hub` for root, else the user's data folder (`~/.local/share/enforcement-hub`)",
    ),
    "HUB_DATABASE_URL": Meaning("PostgreSQL ≥ 15, as a libpq URI", "the embedded server in `HUB_HOME`", is_secret=True),
    "HUB_LANDING": Meaning("where pages and files are kept as received", "`landing` in `HUB_HOME`"),
    "HUB_INBOX": Meaning("where departments drop files, a folder for each", "`inbox` in `HUB_HOME`"),
    "HUB_INBOX_SETTLE": Meaning("seconds that a file must have stood still", "`2`"),
    "HUB_CA_BUNDLE": Meaning(
        "the certificates of a private authority (PEM); TLS is always verified", "those of Python's `certifi`"
    ),
    "HUB_ALERT_CHANNELS": Meaning(
        "where alerts go: Apprise addresses, parted by blanks", "none: alerts stay in the database", is_secret=True
    ),
    "HUB_SANDBOX": Meaning("set by `--sandbox`: the platforms are stand-ins", "not set"),
}

OF_PLATFORMS = {
    "URL": "the platform's address",
    "APP": "the application's part of every address",
    "APP_KEY": "who we are: the application's key",
    "APP_SECRET": "the application's secret",
    "CLIENT_ID": "who we are: the client's id",
    "CLIENT_SECRET": "the client's secret",
    "USERNAME": "the user's name",
    "PASSWORD": "the user's password",
    "API_KEY": "the key that goes with every call",
}
"""What a platform's settings are for, by their suffixes; one that is not named is called by its suffix."""

INTRODUCTION = """\
# Settings

<!-- Generated from hub/main/settings.py and hub/datasets by `python -m hub.main.documents`: change those. -->

Each setting is an environment variable. Where it is not set, `hub.toml` in the working folder counts, then
`hub.toml` in `HUB_HOME`; an empty variable stands for the default, whatever the files say. A name that nobody knows,
and a value that cannot be right, is refused at the start with what was expected.

`hub config check` says which settings are in force and where each comes from, what is missing, and whether every
configured platform answers. Secrets are never shown, and reach no log, message or landed page.

In `hub.toml` the names stand in lower case without `HUB_`; a platform's may stand in a section of its own:

```toml
home = "/srv/enforcement-hub"
alert_channels = ["mailtos://user:password@mail.example?to=duty@example"]

[city]
url = "https://city.example"
client_id = "…"
client_secret = "…"
```"""

PLATFORMS = """\
A platform without an address is not configured: it is skipped, and said so. With an address, all its other settings
must be there too."""


def settings_document() -> str:
    """The whole document."""
    general = (
        (code(name), meaning.text, each.expected, meaning.default, "may hold one" if meaning.is_secret else None)
        for name, each in GENERAL.items()
        for meaning in (MEANINGS[name],)
    )
    return sections(
        INTRODUCTION,
        "## General",
        table(("setting", "meaning", "as the hub asks for it", "default", "secret"), general),
        "## Platforms",
        PLATFORMS,
        *(part for platform in REST_PLATFORMS for part in _platform(platform)),
    )


def _platform(platform: RestPlatform) -> Iterator[str]:
    yield f"### `{platform.name}` {platform.title}"
    yield table(
        ("setting", "meaning", "secret"),
        (
            (code(setting.name), OF_PLATFORMS.get(suffix, suffix), "yes" if suffix in platform.secrets else None)
            for suffix, setting in platform_settings(platform).items()
        ),
    )
