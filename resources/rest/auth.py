"""How a call shows who asks: one authenticator for each kind that a platform may declare.

Credentials that run out are got by one caller at a time, early, by the platform's own end times.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import md5
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from hub.datasets.wire import ClientCredentials, GatewaySignature, HeaderKey, NoAuth, PasswordLogin
from hub.errors import PermanentError, ProtocolError
from hub.landing.answers import find, parse
from resources.rest.transport import Call

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.datasets.wire import RestPlatform
    from resources.rest.access import PlatformAccess, Secrets
    from resources.rest.clock import Clock

_EARLY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """What the platform issued in answer to a login: the document, and its own clock as far as it tells."""

    document: object
    server_time: datetime | None


Login = Callable[[Call], Issued]
"""Sends a login; raises PermanentError where the platform does not accept what it holds."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A token or a pair of secrets, and when to get new ones (None: when the platform says so)."""

    secret: str = field(repr=False)
    renew_at: datetime | None
    refresh_secret: str | None = field(default=None, repr=False)
    refresh_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """What a call carries: headers, and parameters beside its own. `lease` is what they were made of."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    lease: Lease | None = None


class Authenticator(Protocol):
    """One way of showing who asks."""

    def credential(self, login: Login) -> Credential:
        """What the next call carries, got from the platform by `login` where need be."""

    def refused(self, credential: Credential) -> bool:
        """The platform did not accept `credential`: forget it. Whether another can be had."""


class Fixed:
    """Credentials that never change."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._credential = Credential(headers)

    def credential(self, login: Login) -> Credential:  # noqa: ARG002 there is nothing to get
        """Always the same."""
        return self._credential

    def refused(self, credential: Credential) -> bool:  # noqa: ARG002 there is only one
        """There is no other."""
        return False


class Scheme(Protocol):
    """The part of an authentication with leases that differs from kind to kind."""

    def obtain(self, login: Login, previous: Lease | None, now: datetime, *, refused: bool) -> Lease:
        """A lease, by way of `previous` where that leads to one; `refused`: the platform did not accept it."""

    def credential(self, lease: Lease, now: datetime) -> Credential:
        """What a call carries."""


class Leased:
    """Credentials that run out; whoever comes while new ones are being got waits for them."""

    def __init__(self, scheme: Scheme, clock: Clock) -> None:
        self._scheme = scheme
        self._clock = clock
        self._lock = Lock()
        self._lease: Lease | None = None
        self._previous: Lease | None = None
        self._was_refused = False

    def credential(self, login: Login) -> Credential:
        """What the next call carries."""
        with self._lock:
            now = self._clock.now()
            if self._lease and self._lease.renew_at and now >= self._lease.renew_at:
                self._drop(refused=False)
            if self._lease is None:
                self._lease = self._scheme.obtain(login, self._previous, now, refused=self._was_refused)
            return self._scheme.credential(self._lease, now)

    def refused(self, credential: Credential) -> bool:
        """Forget the lease of `credential`, unless another caller has got a new one since."""
        with self._lock:
            if self._lease is credential.lease:
                self._drop(refused=True)
        return True

    def _drop(self, *, refused: bool) -> None:
        self._previous, self._lease, self._was_refused = self._lease, None, refused


class BearerScheme:
    """OAuth 2 client credentials."""

    def __init__(
        self, auth: ClientCredentials, platform: RestPlatform, access: PlatformAccess, secrets: Secrets
    ) -> None:
        self._call = Call(
            "POST",
            access.base(platform) + access.path(platform, auth.token_path),
            form={
                "grant_type": "client_credentials",
                "client_id": access.value(platform, auth.client_id),
                "client_secret": access.value(platform, auth.client_secret),
            },
        )
        self._secrets = secrets

    def obtain(self, login: Login, previous: Lease | None, now: datetime, *, refused: bool) -> Lease:  # noqa: ARG002 no way but one
        """A new token."""
        return _token_lease(login(self._call), now, self._secrets)

    def credential(self, lease: Lease, now: datetime) -> Credential:  # noqa: ARG002 a token is not dated
        """The token as a bearer's."""
        return Credential({"Authorization": f"Bearer {lease.secret}"}, lease=lease)


class PasswordScheme:
    """A login with user name and password; the application's key goes with every call."""

    def __init__(self, auth: PasswordLogin, platform: RestPlatform, access: PlatformAccess, secrets: Secrets) -> None:
        self._header = auth.header
        self._parameters = {auth.key_parameter: access.value(platform, auth.app_key)}
        content = {
            "grant_type": "password",
            "username": access.value(platform, auth.username),
            "password": access.value(platform, auth.password),
            "scope": "all",
        }
        self._call = Call(
            "POST",
            access.base(platform) + access.path(platform, auth.token_path),
            form={**self._parameters, auth.content: json.dumps(content, ensure_ascii=False)},
        )
        self._secrets = secrets

    def obtain(self, login: Login, previous: Lease | None, now: datetime, *, refused: bool) -> Lease:  # noqa: ARG002 no way but one
        """A new token."""
        return _token_lease(login(self._call), now, self._secrets)

    def credential(self, lease: Lease, now: datetime) -> Credential:  # noqa: ARG002 a token is not dated
        """The token in its header, the application's key among the parameters."""
        return Credential({self._header: lease.secret}, self._parameters, lease)


