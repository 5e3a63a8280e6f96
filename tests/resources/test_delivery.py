"""Everybody is told everything once, in few messages, whatever becomes of the channels meanwhile."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from channel_servers import ZZD_KEY, Service, address, everyone, webhook, zhezhengding
from pydantic import SecretStr

from hub.alerts import actions, delivery, heartbeats
from hub.alerts.delivery import only_deliverer
from hub.alerts.findings import Finding, Severity, raise_finding, resolve_finding
from hub.alerts.listing import Choice, list_alerts
from hub.alerts.pacing import MOST
from hub.alerts.receivers import Receiver
from hub.alerts.silences import Scope, end_silence, silence
from hub.alerts.wording import instant
from hub.datasets.wire import QuietHours
from resources.channels.channel import channel_name
from resources.channels.deliver import AGAIN, DeliveryOutcome, deliver, try_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conftest import Server

    from hub.database.connection import Database

BEGIN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


EMPTY = """
    TRUNCATE quality.alert, quality.alert_action, quality.alert_silence, quality.alert_channel, quality.alert_message,
             quality.alert_delivery, quality.heartbeat
"""


@pytest.fixture(scope="module")
def used_database(server: Server, template: str) -> Iterator[Database]:
    """A migrated database for all tests of this module."""
    database = server.create(template)
    yield database
    server.drop(database)


@pytest.fixture
def database(used_database: Database) -> Database:
    """The module's database, without alerts."""
    with used_database.connect() as connection:
        connection.execute(EMPTY)
    return used_database


@pytest.fixture(name="webhook")
def webhook_() -> Iterator[Service]:
    with webhook().running() as running:
        yield running


@pytest.fixture
def other_webhook() -> Iterator[Service]:
    with webhook().running() as running:
        yield running


def find(
    database: Database,
    rule: str = "any.key_missing",
    *,
    dataset: str | None = "shops",
    platform: str = "city",
    severity: Severity = Severity.REJECT,
) -> None:
    with database.connect() as connection:
        raise_finding(connection, Finding(platform, dataset, rule, severity, f"标题 {rule}", "正文"))


def end(
    database: Database, rule: str = "any.key_missing", *, dataset: str | None = "shops", platform: str = "city"
) -> None:
    with database.connect() as connection:
        resolve_finding(connection, platform, dataset, rule)


def now(database: Database) -> datetime:
    with database.connect() as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    found: datetime = row[0]
    return found


def titles(service: Service) -> list[str]:
    """What a webhook took, by the titles without the hub's name."""
    return [str(each.json["title"]).removeprefix("执法数据中枢：") for each in service.taken]


def put(database: Database, count: int, at: datetime, *, first: int = 0, severity: str = "reject") -> None:
    """Open `count` alerts at once."""
    with database.connect() as connection:
        connection.execute(
            """
            INSERT INTO quality.alert (fingerprint, severity, platform, dataset, rule_id, title, body, status,
                                       occurrences, opened_at, last_seen_at)
            SELECT 'storm:' || number, %(severity)s, (ARRAY['city', 'provincial', 'grassroots'])[1 + number %% 3],
                   'shops', 'any.key_missing', '风暴 ' || number, '怎么办：改正', 'open', 1, %(at)s, %(at)s
            FROM generate_series(%(first)s::int, %(first)s::int + %(count)s::int - 1) AS number
            """,
            {"count": count, "at": at, "first": first, "severity": severity},
        )


