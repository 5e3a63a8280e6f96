"""From an empty database to this software's schema, and telling which one a database has."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, LiteralString

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import sql
from pydantic import SecretStr

from hub.database.connection import Database
from hub.database.migrate import is_empty, require_current, upgrade
from hub.database.revisions import chain, is_ours, transaction
from hub.database.roles import READABLE, ensure_roles
from hub.database.software import VERSION_SCHEMA, is_as_made
from hub.errors import DatabaseVersionError, ExitCode, PermanentError
from hub.model import METADATA
from hub.model.editions import Edition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Server


def revised(database: Database, revision: str) -> None:
    """Pretend that `database` has `revision`."""
    with database.connect() as connection:
        connection.execute("UPDATE hub.alembic_version SET version_num = %s", [revision])


def test_an_empty_database_is_brought_to_the_newest_revision(empty_database: Database) -> None:
    assert is_empty(empty_database)
    with pytest.raises(DatabaseVersionError, match="hub db upgrade") as error:
        require_current(empty_database)
    assert error.value.exit_code == ExitCode.USAGE
    done = upgrade(empty_database)
    assert (done.before, done.after, done.refreshed, done.notices) == (None, chain()[-1], True, ())
    require_current(empty_database)
    assert not is_empty(empty_database)


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    def state() -> list[tuple[object, ...]]:
        with database.connect() as connection:
            return connection.execute(
                "SELECT (SELECT max(xmin::text::bigint) FROM pg_class WHERE relnamespace >= 16384), "
                "(SELECT value FROM hub.secret), (SELECT array_agg(applied_at) FROM hub.repeatable), "
                "(SELECT max(xmin::text::bigint) FROM unified.division)"
            ).fetchall()

    before = state()
    done = upgrade(database)
    assert (done.before, done.refreshed, done.notices) == (chain()[-1], False, ())
    assert state() == before


def test_what_this_software_has_made_is_told_at_a_glance(empty_database: Database) -> None:
    assert not is_as_made(empty_database)
    upgrade(empty_database)
    assert is_as_made(empty_database)


@pytest.mark.parametrize(
    "differs",
    [
        "UPDATE hub.alembic_version SET version_num = '0000'",
        "UPDATE hub.repeatable SET digest = 'of another software' WHERE name = 'software'",
        "DROP TABLE hub.repeatable",
    ],
)
def test_what_another_software_has_made_is_not(database: Database, differs: LiteralString) -> None:
    assert is_as_made(database)
    with database.connect() as connection:
        connection.execute(differs)
    assert not is_as_made(database)


def test_a_database_of_other_editions_is_not_as_made(database: Database) -> None:
    upgrade(database, (Edition(1), Edition(2)))
    assert not is_as_made(database)
    upgrade(database)
    assert is_as_made(database)


def test_the_revisions_give_what_the_models_say(database: Database) -> None:
    with transaction(database) as connection:
        options = {
            "version_table_schema": VERSION_SCHEMA,
            "include_schemas": True,
            "include_name": is_ours,
            "compare_server_default": True,
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_a_database_of_a_newer_software_is_refused_and_left_alone(database: Database) -> None:
    revised(database, "9999")
    for act in (require_current, upgrade):
        with pytest.raises(DatabaseVersionError, match=r"9999.*升级本软件"):
            act(database)


def test_a_database_of_another_making_is_refused_and_left_alone(database: Database) -> None:
    with database.connect() as connection:
        connection.execute("ALTER TABLE hub.field_seen RENAME COLUMN former_rows TO rows_of_before")
    for refuses in (require_current, upgrade):
        with pytest.raises(
            DatabaseVersionError, match=r"另一个版本建成.*hub\.field_seen\.former_rows.*删除其文件夹"
        ) as error:
            refuses(database)
        assert error.value.exit_code == ExitCode.USAGE
    with database.connect() as connection:
        assert connection.execute("SELECT count(*) FROM hub.field_seen").fetchone() == (0,)


def test_an_interrupted_first_upgrade_leaves_an_empty_database(empty_database: Database) -> None:
    with empty_database.connect() as connection:
        connection.execute("CREATE SCHEMA unified")
        connection.execute("CREATE TABLE unified.penalty (id int)")
    with pytest.raises(Exception, match="already exists"):
        upgrade(empty_database)
    assert is_empty(empty_database)


@contextmanager
def without_roles(server: Server) -> Iterator[None]:
    """Hide the readers' roles, which belong to the whole server, behind other names for a while."""
    with server.connect() as connection:
        rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [[*READABLE]]).fetchall()
        renaming = [(name, f"{name}_hidden") for (name,) in rows]
        statement = sql.SQL("ALTER ROLE {} RENAME TO {}")
        for pair in renaming:
            connection.execute(statement.format(*map(sql.Identifier, pair)))
        try:
            yield
        finally:
            for name in READABLE:
                connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
            for pair in renaming:
                connection.execute(statement.format(*map(sql.Identifier, reversed(pair))))


def test_two_databases_of_one_server_make_the_roles_at_once(server: Server, template: str) -> None:
    def grant(database: Database) -> tuple[str, ...]:
        with database.connect() as connection:
            return ensure_roles(connection)

    databases = [server.create(template) for _ in range(4)]
    with without_roles(server):
        try:
            with ThreadPoolExecutor(len(databases)) as pool:
                assert list(pool.map(grant, databases)) == [()] * len(databases)
            for each in databases:
                with each.connect() as connection:
                    row = connection.execute(
                        "SELECT has_table_privilege('hub_reader', 'v1.penalty', 'SELECT')"
                    ).fetchone()
                assert row == (True,)
        finally:
            for each in databases:
                server.drop(each)


def test_a_user_who_may_not_make_schemas_is_told(server: Server, empty_database: Database) -> None:
    with empty_database.connect() as connection:
        connection.execute("CREATE ROLE nobody_in_particular LOGIN")
    try:
        url = empty_database.url.get_secret_value().replace("postgres:@", "nobody_in_particular:@")
        with pytest.raises(PermanentError, match="权限不足"):
            upgrade(Database(SecretStr(url)))
    finally:
        with empty_database.connect() as connection:
            connection.execute("DROP ROLE nobody_in_particular")


def test_a_user_who_may_not_make_roles_upgrades_all_the_same(server: Server) -> None:
    database = server.create()
    with server.connect() as connection, without_roles(server):
        connection.execute("CREATE ROLE modest_owner LOGIN")
        connection.execute(
            sql.SQL("GRANT CREATE ON DATABASE {} TO modest_owner").format(sql.Identifier(server.name_of(database)))
        )
        try:
            url = database.url.get_secret_value().replace("postgres:@", "modest_owner:@")
            (notice,) = upgrade(Database(SecretStr(url))).notices
            assert 'CREATE ROLE "hub_reader"' in notice
            assert "管理员" in notice
        finally:
            server.drop(database)
            connection.execute("DROP ROLE modest_owner")


def test_an_unreachable_server_is_named(tmp_path: object) -> None:
    with pytest.raises(PermanentError, match="无法连接数据库"):
        upgrade(Database(SecretStr(f"postgresql://postgres:@/postgres?host={tmp_path}")))


def test_the_divisions_are_the_county_and_its_25_townships(database: Database) -> None:
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT kind, count(*), count(parent_code) FROM unified.division GROUP BY 1"
        ).fetchall()
        county = connection.execute("SELECT name FROM unified.division WHERE code = '330382000000'").fetchone()
    assert county == ("乐清市",)
    assert sum(number for _, number, _ in rows) == 26
    assert sum(parents for _, _, parents in rows) == 25
