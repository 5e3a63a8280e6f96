"""What people decide of records: kept for ever, taken up by the next linkage, never changed by one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.asking import truth
from hub.database.copying import copy_out
from hub.errors import SettingsError
from hub.linkage.ladder import JUDGEMENT_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl
    import psycopg

    from hub.database.connection import Database

MOST_PAIRS = 2_000
"""So many pairs one command decides at most; more is a mistake in what was named."""


class Verdict(StrEnum):
    """What is decided of two records; UNSURE takes the pair off the queue and changes nothing else.

    From CONVERTED on they are different, too: the one is what became of the other (succession.Kind), or expressly not.
    """

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    CONVERTED = "converted"
    MOVED = "moved"
    RENAMED = "renamed"
    MERGED = "merged"
    UNRELATED = "unrelated"


SUCCESSIONS = (Verdict.CONVERTED, Verdict.MOVED, Verdict.RENAMED, Verdict.MERGED)
ON_SUCCESSION = (*SUCCESSIONS, Verdict.UNRELATED)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided, and why."""

    by: str
    reason: str | None = None


def read_judgements(connection: psycopg.Connection) -> pl.DataFrame:
    """The judgements in force: JUDGEMENT_SCHEMA."""
    query = sql.SQL(
        "SELECT record_a, record_b, CASE verdict WHEN 'same' THEN 'true' ELSE 'false' END FROM hub.link_judgement "
        "WHERE withdrawn_at IS NULL AND verdict <> 'unsure' ORDER BY judgement_id"
    )
    return copy_out(connection, query, JUDGEMENT_SCHEMA)


def has_untaken(connection: psycopg.Connection) -> bool:
    """Whether somebody judged, or withdrew a judgement, since the last linkage."""
    return truth(connection, sql.SQL("SELECT EXISTS (SELECT FROM hub.link_judgement WHERE NOT is_taken)"))


def take(connection: psycopg.Connection) -> None:
    """The linkage has taken up every judgement as it stands."""
    connection.execute("UPDATE hub.link_judgement SET is_taken = true WHERE NOT is_taken")


def judge(database: Database, pairs: Iterable[tuple[str, str]], verdict: Verdict, decision: Decision) -> list[int]:
    """Decide the pairs of records; gives the judgements' numbers.

    What was decided of a pair before is withdrawn, by the same person at the same time: the newest word counts.
    Raises SettingsError for a record that the hub does not link, a pair of one record, or more than MOST_PAIRS.
    """
    ordered = sorted({(min(pair), max(pair)) for pair in pairs})
    if len(ordered) > MOST_PAIRS:
        raise SettingsError(f"一次最多判定 {MOST_PAIRS:,} 对记录，这里有 {len(ordered):,} 对；请核对所给的记录")
    with database.connect() as connection:
        return [_judge(connection, a, b, verdict, decision) for a, b in ordered]


def relate(database: Database, predecessor: str, successor: str, verdict: Verdict, decision: Decision) -> int:
    """The entity of the record `successor` is what became of the one of `predecessor`, in the way of `verdict` (one of
    ON_SUCCESSION); gives the judgement's number. Raises SettingsError as `judge` does."""
    a, b = sorted((predecessor, successor))
    with database.connect() as connection:
        number = _judge(connection, a, b, verdict, decision)
        connection.execute(
            "UPDATE hub.link_judgement SET predecessor = %s WHERE judgement_id = %s", (predecessor, number)
        )
    return number


def _judge(connection: psycopg.Connection, a: str, b: str, verdict: Verdict, decision: Decision) -> int:
    if a == b:
        raise SettingsError(f"两条记录是同一条：{a}")
    for record in (a, b):
        if not _is_linked(connection, record):
            raise SettingsError(f"没有这条参与关联的记录：{record}；写法为 平台:数据集:来源主键")
    connection.execute(
        "UPDATE hub.link_judgement SET withdrawn_at = now(), withdrawn_by = %s, is_taken = false "
        "WHERE record_a = %s AND record_b = %s AND withdrawn_at IS NULL",
        (decision.by, a, b),
    )
    row = connection.execute(
        "INSERT INTO hub.link_judgement (record_a, record_b, verdict, decided_by, decided_at, reason, is_taken) "
        "VALUES (%s, %s, %s, %s, now(), %s, false) RETURNING judgement_id",
        (a, b, verdict, decision.by, decision.reason),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _is_linked(connection: psycopg.Connection, record: str) -> bool:
    row = connection.execute("SELECT FROM hub.record_entity WHERE record_id = %s", (record,)).fetchone()
    return row is not None


def withdraw(database: Database, numbers: Sequence[int], by: str) -> None:
    """Take judgements back; they stay on record. Raises SettingsError for one that is not in force."""
    with database.connect() as connection:
        for number in numbers:
            row = connection.execute(
                "UPDATE hub.link_judgement SET withdrawn_at = now(), withdrawn_by = %s, is_taken = false "
                "WHERE judgement_id = %s AND withdrawn_at IS NULL RETURNING judgement_id",
                (by, number),
            ).fetchone()
            if row is None:
                raise SettingsError(f"没有生效中的判定 {number}；hub link judgements 列出全部")


def merge(database: Database, one: Sequence[str], other: Sequence[str], decision: Decision) -> list[int]:
    """The entities of these records (the strongest first) are one: their strongest records are.

    Judgements that keep any of them apart are withdrawn.
    """
    _withdraw_between(database, one, other, (Verdict.DIFFERENT, *ON_SUCCESSION), decision.by)
    return judge(database, [(one[0], other[0])], Verdict.SAME, decision)


def split(database: Database, leaving: Sequence[str], staying: Sequence[str], decision: Decision) -> list[int]:
    """Some records leave their entity together: each is another's than each that stays.

    Judgements that hold any of them together with what stays are withdrawn.
    """
    if not staying:
        raise SettingsError("所给的记录就是该监管对象的全部记录，无从拆分")
    _withdraw_between(database, leaving, staying, (Verdict.SAME,), decision.by)
    apart = judge(database, product(leaving, staying), Verdict.DIFFERENT, decision)
    together = [(leaving[0], each) for each in leaving[1:]]
    return [*apart, *judge(database, together, Verdict.SAME, decision)]


def _withdraw_between(
    database: Database, some: Sequence[str], others: Sequence[str], verdicts: Sequence[Verdict], by: str
) -> None:
    with database.connect() as connection:
        connection.execute(
            "UPDATE hub.link_judgement SET withdrawn_at = now(), withdrawn_by = %s, is_taken = false "
            "WHERE withdrawn_at IS NULL AND verdict = ANY (%s) "
            "AND (record_a = ANY (%s) AND record_b = ANY (%s) OR record_b = ANY (%s) AND record_a = ANY (%s))",
            (by, list(verdicts), list(some), list(others), list(some), list(others)),
        )
