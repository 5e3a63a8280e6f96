"""Alerts on their way out, against a real HTTP server that fails and heals."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from hub.alerts.delivery import only_deliverer
from hub.alerts.findings import Finding, Severity, raise_finding, resolve_finding
from hub.errors import SettingsError
from resources.channels import channel_name, check_channels, deliver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.database.connection import Database


class Receiver:
    """An HTTP server on loopback that keeps what it takes; `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.messages: list[dict[str, Any]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if receiver.status == 200:
                    receiver.messages.append(body)
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Stay silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def channel(self) -> SecretStr:
        return SecretStr(f"json://user:secret@127.0.0.1:{self.server.server_port}/alerts")

    @contextmanager
    def running(self) -> Iterator[Receiver]:
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            thread.join()
            self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().running() as running:
        yield running


@pytest.fixture
def other() -> Iterator[Receiver]:
    with Receiver().running() as running:
        yield running


def find(database: Database, rule: str = "any.key_missing", *, dataset: str | None = "shops") -> None:
    with database.connect() as connection:
        raise_finding(connection, Finding("city", dataset, rule, Severity.REJECT, f"标题 {rule}", "正文"))


def end(database: Database, rule: str = "any.key_missing", *, dataset: str | None = "shops") -> None:
    with database.connect() as connection:
        resolve_finding(connection, "city", dataset, rule)


def test_several_alerts_are_one_message_and_are_told_once(database: Database, receiver: Receiver) -> None:
    find(database, "any.key_missing")
    find(database, "any.required_missing")
    outcome = deliver(database, [receiver.channel])
    assert (outcome.opened, outcome.resolved, outcome.failed) == (2, 0, ())
    find(database, "any.key_missing")
    assert deliver(database, [receiver.channel]).opened == 0
    (message,) = receiver.messages
    assert message["title"] == "执法数据中枢：2 条新告警"
    assert "标题 any.key_missing" in message["message"]
    assert "标题 any.required_missing" in message["message"]


def test_nothing_is_lost_while_a_channel_is_down_and_the_other_hears_nothing_twice(
    database: Database, receiver: Receiver, other: Receiver
) -> None:
    find(database)
    receiver.status = 503
    channels = [receiver.channel, other.channel]
    outcome = deliver(database, channels)
    assert outcome.failed == (channel_name(receiver.channel),)
    assert "secret" not in outcome.sentence
    assert deliver(database, channels).failed == (channel_name(receiver.channel),)
    receiver.status = 200
    assert deliver(database, channels).failed == ()
    assert deliver(database, channels).opened == 0
    assert (len(receiver.messages), len(other.messages)) == (1, 1)


def test_the_end_is_told_to_whom_the_beginning_was(database: Database, receiver: Receiver) -> None:
    find(database)
    deliver(database, [receiver.channel])
    end(database)
    assert deliver(database, [receiver.channel]).resolved == 1
    assert deliver(database, [receiver.channel]).resolved == 0
    assert receiver.messages[-1]["title"].startswith("执法数据中枢：【已恢复】标题 any.key_missing")
    find(database)
    assert deliver(database, [receiver.channel]).opened == 1


def test_what_nobody_heard_of_ends_in_silence(database: Database, receiver: Receiver) -> None:
    find(database)
    end(database)
    assert deliver(database, [receiver.channel]).opened == 0
    assert receiver.messages == []


def test_a_platform_that_is_down_mutes_its_datasets(database: Database, receiver: Receiver) -> None:
    find(database)
    find(database, "gate.unreachable", dataset=None)
    assert deliver(database, [receiver.channel]).opened == 1
    end(database, "gate.unreachable", dataset=None)
    outcome = deliver(database, [receiver.channel])
    assert (outcome.opened, outcome.resolved) == (1, 1)


def test_silenced_and_acknowledged_alerts_wait(database: Database, receiver: Receiver) -> None:
    find(database, "any.key_missing")
    find(database, "any.required_missing")
    with database.connect() as connection:
        connection.execute(
            "UPDATE quality.alert SET silenced_until = now() + interval '1 hour' WHERE rule_id = 'any.key_missing'"
        )
        connection.execute("UPDATE quality.alert SET status = 'acknowledged' WHERE rule_id = 'any.required_missing'")
    assert deliver(database, [receiver.channel]).opened == 0
    with database.connect() as connection:
        connection.execute("UPDATE quality.alert SET silenced_until = now()")
    assert deliver(database, [receiver.channel]).opened == 1


def test_one_deliverer_at_a_time(database: Database, receiver: Receiver) -> None:
    find(database)
    with only_deliverer(database) as connection:
        assert connection is not None
        outcome = deliver(database, [receiver.channel])
    assert outcome.is_busy
    assert deliver(database, [receiver.channel]).opened == 1


def test_without_channels_alerts_stay(database: Database) -> None:
    find(database)
    assert "HUB_ALERT_CHANNELS" in deliver(database, []).sentence


def test_a_channel_that_is_none_names_itself_and_not_its_secret() -> None:
    with pytest.raises(SettingsError, match="channel 2") as caught:
        check_channels([SecretStr("json://127.0.0.1/"), SecretStr("carrier-pigeon://token-1234")])
    assert "token-1234" not in str(caught.value)
