"""The three platforms and an inventable fourth as the tests' servers speak them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import md5
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from loopback import Asked, HandClock, Platform, Reply
from pydantic import SecretStr

from resources.rest.access import PlatformAccess

SHANGHAI = ZoneInfo("Asia/Shanghai")
Row = dict[str, Any]
MANY = 10**9
WRITTEN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def within(rows: list[Row], field_name: str, since: str | None, until: str | None) -> list[Row]:
    return [row for row in rows if (not since or row[field_name] >= since) and (not until or row[field_name] < until)]


class Provincial(Platform):
    """The public-data gateway and its data interfaces."""

    APP_KEY = "app-key-of-tests"
    APP_SECRET = "app-secret-never-seen"
    BY_KEY, BY_SECRET = "/gateway/app/refreshTokenByKey.htm", "/gateway/app/refreshTokenBySec.htm"
    login_path: ClassVar[tuple[str, ...]] = (BY_KEY, BY_SECRET)

    def __init__(self, clock: HandClock | None = None) -> None:
        super().__init__(clock)
        self.rows: list[Row] = []
        self.as_text = False
        self.clock_offset = timedelta()
        self.request_life = timedelta(minutes=15)
        self.refresh_life = timedelta(hours=48)
        self.request_secrets: dict[str, datetime] = {}
        self.refresh_secret: tuple[str, datetime] | None = None
        self._issued = 0

    @property
    def access(self) -> PlatformAccess:
        return PlatformAccess(self.url, {"APP_KEY": self.APP_KEY}, {"APP_SECRET": SecretStr(self.APP_SECRET)})

    def now(self) -> datetime:
        return self.clock.now() + self.clock_offset

    def login(self, asked: Asked) -> Reply:
        now = self.now()
        if asked.path == self.BY_KEY:
            secret = self.APP_SECRET
        elif self.refresh_secret and self.refresh_secret[1] > now:
            secret = self.refresh_secret[0]
        else:
            return _coded("01", "refreshSecret expired")
        if refusal := self._refusal(asked, [secret]):
            return refusal
        self._issued += 1
        request, refresh = f"request-secret-{self._issued:04d}", f"refresh-secret-{self._issued:04d}"
        self.request_secrets[request] = now + self.request_life
        self.refresh_secret = refresh, now + self.refresh_life
        datas = {
            "requestSecret": request,
            "requestSecretEndTime": int((now + self.request_life).timestamp() * 1000),
            "refreshSecret": refresh,
            "refreshSecretEndTime": int((now + self.refresh_life).timestamp() * 1000),
        }
        return Reply(body={"code": "00", "msg": "ok", "datas": datas})

    def answer(self, asked: Asked) -> Reply:
        form, now = asked.form, self.now()
        if asked.method != "POST" or not asked.path.startswith("/gateway/api/001003001029/dataSharing/"):
            return Reply(404)
        if refusal := self._refusal(asked, [secret for secret, end in self.request_secrets.items() if end > now]):
            return refusal
        if set(json.loads(form.get("additional", "{}"))) != {"powerMatters", "subPowerMatters"}:
            return Reply(400, {"msg": "additional is missing"})
        page, size = int(form.get("pageIndex", 0)), int(form.get("pageSize", 0))
        if page < 1 or not 1 <= size <= 1000:
            return Reply(400, {"msg": "bad page"})
        rows = within(self.rows, "dsc_biz_timestamp", form.get("beginTime"), form.get("endTime"))
        rows.sort(key=lambda row: int(row["dsc_biz_record_id"]))
        listed: object = rows[(page - 1) * size : page * size]
        if self.as_text:
            listed = json.dumps(listed, ensure_ascii=False)
        return Reply(body={"code": "00", "msg": "ok", "requestId": "r", "dataCount": len(rows), "datas": listed})

    def _refusal(self, asked: Asked, secrets: list[str]) -> Reply | None:
        key, time, sign = (asked.form.get(name, "") for name in ("appKey", "requestTime", "sign"))
        if key != self.APP_KEY or len(time) != 13:
            return _coded("01", "bad appKey")
        if abs(datetime.fromtimestamp(int(time) / 1000, UTC) - self.now()) > timedelta(minutes=5):
            return _coded("02", "requestTime")
        good = {md5(f"{key}{secret}{time}".encode(), usedforsecurity=False).hexdigest() for secret in secrets}
        return None if sign in good else _coded("01", "bad sign")


def _coded(code: str, message: str) -> Reply:
    return Reply(body={"code": code, "msg": message})


def provincial_row(number: int, at: datetime, **fields: object) -> Row:
    return {
        "dsc_biz_record_id": number,
        "dsc_biz_operation": "I",
        "dsc_biz_timestamp": local(at),
        "CF_WSH": f"文书{number}号",
        "CF_CFJGDM": "11330382000000000A",
        **fields,
    }


class City(Platform):
    """OAuth 2 and cursors."""

    CLIENT_ID, CLIENT_SECRET = "city-client", "city-secret-never-seen"
    login_path: ClassVar[tuple[str, ...]] = ("/oauth/token",)

    def __init__(self, clock: HandClock | None = None) -> None:
        super().__init__(clock)
        self.items: list[Row] = []
        self.page_rows = MANY
        self.life = timedelta(hours=1)
        self.tokens: dict[str, datetime] = {}

    @property
    def access(self) -> PlatformAccess:
        return PlatformAccess(self.url, {"CLIENT_ID": self.CLIENT_ID}, {"CLIENT_SECRET": SecretStr(self.CLIENT_SECRET)})

    def login(self, asked: Asked) -> Reply:
        expected = {
            "grant_type": "client_credentials",
            "client_id": self.CLIENT_ID,
            "client_secret": self.CLIENT_SECRET,
        }
        if asked.form != expected:
            return Reply(401, {"error": "invalid_client", "error_description": str(asked.form)})
        token = f"city-token-{len(self.tokens):04d}"
        self.tokens[token] = self.clock.now() + self.life
        body = {"access_token": token, "token_type": "Bearer", "expires_in": int(self.life.total_seconds())}
        return Reply(body=body)

    def answer(self, asked: Asked) -> Reply:
        token = asked.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, self.clock.now()) <= self.clock.now():
            return Reply(401, {"code": 401, "message": f"bad token {token}"})
        query = asked.query
        limit = int(query.get("limit", 0))
        if asked.method != "GET" or not 1 <= limit <= 1000:
            return Reply(400)
        since, until = query.get("updatedSince"), query.get("updatedBefore")
        for edge in (since, until):
            assert edge is None or datetime.fromisoformat(edge).tzinfo is not None
        items = sorted(within(self.items, "updatedAt", since, until), key=lambda row: (row["updatedAt"], row["shopId"]))
        after = json.loads(query["cursor"]) if query.get("cursor") else ["", ""]
        rest = [row for row in items if [row["updatedAt"], row["shopId"]] > after]
        listed = rest[: min(limit, self.page_rows)]
        more = json.dumps([listed[-1]["updatedAt"], listed[-1]["shopId"]]) if len(rest) > len(listed) else None
        return Reply(
            body={"code": 0, "message": "ok", "data": {"items": listed, "nextCursor": more, "total": len(items)}}
        )


def city_item(number: int, at: datetime, **fields: object) -> Row:
    return {
        "shopId": f"S{number:06d}",
        "shopName": f"铺子{number}",
        "updatedAt": at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        **fields,
    }


class Grassroots(Platform):
    """Password login, and a live table read newest first."""

    USERNAME, PASSWORD, APP_KEY = "patrol", "password-never-seen", "grass-key"
    login_path: ClassVar[tuple[str, ...]] = ("/api/yqapp/oauth/token.json",)

    def __init__(self, clock: HandClock | None = None) -> None:
        super().__init__(clock)
        self.rows: list[Row] = []
        self.life = timedelta(hours=2)
        self.tokens: dict[str, datetime] = {}

    @property
    def access(self) -> PlatformAccess:
        return PlatformAccess(
            self.url,
            {"APP": "yqapp", "APP_KEY": self.APP_KEY, "USERNAME": self.USERNAME},
            {"PASSWORD": SecretStr(self.PASSWORD)},
        )

    def login(self, asked: Asked) -> Reply:
        content = json.loads(asked.form["bizContent"])
        if (
            asked.form["appKey"] != self.APP_KEY
            or content["password"] != self.PASSWORD
            or content["username"] != self.USERNAME
        ):
            return Reply(body={"success": False, "code": 401, "message": f"wrong password {content['password']}"})
        token = f"grass-token-{len(self.tokens):04d}"
        self.tokens[token] = self.clock.now() + self.life
        return Reply(body={"code": 200, "access_token": token, "expires_in": int(self.life.total_seconds())})

    def answer(self, asked: Asked) -> Reply:
        if self.tokens.get(asked.headers.get("auth", ""), self.clock.now()) <= self.clock.now():
            return Reply(body={"success": False, "code": 401, "message": "token expired"})
        content = json.loads(asked.form["bizContent"])
        if asked.form["appKey"] != self.APP_KEY or asked.path != "/api/yqapp/event/page.json":
            return Reply(404)
        page, size = content["pageNo"], content["pageSize"]
        if page < 1 or not 1 <= size <= 500:
            return Reply(400)
        rows = within(self.rows, "updateTime", content.get("updateTimeStart"), content.get("updateTimeEnd"))
        rows.sort(key=lambda row: row["eventNo"])
        rows.sort(key=lambda row: row["updateTime"], reverse=True)
        listed = rows[(page - 1) * size : page * size]
        return Reply(body={"success": True, "code": 200, "data": {"total": len(rows), "rows": listed}})


def grassroots_row(number: int, at: datetime, **fields: object) -> Row:
    return {"eventNo": f"E{number:06d}", "title": f"事件{number}", "updateTime": local(at), **fields}


@dataclass
class Table:
    """What a platform of the usual shape holds: rows with a key and `updatedAt`."""

    key: str
    rows: list[Row] = field(default_factory=list)

    def between(self, since: str | None, until: str | None) -> list[Row]:
        rows = within(self.rows, "updatedAt", since, until)
        return sorted(rows, key=lambda row: (row["updatedAt"], row[self.key]))


class Invented(Platform):
    """A platform of the usual shape: a header key or none, one live table read by offset and limit or by next links."""

    def __init__(
        self,
        clock: HandClock | None = None,
        *,
        key: str | None = None,
        linked: bool = False,
        endpoint: str = "alerts",
        key_field: str = "alertId",
    ) -> None:
        super().__init__(clock)
        self.table = Table(key_field)
        self.endpoint = endpoint
        self.key = key
        self.linked = linked
        self.page_rows = 200

    def answer(self, asked: Asked) -> Reply:
        if self.key is not None and asked.headers.get("X-Api-Key") != self.key:
            return Reply(401, {"detail": f"not {self.key}"})
        query = asked.query
        limit, offset = int(query.get("limit", 0)), int(query.get("offset", 0))
        since, until = query.get("updated_since"), query.get("updated_until")
        if asked.path != f"/api/{self.endpoint}" or not 1 <= limit <= self.page_rows or offset < 0:
            return Reply(400, {"detail": "limit"})
        if any(edge is not None and not WRITTEN.fullmatch(edge) for edge in (since, until)):
            return Reply(400, {"detail": "window"})
        rows = self.table.between(since, until)
        body: Row = {"count": len(rows), "results": rows[offset : offset + limit]}
        if self.linked:
            rest = {**query, "offset": str(offset + limit)}
            target = "&".join(f"{name}={value.replace(' ', '%20')}" for name, value in rest.items())
            body["next"] = f"{self.url}/api/{self.endpoint}?{target}" if offset + limit < len(rows) else None
        return Reply(body=body)
