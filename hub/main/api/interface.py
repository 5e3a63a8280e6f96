"""What each address answers to a reader who is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from psycopg import sql
from psycopg.rows import scalar_row

from hub.errors import CursorError
from hub.feed.cursor import Feed
from hub.main.api import answers
from hub.main.api.answers import Answer
from hub.main.api.problems import GONE, NOT_FOUND, WRONG_REQUEST, ProblemError
from hub.serving import pages, profile
from hub.serving.asking import AskedWrongError, read_question
from hub.serving.relations import CHANGES, EDITION, RELATIONS, RELEASES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from hub.main.api.desk import Asker, Desk, ReaderConnection
    from hub.serving.asking import Question
    from hub.serving.relations import Relation

_SCHEMA = sql.Identifier(EDITION.schema)
RELEASE = sql.SQL("SELECT {}.last_release()").format(_SCHEMA).as_bytes()
FEED = sql.SQL("SELECT feed_id, begins_after, ends_at, history_from FROM {}.feed").format(_SCHEMA).as_bytes()
FRESHNESS = sql.SQL("SELECT row_to_json(f)::text FROM {}.freshness AS f ORDER BY platform, dataset").format(_SCHEMA)
PLAN_ANEW = b"SET LOCAL plan_cache_mode = force_custom_plan"
"""What is asked for by filters is planned for these filters."""


class Interface:
    """The answers; `desk` gives connections."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def entity(self, request: Request, asker: Asker) -> Response:
        """The profile of an entity by id, alias or credit code."""
        key = request.path_params["key"]
        if len(key) > profile.LONGEST or not key.isprintable():
            raise _nobody()
        asked = request.headers.get("if-none-match")
        async with self._desk.reading(asker.reader) as connection:
            if asked and not asker.is_bound:
                etag = answers.of_release(await _release(connection), self._desk.version)
                if answers.is_known(etag, asked):
                    return answers.unchanged(etag)
            query, values = profile.statement(key)
            row = await (await connection.execute(query, values, prepare=True)).fetchone()
        if row is None:
            raise _nobody()
        release, body = row
        return self._answer(str(body).encode(), release, asker).response(asked)

    async def relation(self, request: Request, asker: Asker, kind: str) -> Response:
        """A page of a table, of a history or of a mart."""
        name = request.path_params["name"]
        found = RELATIONS[kind].get(name)
        if found is None:
            raise ProblemError(NOT_FOUND, f"没有这张表；可读的表：{'、'.join(RELATIONS[kind])}")
        return await self._page(request, asker, found)

    async def releases(self, request: Request, asker: Asker) -> Response:
        """A page of the releases."""
        return await self._page(request, asker, RELEASES)

    async def changes(self, request: Request, asker: Asker) -> Response:
        """A page of the change feed; its `next` is never empty: it is where to go on later."""
        return await self._page(request, asker, CHANGES)

    async def last_change(self, request: Request, asker: Asker) -> Response:
        """The cursor behind the newest change: where somebody begins who makes a first copy now."""
        question = _question(request, asker, CHANGES)
        async with self._desk.reading(asker.reader) as connection:
            feed, release = await _feed(connection), await _release(connection)
        following = asker.cursors.make(CHANGES.qualified, question.digest, (str(feed.ends_at),))
        return self._answer(answers.page([], following, release), release, asker).response(
            request.headers.get("if-none-match")
        )

    async def freshness(self, request: Request, asker: Asker) -> Response:
        """How fresh every dataset is."""
        async with self._desk.reading(asker.reader) as connection, connection.cursor(row_factory=scalar_row) as cursor:
            rows = await (await cursor.execute(FRESHNESS)).fetchall()
        body = b'{"items":[' + ",".join(rows).encode() + b"]}"
        return Answer(body, answers.of_content(body)).response(request.headers.get("if-none-match"))

    async def myself(self, request: Request, asker: Asker) -> Response:
        """Whom the key belongs to, and which divisions it sees."""
        body = orjson.dumps(
            {"reader": asker.reader, "key_id": asker.key_id, "divisions": await self._desk.divisions(asker)}
        )
        return Answer(body, answers.of_content(body)).response(request.headers.get("if-none-match"))

    async def _page(self, request: Request, asker: Asker, relation: Relation) -> Response:
        question = _question(request, asker, relation)
        asked = request.headers.get("if-none-match")
        async with self._desk.reading(asker.reader) as connection, connection.transaction():
            await connection.execute(PLAN_ANEW)
            release = await _release(connection)
            if not asker.is_bound and answers.is_known(etag := answers.of_release(release, self._desk.version), asked):
                return answers.unchanged(etag)
            end = await _end_of_feed(connection, question) if relation is CHANGES else None
            rows, last = await _rows(connection, question)
        # Who follows the feed goes on from its end, whatever was asked of it.
        last = last or end
        following = asker.cursors.make(relation.qualified, question.digest, last) if last is not None else None
        return self._answer(answers.page(rows, following, release), release, asker).response(asked)

    def _answer(self, body: bytes, release: int | None, asker: Asker) -> Answer:
        # That there was a release tells who sees one township only that something changed elsewhere.
        is_shared = not asker.is_bound
        etag = answers.of_release(release, self._desk.version) if is_shared else answers.of_content(body)
        return Answer(body, etag)


async def _release(connection: ReaderConnection) -> int | None:
    row = await (await connection.execute(RELEASE, prepare=True)).fetchone()
    return row[0] if row else None


async def _feed(connection: ReaderConnection) -> Feed:
    row = await (await connection.execute(FEED, prepare=True)).fetchone()
    assert row is not None
    return Feed(*row)


async def _end_of_feed(connection: ReaderConnection, question: Question) -> tuple[str, ...]:
    """The key of the newest change. Raises ProblemError where the feed has no more what follows the cursor."""
    feed = await _feed(connection)
    try:
        feed.position(question.after[0] if question.after else "0")
    except CursorError as error:
        raise ProblemError(GONE, str(error)) from error
    return (str(feed.ends_at),)


async def _rows(connection: ReaderConnection, question: Question) -> tuple[list[str], tuple[str, ...] | None]:
    """The page's rows as JSON, and the key after which the next page begins; None: there is none."""
    relation, size, end = question.relation, pages.window(question), None
    if size is not None:
        after = list(question.after) if question.after else None
        row = await (await connection.execute(pages.END, [relation.qualified, after, size])).fetchone()
        end = row[0] if row else None
    query, values = pages.rows(question, end)
    rows = [row[0] for row in await (await connection.execute(query, values)).fetchall()]
    if len(rows) == question.limit:
        newest = orjson.loads(rows[-1])
        return rows, tuple(str(newest[each]) for each in relation.key)
    return rows, tuple(end) if end else None


def _question(request: Request, asker: Asker, relation: Relation) -> Question:
    try:
        return read_question(relation, request.query_params.multi_items(), asker.cursors)
    except AskedWrongError as error:
        raise ProblemError(WRONG_REQUEST, "参数有误，逐项说明见 errors", error.problems) from error


def _nobody() -> ProblemError:
    return ProblemError(NOT_FOUND, "没有可供您查看的监管对象；可用监管对象标识、曾用标识或统一社会信用代码查询")
