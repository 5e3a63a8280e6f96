"""The words in which a platform's protocol is declared: pure data, which `resources.rest` combines and speaks.

Settings are named by their suffix: `"APP_KEY"` of platform `provincial` is the environment variable
`HUB_PROVINCIAL_APP_KEY`. Paths may hold `{endpoint}` (the dataset's name on the wire) and any non-secret
setting in lower case (`{app}`), which is then a setting that the platform needs. A place in an answer is a path
of keys from the top of the JSON document; `()` is the document itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from string import Formatter


class TimeFormat(StrEnum):
    """How the edges of a window are written."""

    LOCAL_SECONDS = "local_seconds"
    """`2026-11-22 08:30:00`, Asia/Shanghai"""
    ISO_OFFSET = "iso_offset"
    """`2026-11-22T08:30:00+08:00`"""
    EPOCH_MILLISECONDS = "epoch_milliseconds"


class Meaning(StrEnum):
    """What a status or a result code says about a call."""

    OK = "ok"
    CREDENTIALS_EXPIRED = "credentials_expired"
    """new credentials, then the same call again"""
    AGAIN = "again"
    """the same call again, later"""
    BEGIN_AGAIN = "begin_again"
    """the place in the list is lost: the walk begins again"""
    PERMANENT = "permanent"
    """somebody has to act"""


@dataclass(frozen=True, slots=True)
class Code:
    """A result code's meaning, and what the person who has to act should do (Chinese)."""

    meaning: Meaning
    advice: str = ""


OK = Code(Meaning.OK)


# -- where the parameters of a call travel -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueryString:
    """In the address."""


@dataclass(frozen=True, slots=True)
class Form:
    """In a form-encoded body."""


@dataclass(frozen=True, slots=True)
class FormJson:
    """As one JSON text in `name` of a form; what authentication adds stands beside it."""

    name: str


@dataclass(frozen=True, slots=True)
class JsonBody:
    """As a JSON object."""


Encoding = QueryString | Form | FormJson | JsonBody


# -- authentication ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoAuth:
    """Open to whoever reaches it."""

    @property
    def settings(self) -> tuple[str, ...]:
        """No settings."""
        return ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """No secrets."""
        return ()

    @property
    def paths(self) -> tuple[str, ...]:
        """No addresses of its own."""
        return ()


@dataclass(frozen=True, slots=True)
class HeaderKey:
    """A fixed key in a header."""

    header: str
    key: str = "API_KEY"

    @property
    def settings(self) -> tuple[str, ...]:
        """The key."""
        return (self.key,)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The key."""
        return (self.key,)

    @property
    def paths(self) -> tuple[str, ...]:
        """No addresses of its own."""
        return ()


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """OAuth 2 client credentials (RFC 6749, 4.4); the token travels as `Authorization: Bearer`."""

    token_path: str
    client_id: str = "CLIENT_ID"
    client_secret: str = "CLIENT_SECRET"  # noqa: S105 the setting's name

    @property
    def settings(self) -> tuple[str, ...]:
        """Who we are, and the proof."""
        return (self.client_id, self.client_secret)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The proof."""
        return (self.client_secret,)

    @property
    def paths(self) -> tuple[str, ...]:
        """Where tokens are issued."""
        return (self.token_path,)


@dataclass(frozen=True, slots=True)
class PasswordLogin:
    """A login with user name and password as JSON in the form field `content`; the token travels in `header`.

    The application's key goes with every call, the login included, as `key_parameter`.
    """

    token_path: str
    header: str
    content: str = "bizContent"
    key_parameter: str = "appKey"
    app_key: str = "APP_KEY"
    username: str = "USERNAME"
    password: str = "PASSWORD"  # noqa: S105 the setting's name

    @property
    def settings(self) -> tuple[str, ...]:
        """Application, user and password."""
        return (self.app_key, self.username, self.password)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The password."""
        return (self.password,)

    @property
    def paths(self) -> tuple[str, ...]:
        """Where tokens are issued."""
        return (self.token_path,)


@dataclass(frozen=True, slots=True)
class GatewaySignature:
    """The public-data gateway: two secrets, each call signed with md5hex(appKey + secret + requestTime)."""

    by_key_path: str
    by_secret_path: str
    app_key: str = "APP_KEY"
    app_secret: str = "APP_SECRET"  # noqa: S105 the setting's name

    @property
    def settings(self) -> tuple[str, ...]:
        """Application and its secret."""
        return (self.app_key, self.app_secret)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The application's secret."""
        return (self.app_secret,)

    @property
    def paths(self) -> tuple[str, ...]:
        """Where secrets are issued."""
        return (self.by_key_path, self.by_secret_path)


Auth = NoAuth | HeaderKey | ClientCredentials | PasswordLogin | GatewaySignature


# -- paging ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageNumber:
    """Pages counted from `first`; `backwards` where rows leave a window while it is read (needs a total)."""

    page: str
    size: str
    rows: int
    first: int = 1
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Offset:
    """A number of rows to pass over; `backwards` where rows leave a window while it is read (needs a total)."""

    offset: str
    limit: str
    rows: int
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """An opaque cursor, found in each answer, that leads to the next page; null or empty ends the walk."""

    parameter: str
    limit: str
    rows: int
    next_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NextLink:
    """The address of the next page, found in each answer (on the platform's own host only)."""

    limit: str
    rows: int
    next_at: tuple[str, ...]


Paging = PageNumber | Offset | Cursor | NextLink


