"""Secrets and tokens: got early, got again, got once, and refused with a clear word."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from loopback import START, Reply
from pydantic import SecretStr
from stand_ins import Provincial, city_item, grassroots_row, provincial_row

from hub.datasets import PLATFORMS, dataset
from hub.errors import PermanentError, SettingsError, TransientError
from hub.progress import Silence
from resources.ingest import land
from resources.rest.client import Client

PENALTIES, SHOPS, EVENTS = dataset("provincial/penalties"), dataset("city/shops"), dataset("grassroots/events")
EARLIER = START - timedelta(days=1)
BY_KEY, BY_SECRET = Provincial.BY_KEY, Provincial.BY_SECRET


@pytest.fixture
def penalties(provincial, clock):
    with Client(PLATFORMS["provincial"], provincial.access, PENALTIES, clock) as client:
        yield client


def ask(client: Client) -> None:
    client.page({"pageIndex": 1, "pageSize": 10})


class TestGatewaySignature:
    def test_secrets_are_got_once_and_refreshed_early_by_the_refresh_secret(self, provincial, penalties, clock):
        for _ in range(3):
            ask(penalties)
        assert [asked.path for asked in provincial.logins] == [BY_KEY]
        clock.time += timedelta(minutes=14, seconds=30)
        ask(penalties)
        assert [asked.path for asked in provincial.logins] == [BY_KEY, BY_SECRET]
        assert len(provincial.business) == 4

    def test_refresh_secret_that_ended_leads_back_to_the_key(self, provincial, penalties, clock):
        ask(penalties)
        clock.time += timedelta(hours=49)
        ask(penalties)
        assert [asked.path for asked in provincial.logins] == [BY_KEY, BY_KEY]

    def test_refresh_secret_that_is_refused_leads_back_to_the_key(self, provincial, penalties, clock):
        ask(penalties)
        provincial.refresh_secret = None
        clock.time += timedelta(minutes=15)
        ask(penalties)
        assert [asked.path for asked in provincial.logins] == [BY_KEY, BY_SECRET, BY_KEY]

    def test_secret_that_ends_without_warning_is_replaced_and_the_call_repeated(self, provincial, penalties):
        ask(penalties)
        provincial.request_secrets.clear()
        ask(penalties)
        assert [asked.path for asked in provincial.logins] == [BY_KEY, BY_SECRET]

    def test_fresh_secrets_that_are_refused_end_with_what_to_do(self, provincial, penalties):
        provincial.tricks.extend([Reply(body={"code": "01", "msg": "no"})] * 9)
        with pytest.raises(PermanentError, match="HUB_PROVINCIAL_APP_SECRET"):
            ask(penalties)
        assert [asked.path for asked in provincial.logins] == [BY_KEY, BY_SECRET, BY_KEY]

    @pytest.mark.parametrize("minutes", [-4, 4])
    def test_clock_four_minutes_off_costs_nothing(self, provincial, penalties, clock, minutes):
        provincial.clock_offset = timedelta(minutes=minutes)
        for _ in range(40):
            ask(penalties)
            clock.time += timedelta(minutes=1)
        assert len(provincial.logins) <= 5

    def test_clock_further_off_is_permanent(self, provincial, penalties):
        provincial.clock_offset = timedelta(minutes=6)
        with pytest.raises(PermanentError, match="校准本机时钟"):
            ask(penalties)
        assert len(provincial.asked) == 1

    def test_wrong_secret_is_permanent(self, provincial, clock):
        access = dataclasses.replace(provincial.access, secrets={"APP_SECRET": SecretStr("another")})
        client = Client(PLATFORMS["provincial"], access, PENALTIES, clock)
        with pytest.raises(PermanentError, match="HUB_PROVINCIAL_APP_KEY、HUB_PROVINCIAL_APP_SECRET"):
            ask(client)
        assert len(provincial.asked) == 1

    def test_short_lived_secrets_do_not_cost_a_login_a_call(self, provincial, penalties, clock):
        provincial.request_life = timedelta(seconds=10)
        for _ in range(10):
            ask(penalties)
            clock.time += timedelta(seconds=1)
        assert len(provincial.logins) == 2

    def test_one_caller_at_a_time_gets_new_ones(self, provincial, penalties):
        ask(penalties)
        provincial.request_secrets.clear()
        together = Barrier(4)

        def call() -> None:
            together.wait()
            ask(penalties)

        threads = [Thread(target=call) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [asked.path for asked in provincial.logins] == [BY_KEY, BY_SECRET]

    def test_login_that_fails_for_a_moment_is_asked_again(self, provincial, penalties, clock):
        provincial.login_tricks.extend([Reply(503), Reply(body={"code": "99", "msg": "busy"}), Reply(200, b"<html>")])
        ask(penalties)
        assert len(provincial.logins) == 4
        assert len(clock.slept) == 3

    def test_secrets_in_a_text_within_the_answer_are_read(self, provincial, penalties):
        def as_text(platform, asked):
            body = platform.login(asked).body
            return Reply(body={**body, "datas": json.dumps(body["datas"])})

        provincial.login_tricks.append(as_text)
        ask(penalties)


class TestTokens:
    def test_city_token_that_runs_out_mid_walk(self, city, database, store, clock):
        city.items = [city_item(number, EARLIER) for number in range(3500)]
        city.before = lambda call: city.tokens.clear() if call == 3 else None
        outcome = land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert outcome.source_total == outcome.rows == 3500
        assert len(city.logins) == 2

    def test_city_token_is_got_once_per_request(self, city, database, store, clock):
        city.tricks.extend([Reply(401)] * 9)
        with pytest.raises(PermanentError, match="HUB_CITY_CLIENT_SECRET"):
            land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert (len(city.logins), len(city.business)) == (2, 2)

    def test_grassroots_token_that_runs_out_mid_walk(self, grassroots, database, store, clock):
        grassroots.rows = [grassroots_row(number, EARLIER) for number in range(1300)]
        grassroots.before = lambda call: grassroots.tokens.clear() if call == 2 else None
        outcome = land(EVENTS, grassroots.access, database, store, Silence(), clock=clock)
        assert outcome.source_total == 1300
        assert len(grassroots.logins) == 2

    def test_token_is_renewed_before_its_end(self, grassroots, clock):
        client = Client(PLATFORMS["grassroots"], grassroots.access, EVENTS, clock)
        client.page({"pageNo": 1, "pageSize": 5})
        clock.time += timedelta(hours=1, minutes=59, seconds=30)
        client.page({"pageNo": 1, "pageSize": 5})
        assert len(grassroots.logins) == len(grassroots.business) == 2

    @pytest.mark.parametrize("name", ["city", "grassroots"])
    def test_wrong_credentials_are_permanent_and_say_where_they_are_set(self, name, request, clock):
        server = request.getfixturevalue(name)
        wrong = {suffix: SecretStr("wrong-and-secret") for suffix in server.access.secrets}
        access = dataclasses.replace(server.access, secrets=wrong)
        client = Client(PLATFORMS[name], access, {"city": SHOPS, "grassroots": EVENTS}[name], clock)
        with pytest.raises(PermanentError, match=f"HUB_{name.upper()}_") as caught:
            client.page({})
        assert "wrong-and-secret" not in str(caught.value)
        assert len(server.asked) == 1

    def test_missing_setting_names_itself(self, city, clock):
        access = dataclasses.replace(city.access, secrets={})
        with pytest.raises(SettingsError, match="HUB_CITY_CLIENT_SECRET"):
            Client(PLATFORMS["city"], access, SHOPS, clock)

    def test_login_without_a_token_is_no_login(self, city, clock):
        city.login_tricks.extend([Reply(body={"expires_in": 5})])
        client = Client(PLATFORMS["city"], city.access, SHOPS, clock)
        with pytest.raises(Exception, match="access_token"):
            client.page({"limit": 5})


def test_login_that_never_comes_is_transient(city, clock):
    city.login_tricks.extend([Reply(503)] * 9)
    with Client(PLATFORMS["city"], city.access, SHOPS, clock) as client, pytest.raises(TransientError, match="503"):
        client.page({"limit": 5})


def test_penalties_survive_every_kind_of_expiry(provincial, database, store, clock):
    provincial.rows = [provincial_row(number, EARLIER) for number in range(1, 6001)]
    provincial.before = lambda call: provincial.request_secrets.clear() if call % 2 == 0 else None
    outcome = land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
    assert outcome.rows == outcome.source_total == 6000