def test_alerts_of_a_platform_are_one_message_and_are_told_once(database: Database, webhook: Service) -> None:
    find(database, "any.key_missing")
    find(database, "any.required_missing")
    find(database, "any.required_missing", platform="provincial", dataset="penalties")
    outcome = deliver(database, everyone(webhook))
    assert (outcome.opened, outcome.messages, outcome.failed) == (3, 2, ())
    assert outcome.sentence == "送达 3 条告警（2 条消息）"
    find(database, "any.key_missing")
    assert deliver(database, everyone(webhook)).sentence == "没有送达告警"
    message, other = (each.json for each in webhook.taken)
    assert message["title"] == "执法数据中枢 · 乐清市综合管理服务平台：2 条新告警"
    assert "标题 any.key_missing" in message["message"]
    assert "标题 any.required_missing" in message["message"]
    assert other["title"] == "执法数据中枢：【拒收】标题 any.required_missing"


def test_a_storm_of_an_hour_is_twelve_messages_and_none_is_missing_from_the_list(
    database: Database, webhook: Service
) -> None:
    told = 0
    for minute in range(0, 61, 3):
        at = BEGIN + minute * MINUTE
        if minute < 60:
            put(database, 500, at, first=1_000 * minute)
        told += deliver(database, everyone(webhook), now=at).opened
    assert len(webhook.taken) <= MOST
    assert deliver(database, everyone(webhook), now=BEGIN + 75 * MINUTE).opened == 10_000 - told
    assert deliver(database, everyone(webhook), now=BEGIN + 90 * MINUTE).messages == 0
    with database.connect() as connection:
        listed = list_alerts(connection, Choice())
        delivered = connection.execute(
            "SELECT count(*), count(DISTINCT alert_id), count(delivered_at) FROM quality.alert_delivery"
        ).fetchone()
    assert len(listed) == 10_000
    assert delivered == (10_000, 10_000, 10_000)


def test_a_channel_that_is_down_for_a_day_misses_nothing_and_hears_nothing_twice(
    database: Database, webhook: Service, other_webhook: Service
) -> None:
    receivers = everyone(webhook, other_webhook)
    find(database, "any.key_missing")
    deliver(database, receivers)
    begin = now(database)
    webhook.status = 503
    find(database, "any.required_missing")
    find(database, "any.length", platform="provincial", dataset="penalties")
    end(database, "any.key_missing")
    find(database, "any.date_form")
    end(database, "any.date_form")
    minutes = [*range(1, 10), *range(30, 24 * 60, 90)]
    outcomes = [deliver(database, receivers, now=begin + minute * MINUTE) for minute in minutes]
    assert [bool(each.failed) for each in outcomes[:9]] == [True, True, False, True, False, False, False, False, True]
    assert "HTTP 503" in outcomes[0].sentence
    assert "secret-word" not in outcomes[0].sentence
    webhook.status = 200
    back = deliver(database, receivers, now=begin + 25 * HOUR)
    assert (back.opened, back.resolved, back.failed) == (2, 2, ())
    assert deliver(database, receivers, now=begin + 25 * HOUR + MINUTE).messages == 0
    told = "\n".join(str(each.json["message"]) for each in webhook.taken)
    for line in ("【拒收】标题 any.key_missing", "【拒收】标题 any.required_missing", "【拒收】标题 any.length"):
        assert told.count(line) == 1
    assert told.count("【已恢复】标题 any.key_missing") == 1
    assert told.count("【已恢复】标题 any.date_form") == 1
    assert "此前未及通知" in told
    heard = "\n".join(str(each.json["message"]) for each in other_webhook.taken)
    assert heard.count("\n【拒收】标题 any.required_missing") == heard.count("\n【已恢复】标题 any.key_missing") == 1


def test_an_operator_who_insists_does_not_wait_for_the_next_try(database: Database, webhook: Service) -> None:
    find(database)
    webhook.status = 500
    at = now(database)
    deliver(database, everyone(webhook), now=at)
    webhook.status = 200
    assert deliver(database, everyone(webhook), now=at).messages == 0
    assert deliver(database, everyone(webhook), now=at, insist=True).messages == 1