class SignatureScheme:
    """The public-data gateway: a request secret for 15 minutes, a refresh secret for 48 hours."""

    def __init__(
        self, auth: GatewaySignature, platform: RestPlatform, access: PlatformAccess, secrets: Secrets
    ) -> None:
        base = access.base(platform)
        self._by_key = base + access.path(platform, auth.by_key_path)
        self._by_secret = base + access.path(platform, auth.by_secret_path)
        self._app_key = access.value(platform, auth.app_key)
        self._app_secret = access.value(platform, auth.app_secret)
        self._secrets = secrets

    def obtain(self, login: Login, previous: Lease | None, now: datetime, *, refused: bool) -> Lease:
        """New secrets: by the refresh secret while it holds, else, or where that is refused too, by the key."""
        if previous and previous.refresh_secret and previous.refresh_until and previous.refresh_until > now:
            try:
                lease = self._ask(login, self._by_secret, previous.refresh_secret, now)
            except (PermanentError, ProtocolError):
                pass
            else:
                # Secrets refused although fresh: should these be refused too, the next come by the key.
                return Lease(lease.secret, lease.renew_at) if refused else lease
        return self._ask(login, self._by_key, self._app_secret, now)

    def credential(self, lease: Lease, now: datetime) -> Credential:
        """The signature of this instant."""
        return Credential(parameters=self._signed(lease.secret, now), lease=lease)

    def _ask(self, login: Login, url: str, secret: str, now: datetime) -> Lease:
        issued = login(Call("POST", url, form=self._signed(secret, now)))
        found = find(issued.document, ("datas",))
        secrets = parse(found.encode()) if isinstance(found, str) else found
        request_secret = _text(secrets, "requestSecret")
        refresh_secret = _text(secrets, "refreshSecret")
        self._secrets.add(request_secret)
        self._secrets.add(refresh_secret)
        offset = now - (issued.server_time or now)
        ends = [_instant(secrets, name) for name in ("requestSecretEndTime", "refreshSecretEndTime")]
        return Lease(request_secret, _early(now, ends[0] + offset - now), refresh_secret, ends[1] + offset)

    def _signed(self, secret: str, now: datetime) -> dict[str, str]:
        request_time = str(int(now.timestamp() * 1000))
        signature = md5(f"{self._app_key}{secret}{request_time}".encode(), usedforsecurity=False).hexdigest()
        return {"appKey": self._app_key, "requestTime": request_time, "sign": signature}


def authenticator(platform: RestPlatform, access: PlatformAccess, secrets: Secrets, clock: Clock) -> Authenticator:
    """The authenticator that `platform` declares. Raises SettingsError where a setting it needs is missing."""
    match platform.auth:
        case NoAuth():
            return Fixed({})
        case HeaderKey() as auth:
            return Fixed({auth.header: access.value(platform, auth.key)})
        case ClientCredentials() as auth:
            return Leased(BearerScheme(auth, platform, access, secrets), clock)
        case PasswordLogin() as auth:
            return Leased(PasswordScheme(auth, platform, access, secrets), clock)
        case GatewaySignature() as auth:
            return Leased(SignatureScheme(auth, platform, access, secrets), clock)


def _token_lease(issued: Issued, now: datetime, secrets: Secrets) -> Lease:
    token = _text(issued.document, "access_token")
    secrets.add(token)
    seconds = find(issued.document, ("expires_in",))
    if isinstance(seconds, str) and seconds.isdecimal():
        seconds = int(seconds)
    known = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return Lease(token, _early(now, timedelta(seconds=float(seconds))) if known else None)  # type: ignore[arg-type]


def _early(now: datetime, lifetime: timedelta) -> datetime | None:
    """When to get new credentials: a minute before their end, of short-lived ones after four fifths of their life.

    What seems to have ended before it came tells of clocks that differ: None, it is used until it is refused.
    """
    if lifetime <= timedelta(0):
        return None
    return now + lifetime - min(_EARLY, lifetime / 5)


def _text(document: object, name: str) -> str:
    value = find(document, (name,))
    if not isinstance(value, str) or not value:
        raise ProtocolError(f"登录答复缺少 {name}")
    return value


def _instant(document: object, name: str) -> datetime:
    value = find(document, (name,))
    try:
        return datetime.fromtimestamp(int(value) / 1000, UTC)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError, OSError):
        raise ProtocolError(f"登录答复的 {name} 不是毫秒时间") from None
