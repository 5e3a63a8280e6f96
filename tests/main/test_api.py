"""Reading over HTTP: who is let in, what is shown, and what is said of what cannot be answered."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import schemathesis
from api_server import Client, serving
from hypothesis import HealthCheck, given, settings
from psycopg import sql
from schemathesis.specs.openapi.checks import positive_data_acceptance

from hub.readers.keys import make_key, revoke_key
from hub.readers.registry import Decision, add_reader, grant_login, remove_reader, revoke_divisions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Server

    from hub.database.connection import Database

LIUSHI, HONGQIAO = "330382114000", "330382108000"
SOMEBODY = Decision("测试")
CODE = "91330382MA2ABCDE1X"

ROWS = """
INSERT INTO hub.release (published_at, counts, held) VALUES (now(), '{"penalty": {"inserted": 1200}}', '{}');
INSERT INTO unified.entity (entity_id, kind, name, uscc, division_code, first_published_at, changed_at, release_id)
VALUES ('E1', 'enterprise', '柳市电器厂', '91330382MA2ABCDE1X', '330382114000', now(), now(), 1),
       ('E2', 'natural_person', '张小三', NULL, '330382108000', now(), now(), 1),
       ('E3', 'enterprise', '虹桥小吃店', '92330382MA2ABCDE2X', '330382108000', now(), now(), 1);
INSERT INTO unified.entity_alias VALUES ('E0', 'E1');
INSERT INTO unified.penalty (id, platform, dataset, source_id, first_published_at, changed_at, release_id, entity_id,
                             party_name, party_kind, division_code, decided_on, fine_yuan, facts)
SELECT 'provincial:penalties:' || n, 'provincial', 'penalties', n, now(), now(), 1,
       CASE WHEN n % 2 = 0 THEN 'E1' ELSE 'E2' END, CASE WHEN n % 2 = 0 THEN '柳市电器厂' ELSE '张小三' END,
       CASE WHEN n % 2 = 0 THEN 'enterprise' ELSE 'natural_person' END,
       CASE WHEN n % 2 = 0 THEN '330382114000' ELSE '330382108000' END, date '2026-01-01' + n % 300, n, '张小三占道'
FROM generate_series(1, 1200) AS n;
INSERT INTO unified.incident (id, platform, dataset, source_id, first_published_at, changed_at, release_id, entity_id,
                              status, closed_at, retracted_at)
SELECT 'city:cases:' || n, 'city', 'cases', n, now(), now(), 1, 'E1', 'handling', CASE n WHEN 1 THEN now() END,
       CASE n WHEN 2 THEN now() END
