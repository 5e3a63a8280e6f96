"""Every value of every attribute of an entity with its source: the view of the linkage's query, and the readers'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.bounds import UNBOUND, record_seen, visible
from hub.database.views import SALT, View, is_person, noted
from hub.linkage.golden import entity_value_query
from hub.model import unified_table
from hub.model.classification import Personal
from hub.model.editions import EDITIONS, Edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COMMENT = "监管对象各属性的全部取值及其来源"
COLUMNS = (
    ("entity_id", "监管对象标识"),
    ("attribute", "属性（监管对象的列名）"),
    ("value", "取值"),
    ("platform", "来源平台"),
    ("dataset", "来源数据集"),
    ("source_id", "来源主键"),
    ("observed_at", "观测时间"),
    ("is_golden", "是否为采用值"),
)
NAME = "entity_value"

_QUERY = sql.SQL(
    "SELECT v.entity_id, v.attribute, {value} AS value, v.platform, v.dataset, {source_id} AS source_id, "
    "v.observed_at, v.is_golden FROM unified.entity_value AS v JOIN unified.entity AS t USING (entity_id) "
    "WHERE {visible}"
)


def entity_value_views(editions: Iterable[Edition] = EDITIONS) -> Iterator[View]:
    """The view of all values, then the masked and the clear one for the readers of each edition."""
    shown = sql.SQL("{} AND ({} OR (SELECT {} FROM (SELECT v.*) AS t))").format(
        visible(unified_table("entity")), UNBOUND, record_seen()
    )
    plain, clear = sql.SQL("v.value"), sql.SQL("v.source_id")
    masked = sql.SQL("hub.mask_key(v.source_id, {})").format(SALT)
    yield View("unified", NAME, entity_value_query(), COMMENT, COLUMNS, is_barrier=False)
    for each in editions:
        yield _view(each.schema, _masked_value(), masked, shown, "（个人信息已脱敏）")
        seen = sql.SQL("{} AND {}").format(shown, noted(sql.Literal(f"{each.sensitive}.{NAME}")))
        yield _view(each.sensitive, plain, clear, seen, "（不脱敏）")


def _view(schema: str, value: sql.Composable, source_id: sql.Composable, seen: sql.Composable, note: str) -> View:
    query = _QUERY.format(value=value, source_id=source_id, visible=seen)
    return View(schema, NAME, query, f"{COMMENT}{note}", COLUMNS)


def _masked_value() -> sql.Composed:
    """The value as the entity's column of its attribute is masked; an attribute without a column as a text."""
    person = is_person(unified_table("entity"))
    text = sql.SQL("hub.hide_name(hub.mask_text(v.value), t.legal_representative)")
    masks: dict[Personal | None, sql.Composable] = {
        Personal.NAME: sql.SQL("hub.mask_name(v.value)"),
        Personal.PARTY_NAME: sql.SQL("hub.mask_party_name(v.value, {})").format(person),
        Personal.CITIZEN_ID: sql.SQL("hub.mask_citizen_id(v.value)"),
        Personal.PHONE: sql.SQL("hub.mask_phone(v.value)"),
        Personal.FREE_TEXT: sql.SQL("CASE WHEN NOT {} THEN {} END").format(person, text),
        Personal.KEY: sql.SQL("hub.mask_key(v.value, {})").format(SALT),
        None: sql.SQL("v.value"),
    }
    whens = sql.SQL(" ").join(
        sql.SQL("WHEN {} THEN {}").format(sql.Literal(each.name), masks[each.info.get("personal")])
        for each in unified_table("entity").columns
        if each.info.get("personal") in masks
    )
    return sql.SQL("CASE v.attribute {} ELSE {} END").format(whens, text)
