"""Every kind of channel against a real server that checks what the real one checks."""

from __future__ import annotations

import json
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

import channel_servers as servers
import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.wecombot import NotifyWeComBot
from pydantic import SecretStr

from hub.alerts.delivery import Outgoing
from hub.alerts.receivers import Receiver
from hub.errors import SettingsError
from resources.channels.channel import NotTakenError, RefusedError, UnclearError, channel_name
from resources.channels.opening import open_channel, open_channels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from resources.channels.channel import Channel

ZZD_QUOTED = "zzd%20secret%2F%2B%26"
BODY = "【拒收】问题 1（编号 1）\n示例：\n  1. A：值 = ＜b＞*x*_y_ 50% + 1"


@pytest.fixture
def webhook() -> Iterator[servers.Service]:
    with servers.webhook().running() as running:
        yield running


def message(body: str = BODY, key: uuid.UUID | None = None) -> Outgoing:
    return Outgoing(1, key or uuid.uuid4(), "执法数据中枢：1 条新告警", body, is_recovery=False, attempts=0)


@contextmanager
def pointed(
    monkeypatch: pytest.MonkeyPatch, plugin: type, service: servers.Service, path: str
) -> Iterator[servers.Service]:
    """Robots of `plugin` live at `service`."""
    with service.running() as running:
        monkeypatch.setattr(plugin, "notify_url", f"http://127.0.0.1:{running.port}{path}")
        yield running


def dingtalk(secret: str = servers.DINGTALK_SECRET, token: str = servers.DINGTALK_TOKEN) -> Channel:
    return open_channel(SecretStr(f"dingtalk://{secret}@{token}/13812345678"))


def zhezhengding(port: int, secret: str = ZZD_QUOTED) -> Channel:
    return open_channel(
        SecretStr(f"zhezhengding://{servers.ZZD_KEY}:{secret}@127.0.0.1:{port}/196729?to=10001,10002&tls=no")
    )


def test_dingtalk_takes_a_signed_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with pointed(monkeypatch, NotifyDingTalk, servers.dingtalk_robot(), "/robot/send?access_token={token}") as robot:
        for _ in range(3):
            dingtalk().send(message())
    assert len(robot.taken) == 3
    assert robot.taken[0].json == {
        "msgtype": "text",
        "text": {"content": f"执法数据中枢：1 条新告警\n{BODY}"},
        "at": {"atMobiles": ["13812345678"], "isAtAll": False},
    }


@pytest.mark.parametrize(
    ("secret", "token", "said"),
    [("wrong0secret", servers.DINGTALK_TOKEN, "310000：sign not match"), ("x", "nobody", "300001：token is not exist")],
)
def test_a_refusal_in_an_http_200_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, secret: str, token: str, said: str
) -> None:
    with (
        pointed(monkeypatch, NotifyDingTalk, servers.dingtalk_robot(), "/robot/send?access_token={token}") as robot,
        pytest.raises(RefusedError, match=said) as caught,
    ):
        dingtalk(secret, token).send(message())
    assert robot.taken == []
    assert secret not in str(caught.value) or secret == "x"


def test_wecom_takes_no_more_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    with pointed(monkeypatch, NotifyWeComBot, servers.wecom_robot(), "/cgi-bin/webhook/send?key={key}") as robot:
        channel = open_channel(SecretStr("wecombot://0000-1111"))
        assert channel.longest == 2_048
        channel.send(message())
        with pytest.raises(RefusedError, match="40058"):
            channel.send(message("长" * 700))
    assert [each.query for each in robot.taken] == [{"key": "0000-1111"}]


def test_zhezhengding_takes_a_signed_work_notification_once() -> None:
    key = uuid.uuid4()
    with servers.zhezhengding().running() as platform:
        for _ in range(2):
            zhezhengding(platform.port).send(message(key=key))
    (taken,) = platform.taken
    assert taken.path == "/message/workNotification"
    assert taken.form == {
        "receiverIds": "10001,10002",
        "tenantId": "196729",
        "bizMsgId": str(key),
        "msg": json.dumps(
            {"msgtype": "text", "text": {"content": f"执法数据中枢：1 条新告警\n{BODY}"}}, ensure_ascii=False
        ),
    }
    assert {"x-hmac-auth-ip", "x-hmac-auth-mac", "x-hmac-auth-nonce"} <= taken.headers.keys()