def test_a_message_of_unknown_fate_leaves_again_as_it_was_and_before_all_others(database: Database) -> None:
    find(database)
    with zhezhengding().running() as platform:
        receivers = [
            Receiver(
                "duty",
                (SecretStr(f"zhezhengding://{ZZD_KEY}:zzd%20secret%2F%2B%26@127.0.0.1:{platform.port}/1?to=2&tls=no"),),
            )
        ]
        platform.is_mute = True
        assert "中断" in deliver(database, receivers).sentence
        platform.is_mute = False
        find(database, "any.required_missing")
        assert deliver(database, receivers, insist=True).sentence == "送达 2 条告警（2 条消息）"
    first, again, last = (each.form for each in platform.taken)
    assert first == again
    assert last["bizMsgId"] != first["bizMsgId"]
    assert "标题 any.required_missing" in json.loads(last["msg"])["text"]["content"]


def test_stopped_between_sending_and_noting_it_the_message_says_that_it_comes_again(
    database: Database, webhook: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """What nothing catches."""

    def die(*_: object) -> None:
        raise Killed

    find(database)
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "taken", die)
        with pytest.raises(Killed):
            deliver(database, everyone(webhook))
    assert deliver(database, everyone(webhook)).opened == 1
    assert deliver(database, everyone(webhook)).messages == 0
    first, again = (each.json for each in webhook.taken)
    assert (again["title"], again["message"]) == (f"{AGAIN}{first['title']}", first["message"])


def test_the_end_is_told_once_and_what_comes_back_is_another_alert(database: Database, webhook: Service) -> None:
    find(database)
    deliver(database, everyone(webhook))
    end(database)
    assert deliver(database, everyone(webhook)).resolved == 1
    assert deliver(database, everyone(webhook)).resolved == 0
    assert titles(webhook)[-1].startswith("【已恢复】标题 any.key_missing")
    find(database)
    assert deliver(database, everyone(webhook)).opened == 1


def test_a_new_channel_hears_of_what_lasts_and_not_of_what_is_over(
    database: Database, webhook: Service, other_webhook: Service
) -> None:
    find(database, "any.key_missing")
    end(database, "any.key_missing")
    find(database, "any.length")
    outcome = deliver(database, everyone(webhook))
    assert (outcome.opened, outcome.resolved) == (1, 0)
    outcome = deliver(database, everyone(webhook, other_webhook))
    assert (outcome.opened, outcome.resolved) == (1, 0)


def test_what_nobody_takes_on_is_reminded_of_at_growing_intervals(database: Database, webhook: Service) -> None:
    find(database, severity=Severity.BLOCK)
    begin = now(database)
    deliver(database, everyone(webhook), now=begin)
    told = begin
    for pause in (4, 12, 24, 72, 168, 168):
        assert deliver(database, everyone(webhook), now=told + pause * HOUR - MINUTE).messages == 0
        told += pause * HOUR
        assert deliver(database, everyone(webhook), now=told).reminded == 1
    assert titles(webhook)[1] == "【仍未解除】【暂缓发布】标题 any.key_missing"


def test_what_has_grown_tenfold_since_it_was_told_is_told_again_at_once(database: Database, webhook: Service) -> None:
    def find_so_many(affected: int) -> int:
        with database.connect() as connection:
            raise_finding(
                connection,
                Finding("city", "shops", "any.length", Severity.REJECT, "标题", "正文", affected=affected),
            )
        return deliver(database, everyone(webhook)).messages

    assert [find_so_many(affected) for affected in (5, 99, 105, 1_000, 1_050, 900, 1_050, 12_000)] == [
        *(1, 0, 1, 0, 1, 0, 0, 1),
    ]
    assert titles(webhook)[1] == "【明显增多】【拒收】标题"


