"""Platforms that nobody has heard of, in declarations alone."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from landed import landed_rows, walk_rows
from loopback import START, Reply
from pydantic import SecretStr
from stand_ins import Invented, local, within

from hub.datasets.declaration import INSTANT, TEXT, Category, Dataset, Field, Required, key
from hub.datasets.wire import (
    Answer,
    ClientCredentials,
    GatewaySignature,
    HeaderKey,
    NextLink,
    NoAuth,
    Offset,
    PasswordLogin,
    QueryString,
    RestPlatform,
    TimeFormat,
    Window,
)
from hub.errors import PermanentError, ProtocolError, StorageError
from hub.progress import Silence
from resources.ingest import land
from resources.rest.access import PlatformAccess

EARLIER = START - timedelta(days=1)
KEY = "header-key-never-seen"

ALERTS = Dataset(
    platform="tide_watch",
    name="alerts",
    title="预警",
    table="incident",
    category=Category.SUPERVISION,
    endpoint="alerts",
    fields=(
        Field("alertId", "source_id", key(1), Required.YES),
        Field("updatedAt", "source_updated_at", INSTANT, Required.YES),
        Field("title", "title", TEXT),
    ),
)
OFFSETS = Offset("offset", "limit", rows=200, backwards=True)
LINKS = NextLink("limit", rows=200, next_at=("next",))
TIDES = RestPlatform(
    name="tide_watch",
    title="潮位监测",
    auth=HeaderKey("X-Api-Key"),
    method="GET",
    path="/api/{endpoint}",
    encoding=QueryString(),
    paging=OFFSETS,
    window=Window("updated_since", "updated_until", TimeFormat.LOCAL_SECONDS),
    answer=Answer(rows_at=("results",), total_at=("count",)),
)


def alert(number: int) -> dict[str, object]:
    return {"alertId": f"A{number:05d}", "updatedAt": local(EARLIER + timedelta(seconds=number // 3)), "title": "x"}


def landed_keys(database, store, platform, name="alertId") -> set[object]:
    return {row[name] for row in landed_rows(database, store, platform)}


@pytest.fixture
def invented(clock):
    with Invented(clock, key=KEY) as platform:
        platform.table.rows = [alert(number) for number in range(905)]
        platform.access = PlatformAccess(platform.url, {}, {"API_KEY": SecretStr(KEY)})
        yield platform


class TestPaging:
    @pytest.mark.parametrize("paging", [OFFSETS, dataclasses.replace(OFFSETS, backwards=False), LINKS])
    def test_offset_and_next_link(self, invented, database, store, clock, paging):
        invented.linked = True
        platform = dataclasses.replace(TIDES, paging=paging)
        outcome = land(ALERTS, invented.access, database, store, Silence(), platform=platform, clock=clock)
        assert outcome.source_total == 905
        assert landed_keys(database, store, platform) == {row["alertId"] for row in invented.table.rows}
        assert walk_rows(database) == [("full", "proved", 905, 905)]

    def test_offset_survives_rows_that_leave(self, invented, database, store, clock):
        def leave(call: int) -> None:
            invented.table.rows[call]["updatedAt"] = local(START + timedelta(hours=1))

        invented.before = leave
        land(ALERTS, invented.access, database, store, Silence(), platform=TIDES, clock=clock)
        stayed = {row["alertId"] for row in within(invented.table.rows, "updatedAt", None, local(START))}
        assert stayed <= landed_keys(database, store, TIDES)

    def test_forwards_begins_again_where_rows_leave(self, invented, database, store, clock):
        platform = dataclasses.replace(TIDES, paging=dataclasses.replace(OFFSETS, backwards=False))

        def leave(call: int) -> None:
            if call == 3:
                invented.table.rows[5]["updatedAt"] = local(START + timedelta(hours=1))

        invented.before = leave
        land(ALERTS, invented.access, database, store, Silence(), platform=platform, clock=clock)
        assert walk_rows(database) == [("full", "proved", 904, 904)]
        assert len(invented.business) == 3 + 5

    @pytest.mark.parametrize("paging", [OFFSETS, LINKS])
    def test_is_gone_on_with(self, invented, database, store, clock, paging):
        invented.linked = True
        platform = dataclasses.replace(TIDES, paging=paging)
        write, left = store.write, iter([1, 1, 1, 0, 1, 1, 1, 1])

        def failing(location: str, body: bytes) -> None:
            if not next(left):
                raise StorageError("full")
            write(location, body)

        store.write = failing
        with pytest.raises(StorageError):
            land(ALERTS, invented.access, database, store, Silence(), platform=platform, clock=clock)
        store.write = write
        land(ALERTS, invented.access, database, store, Silence(), platform=platform, clock=clock)
        assert walk_rows(database)[0] == ("full", "proved", 905, 905)

    def test_walk_kept_under_another_declaration_begins_anew(self, invented, database, store, clock):
        land(ALERTS, invented.access, database, store, Silence(), platform=TIDES, clock=clock)
        with database.connect() as connection:
            connection.execute("UPDATE hub.walk SET status = 'open'")
        platform = dataclasses.replace(TIDES, paging=dataclasses.replace(OFFSETS, rows=100))
        land(ALERTS, invented.access, database, store, Silence(), platform=platform, clock=clock)
        assert sorted(status for _, status, *_ in walk_rows(database)) == ["failed", "proved"]

    def test_link_to_another_host_gets_no_key(self, invented, database, store, clock):
        def elsewhere(platform, asked):
            return Reply(body={**platform.answer(asked).body, "next": "http://elsewhere.invalid/api/alerts?limit=200"})

        invented.linked = True
        invented.tricks.append(elsewhere)
        platform = dataclasses.replace(TIDES, paging=LINKS)
        with pytest.raises(ProtocolError, match=r"elsewhere\.invalid"):
            land(ALERTS, invented.access, database, store, Silence(), platform=platform, clock=clock)

    def test_relative_link(self, invented, database, store, clock):
        def relative(platform, asked):
            body = platform.answer(asked).body
            return Reply(body={**body, "next": body["next"] and body["next"].removeprefix(platform.url)})

        invented.linked = True
        invented.tricks.extend([relative] * 5)
        platform = dataclasses.replace(TIDES, paging=LINKS)
        assert land(ALERTS, invented.access, database, store, Silence(), platform=platform, clock=clock).rows == 905

    def test_without_totals_the_list_ends_where_it_ends(self, invented, database, store, clock):
        answer = Answer(rows_at=("results",), total_at=None)
        paging = dataclasses.replace(OFFSETS, backwards=False)
        platform = dataclasses.replace(TIDES, paging=paging, answer=answer)
        outcome = land(ALERTS, invented.access, database, store, Silence(), platform=platform, clock=clock)
        assert (outcome.rows, outcome.source_total) == (905, None)

    def test_backwards_without_totals_is_refused_in_the_declaration(self):
        with pytest.raises(ValueError, match="tide_watch"):
            dataclasses.replace(TIDES, answer=Answer(rows_at=(), total_at=None))


class TestAuthentication:
    def test_none(self, database, store, clock):
        platform = dataclasses.replace(TIDES, auth=NoAuth())
        assert platform.settings == ()
        with Invented(clock) as server:
            server.table.rows = [alert(1)]
            access = PlatformAccess(server.url)
            assert land(ALERTS, access, database, store, Silence(), platform=platform, clock=clock).rows == 1

    def test_wrong_header_key_is_permanent(self, invented, database, store, clock):
        access = dataclasses.replace(invented.access, secrets={"API_KEY": SecretStr("wrong")})
        with pytest.raises(PermanentError, match="HUB_TIDE_WATCH_API_KEY") as caught:
            land(ALERTS, access, database, store, Silence(), platform=TIDES, clock=clock)
        assert "wrong" not in str(caught.value)
        assert len(invented.asked) == 1


def test_the_parts_of_known_platforms_combine_anew(clock):
    """Every authentication is a declaration of its own, whatever it was first made for."""
    for auth, settings in {
        ClientCredentials("/token"): ("CLIENT_ID", "CLIENT_SECRET"),
        PasswordLogin("/{tenant}/login", "X-Token"): ("TENANT", "APP_KEY", "USERNAME", "PASSWORD"),
        GatewaySignature("/key", "/secret"): ("APP_KEY", "APP_SECRET"),
    }.items():
        platform = dataclasses.replace(TIDES, auth=auth)
        assert platform.settings == settings
        assert set(platform.secrets) < set(settings)