# -- window, answer, limits --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    """The parameters that close a walk's window: `since` inclusive, `until` exclusive.

    `overlap` is asked again before the last proved end, for what reached the platform late.
    """

    since: str
    until: str
    format: TimeFormat
    overlap: timedelta = timedelta(minutes=10)


class TotalCounts(StrEnum):
    """What a platform's total counts: rows as listed, or distinct keys."""

    ROWS = "rows"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Answer:
    """Where rows, total and result code stand in an answer.

    `codes` says what the result codes mean, written as text; a code it does not name is a protocol error.
    `rows_as_text` allows the rows to be a JSON string that must be parsed again. A platform without totals has
    `total_at=None`: its walks end where the list ends, and nothing proves them.
    """

    rows_at: tuple[str, ...]
    total_at: tuple[str, ...] | None
    total_counts: TotalCounts = TotalCounts.KEYS
    code_at: tuple[str, ...] = ()
    message_at: tuple[str, ...] = ()
    codes: dict[str, Code] = field(default_factory=dict)
    rows_as_text: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one may wait for a platform, and how often ask it again.

    `timeout_seconds` bounds connecting and every silence, `answer_seconds` one answer to its end;
    `attempts` and `call_seconds` bound one call with all its repetitions, waiting included; `walk_retries` and
    `walk_wait_seconds` bound what all calls of a walk may repeat and wait. Waits double from `backoff_seconds`; a
    `Retry-After` beyond `longest_wait_seconds` is not waited for. `renewals` are new credentials within one call.
    A platform of which `failing_calls` calls in a row failed, or that did not answer at all, is left alone for
    `rest_seconds`; then a single try decides.
    """

    timeout_seconds: float = 60.0
    answer_seconds: float = 300.0
    answer_bytes: int = 256 * 1024 * 1024
    attempts: int = 5
    call_seconds: float = 600.0
    backoff_seconds: float = 0.5
    longest_wait_seconds: float = 120.0
    renewals: int = 2
    walk_retries: int = 100
    walk_wait_seconds: float = 1800.0
    failing_calls: int = 3
    rest_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A time of the day, Asia/Shanghai, from `begin` to before `end`; it may pass midnight."""

    begin: time
    end: time

    @classmethod
    def read(cls, text: str) -> QuietHours:
        """Of `22:00-06:00`. Raises ValueError where `text` is written otherwise, or is no time at all."""
        begin, _, end = text.partition("-")
        hours = cls(time.fromisoformat(begin), time.fromisoformat(end))
        if str(hours) != text or hours.begin == hours.end:
            raise ValueError(text)
        return hours

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"

    def holds(self, at: time) -> bool:
        """Whether `at` lies within."""
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


@dataclass(frozen=True, slots=True)
class Manners:
    """How much a platform may be asked: calls in a second (None: as many as come), calls at once, and hours in which
    it is not asked at all. Settings may say otherwise (`HUB_CITY_CALLS_PER_SECOND`)."""

    calls_per_second: float | None = None
    calls_at_once: int = 4
    quiet_hours: tuple[QuietHours, ...] = ()

    def quiet_at(self, at: time) -> QuietHours | None:
        """The quiet hours that the time of the day `at` lies in."""
        return next((each for each in self.quiet_hours if each.holds(at)), None)


HTTP_STATUSES = {
    401: Meaning.CREDENTIALS_EXPIRED,
    408: Meaning.AGAIN,
    425: Meaning.AGAIN,
    429: Meaning.AGAIN,
}
"""What HTTP statuses mean where a platform does not say otherwise; any 5xx is asked again, all else is permanent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestPlatform:
    """A platform that is asked over HTTP.

    `fixed` are parameters of every business call; `statuses` gives HTTP statuses a meaning of their own.
    """

    name: str
    title: str
    auth: Auth
    method: str
    path: str
    encoding: Encoding
    paging: Paging
    window: Window | None
    answer: Answer
    fixed: dict[str, str] = field(default_factory=dict)
    statuses: dict[int, Meaning] = field(default_factory=dict)
    limits: Limits = Limits()
    manners: Manners = Manners()

    def __post_init__(self) -> None:
        if isinstance(self.paging, PageNumber | Offset) and self.paging.backwards and self.answer.total_at is None:
            raise ValueError(f"{self.name}: walking backwards needs a total in every answer")
        if self.paging.rows < 1:
            raise ValueError(f"{self.name}: a page holds at least one row")

    @property
    def settings(self) -> tuple[str, ...]:
        """The suffixes of all settings it needs besides `URL`, those of `secrets` included."""
        names = (name for path in (self.path, *self.auth.paths) for _, name, _, _ in Formatter().parse(path) if name)
        in_paths = (name.upper() for name in names if name != "endpoint")
        return tuple(dict.fromkeys((*in_paths, *self.auth.settings)))

    @property
    def secrets(self) -> tuple[str, ...]:
        """The suffixes of those settings that never reach a log, a message or the landing area."""
        return self.auth.secrets

    def setting_name(self, suffix: str) -> str:
        """The environment variable of a setting: `HUB_CITY_URL` for `URL`."""
        return f"HUB_{self.name.upper()}_{suffix}"

    def meaning_of_status(self, status: int) -> Meaning:
        """What an HTTP status says about a call."""
        if status in self.statuses:
            return self.statuses[status]
        if 200 <= status < 300:
            return Meaning.OK
        return HTTP_STATUSES.get(status, Meaning.AGAIN if status >= 500 else Meaning.PERMANENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlatform:
    """A platform that delivers files into the inbox, a folder for each department."""

    name: str
    title: str


Platform = RestPlatform | FilePlatform
