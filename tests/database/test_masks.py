"""The masks as functions: by example and for whatever text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from conftest import Server

SALT = b"salt"


@pytest.fixture(scope="module")
def connection(server: Server, template: str) -> Iterator[psycopg.Connection]:
    """A connection to a migrated database, which nobody changes here."""
    database = server.create(template)
    with database.connect(autocommit=True) as connection:
        yield connection
    server.drop(database)


def call(connection: psycopg.Connection, expression: str, *arguments: object) -> object:
    """The value of an SQL expression over `arguments`."""
    (value,) = connection.execute(f"SELECT {expression}", arguments).fetchone() or (None,)
    return value


@pytest.mark.parametrize(
    ("expression", "value", "expected"),
    [
        ("hub.mask_citizen_id(%s)", "330382199002301234", "330382********1234"),
        ("hub.mask_citizen_id(%s)", "330382900230123", "330382*****0123"),
        ("hub.mask_citizen_id(%s)", "E12345678", "E1****"),
        ("hub.mask_citizen_id(%s)", None, None),
        ("hub.mask_phone(%s)", "13800001234", "138****1234"),
        ("hub.mask_phone(%s)", "057760001234", "057****1234"),
        ("hub.mask_phone(%s)", "60001234", "60****34"),
        ("hub.mask_phone(%s)", "119", "****"),
        ("hub.mask_phone(%s)", None, None),
        ("hub.mask_name(%s)", "张小三", "张*"),
        ("hub.mask_name(%s)", None, None),
        ("hub.mask_text(%s)", "电话13800001234，速来", "电话138****1234，速来"),
        ("hub.mask_text(%s)", "电话138-0000-1234", "电话138****1234"),
        ("hub.mask_text(%s)", "电话１３８００００１２３４", "电话１３８****１２３４"),
        ("hub.mask_text(%s)", "电话8613800001234", "电话86138****1234"),
        ("hub.mask_text(%s)", "座机0577-62001234", "座机0577-****1234"),
        ("hub.mask_text(%s)", "身份证33038219900230123x。", "身份证330382********123x。"),
        ("hub.mask_text(%s)", "身份证330382 19900230 1234", "身份证330382********1234"),
        ("hub.mask_text(%s)", "信用代码91330382130000000X", "信用代码91330382130000000X"),
        ("hub.mask_text(%s)", "2026年10月1日罚款2000元，面积12平方米", "2026年10月1日罚款2000元，面积12平方米"),
        ("hub.mask_text(%s)", "乐综执罚决字〔2026〕第123号", "乐综执罚决字〔2026〕第123号"),
        ("hub.mask_text(%s)", None, None),
    ],
)
def test_a_mask_by_example(connection: psycopg.Connection, expression: str, value: str | None, expected: str) -> None:
    assert call(connection, expression, value) == expected


@pytest.mark.parametrize(
    "key",
    [
        "乐综执罚决字〔2026〕第12号|11330382MB1234567X",
        "330382000012345",
        "330382202611220001",
        "91330382MA2ABCDE1X",
        "9133038213000000XX",
        "city:shops:42",
    ],
)
def test_a_key_that_is_nobodys_stays_as_it_is(connection: psycopg.Connection, key: str) -> None:
    assert call(connection, "hub.mask_key(%s, %s)", key, SALT) == key


def test_the_digest_of_a_key_depends_on_the_salt(connection: psycopg.Connection) -> None:
    one, other = (call(connection, "hub.mask_key(%s, %s)", "13800001234", salt) for salt in (b"a", b"b"))
    assert str(one).startswith("138****1234~")
    assert one != other


born = st.dates(date(1930, 1, 1), date(2019, 12, 31)).map(lambda day: f"{day:%Y%m%d}")
citizen_ids = st.builds(
    "{}{}{:03}{}".format, st.integers(110000, 659004), born, st.integers(0, 999), st.sampled_from("0123456789Xx")
)
mobiles = st.builds("1{}{:09}".format, st.sampled_from("3456789"), st.integers(0, 10**9 - 1))
around = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(before=around, secret=citizen_ids | mobiles, after=around)
def test_no_citizen_id_and_no_mobile_survives_in_a_text(
    connection: psycopg.Connection, before: str, secret: str, after: str
) -> None:
    masked = str(call(connection, "hub.mask_text(%s)", f"{before}{secret}{after}"))
    assert secret not in masked


@quick
@given(number=st.text("0123456789", max_size=8), secret=citizen_ids, other=citizen_ids)
def test_masked_keys_hide_and_stay_distinct(
    connection: psycopg.Connection, number: str, secret: str, other: str
) -> None:
    masked, different, whole = (
        str(call(connection, "hub.mask_key(%s, %s)", key, SALT))
        for key in (f"{number}|{secret}", f"{number}|{other}", f"city:shops:{number}|{secret}")
    )
    assert secret not in masked
    assert (masked == different) == (secret == other)
    assert whole == f"city:shops:{masked}"


@quick
@given(name=st.text("张王李赵小三", min_size=2, max_size=4), before=around, after=around)
def test_the_rows_own_persons_are_hidden_in_its_texts(
    connection: psycopg.Connection, name: str, before: str, after: str
) -> None:
    masked = str(call(connection, "hub.hide_names(%s, %s)", f"{before}{name}{after}", [name, "无"]))
    assert name not in masked
