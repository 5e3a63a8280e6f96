"""Asks a platform for pages: credentials, exchange, verdict and repetition put together as its declaration says."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit

from hub.datasets.wire import Cursor, Form, FormJson, JsonBody, Meaning, NextLink, QueryString
from hub.errors import PermanentError, ProtocolError, TransientError
from hub.landing import answers
from resources.rest.auth import Fixed, Issued
from resources.rest.clock import SystemClock
from resources.rest.errors import AskAgain, BadAnswer, CredentialsRefused, PlaceLost, Resting
from resources.rest.lines import Lines
from resources.rest.paging import pager_of
from resources.rest.retry import Patience, asking_again
from resources.rest.transport import Call, Transport
from resources.rest.verdict import Verdict, credential_settings, judge, server_time
from resources.rest.windows import next_span, parameters

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from types import TracebackType
    from typing import Self

    from hub.datasets.declaration import Dataset
    from hub.datasets.wire import RestPlatform
    from hub.landing.answers import AnswerPage
    from resources.rest.access import PlatformAccess
    from resources.rest.auth import Credential
    from resources.rest.clock import Clock
    from resources.rest.paging import Parameters
    from resources.rest.transport import Response


@dataclass(frozen=True, slots=True)
class Received:
    """A page as it came: what was asked (without secrets), the body, and what it says.

    `server_time` is the platform's own clock to the second, as far as it tells.
    """

    request: Mapping[str, object]
    body: bytes
    received_at: datetime
    page: AnswerPage
    server_time: datetime | None = None


class Client:
    """Asks one platform for the pages of one dataset. May be used by several threads."""

    def __init__(
        self,
        platform: RestPlatform,
        access: PlatformAccess,
        dataset: Dataset,
        clock: Clock | None = None,
        lines: Lines | None = None,
    ) -> None:
        """`lines` are the run's where several datasets are asked for. Nothing is sent yet.

        Raises SettingsError where a setting is missing or wrong.
        """
        self.platform = platform
        self.clock = clock or SystemClock()
        self._base = access.base(platform)
        self._url = self._base + access.path(platform, platform.path, dataset.endpoint)
        self._cancelled = Event()
        self._line = (lines or Lines()).to(platform, access, self.clock)
        self._transport = Transport(platform, access, dataset.id, self._line, self.clock, self._cancelled)
        self._next_at = platform.paging.next_at if isinstance(platform.paging, Cursor | NextLink) else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop waiting, ask nothing more, and give the connections back."""
        self._cancelled.set()
        self._transport.close()

    def about(self, what: str, advice: str = "") -> str:
        """A message that names platform, dataset and address, without secrets."""
        return self._transport.about(self._url, what, advice)

    def try_out(self) -> None:
        """See whether the platform accepts our credentials, trying once: by getting them where it issues any, else by
        asking for a page of one row.

        Raises TransientError, PermanentError or ProtocolError as `page` does.
        """
        try:
            if isinstance(self._line.auth, Fixed):
                self._page(self._url, {**self.platform.fixed, **self._one_row()})
            else:
                self._line.auth.credential(self._login)
        except AskAgain as error:
            raise TransientError(str(error)) from None

    def wait(self, seconds: float) -> None:
        """Wait, at most until `close`."""
        self.clock.sleep(seconds, self._cancelled)

    def page(self, place: Mapping[str, object], link: str | None = None, patience: Patience | None = None) -> Received:
        """Ask for a page by its place and window, or by the link that the platform gave for it.

        `patience` is the walk's. Raises TransientError after the last try (at once where the platform failed before
        and rests), PermanentError at once, ProtocolError (BadAnswer where there is something to inspect), PlaceLost
        where the platform wants the walk to begin again, PostponedError in quiet hours.
        """
        url = self._own(link) if link else self._url
        asked = {} if link else {**self.platform.fixed, **place}
        patience = patience or Patience(self.platform.limits)
        try:
            return self._patiently(url, asked, patience)
        except Resting as error:
            raise Resting(self._transport.about(url, str(error))) from None
        except BadAnswer as error:
            error.request.update(self._public(url, asked))
            raise

    def _patiently(self, url: str, asked: Mapping[str, object], patience: Patience) -> Received:
        tries = 0
        try:
            with self._line.breaker.call() as is_trial:
                attempts = 1 if is_trial else self.platform.limits.attempts
                retrying = asking_again(self.platform.limits, attempts, patience, self.clock, self._cancelled)
                try:
                    return retrying(self._page, url, asked)
                finally:
                    tries = retrying.statistics.get("attempt_number", 1)
        except AskAgain as error:
            tried = f"已尝试 {tries} 次"
            waits = f"，平台要求等待 {error.retry_after:.0f} 秒" if error.retry_after else ""
            spent = f"；本次取数至此已重试 {patience.retries} 次，不再等待" if patience.is_spent else ""
            raise TransientError(f"{error}（{tried}{waits}{spent}）") from None

    def _one_row(self) -> Parameters:
        pager = pager_of(replace(self.platform.paging, rows=1))
        window = self.platform.window
        return {**parameters(window, next_span(window, None, self.clock.now())), **pager.parameters(pager.first())}

    def _page(self, url: str, asked: Mapping[str, object]) -> Received:
        for _ in range(self.platform.limits.renewals + 1):
            credential = self._line.auth.credential(self._login)
            try:
                return self._exchange(url, asked, credential)
            except CredentialsRefused as error:
                refused = error
                if not self._line.auth.refused(credential):
                    break
        advice = f"请核对 {credential_settings(self.platform)}，并向平台方确认其有效"
        raise PermanentError(f"{refused}；{advice}")

    def _exchange(self, url: str, asked: Mapping[str, object], credential: Credential) -> Received:
        response = self._transport.exchange(self._call(url, asked, credential))
        verdict = self._verdict(url, response)
        match verdict.meaning:
            case Meaning.OK:
                pass
            case Meaning.AGAIN:
                raise AskAgain(self._transport.about(url, verdict.what, verdict.advice), verdict.retry_after)
            case Meaning.CREDENTIALS_EXPIRED:
                raise CredentialsRefused(self._transport.about(url, f"{verdict.what}，凭据被拒绝"))
            case Meaning.BEGIN_AGAIN:
                raise PlaceLost(self._transport.about(url, verdict.what))
            case Meaning.PERMANENT:
                raise PermanentError(self._transport.about(url, verdict.what, verdict.advice))
        try:
            page = answers.page_of(self.platform, verdict.document, self._next_at)
        except ProtocolError as error:
            raise self._bad(url, error, response) from None
        return Received(self._public(url, asked), response.body, response.received_at, page, server_time(response))

    def _verdict(self, url: str, response: Response) -> Verdict:
        try:
            return judge(self.platform, response, self.clock.now())
        except AskAgain as error:
            raise AskAgain(self._transport.about(url, str(error)), error.retry_after) from None
        except ProtocolError as error:
            raise self._bad(url, error, response) from None

    def _bad(self, url: str, error: ProtocolError, response: Response) -> BadAnswer:
        message = self._transport.about(url, f"答复不符合平台约定：{error}", "原样留存备查，请与平台方核对接口")
        may_heal = isinstance(error, BadAnswer) and error.may_heal
        return BadAnswer(message, response.body, response.received_at, may_heal=may_heal)

    def _login(self, call: Call) -> Issued:
        """Send a login. Its answer holds secrets, so it is never kept, whatever it is."""
        about = self._transport.about
        credentials = f"请核对 {credential_settings(self.platform)}"
        response = self._transport.exchange(call)
        try:
            verdict = judge(self.platform, response, self.clock.now(), coded=False)
        except AskAgain as error:
            raise AskAgain(about(call.url, f"登录：{error}")) from None
        except BadAnswer as error:
            kind = AskAgain if error.may_heal else ProtocolError
            raise kind(about(call.url, f"登录答复不符合平台约定：{error}", "请与平台方核对接口")) from None
        except ProtocolError as error:
            raise PermanentError(about(call.url, f"登录失败：{error}", credentials)) from None
        if verdict.meaning is Meaning.OK:
            return Issued(verdict.document, server_time(response))
        if verdict.meaning is Meaning.AGAIN:
            raise AskAgain(about(call.url, f"登录：{verdict.what}", verdict.advice), verdict.retry_after)
        advice = credentials if response.status in (400, 401, 403) else verdict.advice or credentials
        raise PermanentError(about(call.url, f"登录失败：{verdict.what}", advice))

    def _call(self, url: str, asked: Mapping[str, object], credential: Credential) -> Call:
        method, headers, beside = self.platform.method, credential.headers, credential.parameters
        match self.platform.encoding:
            case QueryString():
                return Call(method, url, query={**asked, **beside}, headers=headers)
            case Form():
                return Call(method, url, form={**asked, **beside}, headers=headers)
            case FormJson(name):
                content = {name: json.dumps(asked, ensure_ascii=False)}
                return Call(method, url, form={**beside, **content}, headers=headers)
            case JsonBody():
                return Call(method, url, json={**asked, **beside}, headers=headers)

    def _own(self, link: str) -> str:
        """The whole address of a link, which must lead to the platform's own host: elsewhere we send no key."""
        url = urljoin(self._url, link)
        target, own = urlsplit(url), urlsplit(self._base)
        if (target.scheme, target.netloc) != (own.scheme, own.netloc):
            raise ProtocolError(
                self._transport.about(self._url, f"下一页指向别的主机 {target.hostname}", "请与平台方核对接口")
            )
        return url

    def _public(self, url: str, asked: Mapping[str, object]) -> dict[str, object]:
        """What was asked, as it may be kept: never credentials, and nothing that looks like one in a link."""
        parts = urlsplit(url)
        linked = {name: value for name, value in parse_qsl(parts.query) if not _is_sensitive(name)}
        parameters = {
            name: self._line.secrets.hide(value) if isinstance(value, str) else value
            for name, value in {**linked, **asked}.items()
        }
        return {"method": self.platform.method, "path": parts.path, "parameters": parameters}


def _is_sensitive(name: str) -> bool:
    return any(word in name.lower() for word in ("key", "token", "secret", "sign", "password", "auth"))
