"""Failures told apart: what heals is asked again, what does not says what to do, what is no answer is kept."""

from __future__ import annotations

import dataclasses
import errno
import gzip
import json
import logging
import os
import ssl
import subprocess
import traceback
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from landed import everything, walk_rows
from loopback import HTML, RESET, START, Asked, Platform, Reply
from stand_ins import City, city_item, grassroots_row, provincial_row

from hub.datasets import PLATFORMS, dataset
from hub.datasets.wire import Limits
from hub.errors import HubError, PermanentError, ProtocolError, SettingsError, StorageError, TransientError
from hub.landing import pages
from hub.landing.packing import ENDING, unpack
from hub.progress import Silence
from resources.ingest import land
from resources.landing_store import open_store
from resources.rest.access import PlatformAccess
from resources.rest.client import Client
from resources.rest.errors import BadAnswer

PENALTIES, SHOPS, EVENTS = dataset("provincial/penalties"), dataset("city/shops"), dataset("grassroots/events")
DATASETS = {"provincial": PENALTIES, "city": SHOPS, "grassroots": EVENTS}
EARLIER = START - timedelta(days=1)


@pytest.fixture(params=sorted(DATASETS))
def source(request):
    """Each platform in turn, with something to fetch."""
    source = request.getfixturevalue(request.param)
    source.name = request.param
    match request.param:
        case "provincial":
            source.rows = [provincial_row(number, EARLIER) for number in range(1, 2101)]
        case "city":
            source.items = [city_item(number, EARLIER) for number in range(2100)]
        case "grassroots":
            source.rows = [grassroots_row(number, EARLIER) for number in range(1100)]
    return source


TOTAL = {"provincial": 2100, "city": 2100, "grassroots": 1100}
FIRST = {
    "provincial": {"pageIndex": 1, "pageSize": 1000},
    "city": {"limit": 1000},
    "grassroots": {"pageNo": 1, "pageSize": 500},
}


def asking(source, clock) -> Client:
    return Client(PLATFORMS[source.name], source.access, DATASETS[source.name], clock)