def test_who_took_it_on_is_not_reminded_but_hears_the_end(database: Database, webhook: Service) -> None:
    find(database)
    deliver(database, everyone(webhook))
    with database.connect() as connection:
        (alert,) = list_alerts(connection, Choice())
        actions.acknowledge(connection, [alert.alert_id], "张三", None)
    later = now(database) + 30 * 24 * HOUR
    assert deliver(database, everyone(webhook), now=later).messages == 0
    with database.connect() as connection:
        connection.execute("UPDATE quality.alert SET status = 'resolved', resolved_at = %s", (later,))
    assert deliver(database, everyone(webhook), now=later + MINUTE).resolved == 1


def test_a_platform_that_is_down_mutes_what_follows_and_nothing_else(database: Database, webhook: Service) -> None:
    for dataset in ("shops", "cases"):
        find(database, "gate.unreachable", dataset=dataset, severity=Severity.WARN)
    find(database, "gate.unreachable", dataset=None, severity=Severity.WARN)
    find(database, "any.key_missing")
    assert deliver(database, everyone(webhook)).opened == 2
    end(database, "gate.unreachable", dataset=None)
    end(database, "gate.unreachable", dataset="shops")
    outcome = deliver(database, everyone(webhook))
    assert (outcome.opened, outcome.resolved) == (0, 1)
    # What is still so when the next run has ended was no mere consequence.
    assert deliver(database, everyone(webhook), now=now(database) + 2 * HOUR).opened == 1


def test_silenced_alerts_wait_and_those_that_ended_meanwhile_are_passed_over(
    database: Database, webhook: Service
) -> None:
    deliver(database, everyone(webhook))
    find(database, "any.key_missing")
    with database.connect() as connection:
        by_rule = silence(connection, Scope(rule_id="any.length"), HOUR, "张三", "接口升级")
        silence(connection, Scope(platform="city", dataset="shops"), HOUR, "张三", "接口升级")
    find(database, "any.length", dataset="cases")
    find(database, "any.date_form")
    end(database, "any.date_form")
    assert deliver(database, everyone(webhook)).messages == 0
    with database.connect() as connection:
        end_silence(connection, by_rule, "李四")
    assert deliver(database, everyone(webhook)).opened == 1
    assert deliver(database, everyone(webhook), now=now(database) + 2 * HOUR).opened == 1
    assert "any.date_form" not in json.dumps([each.json for each in webhook.taken])


def test_routing_by_what_receivers_chose_and_the_end_to_whom_the_beginning_was_told(
    database: Database, webhook: Service, other_webhook: Service
) -> None:
    owners = Receiver("owners", (address(webhook),), severities=frozenset({"reject"}))
    engineers = Receiver("engineers", (address(other_webhook),), severities=frozenset({"error"}))
    find(database)
    deliver(database, [owners, engineers])
    # The rule itself breaks: now it is the engineers' matter.
    find(database, severity=Severity.ERROR)
    deliver(database, [owners, engineers])
    end(database)
    deliver(database, [owners, engineers])
    assert [title[:5] for title in titles(webhook)] == ["【拒收】标", "【已恢复】"]
    assert [title[:5] for title in titles(other_webhook)] == ["【系统故障", "【已恢复】"]


def test_quiet_hours_keep_what_can_wait_for_the_morning(database: Database, webhook: Service) -> None:
    sleeper = [Receiver("sleeper", (address(webhook),), quiet_hours=(QuietHours.read("22:00-07:00"),))]
    night = datetime(2026, 11, 23, 18, tzinfo=UTC)
    put(database, 3, night)
    put(database, 1, night, first=10, severity="block")
    assert deliver(database, sleeper, now=night).opened == 1
    with database.connect() as connection:
        connection.execute(
            "UPDATE quality.alert SET status = 'resolved', resolved_at = %s WHERE fingerprint = 'storm:0'",
            (night + MINUTE,),
        )
    assert deliver(database, sleeper, now=night + 3 * HOUR).messages == 0
    morning = deliver(database, sleeper, now=night + 5 * HOUR)
    assert (morning.opened, morning.resolved) == (2, 1)