FROM generate_series(1, 3) AS n;
INSERT INTO hub.change (release_id, table_name, id, operation, division_code, changed_at)
SELECT 1, 'penalty', id, 'insert', division_code, now() FROM unified.penalty ORDER BY source_id::integer
"""


@dataclass(frozen=True)
class World:
    """A database with readers of its own and an interface over it; `county` sees all, `town` one township."""

    database: Database
    readers: dict[str, str]
    anybody: Client
    county: Client
    town: Client


@pytest.fixture(scope="module")
def world(server: Server, template: str) -> Iterator[World]:
    """One for all tests, which leave the rows as they are."""
    database = server.create(template)
    suffix = uuid.uuid4().hex[:8]
    readers = {"county": f"county_{suffix}", "town": f"town_{suffix}"}
    with database.connect() as connection:
        connection.execute(ROWS)
        for role, bound_to in (("county", None), ("town", [LIUSHI])):
            add_reader(connection, readers[role], role, bound_to, SOMEBODY)
        keys = {
            role: make_key(connection, name, "测试", SOMEBODY)[1].get_secret_value() for role, name in readers.items()
        }
    try:
        with serving(database) as anybody:
            clients = {role: Client(anybody.url, key) for role, key in keys.items()}
            yield World(database, readers, anybody, clients["county"], clients["town"])
    finally:
        server.drop(database)
        with server.connect() as connection:
            for name in readers.values():
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def problem(answer: object) -> tuple[int, str]:
    """Status and kind of a problem, which is told as RFC 9457 has it."""
    import requests

    assert isinstance(answer, requests.Response)
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    return answer.status_code, told["type"].rpartition(":")[2]


@pytest.mark.parametrize("key", ["E1", "E0", CODE])
def test_an_entity_is_found_by_id_alias_and_credit_code(world: World, key: str) -> None:
    found = world.county(f"/v1/entities/{key}").json()
    assert (found["entity"]["entity_id"], found["release"]) == ("E1", 1)
    assert len(found["penalties"]) == 50
    assert {each["entity_id"] for each in found["penalties"]} == {"E1"}
    assert [each["id"] for each in found["open_incidents"]] == ["city:cases:3"]
    days = [each["decided_on"] for each in found["penalties"]]
    assert days == sorted(days, reverse=True)


def test_a_person_is_masked(world: World) -> None:
    text = world.county("/v1/entities/E2").text
    assert '"name":"张*"' in text
    assert "张小三" not in text


def walk(client: Client, path: str) -> list[dict[str, object]]:
    """Every item of all pages."""
    items: list[dict[str, object]] = []
    following: str | None = ""
    while following is not None:
        join = "&" if "?" in path else "?"
        page = client(path + (f"{join}cursor={following}" if following else "")).json()
        items += page["items"]
        following = page["next"]
    return items


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("limit=170", 1200),
        ("limit=1000&entity_id=E1", 600),
        ("decided_on.gte=2026-01-10&decided_on.lt=2026-01-20&limit=7", 40),
        ("fine_yuan.gt=1199.5", 1),
        ("retracted_at.null=false", 0),
        (f"division_code={HONGQIAO}&limit=599", 600),
        ("party_kind=natural_person&fine_yuan.lte=9", 5),
    ],
)
def test_pages_give_every_row_once(world: World, question: str, expected: int) -> None:
    ids = [each["id"] for each in walk(world.county, f"/v1/tables/penalty?{question}")]
    assert len(ids) == len(set(ids)) == expected


def test_a_township_sees_its_own_rows_only(world: World) -> None:
    rows = walk(world.town, "/v1/tables/penalty?limit=1000")
    assert {each["division_code"] for each in rows} == {LIUSHI}
    assert len(rows) == 600
    assert walk(world.town, f"/v1/tables/penalty?division_code={HONGQIAO}") == []


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/tables/penalty?limit=1000000", "limit"),
        ("/v1/tables/penalty?limit=0", "limit"),
        ("/v1/tables/penalty?limit=%EF%BC%91", "limit"),
        ("/v1/tables/penalty?decided_on.gte=2026-01-01'%20OR%201=1", "decided_on.gte"),
        ("/v1/tables/penalty?id;drop=1", "id;drop"),
        ("/v1/tables/penalty?facts=x", "facts"),
        ("/v1/tables/penalty?party_name.gte=x", "party_name.gte"),
        ("/v1/tables/penalty?entity_id=%00", "entity_id"),
        ("/v1/tables/penalty?fine_yuan.gt=NaN", "fine_yuan.gt"),
        ("/v1/tables/penalty?release_id=99999999999999999999", "release_id"),
        ("/v1/tables/penalty?changed_at.gte=2026-01-01T00:00:00", "changed_at.gte"),
        ("/v1/tables/penalty?party_kind=nonsense", "party_kind"),
        ("/v1/tables/penalty?division_code=330382999000", "division_code"),
        ("/v1/tables/penalty?cursor=abc", "cursor"),
        ("/v1/releases?cursor=%F0%9F%99%82", "cursor"),
    ],
)
def test_what_is_asked_wrongly_is_told_by_parameter(world: World, path: str, parameter: str) -> None:
    answer = world.county(path)
    assert problem(answer) == (400, "wrong-request")
    assert [each["parameter"] for each in answer.json()["errors"]] == [parameter]


def test_sql_in_a_value_is_a_value(world: World) -> None:
    answer = world.county("/v1/tables/penalty?entity_id=E1'%20OR%20'1'='1%25s;--")
    assert (answer.status_code, answer.json()["items"]) == (200, [])


def test_a_cursor_is_good_for_its_table_its_filters_and_its_reader(world: World) -> None:
    cursor = world.county("/v1/tables/penalty?limit=1").json()["next"]
    assert world.county(f"/v1/tables/penalty?limit=2&cursor={cursor}").status_code == 200
    for client, path in (
        (world.county, f"/v1/tables/licence?cursor={cursor}"),
        (world.county, f"/v1/tables/penalty?entity_id=E1&cursor={cursor}"),
        (world.county, f"/v1/tables/penalty?cursor={cursor[:-4]}AAAA"),
        (world.town, f"/v1/tables/penalty?cursor={cursor}"),
    ):
        assert problem(client(path)) == (400, "wrong-request")


@pytest.mark.parametrize(
    ("path", "method", "expected"),
    [
        ("/v1/tables/secret", "GET", (404, "not-found")),
        ("/v1/entities/nobody", "GET", (404, "not-found")),
        ("/v1/entities/91330382MA2ZZZZZ0X", "GET", (404, "not-found")),
        ("/v1/entities/%00", "GET", (404, "not-found")),
        ("/v1/entities/" + "x" * 3000, "GET", (404, "not-found")),
        ("/elsewhere", "GET", (404, "not-found")),
        ("/v1/releases/", "GET", (404, "not-found")),
        ("/v1/releases", "POST", (405, "wrong-method")),
    ],
)
def test_what_is_not_there_is_told(world: World, path: str, method: str, expected: tuple[int, str]) -> None:
    assert problem(world.county(path, method)) == expected


@pytest.mark.parametrize("key", [None, "", "hub_aaaaaaaa_" + "x" * 43, "' OR 1=1", "é"])
def test_nobody_is_let_in_without_a_key(world: World, key: str | None) -> None:
    answer = Client(world.anybody.url)("/v1/me", headers={"Authorization": f"Bearer {key}".encode()} if key else {})  # type: ignore[dict-item]
    assert problem(answer) == (401, "unauthorised")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_comes_as_a_bearer_whatever_its_letters(world: World) -> None:
    anybody = Client(world.anybody.url)
    answers = [
        anybody("/v1/me", headers={"Authorization": f"{scheme}{world.county.key}"})
        for scheme in ("Bearer ", "bearer ", "BEARER  ", "", "Basic ")
    ]
    assert [each.status_code for each in answers] == [200, 200, 200, 401, 401]


def test_a_failure_of_our_own_is_told_and_nothing_of_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("张小三")

    monkeypatch.setattr("hub.main.api.desk.Desk.recognise", fail)
    answer = world.county("/v1/me")
    assert problem(answer) == (500, "internal")
    assert "张小三" not in answer.text


def test_a_revoked_key_is_refused_at_once(world: World) -> None:
    with world.database.connect() as connection:
        key_id, key = make_key(connection, world.readers["county"], "将吊销", SOMEBODY)
    client = Client(world.anybody.url, key.get_secret_value())
    assert client("/v1/me").json() == {"reader": world.readers["county"], "key_id": key_id, "divisions": None}
    with world.database.connect() as connection:
        revoke_key(connection, world.readers["county"], key_id, SOMEBODY)
    assert problem(client("/v1/me")) == (401, "unauthorised")


def test_an_expired_key_is_refused(world: World) -> None:
    with world.database.connect() as connection:
        key_id, key = make_key(connection, world.readers["county"], "将到期", SOMEBODY, days=1)
        connection.execute("UPDATE hub.reader_key SET expires_at = now() WHERE key_id = %s", [key_id])
    assert problem(Client(world.anybody.url, key.get_secret_value())("/v1/me")) == (401, "unauthorised")


def test_what_a_reader_loses_is_gone_with_the_next_request(world: World, server: Server) -> None:
    name = f"leaving_{uuid.uuid4().hex[:8]}"
    with world.database.connect() as connection:
        add_reader(connection, name, "将离开", [LIUSHI, HONGQIAO], SOMEBODY)
        client = Client(world.anybody.url, make_key(connection, name, "测试", SOMEBODY)[1].get_secret_value())
    assert client("/v1/entities/E3").status_code == 200
    with world.database.connect() as connection:
        revoke_divisions(connection, name, [HONGQIAO], SOMEBODY)
    assert problem(client("/v1/entities/E3")) == (404, "not-found")
    with world.database.connect() as connection:
        revoke_divisions(connection, name, None, SOMEBODY)
    assert walk(client, "/v1/tables/penalty") == []
    with world.database.connect() as connection:
        remove_reader(connection, name, SOMEBODY)
    assert problem(client("/v1/me")) == (401, "unauthorised")
    with server.connect() as connection:
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_nothing_is_sent_again_that_a_release_did_not_change(world: World) -> None:
    for client in (world.county, world.town):
        for path in ("/v1/entities/E1", "/v1/tables/penalty?limit=3", "/v1/freshness"):
            first = client(path)
            again = client(path, headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'})
            assert (again.status_code, again.content) == (304, b"")
            assert client(path, headers={"If-None-Match": '"other"'}).content == first.content


def test_the_feed_goes_on_from_where_a_copy_began(world: World) -> None:
    end = world.county("/v1/changes/last").json()
    assert (end["items"], end["release"]) == ([], 1)
    with world.database.connect() as connection:
        connection.execute(
            "INSERT INTO hub.change (release_id, table_name, id, operation, changed_at) "
            "VALUES (1, 'entity', 'E1', 'update', now())"
        )
    page = world.county(f"/v1/changes?cursor={end['next']}").json()
    assert [(each["table_name"], each["id"]) for each in page["items"]] == [("entity", "E1")]
    assert world.county(f"/v1/changes?cursor={page['next']}").json()["items"] == []


def test_a_key_that_asks_too_often_has_to_wait(world: World) -> None:
    with serving(world.database, rate=1.0) as anybody:
        client = Client(anybody.url, world.county.key)
        answers = [client("/v1/me") for _ in range(4)]
    refused = [each for each in answers if each.status_code == 429]
    assert refused
    assert problem(refused[0]) == (429, "too-many-requests")
    assert int(refused[0].headers["Retry-After"]) >= 1


def test_a_database_without_the_rights_says_what_to_do_and_nothing_else(world: World) -> None:
    role = sql.Identifier("hub_reader")
    with world.database.connect() as connection:
        connection.execute(sql.SQL("REVOKE SELECT ON v1.freshness FROM {}").format(role))
    try:
        answer = world.county("/v1/freshness")
    finally:
        with world.database.connect() as connection:
            connection.execute(sql.SQL("GRANT SELECT ON v1.freshness TO {}").format(role))
    assert problem(answer) == (503, "no-rights")
    assert "hub db upgrade" in answer.json()["detail"]
    assert "permission" not in answer.text


def test_connections_that_were_cut_are_told_and_made_again(world: World) -> None:
    with world.database.connect() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name LIKE 'hub-serve%' AND datname = current_database()"
        )
    answers = [world.county("/v1/entities/E1") for _ in range(12)]
    refused = [each for each in answers if each.status_code != 200]
    assert answers[-1].status_code == 200
    assert {problem(each) for each in refused} <= {(503, "no-database"), (503, "busy")}
    assert not [each for each in refused if "terminat" in each.text]


READING = Path(__file__).parents[2] / "docs" / "reading.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", READING.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize(
    ("example", "said"), zip(EXAMPLES, ("330382108000", "330382114000", "1200 penalties"), strict=True)
)
def test_the_python_of_the_documentation_runs(
    world: World, example: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with world.database.connect() as connection:
        grant_login(connection, world.readers["county"], SOMEBODY)
    address = world.database.url.get_secret_value().replace("postgres:@", f"{world.readers['county']}:@")
    monkeypatch.setenv("READER_URL", address)
    monkeypatch.setenv("READER_API", world.anybody.url)
    monkeypatch.setenv("READER_KEY", world.county.key or "")
    exec(compile(example, str(READING), "exec"), {})  # noqa: S102 the documentation's own text
    assert said in capsys.readouterr().out


ALL_KINDS = r"/v1/(entities/\{key\}|tables/entity_link|marts/closure|changes|changes/last|me)$"
SOME = settings(max_examples=4, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
def test_whatever_is_asked_is_answered_as_described(world: World, mode: schemathesis.GenerationMode) -> None:
    described = schemathesis.openapi.from_url(f"{world.anybody.url}/openapi.json").include(path_regex=ALL_KINDS)
    asked = 0
    for operation in described.get_all_operations():

        @SOME
        @given(case=operation.ok().as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            nonlocal asked
            case.call_and_validate(
                headers={"Authorization": f"Bearer {world.county.key}"},
                timeout=30,
                # Whether a cursor is one of ours no schema can say.
                excluded_checks=[positive_data_acceptance],
            )
            asked += 1

        ask()
    assert asked > 10
