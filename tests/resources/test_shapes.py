"""Every usual shape of a platform is a declaration: each authentication with each paging, window, place and error."""

from __future__ import annotations

import dataclasses
from contextlib import closing
from datetime import timedelta
from threading import Event

import pytest
import shapes
from loopback import START, Reply
from shapes import Shaped
from stand_ins import Row, local

from hub.datasets.declaration import INSTANT, Category, Dataset, Field, Required, key
from hub.datasets.wire import (
    OK,
    Answer,
    ClientCredentials,
    Code,
    Cursor,
    Form,
    FormJson,
    GatewaySignature,
    HeaderKey,
    JsonBody,
    Meaning,
    NextLink,
    NoAuth,
    Offset,
    PageNumber,
    PasswordLogin,
    QueryString,
    RestPlatform,
    TimeFormat,
    TotalCounts,
    Window,
)
from hub.errors import HubError, PermanentError, ProtocolError, TransientError
from resources.rest.client import Client
from resources.rest.walker import Walker
from resources.rest.windows import Span, parameters

LIST = Dataset(
    platform="invented",
    name="list",
    title="清单",
    table="incident",
    category=Category.SUPERVISION,
    endpoint="list",
    fields=(
        Field("id", "source_id", key(1), Required.YES),
        Field("at", "source_updated_at", INSTANT, Required.YES),
    ),
)
ROWS: list[Row] = [{"id": f"R{number:03d}", "at": local(START - timedelta(hours=40 - number))} for number in range(30)]
ENVELOPE = Answer(("data", "list"), ("said", "total"), code_at=("code",), codes={"0": OK})
PLATFORM = RestPlatform(
    name="invented",
    title="新平台",
    auth=NoAuth(),
    method="GET",
    path="/{endpoint}",
    encoding=QueryString(),
    paging=PageNumber("p", "n", 7),
    window=Window("since", "until", TimeFormat.LOCAL_SECONDS),
    answer=ENVELOPE,
)
AUTHS = {
    "none": NoAuth(),
    "key": HeaderKey("X-Token"),
    "tokens": ClientCredentials("/token"),
    "login": PasswordLogin("/login", "X-Session"),
    "gateway": GatewaySignature("/gateway/key", "/gateway/secret"),
}
PAGINGS = {
    "pages from 1": (PageNumber("p", "n", 7), PageNumber("p", "n", 7, backwards=True)),
    "pages from 0": (PageNumber("p", "n", 7, first=0), PageNumber("p", "n", 7, first=0, backwards=True)),
    "offset": (Offset("from", "n", 7), Offset("from", "n", 7, backwards=True)),
    "cursor": (Cursor("after", "n", 7, ("said", "cursor")),),
    "link": (NextLink("n", 7, ("said", "link")),),
}


def walked(platform: RestPlatform, server: Shaped, clock, since=None) -> list[Row]:
    """The rows of a walk over the window from `since` to the tests' present, in the order of their keys."""
    window = parameters(platform.window, Span(since, START.replace(microsecond=0)))
    with Client(platform, server.access, LIST, clock) as client:
        arrivals = list(Walker(client, LIST, dict(window), {}).arrivals())
    rows = {row["id"]: row for arrival in arrivals for row in arrival.received.page.rows}
    return [rows[each] for each in sorted(rows)]


@pytest.mark.parametrize(
    ("paging", "declared"), [(name, each) for name, several in PAGINGS.items() for each in several], ids=str
)
@pytest.mark.parametrize("auth", AUTHS)
def test_every_authentication_with_every_paging(clock, auth, paging, declared):
    platform = dataclasses.replace(PLATFORM, auth=AUTHS[auth], paging=declared)
    with Shaped(clock, ROWS, auth=auth, paging=paging) as server:
        assert walked(platform, server, clock) == ROWS
        assert len(server.logins) == (auth in ("tokens", "login", "gateway"))


@pytest.mark.parametrize("auth", ["key", "tokens", "login", "gateway"])
def test_wrong_credentials_of_every_kind_are_permanent(clock, auth):
    platform = dataclasses.replace(PLATFORM, auth=AUTHS[auth])
    with Shaped(clock, ROWS, auth=auth) as server:
        server.tricks.extend([Reply(401)] * 9)
        with pytest.raises(PermanentError, match="HUB_INVENTED_") as caught:
            walked(platform, server, clock)
        assert not any(secret in str(caught.value) for secret in (shapes.KEY, shapes.SECRET))
        assert len(server.business) <= 3


