"""A server of any usual shape: how it knows its callers, how it pages, and where things stand in its answers.

It reads what was sent by itself and knows nothing of the declarations that it is asked by.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import md5
from typing import ClassVar
from urllib.parse import urlencode

from loopback import Asked, HandClock, Platform, Reply
from pydantic import SecretStr
from stand_ins import Row, local

from resources.rest.access import PlatformAccess

KEY, CLIENT, USER, SECRET = "key-never-seen", "client", "patrol", "secret-never-seen"
LOGINS = ("/token", "/login", "/gateway/key", "/gateway/secret")
Sent = dict[str, str]


class Shaped(Platform):
    """Rows with `id` and `at` (local seconds), behind one of `REFUSALS` and paged as one of `PLACES`."""

    login_path: ClassVar[tuple[str, ...]] = LOGINS

    def __init__(self, clock: HandClock, rows: list[Row], *, auth: str = "none", paging: str = "pages from 1") -> None:
        super().__init__(clock)
        self.rows = rows
        self.refuses = REFUSALS[auth]
        self.place = PLACES[paging]
        self.dated: Callable[[str], str] = str
        self.wrap: Wrap = in_an_envelope

    @property
    def access(self) -> PlatformAccess:
        """Everything that any kind of authentication asks for."""
        settings = {"CLIENT_ID": CLIENT, "APP_KEY": CLIENT, "USERNAME": USER}
        names = {"CLIENT_SECRET": SECRET, "APP_SECRET": SECRET, "PASSWORD": SECRET, "API_KEY": KEY}
        secrets = {name: SecretStr(value) for name, value in names.items()}
        return PlatformAccess(self.url, settings, secrets)

    def login(self, asked: Asked) -> Reply:
        if asked.path == "/token":
            known = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
            return Reply(body={"access_token": "token-1", "expires_in": 60}) if asked.form == known else Reply(401)
        if asked.path == "/login":
            said = json.loads(asked.form["bizContent"])
            right = (asked.form["appKey"], said["username"], said["password"]) == (CLIENT, USER, SECRET)
            return Reply(body={"access_token": "session-1", "expires_in": 60}) if right else Reply(401)
        if not signed(asked.form, SECRET):
            return Reply(401)
        end = int(self.clock.now().timestamp() * 1000) + 900_000
        names = ("requestSecret", "refreshSecret")
        return Reply(body={"datas": {name: f"{name}-1" for name in names} | {f"{name}EndTime": end for name in names}})

    def answer(self, asked: Asked) -> Reply:
        sent = everything_sent(asked)
        if self.refuses(asked, sent):
            return Reply(401)
        since, until = self.dated(sent.get("since", "")), self.dated(sent.get("until", ""))
        rows = [row for row in self.rows if row["at"] >= since and (not until or row["at"] < until)]
        start, size = self.place(sent), int(sent["n"])
        leads = {}
        if start + size < len(rows):
            kept = {name: sent[name] for name in ("n", "since", "until") if name in sent} | {"from": str(start + size)}
            leads = {"cursor": str(start + size), "link": f"/list?{urlencode(kept)}"}
        return Reply(body=self.wrap(rows[start : start + size], len(rows), leads))


def everything_sent(asked: Asked) -> Sent:
    """The parameters of a call, wherever they travelled."""
    sent = {**asked.query, **asked.form}
    inside = sent.pop("content", None)
    if inside is None and asked.headers.get("Content-Type") == "application/json":
        inside = asked.body.decode()
    return sent | {name: str(value) for name, value in json.loads(inside or "{}").items()}


def signed(sent: Mapping[str, str], secret: str) -> bool:
    """Whether the gateway's signature is right."""
    text = f"{CLIENT}{secret}{sent.get('requestTime')}"
    return sent.get("sign") == md5(text.encode(), usedforsecurity=False).hexdigest()


REFUSALS: dict[str, Callable[[Asked, Sent], bool]] = {
    "none": lambda asked, _: "Authorization" in asked.headers,
    "key": lambda asked, _: asked.headers.get("X-Token") != KEY,
    "tokens": lambda asked, _: asked.headers.get("Authorization") != "Bearer token-1",
    "login": lambda asked, sent: (asked.headers.get("X-Session"), sent.get("appKey")) != ("session-1", CLIENT),
    "gateway": lambda _, sent: not signed(sent, "requestSecret-1"),
}
PLACES: dict[str, Callable[[Sent], int]] = {
    "pages from 1": lambda sent: (int(sent["p"]) - 1) * int(sent["n"]),
    "pages from 0": lambda sent: int(sent["p"]) * int(sent["n"]),
    "offset": lambda sent: int(sent["from"]),
    "cursor": lambda sent: int(sent.get("after", 0)),
    "link": lambda sent: int(sent.get("from", 0)),
}
Wrap = Callable[[list[Row], int, Mapping[str, str]], object]
"""Puts rows, total and what leads on into an answer."""


def in_an_envelope(rows: list[Row], total: int, leads: Mapping[str, str]) -> object:
    """Rows and what is said about them apart."""
    said = {"total": total, "cursor": leads.get("cursor"), "link": leads.get("link")}
    return {"code": 0, "data": {"list": rows}, "said": said}


def of_milliseconds(text: str) -> str:
    """Epoch milliseconds as the rows are dated."""
    return local(datetime.fromtimestamp(int(text) / 1000, UTC)) if text else ""


def of_offset(text: str) -> str:
    """An ISO instant with offset as the rows are dated."""
    return local(datetime.fromisoformat(text)) if text else ""
