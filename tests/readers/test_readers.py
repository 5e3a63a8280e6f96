"""Readers as an operator keeps them: by the command, with and without the right to make roles."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from hub.database.connection import Database
from hub.errors import PermanentError, SettingsError
from hub.readers.audit import sensitive_reads
from hub.readers.keys import keys, make_key
from hub.readers.registry import (
    Decision,
    add_reader,
    find,
    grant_divisions,
    grant_login,
    grant_sensitive,
    remove_reader,
    revoke_divisions,
    revoke_sensitive,
    unbind,
)
from hub.readers.rights import unbound_members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Server

LIUSHI = "330382114000"
SOMEBODY = Decision("王工", "测试")


@pytest.fixture(scope="module")
def database(server: Server, template: str) -> Iterator[Database]:
    """One for all tests, each of which has readers of its own."""
    database = server.create(template)
    yield database
    server.drop(database)


@pytest.fixture
def name(server: Server) -> Iterator[str]:
    """The name of a reader that is not there yet; its role is gone afterwards."""
    name = f"reader_{uuid4().hex[:8]}"
    yield name
    with server.connect() as connection:
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


def test_a_reader_begins_with_masked_views_and_no_login(database: Database, name: str) -> None:
    with database.connect() as connection:
        add_reader(connection, name, "审批系统", ["柳市镇"], SOMEBODY)
        found = find(connection, name)
        assert found is not None
        assert (found.divisions, found.is_bound, found.has_role) == ([LIUSHI], True, True)
        assert (found.is_sensitive, found.logs_in, found.keys) == (False, False, 0)
        decided = connection.execute(
            "SELECT action, decided_by, reason FROM hub.reader_decision WHERE reader = %s", [name]
        ).fetchall()
    assert decided == [("add", "王工", "测试")]


@pytest.mark.parametrize("wrong", ["Reader", "x", "hub_reader", "pg_reader", "r; DROP TABLE x", "读者", "a" * 64])
def test_names_that_cannot_be_roles_are_refused(database: Database, wrong: str) -> None:
    with database.connect() as connection, pytest.raises(SettingsError, match="不能用"):
        add_reader(connection, wrong, "某应用", None, SOMEBODY)


def test_rights_come_and_go(database: Database, name: str) -> None:
    with database.connect() as connection:
        add_reader(connection, name, "某应用", [LIUSHI], SOMEBODY)
        grant_divisions(connection, name, ["虹桥镇"], SOMEBODY)
        with pytest.raises(SettingsError, match="没有区划"):
            grant_divisions(connection, name, ["温州市"], SOMEBODY)
        with pytest.raises(SettingsError, match="--reason"):
            grant_sensitive(connection, name, Decision("王工"))
        grant_sensitive(connection, name, SOMEBODY)
        with pytest.raises(SettingsError, match="限定了区划"):
            grant_login(connection, name, SOMEBODY)
        full = find(connection, name)
        unbind(connection, name, SOMEBODY)
        free = find(connection, name)
        revoke_divisions(connection, name, None, SOMEBODY)
        revoke_sensitive(connection, name, SOMEBODY)
        bare = find(connection, name)
    assert full is not None
    assert free is not None
    assert bare is not None
    assert (len(full.divisions), full.is_sensitive) == (2, True)
    assert (free.is_bound, free.divisions) == (False, [])
    assert (bare.is_bound, bare.divisions, bare.is_sensitive) == (True, [], False)


def test_a_removed_reader_has_nothing_left(database: Database, name: str) -> None:
    with database.connect() as connection:
        add_reader(connection, name, "某应用", None, SOMEBODY)
        make_key(connection, name, "试用", SOMEBODY)
        grant_login(connection, name, SOMEBODY)
        remove_reader(connection, name, SOMEBODY)
        found = find(connection, name)
        assert found is not None
        assert (found.has_role, found.logs_in, found.keys, found.removed_at is None) == (False, False, 0, False)
        with pytest.raises(SettingsError, match="没有读者"):
            make_key(connection, name, "试用", SOMEBODY)


def test_a_key_is_kept_as_a_digest_only(database: Database, name: str) -> None:
    with database.connect() as connection:
        add_reader(connection, name, "某应用", None, SOMEBODY)
        key_id, key = make_key(connection, name, "试用", SOMEBODY, days=30)
        kept = connection.execute("SELECT k::text FROM hub.reader_key AS k WHERE key_id = %s", [key_id]).fetchone()
        (found,) = [each for each in keys(connection) if each.key_id == key_id]
    assert key.get_secret_value() not in str(kept)
    assert key.get_secret_value().rpartition("_")[2] not in str(kept)
    assert found.expires_at is not None


def test_who_may_not_make_roles_gets_the_sql_and_goes_on_when_it_was_run(
    server: Server, database: Database, name: str
) -> None:
    owner = f"owner_{uuid4().hex[:8]}"
    with database.connect() as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN IN ROLE pg_write_all_data, pg_read_all_data").format(sql.Identifier(owner))
        )
    modest = Database(SecretStr(database.url.get_secret_value().replace("postgres:@", f"{owner}:@")))
    try:
        with modest.connect() as connection, pytest.raises(PermanentError, match="管理员") as refused:
            add_reader(connection, name, "某应用", [LIUSHI], SOMEBODY)
        told = str(refused.value).rpartition("：")[2]
        assert f'CREATE ROLE "{name}" NOLOGIN' in told
        with server.connect() as administrator:
            administrator.execute(told.encode())
        with modest.connect() as connection:
            add_reader(connection, name, "某应用", [LIUSHI], SOMEBODY)
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(name)))
            assert connection.execute("SELECT count(*) FROM v1.penalty").fetchone() == (0,)
    finally:
        with server.connect() as administrator:
            administrator.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(owner)))


def test_reads_in_clear_leave_a_trace(database: Database, name: str) -> None:
    read = "SELECT count(*) FROM v1_sensitive.penalty WHERE party_code = '330382199002300017'"
    with database.connect() as connection:
        add_reader(connection, name, "某应用", None, SOMEBODY)
        grant_sensitive(connection, name, SOMEBODY)
    with database.connect(autocommit=True) as connection:
        connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(name)))
        connection.execute(read.encode())
        connection.execute("BEGIN")
        connection.execute(read.encode())
        connection.execute("ROLLBACK")
        connection.execute(read.encode())
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction, match="留痕"):
            connection.execute(b"BEGIN READ ONLY; " + read.encode())
        connection.execute("ROLLBACK")
        connection.execute("SELECT count(*) FROM v1.penalty")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT count(*) FROM hub.sensitive_read")
    with database.connect() as connection:
        newest, first = sensitive_reads(connection, name, 10)
    assert (newest.view_name, newest.login, newest.undone_before) == ("v1_sensitive.penalty", name, 1)
    assert "330382********0017" in str(first.statement)


def test_a_member_of_a_bound_reader_who_is_not_bound_is_told(database: Database, server: Server, name: str) -> None:
    user = f"user_{uuid4().hex[:8]}"
    with database.connect() as connection:
        add_reader(connection, name, "某应用", [LIUSHI], SOMEBODY)
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN IN ROLE {}").format(sql.Identifier(user), sql.Identifier(name))
        )
        assert (user, name) in unbound_members(connection)
    with server.connect() as connection:
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(user)))
