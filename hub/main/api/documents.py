"""The interface's own description, OpenAPI 3.1, derived from the models: one Chinese text for column and field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from hub.main.api import problems
from hub.serving.asking import COMPARISONS, CURSOR, DEFAULT_LIMIT, IS_NULL, LIMIT, MOST
from hub.serving.pages import WINDOW
from hub.serving.profile import LISTS, LONGEST
from hub.serving.profile import MOST as LISTED
from hub.serving.relations import CHANGES, HISTORIES, MARTS, RELATIONS, RELEASES, TABLES
from hub.serving.values import LONGEST as LONGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hub.serving.relations import Field, Relation

VERSION = "1"
RELEASE = {"type": ["integer", "null"], "description": "数据所属的发布批次；尚未发布过则为空"}
MEANINGS = {
    "": "等于",
    "gte": "不早于（不小于）",
    "gt": "晚于（大于）",
    "lte": "不晚于（不大于）",
    "lt": "早于（小于）",
}
TAGS = {
    "entities": "一个监管对象的全貌",
    TABLES: "统一模型的现行数据，逐页读取",
    HISTORIES: "被取代的历史版本，逐页读取",
    MARTS: "专题表，逐页读取",
    "changes": "变更流",
    "about": "发布批次、新鲜度与密钥",
}


def document(rate: float) -> bytes:
    """The description as JSON."""
    relations = [each for named in RELATIONS.values() for each in named.values()]
    return orjson.dumps(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "执法数据中枢只读接口",
                "version": VERSION,
                "description": (
                    "读取统一执法数据模型。个人信息已脱敏；限定区划的读者只看到所授区划的数据。"
                    f"密钥放在 Authorization: Bearer 之后，每个密钥每秒至多 {rate:g} 次请求。"
                    "出错时返回 RFC 9457 格式的说明。答复带 ETag，下次以 If-None-Match 带回，未变化则返回 304。"
                ),
            },
            "security": [{"key": []}],
            "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
            "paths": {**_entities(), **dict(map(_page, relations)), **_others()},
            "components": {
                "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "读者的密钥"}},
                "schemas": {
                    **{_name(each): _row(each) for each in (*relations, CHANGES, RELEASES)},
                    "Problem": _problem(),
                },
                "responses": {
                    str(status): _told(status) for status in sorted({each.status for each in problems.KINDS})
                },
            },
        }
    )


def _entities() -> dict[str, Any]:
    tables = RELATIONS[TABLES]
    profile = {
        "release": RELEASE,
        "entity": _refer(tables["entity"]),
        **{
            name: {
                "type": "array",
                "maxItems": LISTED,
                "items": _refer(tables[table]),
                "description": f"{tables[table].title}；最近的至多 {LISTED} 条",
            }
            for name, (table, _, _) in LISTS.items()
        },
    }
    if "entity_profile" in RELATIONS[MARTS]:
        summary = _refer(RELATIONS[MARTS]["entity_profile"])
        profile["summary"] = {
            "anyOf": [summary, {"type": "null"}],
            "description": RELATIONS[MARTS]["entity_profile"].title,
        }
    key = {
        "name": "key",
        "in": "path",
        "required": True,
        "description": "监管对象标识、曾用标识，或 18 位统一社会信用代码",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
    }
    body = {"type": "object", "properties": profile, "required": sorted(profile)}
    return {
        "/v1/entities/{key}": _get(
            "entities", "entity", "一个监管对象的全貌：许可、检查、处罚、强制与未办结事件", body, [key], (404,)
        )
    }


def _page(relation: Relation) -> tuple[str, dict[str, Any]]:
    summary = f"{relation.title}：逐页读取"
    return f"/v1/{relation.kind}/{relation.name}", _get(
        relation.kind,
        f"{relation.kind}_{relation.name}",
        summary,
        _page_body(relation),
        list(_parameters(relation)),
        description=f"每页最多查看 {WINDOW} 行：一页可能不满甚至为空，next 不为空就还有下一页。",
    )


def _others() -> dict[str, Any]:
    text = {"type": "string"}
    instant = {"type": ["string", "null"], "format": "date-time"}
    fresh = {
        "type": "object",
        "properties": {
            "platform": {**text, "description": "来源平台"},
            "dataset": {**text, "description": "来源数据集"},
            "fresh_until": {**instant, "description": "取数截至时间；部门文件为最近一份的接收时间"},
            "received_at": {**instant, "description": "最近一次收到数据的时间"},
            "held_since": {**instant, "description": "暂缓发布自何时起；空为未暂缓"},
        },
        "required": ["platform", "dataset", "fresh_until", "received_at", "held_since"],
    }
    listed = {"type": "object", "properties": {"items": {"type": "array", "items": fresh}}, "required": ["items"]}
    myself = {
        "type": "object",
        "properties": {
            "reader": {**text, "description": "读者"},
            "key_id": {**text, "description": "密钥编号"},
            "divisions": {"type": ["array", "null"], "items": text, "description": "所授区划；空为不限"},
        },
        "required": ["reader", "key_id", "divisions"],
    }
    feed = "先取 /v1/changes/last 的 next，再整表复制，然后自该游标起跟随；按标识重读各表即与现状一致。"
    return {
        "/v1/changes": _get(
            "changes", "changes", CHANGES.title, _page_body(CHANGES), list(_parameters(CHANGES)), (410,), feed
        ),
        "/v1/changes/last": _get("changes", "last_change", "变更流的末尾", _page_body(CHANGES), description=feed),
        "/v1/releases": _get("about", "releases", RELEASES.title, _page_body(RELEASES), list(_parameters(RELEASES))),
        "/v1/freshness": _get("about", "freshness", "各数据集取数截至何时", listed),
        "/v1/me": _get("about", "me", "密钥属于哪位读者", myself),
    }


def _get(
    tag: str,
    operation: str,
    summary: str,
    body: Mapping[str, Any],
    parameters: list[dict[str, Any]] | None = None,
    more: tuple[int, ...] = (),
    description: str | None = None,
) -> dict[str, Any]:
    answers = {
        "200": {
            "description": "成功",
            "headers": {"ETag": {"schema": {"type": "string"}, "description": "数据未变则不变"}},
            "content": {"application/json": {"schema": body}},
        },
        "304": {"description": "与 If-None-Match 所带的相同，没有变化"},
        **{str(each): {"$ref": f"#/components/responses/{each}"} for each in sorted({400, 401, 429, 503, *more})},
    }
    known = {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}, "description": "上次答复的 ETag"}
    told = {"description": description} if description else {}
    return {
        "get": {
            "tags": [tag],
            "operationId": operation,
            "summary": summary,
            **told,
            "parameters": [*(parameters or []), known],
            "responses": answers,
        }
    }


def _parameters(relation: Relation) -> Iterator[dict[str, Any]]:
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT}
    yield _parameter(LIMIT, "一页的行数", limit)
    yield _parameter(CURSOR, "上一页的 next", {"type": "string"})
    for field in relation.fields:
        if field.is_searched:
            schema = _searched(field)
            for suffix in COMPARISONS if field.kind.has_order else [""]:
                name = f"{field.name}.{suffix}".rstrip(".")
                yield _parameter(name, f"{field.description}：{MEANINGS[suffix]}", schema)
            yield _parameter(f"{field.name}.{IS_NULL}", f"{field.description}：是否为空", {"type": "boolean"})


def _searched(field: Field) -> dict[str, Any]:
    schema = dict(field.kind.schema)
    if field.codes:
        return {**schema, "enum": list(field.codes)}
    return {**schema, "maxLength": LONGEST_TEXT} if schema == {"type": "string"} else schema


def _parameter(name: str, description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _page_body(relation: Relation) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "maxItems": MOST, "items": _refer(relation)},
            "next": {"type": ["string", "null"], "description": "下一页的游标；空为已到末尾（变更流永不为空）"},
            "release": RELEASE,
        },
        "required": ["items", "next", "release"],
    }


def _row(relation: Relation) -> dict[str, Any]:
    return {
        "type": "object",
        "description": relation.title,
        "properties": {each.name: _property(each) for each in relation.fields},
        "required": [each.name for each in relation.fields],
    }


def _property(field: Field) -> dict[str, Any]:
    schema = dict(field.kind.schema)
    if not field.is_required:
        schema["type"] = [schema["type"], "null"]
    return {**schema, "description": field.description}


def _name(relation: Relation) -> str:
    return f"{relation.kind}.{relation.name}"


def _refer(relation: Relation) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{_name(relation)}"}


def _told(status: int) -> dict[str, Any]:
    titles = "、".join(each.title for each in problems.KINDS if each.status == status)
    return {
        "description": titles,
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _problem() -> dict[str, Any]:
    error = {
        "type": "object",
        "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
        "required": ["parameter", "detail"],
    }
    return {
        "type": "object",
        "description": "RFC 9457 格式的说明",
        "properties": {
            "type": {"type": "string", "enum": [f"urn:enforcement-hub:problem:{each.name}" for each in problems.KINDS]},
            "title": {"type": "string", "description": "何种问题"},
            "status": {"type": "integer", "description": "HTTP 状态码"},
            "detail": {"type": "string", "description": "原因与办法"},
            "errors": {"type": "array", "items": error, "description": "逐项说明有误的参数"},
        },
        "required": ["type", "title", "status", "detail"],
    }