def test_zhezhengding_refuses_a_wrong_signature() -> None:
    with servers.zhezhengding().running() as platform, pytest.raises(RefusedError, match="签名错误") as caught:
        zhezhengding(platform.port, "another-secret").send(message())
    assert platform.taken == []
    assert "another-secret" not in f"{caught.value!r} {zhezhengding(1, 'another-secret')!r}"


@pytest.mark.parametrize("content", ['{"success":false,"responseMessage":"用户不存在"}', "no json", None, "[]"])
def test_zhezhengding_says_within_what_it_says_whether_it_took_it(content: str | None) -> None:
    service = servers.Service(lambda _: (200, {"success": True, "content": content}))
    with service.running() as platform, pytest.raises(RefusedError, match=r"用户不存在|没有说明原因"):
        zhezhengding(platform.port).send(message())


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_mail_is_plain_text_for_whoever_logs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    # Mail programs ask the network for this machine's name, and there is none but loopback.
    monkeypatch.setattr("socket.getfqdn", lambda _="": "hub.example")
    with servers.mailbox("hub", "mail-secret") as box:
        url = f"mailto://hub:mail-secret@127.0.0.1:{box.port}?from=hub@hub.example&to=duty@hub.example"
        open_channel(SecretStr(url)).send(message("【拒收】<b>问题</b> & 1\n  1. =HYPERLINK(1)"))
        with pytest.raises(NotTakenError) as caught:
            open_channel(SecretStr(url.replace("mail-secret", "mail-wrong"))).send(message())
        box.is_full = True
        with pytest.raises(NotTakenError):
            open_channel(SecretStr(url)).send(message())
    (mail,) = box.mails
    assert mail["To"] == "duty@hub.example"
    assert mail["Subject"] == "执法数据中枢：1 条新告警"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().strip().splitlines() == ["【拒收】<b>问题</b> & 1", "  1. =HYPERLINK(1)"]
    assert "mail-wrong" not in str(caught.value)


def test_a_channel_that_reads_markdown_gets_it_escaped(webhook: servers.Service) -> None:
    url = f"json://127.0.0.1:{webhook.port}/?format=markdown"
    open_channel(SecretStr(url)).send(message("*甲*_乙_\n# 丙"))
    assert webhook.taken[0].json["message"] == "\\*甲\\*\\_乙\\_\n\\# 丙"


def test_what_is_out_of_order_took_nothing(webhook: servers.Service) -> None:
    webhook.status = 503
    with pytest.raises(RefusedError, match="HTTP 503"):
        open_channel(servers.address(webhook)).send(message())


def test_who_is_not_there_took_nothing_and_who_hangs_up_may_have() -> None:
    silent = servers.zhezhengding()
    silent.is_mute = True
    with silent.running() as platform:
        port = platform.port
        with pytest.raises(UnclearError):
            zhezhengding(port).send(message())
    with pytest.raises(NotTakenError, match="连接不上"):
        zhezhengding(port).send(message())


def test_nothing_of_an_address_reaches_a_log(
    webhook: servers.Service, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    webhook.status = 500
    with pytest.raises(NotTakenError):
        open_channel(servers.address(webhook)).send(message())
    with pytest.raises(SettingsError):
        open_channel(SecretStr("dingtalk://secret-word@not!a!token"))
    written = capfd.readouterr()
    assert "secret-word" not in caplog.text + written.out + written.err
    assert "not!a!token" not in caplog.text + written.out + written.err


@pytest.mark.parametrize(
    "url",
    [
        "carrier-pigeon://token-1234",
        "zhezhengding://token-1234@host/1?to=2",
        "zhezhengding://key:token-1234@host/1",
        "zhezhengding://key:token-1234@host:port/1?to=2",
        "dingtalk://a@token-1234!",
    ],
)
def test_a_channel_that_is_none_names_its_receiver_and_not_its_secret(url: str) -> None:
    receivers = [Receiver("值班", (SecretStr("json://127.0.0.1/"), SecretStr(url)))]
    with pytest.raises(SettingsError, match="接收人 值班 的第 2 个渠道") as caught:
        open_channels(receivers)
    assert "token-1234" not in str(caught.value)


def test_a_channels_name_tells_its_kind_and_nothing_else() -> None:
    name = channel_name(SecretStr("dingtalk://secret@token"))
    assert name.startswith("dingtalk-")
    assert "secret" not in name
    assert "token" not in name
    assert name != channel_name(SecretStr("dingtalk://secret@token2"))