def test_an_address_that_cannot_be_read_keeps_nobody_else_waiting(database: Database, webhook: Service) -> None:
    find(database)
    broken = Receiver("broken", (SecretStr("carrier-pigeon://s3cret"),))
    outcome = deliver(database, [broken, *everyone(webhook)])
    assert outcome.opened == 1
    assert "不是可用的地址" in outcome.sentence
    assert "s3cret" not in outcome.sentence


def test_a_trial_says_of_every_channel_whether_it_took_the_message(webhook: Service, other_webhook: Service) -> None:
    other_webhook.status = 503
    assert list(try_out(everyone(webhook, other_webhook)).values()) == [None, "HTTP 503"]
    assert titles(webhook) == ["测试消息"]


def test_one_deliverer_at_a_time(database: Database, webhook: Service) -> None:
    find(database)
    with only_deliverer(database) as connection:
        assert connection is not None
        assert deliver(database, everyone(webhook)).is_busy
    assert deliver(database, everyone(webhook)).opened == 1


def test_every_delivery_leaves_a_heartbeat(database: Database, webhook: Service) -> None:
    deliver(database, everyone(webhook))
    with database.connect() as connection:
        assert heartbeats.ALERTS in heartbeats.heartbeats(connection)


def test_without_receivers_alerts_stay(database: Database) -> None:
    find(database)
    assert deliver(database, []).sentence == (
        "没有配置告警渠道（HUB_ALERT_CHANNELS 或 hub.toml 中的 [receivers.名称]），告警留在库中"
    )


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (DeliveryOutcome(opened=1234, messages=1), "送达 1,234 条告警（1 条消息）"),
        (
            DeliveryOutcome(opened=1, reminded=2, resolved=3, messages=2),
            "送达 1 条告警、2 条再次提醒、3 条恢复（2 条消息）",
        ),
        (DeliveryOutcome(next_at=BEGIN), f"没有送达告警；消息已多，其余合并到下一条（最早 {instant(BEGIN)}）"),
        (DeliveryOutcome(failed=("json-1234 不通（HTTP 503）",)), "没有送达告警；json-1234 不通（HTTP 503），保留待发"),
    ],
)
def test_what_the_sensor_and_the_command_say(outcome: DeliveryOutcome, sentence: str) -> None:
    assert outcome.sentence == sentence


def test_the_database_knows_nothing_of_addresses(database: Database, webhook: Service) -> None:
    find(database)
    webhook.status = 503
    deliver(database, everyone(webhook))
    with database.connect() as connection:
        kept = connection.execute(
            "SELECT string_agg(row::text, '') FROM (SELECT row(c.*) AS row FROM quality.alert_channel AS c) AS rows"
        ).fetchone()
    assert kept is not None
    assert channel_name(address(webhook)) in kept[0]
    assert "HTTP 503" in kept[0]
    assert "secret-word" not in kept[0]


def test_a_service_that_repeats_our_secrets_does_not_make_us_tell_them(database: Database) -> None:
    find(database)
    gossip = Service(
        lambda request: (200, {"success": False, "errorMsg": f"no {request.headers['apikey']} s3cret/key"})
    )
    with gossip.running() as platform:
        url = f"zhezhengding://app-key:s3cret%2Fkey@127.0.0.1:{platform.port}/196729?to=10001&tls=no"
        outcome = deliver(database, [Receiver("duty", (SecretStr(url),))])
    assert "拒绝了消息（no … …）" in outcome.sentence
    assert "s3cret" not in outcome.sentence
    assert "app-key" not in outcome.sentence


def test_one_day_of_calm_costs_a_message_for_each_thing_that_happens(database: Database) -> None:
    with webhook().running() as service:
        begin = now(database)
        for hour in range(3):
            at = begin + hour * HOUR
            put(database, 1, at, first=100 * hour)
            receivers: Sequence[Receiver] = everyone(service)
            assert deliver(database, receivers, now=at + MINUTE).messages == 1
        assert len(service.taken) == 3