def cut_short(platform: Platform, asked: Asked) -> Reply:
    content = platform.answer(asked).content
    return Reply(body=content[: len(content) // 2], promised=len(content))


def cut_unnoticed(platform: Platform, asked: Asked) -> Reply:
    content = platform.answer(asked).content
    return Reply(body=content[: len(content) // 2])


HEALING = {
    "reset": RESET,
    "cut short": cut_short,
    "cut short without a length": cut_unnoticed,
    "502 with a page": HTML,
    "503": Reply(503),
    "504": Reply(504),
    "429": Reply(429, headers={"Retry-After": "3"}),
    "web page as 200": Reply(200, b"<!DOCTYPE html><html>maintenance</html>"),
    "nothing": Reply(200, b""),
}


class TestWhatHeals:
    @pytest.mark.parametrize("fault", HEALING.values(), ids=HEALING)
    def test_is_asked_again(self, source, clock, fault):
        source.tricks.extend([fault, fault])
        with asking(source, clock) as client:
            assert client.page(FIRST[source.name]).page.total == TOTAL[source.name]
        assert len(clock.slept) == 2

    def test_costs_a_walk_no_row(self, source, database, store, clock):
        source.tricks.extend([None, RESET, cut_short, None, HTML, Reply(429, headers={"Retry-After": "3"})])
        land(DATASETS[source.name], source.access, database, store, Silence(), clock=clock)
        assert walk_rows(database)[0][1:] == ("proved", TOTAL[source.name], TOTAL[source.name])
        assert len(clock.slept) == 4

    def test_is_reported_after_the_last_try(self, source, clock):
        source.tricks.extend([RESET] * 20)
        with asking(source, clock) as client, pytest.raises(TransientError, match=r"已尝试 5 次") as caught:
            client.page(FIRST[source.name])
        assert DATASETS[source.name].id in str(caught.value)
        assert source.url in str(caught.value)
        assert f"HUB_{source.name.upper()}_URL" in str(caught.value)
        assert len(source.business) == 5

    @pytest.mark.parametrize(("code", "name"), [("05", "provincial"), ("99", "provincial"), (500, "grassroots")])
    def test_result_codes_that_heal(self, request, clock, code, name):
        source = request.getfixturevalue(name)
        source.name = name
        source.tricks.extend([Reply(body={"code": code, "msg": "busy", "success": False})] * 2)
        with asking(source, clock) as client:
            client.page(FIRST[name])
        assert len(source.business) == 3

    def test_waits_grow_and_differ(self, city, clock):
        city.name = "city"
        city.tricks.extend([Reply(503)] * 4)
        with asking(city, clock) as client:
            client.page({"limit": 5})
        assert [0.25 * 2**n <= wait <= 0.5 * 2**n + 0.01 for n, wait in enumerate(clock.slept)] == [True] * 4

    def test_retry_after_in_seconds_and_as_a_date(self, city, clock):
        at = format_datetime(START + timedelta(seconds=27), usegmt=True)
        city.name = "city"
        city.tricks.extend([Reply(429, headers={"Retry-After": "20"}), Reply(503, headers={"Retry-After": at})])
        with asking(city, clock) as client:
            client.page({"limit": 5})
        assert clock.slept[0] == 20
        assert 6 <= clock.slept[1] <= 8

    def test_wait_that_is_asked_for_beyond_reason_is_not_waited_for(self, city, clock):
        city.name = "city"
        city.tricks.append(Reply(429, headers={"Retry-After": "86400"}))
        with asking(city, clock) as client, pytest.raises(TransientError, match="86400 秒"):
            client.page({"limit": 5})
        assert clock.slept == []

    def test_time_of_a_call_is_bounded(self, city, clock):
        platform = dataclasses.replace(PLATFORMS["city"], limits=Limits(attempts=50, call_seconds=100))
        city.tricks.extend([Reply(503, headers={"Retry-After": "30"})] * 50)
        with Client(platform, city.access, SHOPS, clock) as client, pytest.raises(TransientError):
            client.page({"limit": 5})
        assert sum(clock.slept) <= 100

    def test_silence_is_not_waited_out(self, city, clock):
        limits = Limits(timeout_seconds=0.2, attempts=2)
        platform = dataclasses.replace(PLATFORMS["city"], limits=limits)
        city.tricks.extend([Reply(body=b"{", promised=100)] * 2)
        with Client(platform, city.access, SHOPS, clock) as client, pytest.raises(TransientError):
            client.page({"limit": 5})

    @pytest.mark.parametrize("host", ["127.0.0.1:9", "no-such-host.invalid"])
    def test_nobody_there(self, database, store, clock, host):
        access = dataclasses.replace(City(clock).access, url=f"http://{host}")
        with pytest.raises(TransientError, match=r"city/shops.*HUB_CITY_URL"):
            land(SHOPS, access, database, store, Silence(), clock=clock)
        assert walk_rows(database) == [("full", "open", None, 0)]


class TestWhatDoesNotHeal:
    @pytest.mark.parametrize(
        ("reply", "told"),
        [
            (Reply(403, {"message": "no"}), "权限"),
            (Reply(400, {"message": "bad window"}), "接口文档"),
            (Reply(404), "HUB_[A-Z]+_URL"),
            (Reply(302, headers={"Location": "http://elsewhere.invalid/?token=x"}), "HUB_[A-Z]+_URL"),
        ],
    )
    def test_fails_at_once_and_says_what_to_do(self, source, clock, reply, told):
        source.tricks.append(reply)
        with asking(source, clock) as client, pytest.raises(PermanentError, match=told) as caught:
            client.page(FIRST[source.name])
        assert DATASETS[source.name].id in str(caught.value)
        assert len(source.business) == 1

    @pytest.mark.parametrize(("code", "told"), [("02", "校准本机时钟"), ("03", "申请接口授权")])
    def test_gateway_codes(self, provincial, database, store, clock, code, told):
        provincial.tricks.append(Reply(body={"code": code, "msg": "no"}))
        with pytest.raises(PermanentError, match=told):
            land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        assert len(provincial.business) == 1

    @pytest.mark.parametrize("url", ["city.example", "ftp://city.example", "http://", "http://x:port", "http://u:p@x"])
    def test_address_that_is_none(self, city, url):
        access = dataclasses.replace(city.access, url=url)
        with pytest.raises(SettingsError, match="HUB_CITY_URL"):
            Client(PLATFORMS["city"], access, SHOPS)


def reach(access: PlatformAccess, clock) -> None:
    with Client(PLATFORMS["city"], access, SHOPS, clock) as client:
        client.page({"limit": 5})


class TestCertificates:
    @pytest.fixture
    def secure(self, city, tmp_path):
        """The city platform behind TLS, with a certificate that nobody knows."""
        made = (
            "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
        )
        files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "ca.pem")]
        subprocess.run([*made.split(), *files], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "ca.pem", tmp_path / "key.pem")
        city.wrap(context)
        return dataclasses.replace(city.access, url=city.url.replace("http", "https"))

    def test_untrusted_certificate_is_permanent(self, secure, clock):
        with pytest.raises(PermanentError, match="HUB_CA_BUNDLE"):
            reach(secure, clock)
        assert clock.slept == []

    def test_private_authority_can_be_named(self, secure, tmp_path, clock):
        access = dataclasses.replace(secure, ca_bundle=tmp_path / "ca.pem")
        reach(access, clock)

    def test_authority_that_is_no_certificate(self, secure, tmp_path, clock):
        (tmp_path / "bad.pem").write_text("nothing")
        for path in (tmp_path / "bad.pem", tmp_path / "missing.pem"):
            with pytest.raises(SettingsError, match="HUB_CA_BUNDLE"):
                reach(dataclasses.replace(secure, ca_bundle=path), clock)

    def test_https_spoken_to_a_port_without_it(self, city, clock):
        access = dataclasses.replace(city.access, url=city.url.replace("http", "https"))
        with pytest.raises(PermanentError, match="HUB_CITY_URL"):
            reach(access, clock)


def city_body(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


GOOD = {"code": 0, "message": "ok", "data": {"items": [], "nextCursor": None, "total": 0}}


class TestNotWhatWasPromised:
    @pytest.mark.parametrize(
        ("body", "told"),
        [
            (b"plain words", "不是 JSON"),
            (b"[1, 2]", "结果码"),
            ({"code": 0}, "data.items"),
            ({"code": 0, "data": {"items": []}}, "data.total"),
            ({"code": 0, "data": {"items": {}, "total": 0}}, "data.items"),
            ({"code": 0, "data": {"items": ["x"], "total": 1}}, "data.items"),
            ({"code": 0, "data": {"items": [], "total": "many"}}, "data.total"),
            ({"code": 0, "data": {"items": [], "total": -1}}, "data.total"),
            ({"code": 0, "data": {"items": [], "total": True}}, "data.total"),
            ({"code": 0, "data": {"items": [], "total": 0, "nextCursor": {}}}, "data.nextCursor"),
            ({"code": 77, "data": {}}, "77"),
        ],
    )
    def test_is_a_protocol_error_with_what_came(self, city, clock, body, told):
        city.tricks.append(Reply(body=body))
        client = Client(PLATFORMS["city"], city.access, SHOPS, clock)
        with client, pytest.raises(BadAnswer, match=told) as caught:
            client.page({"limit": 5})
        assert caught.value.body == city_body(body)
        assert len(city.business) == 1

    def test_is_kept_for_inspection_and_reported(self, city, database, store, clock):
        city.tricks.append(Reply(body={"code": 77}))
        with pytest.raises(ProtocolError, match="77"):
            land(SHOPS, city.access, database, store, Silence(), clock=clock)
        with database.connect() as connection:
            ((location, message, staged, rows),) = connection.execute(
                "SELECT location, message, staged_at IS NOT NULL, rows FROM hub.landed_page"
            ).fetchall()
        assert pages.read(store, location) == b'{"code": 77}'
        assert ("77" in message, staged, rows) == (True, True, 0)
        assert walk_rows(database)[0][1] == "failed"

    def test_broken_json_is_asked_again_before_it_is_reported(self, city, clock):
        city.tricks.extend([Reply(body=b'{"code": 0, "data"')] * 9)
        client = Client(PLATFORMS["city"], city.access, SHOPS, clock)
        with client, pytest.raises(ProtocolError, match="不是 JSON"):
            client.page({"limit": 5})
        assert len(city.business) == 5

    def test_half_a_character_spoils_no_page(self, city, database, store, clock):
        items = [city_item(1, EARLIER)]
        body = json.dumps({**GOOD, "data": {"items": items, "nextCursor": None, "total": 1}})
        city.tricks.append(Reply(body=body.replace(r"\u94fa", r"\ud83d").encode()))
        assert land(SHOPS, city.access, database, store, Silence(), clock=clock).rows == 1

    def test_rows_as_text_within_the_answer(self, provincial, database, store, clock):
        provincial.rows = [provincial_row(number, EARLIER) for number in range(1, 1501)]
        provincial.as_text = True
        assert land(PENALTIES, provincial.access, database, store, Silence(), clock=clock).rows == 1500


class TestSecrets:
    def test_never_come_out(self, source, database, store, clock, caplog, tmp_path):
        """Whatever happens: not in messages, tracebacks, logs, representations, rows or kept files."""
        caplog.set_level(logging.DEBUG)
        echo = Reply(400, {"msg": "echo", "message": "echo", "detail": "echo"})

        def echoing(platform: Platform, asked: Asked) -> Reply:
            said = f"you sent {asked.headers} {asked.form}"
            return Reply(400, {"msg": said, "message": said})

        told = []
        for tricks in ([echoing], [RESET] * 5, [Reply(403)], [None, Reply(200, b"garbage")], [echo], []):
            source.tricks.clear()
            source.tricks.extend(tricks)
            try:
                land(DATASETS[source.name], source.access, database, store, Silence(), clock=clock)
            except HubError as error:
                told.append("".join(traceback.format_exception(error)))
        kept = b"".join(
            unpack(path.name, path.read_bytes()) if path.suffix == ENDING else path.read_bytes()
            for path in tmp_path.rglob("*")
            if path.is_file()
        ).decode()
        platform = PLATFORMS[source.name]
        with Client(platform, source.access, DATASETS[source.name], clock) as client:
            shown = f"{source.access!r} {client!r} {client._line!r} {client._line.auth!r}"
        secrets = [secret.get_secret_value() for secret in source.access.secrets.values()]
        secrets += [*getattr(source, "tokens", ()), *getattr(source, "request_secrets", ())]
        assert len(told) == 5
        assert len(secrets) > 1
        for secret in secrets:
            for place in (*told, caplog.text, everything(database), kept, shown):
                assert secret not in place

    def test_of_a_link_are_left_out(self, city, clock):
        with Client(PLATFORMS["city"], city.access, SHOPS, clock) as client:
            request = client._public(f"{city.url}/x?page=2&access_token=abcdef", {})
        assert request == {"method": "GET", "path": "/x", "parameters": {"page": "2"}}


def test_proxies_of_the_environment_are_not_for_this_machine(city, clock, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    reach(city.access, clock)


def test_compressed_answers_are_read_and_kept_as_their_content(city, database, store, clock):
    city.items = [city_item(number, EARLIER) for number in range(3)]
    sent = []

    def packed(platform: Platform, asked: Asked) -> Reply:
        sent.append(platform.answer(asked).content)
        return Reply(body=gzip.compress(sent[0]), headers={"Content-Encoding": "gzip"})

    city.tricks.append(packed)
    land(SHOPS, city.access, database, store, Silence(), clock=clock)
    (location,) = store.locations("")
    assert pages.read(store, location) == sent[0]


def test_disk_that_is_full_records_nothing(city, database, tmp_path, clock, monkeypatch):
    city.items = [city_item(1, EARLIER)]
    store = open_store(str(tmp_path / "landing"))

    def full(descriptor: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(StorageError, match=r"磁盘已满.*剩余"):
            land(SHOPS, city.access, database, store, Silence(), clock=clock)
    with database.connect() as connection:
        assert connection.execute("SELECT count(*) FROM hub.landed_page").fetchone() == (0,)
    assert list(store.locations("")) == []
    assert land(SHOPS, city.access, database, store, Silence(), clock=clock).rows == 1


def test_access_shows_no_secret():
    access = PlatformAccess("http://x", {"APP_KEY": "shown-nowhere"}, {}, Path("/ca"))
    assert "shown-nowhere" not in repr(access)