@pytest.mark.parametrize("auth", AUTHS)
@pytest.mark.parametrize("encoding", [QueryString(), Form(), FormJson("content"), JsonBody()], ids=str)
def test_parameters_travel_as_declared(clock, auth, encoding):
    method = "GET" if encoding == QueryString() else "POST"
    platform = dataclasses.replace(PLATFORM, auth=AUTHS[auth], method=method, encoding=encoding)
    with Shaped(clock, ROWS, auth=auth) as server:
        assert walked(platform, server, clock) == ROWS
        assert {asked.method for asked in server.business} == {method}


@pytest.mark.parametrize("paging", PAGINGS)
@pytest.mark.parametrize(
    ("written", "read"),
    [
        (TimeFormat.LOCAL_SECONDS, str),
        (TimeFormat.ISO_OFFSET, shapes.of_offset),
        (TimeFormat.EPOCH_MILLISECONDS, shapes.of_milliseconds),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_windows_begin_with_their_first_instant_and_end_before_their_last(clock, paging, written, read):
    platform = dataclasses.replace(
        PLATFORM, paging=PAGINGS[paging][0], window=Window("since", "until", written, overlap=timedelta())
    )
    rows = [*ROWS, {"id": "R998", "at": local(START)}, {"id": "R999", "at": local(START + timedelta(days=1))}]
    since = START.replace(microsecond=0) - timedelta(hours=20)
    with Shaped(clock, rows, paging=paging) as server:
        server.dated = read
        assert walked(platform, server, clock, since) == [row for row in ROWS if row["at"] >= local(since)]


def test_without_a_window_everything_is_asked_for(clock):
    with Shaped(clock, ROWS) as server:
        assert walked(dataclasses.replace(PLATFORM, window=None), server, clock) == ROWS
        assert all(asked.query.keys() == {"p", "n"} for asked in server.business)


ANSWERS = {
    "a bare list": (Answer((), None), lambda rows, _, __: rows),
    "side by side": (Answer(("results",), ("count",)), lambda rows, total, _: {"results": rows, "count": total}),
    "deep inside": (
        Answer(("a", "b", "c"), ("a", "b", "d")),
        lambda rows, total, _: {"a": {"b": {"c": rows, "d": total}}},
    ),
    "a total as text": (Answer(("rows",), ("total",)), lambda rows, total, _: {"rows": rows, "total": str(total)}),
    "rows as listed": (
        Answer(("rows",), ("total",), total_counts=TotalCounts.ROWS),
        lambda rows, total, _: {"rows": rows, "total": total},
    ),
    "no total": (Answer(("rows",), None), lambda rows, *_: {"rows": rows}),
    "a code of text": (
        Answer(("rows",), ("total",), code_at=("head", "result"), codes={"SUCCESS": OK}),
        lambda rows, total, _: {"head": {"result": "SUCCESS"}, "rows": rows, "total": total},
    ),
}


@pytest.mark.parametrize(("answer", "wrap"), ANSWERS.values(), ids=ANSWERS)
def test_rows_and_totals_stand_where_they_are_declared(clock, answer, wrap):
    with Shaped(clock, ROWS) as server:
        server.wrap = wrap
        assert walked(dataclasses.replace(PLATFORM, answer=answer), server, clock) == ROWS


@pytest.mark.parametrize("paging", PAGINGS)
def test_next_page_is_on_its_way_while_one_is_being_kept(clock, paging):
    platform, asked = dataclasses.replace(PLATFORM, paging=PAGINGS[paging][0]), Event()
    with Shaped(clock, ROWS, paging=paging) as server, Client(platform, server.access, LIST, clock) as client:
        server.before = lambda call: asked.set() if call == 2 else None
        with closing(Walker(client, LIST, {}, {}).arrivals()) as arrivals:
            assert next(arrivals).number == 1
            assert asked.wait(10)


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("paging", ["pages from 1", "pages from 0", "offset"])
def test_total_that_is_cut_off_where_a_page_ends_is_noticed(clock, paging, backwards):
    """Some platforms count to ten thousand and no further, which is the end of a page."""
    platform = dataclasses.replace(PLATFORM, paging=PAGINGS[paging][backwards])
    with Shaped(clock, ROWS, paging=paging) as server:
        server.wrap = lambda rows, _, leads: shapes.in_an_envelope(rows, 14, leads)
        with pytest.raises(ProtocolError, match=r"应有 0 行，实收 7 行（平台总数 14）"):
            walked(platform, server, clock)


class TestWithoutATotal:
    """Nothing proves the end but an empty page."""

    PLATFORM = dataclasses.replace(PLATFORM, answer=Answer(("rows",), None))

    @pytest.fixture
    def server(self, clock):
        with Shaped(clock, ROWS) as server:
            server.wrap = lambda rows, *_: {"rows": rows}
            yield server

    @staticmethod
    def short(server, asked) -> Reply:
        return Reply(body={"rows": server.answer(asked).body["rows"][:3]})

    def test_an_empty_page_ends_the_list(self, clock, server):
        assert walked(self.PLATFORM, server, clock) == ROWS
        assert [asked.query["p"] for asked in server.business] == ["1", "2", "3", "4", "5", "6"]

    def test_a_short_page_in_the_middle_is_asked_for_again(self, clock, server):
        server.tricks.extend([None, self.short])
        assert walked(self.PLATFORM, server, clock) == ROWS

    def test_short_pages_without_end_are_reported(self, clock, server):
        server.tricks.extend([None, self.short] * 9)
        with pytest.raises(ProtocolError, match=r"一页不满 7 行，其后却还有数据；重新获取一遍后仍不符"):
            walked(self.PLATFORM, server, clock)

    def test_the_same_page_without_end_is_reported(self, clock, server):
        server.place = lambda _: 0
        with pytest.raises(ProtocolError, match="重复收到同样的页"):
            walked(self.PLATFORM, server, clock)


CODES = {
    "0": OK,
    "11": Code(Meaning.CREDENTIALS_EXPIRED),
    "12": Code(Meaning.AGAIN),
    "13": Code(Meaning.BEGIN_AGAIN),
    "14": Code(Meaning.PERMANENT, "请向平台方申请"),
}


def coded(code: object, status: int = 200) -> Reply:
    return Reply(status, {"error": {"code": code, "text": "平台的话"}})


@pytest.mark.parametrize(
    ("reply", "calls"),
    [(coded(11), 6), (coded(12), 6), (coded("13"), 6), (Reply(401), 6), (Reply(429), 6), (Reply(503), 6)],
    ids=["expired", "again", "begin again", "401", "429", "503"],
)
def test_errors_that_heal_cost_a_call(clock, reply, calls):
    answer = dataclasses.replace(ENVELOPE, code_at=("error", "code"), codes=CODES)
    platform = dataclasses.replace(PLATFORM, auth=AUTHS["tokens"], answer=answer)
    with Shaped(clock, ROWS, auth="tokens") as server:
        server.wrap = lambda rows, total, leads: {
            **shapes.in_an_envelope(rows, total, leads),
            "error": {"code": 0},
        }
        server.tricks.append(reply)
        assert walked(platform, server, clock) == ROWS
        assert len(server.business) == calls


@pytest.mark.parametrize(
    ("reply", "kind", "told"),
    [
        (coded(14), PermanentError, r"14（平台的话）.*请向平台方申请"),
        (coded(99), ProtocolError, r"99（平台的话）.*不在平台约定之内"),
        (coded(None), ProtocolError, r"缺少结果码 error\.code"),
        (coded("teapot", 418), PermanentError, "HTTP 418（平台的话）"),
        (coded("busy", 503), TransientError, "HTTP 503（平台的话）"),
    ],
    ids=["permanent", "unknown", "none", "418", "503"],
)
def test_errors_are_told_with_the_platforms_own_words(clock, reply, kind, told):
    answer = dataclasses.replace(ENVELOPE, code_at=("error", "code"), message_at=("error", "text"), codes=CODES)
    platform = dataclasses.replace(PLATFORM, answer=answer)
    with Shaped(clock, ROWS) as server:
        server.tricks.extend([reply] * 9)
        with pytest.raises(HubError, match=told) as caught:
            walked(platform, server, clock)
        assert isinstance(caught.value, kind)
        assert "invented/list" in str(caught.value)


def test_a_status_means_what_the_platform_says(clock):
    platform = dataclasses.replace(PLATFORM, statuses={420: Meaning.AGAIN, 202: Meaning.AGAIN})
    with Shaped(clock, ROWS) as server:
        server.tricks.extend([Reply(420), Reply(202, {"status": "preparing"})])
        assert walked(platform, server, clock) == ROWS
        assert len(clock.slept) == 2
