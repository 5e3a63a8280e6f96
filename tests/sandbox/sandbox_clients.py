"""Clients that speak the platforms' protocols plainly, to ask a sandbox with."""

from __future__ import annotations

import hashlib
import json
import time
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENTITIES = 400
SEED = 11
REFERENCE = datetime.fromisoformat("2026-11-01T00:00:00+08:00")

APIS = {
    "enforcement_items": "jgsxml0000000001",
    "item_assignments": "zxqdxx0000000001",
    "agencies": "zfzt000000000001",
    "officers": "zfry000000000001",
    "market_entities": "scztxx0000000001",
    "licences": "xzxk000000000001",
    "inspections": "xzjc000000000001",
    "penalties": "xzcf000000000001",
    "coercive_measures": "xzqz000000000001",
}
MODULES = {"grids": "grid", "places": "place", "filings": "filing", "events": "event"}
PURPOSE = '{"powerMatters":"综合执法","subPowerMatters":"数据归集"}'


def session() -> requests.Session:
    """A session that goes past any proxy."""
    made = requests.Session()
    made.trust_env = False
    return made


class Provincial:
    """Speaks to the gateway."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.http = session()
        self.url = settings["HUB_PROVINCIAL_URL"]
        self.app_key = settings["HUB_PROVINCIAL_APP_KEY"]
        self.app_secret = settings["HUB_PROVINCIAL_APP_SECRET"]

    def signed(self, secret: str, skew: float = 0) -> dict[str, str]:
        """The signed part of a call made `skew` seconds from now."""
        moment = str(int((time.time() + skew) * 1000))
        sign = hashlib.md5((self.app_key + secret + moment).encode()).hexdigest()  # noqa: S324 - the gateway's own
        return {"appKey": self.app_key, "requestTime": moment, "sign": sign}

    def secrets(self, way: str = "Key", secret: str | None = None) -> dict[str, Any]:
        """The answer to a request for secrets."""
        sent = self.signed(secret or self.app_secret)
        return self.http.post(f"{self.url}/gateway/app/refreshTokenBy{way}.htm", data=sent).json()

    def call(self, api: str, signed: Mapping[str, str], **other: str | int | None) -> requests.Response:
        """One business call; `None` leaves a parameter out."""
        sent: dict[str, str | int | None] = {"additional": PURPOSE, "pageIndex": 1, "pageSize": 1000, **signed, **other}
        address = f"{self.url}/gateway/api/001003001029/dataSharing/{api}.htm"
        return self.http.post(address, data={name: value for name, value in sent.items() if value is not None})

    def rows(self, dataset: str, size: int = 1000, **window: str) -> Iterator[dict[str, Any]]:
        """Every row, page by page."""
        secret = self.secrets()["datas"]["requestSecret"]
        page = 0
        while True:
            page += 1
            answer = self.call(APIS[dataset], self.signed(secret), pageIndex=page, pageSize=size, **window).json()
            rows = answer["datas"]
            rows = json.loads(rows) if isinstance(rows, str) else rows
            yield from rows
            if page * size >= answer["dataCount"]:
                return


class City:
    """Speaks to the city platform."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.http = session()
        self.url = settings["HUB_CITY_URL"]
        self.client = {
            "grant_type": "client_credentials",
            "client_id": settings["HUB_CITY_CLIENT_ID"],
            "client_secret": settings["HUB_CITY_CLIENT_SECRET"],
        }

    def log_in(self, **other: str) -> requests.Response:
        """The answer to a request for a token; the token then goes with every call."""
        answer = self.http.post(f"{self.url}/oauth/token", data=self.client | other)
        if answer.ok:
            self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return answer

    def page(self, dataset: str, **parameters: str | int) -> requests.Response:
        """One page."""
        return self.http.get(f"{self.url}/openapi/v1/{dataset}", params={"limit": 1000, **parameters})

    def rows(self, dataset: str, limit: int = 1000, **window: str) -> Iterator[dict[str, Any]]:
        """Every item, along the cursor."""
        self.log_in()
        cursor: dict[str, str] = {}
        while True:
            data = self.page(dataset, limit=limit, **window, **cursor).json()["data"]
            yield from data["items"]
            if data["nextCursor"] is None:
                return
            cursor = {"cursor": data["nextCursor"]}


class Grassroots:
    """Speaks to the four platforms."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.http = session()
        self.url = f"{settings['HUB_GRASSROOTS_URL']}/api/{settings['HUB_GRASSROOTS_APP']}"
        self.app_key = settings["HUB_GRASSROOTS_APP_KEY"]
        self.login = {
            "grant_type": "password",
            "username": settings["HUB_GRASSROOTS_USERNAME"],
            "password": settings["HUB_GRASSROOTS_PASSWORD"],
            "scope": "all",
        }

    def post(self, path: str, content: object, app_key: str | None = None) -> dict[str, Any]:
        """The answer to one call."""
        sent = {"appKey": app_key or self.app_key, "bizContent": json.dumps(content)}
        answer = self.http.post(f"{self.url}/{path}", data=sent)
        assert answer.status_code == 200
        return answer.json()

    def log_in(self, **other: str) -> dict[str, Any]:
        """The answer to a login; the token then goes with every call."""
        answer = self.post("oauth/token.json", self.login | other)
        self.http.headers["auth"] = answer.get("access_token", "none")
        return answer

    def page(self, dataset: str, number: int = 1, size: int = 500, **window: str) -> dict[str, Any]:
        """One page."""
        return self.post(f"{MODULES[dataset]}/page.json", {"pageNo": number, "pageSize": size, **window})

    def rows(self, dataset: str, size: int = 500, **window: str) -> Iterator[dict[str, Any]]:
        """Every row, page by page."""
        self.log_in()
        number = 0
        while True:
            number += 1
            data = self.page(dataset, number, size, **window)["data"]
            yield from data["rows"]
            if number * size >= data["total"]:
                return


class LiveTable:
    """Speaks to the platform `name`, which has a key and shows one table."""

    def __init__(self, settings: Mapping[str, str], name: str) -> None:
        self.http = session()
        self.url = settings[f"HUB_{name.upper()}_URL"]
        self.http.headers["X-Api-Key"] = settings[f"HUB_{name.upper()}_API_KEY"]

    def page(self, dataset: str, **parameters: object) -> requests.Response:
        """One page."""
        return self.http.get(f"{self.url}/api/{dataset}", params={"limit": 200, **parameters})

    def rows(self, dataset: str, size: int = 200, **window: str) -> Iterator[dict[str, Any]]:
        """Every row, page by page."""
        offset = 0
        while True:
            answer = self.page(dataset, offset=offset, limit=min(size, 200), **window).json()
            yield from answer["results"]
            offset += min(size, 200)
            if offset >= answer["count"]:
                return


CLIENTS = {
    "provincial": Provincial,
    "city": City,
    "grassroots": Grassroots,
    "micro_grid": partial(LiveTable, name="micro_grid"),
    "school_safety": partial(LiveTable, name="school_safety"),
}
