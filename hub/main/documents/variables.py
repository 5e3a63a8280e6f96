"""`docs/settings.md`: every setting, what is expected there, its default, and whether it is a secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.main.documents.markdown import code, sections, table
from hub.main.marts import EXPECTED, NAMES
from hub.main.quality import LIMITS, WEIGHT, defaults
from hub.main.receivers import LINES
from hub.main.settings import GENERAL, REST_PLATFORMS, manner_settings, overlap_setting, platform_settings
from hub.rules.texts import Dimension

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
    "HUB_LANDING_URL": Meaning(
        "where pages and files are kept as received: a folder, or a bucket (docs/landing.md)", "`landing` in `HUB_HOME`"
    ),
    "HUB_LANDING_ENDPOINT": Meaning("where an S3-compatible store is reached", "AWS, by the region"),
    "HUB_LANDING_REGION": Meaning("the bucket's region", "`us-east-1`"),
    "HUB_LANDING_ACCESS_KEY_ID": Meaning("who we are to the bucket", "none; needed for a bucket", is_secret=True),
    "HUB_LANDING_SECRET_ACCESS_KEY": Meaning("the key of the bucket", "none; needed for a bucket", is_secret=True),
    "HUB_LANDING_DAYS": Meaning("days that pages are kept", "for ever"),
    "HUB_INBOX": Meaning("where departments drop files, a folder for each", "`inbox` in `HUB_HOME`"),
    "HUB_INBOX_SETTLE": Meaning("seconds that a file must have stood still", "`2`"),
    "HUB_INBOX_RECEIPTS": Meaning(
        "where every department's receipts are written after a release (docs/inbox.md)",
        "none: `hub inbox receipt` writes them",
    ),
    "HUB_CA_BUNDLE": Meaning(
        "the certificates of a private authority (PEM); TLS is always verified", "those of Python's `certifi`"
    ),
    "HUB_ALERT_CHANNELS": Meaning(
        "where alerts go: Apprise addresses, parted by blanks", "none: alerts stay in the database", is_secret=True
    ),
    "HUB_REPORTS": Meaning("where the reports on quality are kept", "`reports` in `HUB_HOME`"),
    "HUB_REPORTS_DAYS": Meaning("days that reports are kept", "`30`"),
    "HUB_REPORTS_URL": Meaning(
        "where browsers find that folder: alerts and assets then lead there", "none: the folder's path is told"
    ),
    "HUB_CHANGES_DAYS": Meaning("days that entries of the change feed are kept (docs/changes.md)", "for ever"),
    "HUB_HISTORY_DAYS": Meaning("days that superseded versions are kept (docs/changes.md)", "for ever"),
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
    "CALLS_PER_SECOND": "how many calls a second it is asked at most, evenly apart (`5`); without it as many as come",
    "CALLS_AT_ONCE": "how many calls are under way at once at most",
    "QUIET_HOURS": "when it is not asked, Asia/Shanghai (`22:00-06:00 12:00-13:00`): a walk stops and goes on later",
    "OVERLAP": "how far back an increment asks again for what came late, at least 5 minutes (`30m`, or `30m cases=2d`)",
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

RECEIVERS = """\
`HUB_ALERT_CHANNELS` alone tells everybody behind it everything. Whoever is to hear less, or by night only what cannot
wait, is a section `[receivers.NAME]` of `hub.toml` (or variables `HUB_RECEIVERS_<NAME>_<LINE>`); a receiver without a
channel is refused at the start. What the lines do, and the addresses of channels: [alerts](alerts.md)."""

RECEIVER_DEFAULTS = {"CHANNELS": "none: it has to be there", "QUIET_HOURS": "none"}
SECRET_LINES = {"CHANNELS": "may hold one"}

PLATFORMS = """\
A platform without an address is not configured: it is skipped, and said so. With an address, all its other settings
must be there too, but for the last four, which say how much it may be asked, and how far back."""


QUALITY = """\
When a dataset is held back, and how much each dimension counts in a score; see [Quality](quality.md). A limit stands
under `[quality]` for all, `[quality.PLATFORM]` for a platform or `[quality.PLATFORM.DATASET]` for one dataset, as a
variable `HUB_QUALITY_…`, `HUB_QUALITY_PLATFORM_…` or `HUB_QUALITY_PLATFORM_DATASET_…`; weights under
`[quality.weights]`, as a variable `HUB_QUALITY_WEIGHTS_NORMS` and its like.

```toml
[quality]
rejected_share = 0.1

[quality.city.cases]
freshness_days = 1

[quality.weights]
timeliness = 2
```"""


MARTS = """\
Numbers in the formulas of [the derived tables](marts.md) in which one city may differ from another: in `[marts]` of
`hub.toml` (`expiring_days = 60`), or as a variable. The next release computes what a change concerns anew."""


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
        "## Quality",
        QUALITY,
        table(
            ("setting", "as the hub asks for it", "default"),
            (
                *((code(f"HUB_QUALITY_{name}"), expected, defaults()[name]) for name, expected in LIMITS.items()),
                *((code(f"HUB_QUALITY_WEIGHTS_{each.upper()}"), WEIGHT, "1") for each in Dimension),
            ),
        ),
        "## Derived tables",
        MARTS,
        table(
            ("setting", "as the hub asks for it", "default"),
            ((code(name), EXPECTED[name], f"{each.default:g}") for name, each in NAMES.items()),
        ),
        "## Receivers of alerts",
        RECEIVERS,
        table(
            ("line", "as the hub asks for it", "default", "secret"),
            (
                (code(line.lower()), expected, RECEIVER_DEFAULTS.get(line, "all"), SECRET_LINES.get(line))
                for line, expected in LINES.items()
            ),
        ),
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
            for suffix, setting in (
                platform_settings(platform) | manner_settings(platform) | {"OVERLAP": overlap_setting(platform)}
            ).items()
        ),
    )
