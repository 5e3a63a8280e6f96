"""The golden record: for every attribute of an entity, whose word counts.

`ATTRIBUTES` is the order of trust as data. From it come both the golden values of a release and the view of every
value with its source, so the two cannot disagree. Among equals in trust the latest observation wins, then the most
complete value, then platform, dataset and source id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
from psycopg import sql

from hub.linkage.identity import MASKED
from hub.linkage.records import KIND_COLUMNS, NAME_COLUMNS, uscc_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PERSONS = ("natural_person", "individual_business")
"""Kinds of entity that have a citizen id of their own."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands: a column of a record table (of one platform's records only, where `platform` is named), or
    a key of the link's `evidence`; `read` makes the attribute of what stands there."""

    table: str
    column: str
    platform: str | None = None
    is_evidence: bool = False
    read: Callable[[sql.Composable], sql.Composable] | None = None

    def value(self) -> sql.Composable:
        """The value as text, over a relation with the table's columns and `evidence`."""
        if self.is_evidence:
            stands: sql.Composable = sql.SQL("evidence ->> {}").format(sql.Literal(self.column))
        else:
            stands = sql.SQL("{}::text").format(sql.Identifier(self.column))
        return self.read(stands) if self.read else stands


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of the entity and its sources, the most trusted first; sources of one rank stand together.

    `whole_first`: a masked or damaged value never wins over a whole one. `by_completeness`: the longer value wins
    between observations of one time. `kinds`: only entities of these kinds have it. `default`: its value where no
    record has one.
    """

    name: str
    ranks: tuple[tuple[Source, ...], ...]
    sql_type: str = "text"
    whole_first: bool = False
    by_completeness: bool = True
    kinds: tuple[str, ...] = ()
    default: str | None = None

    @property
    def tables(self) -> frozenset[str]:
        """The record tables that it reads."""
        return frozenset(each.table for rank in self.ranks for each in rank)


def _columns(*names: str) -> tuple[tuple[Source, ...], ...]:
    """Each `table.column` or `platform/table.column` a rank of its own, in order."""
    return tuple((_column(each),) for each in names)


def _column(name: str) -> Source:
    table, column = name.split(".")
    platform, _, table = table.rpartition("/")
    return Source(table, column, platform or None)


def _evidence(
    key: str, *tables: str, read: Callable[[sql.Composable], sql.Composable] | None = None
) -> tuple[Source, ...]:
    """The evidence `key` of the records of `tables`, all of one rank."""
    return tuple(Source(each, key, is_evidence=True, read=read) for each in tables)


def _organisation_code(uscc: sql.Composable) -> sql.Composable:
    return sql.SQL("substr({}, 9, 9)").format(uscc)


_ALL = ("registration", "licence", "penalty", "inspection", "coercive_measure", "place", "incident")
"""Every table whose records belong to somebody, in the order of trust."""
_OTHERS = _ALL[1:]
_PAPERS = ("licence", "penalty", "inspection", "coercive_measure")
_REGISTER = ("provincial/registration", "departments/registration")


def _register(column: str) -> tuple[tuple[Source, ...], ...]:
    return _columns(*(f"{each}.{column}" for each in _REGISTER))


def _places(column: str) -> tuple[tuple[Source, ...], ...]:
    return _columns(f"city/place.{column}", f"grassroots/place.{column}")


ATTRIBUTES = (
    Attribute(
        "kind",
        (
            _evidence("uscc", *_ALL, read=uscc_kind),
            (Source("registration", "kind"),),
            tuple(Source(table, column) for table, column in KIND_COLUMNS.items() if table != "registration"),
        ),
        by_completeness=False,
    ),
    Attribute(
        "name",
        (
            *_register("name"),
            *_columns(*(f"{table}.{NAME_COLUMNS[table][0]}" for table in _PAPERS)),
            *_places("business_name"),
            *_places("name"),
            *_columns("incident.party_name"),
        ),
        whole_first=True,
    ),
    Attribute("uscc", (_evidence("uscc", *_ALL),)),
    Attribute(
        "organisation_code",
        (
            _evidence("uscc", *_ALL, read=_organisation_code),
            _evidence("organisation_code", "registration"),
            _evidence("organisation_code", *_OTHERS),
        ),
    ),
    Attribute(
        "registration_no",
        (_evidence("registration_no", "registration"), *(_evidence("registration_no", each) for each in _OTHERS)),
    ),
    Attribute(
        "citizen_id",
        (_evidence("citizen_id", "registration"), *(_evidence("citizen_id", each) for each in _OTHERS)),
        kinds=PERSONS,
    ),
    Attribute(
        "legal_representative", (*_register("legal_representative"), _evidence("legal_representative", *_OTHERS))
    ),
    Attribute("status", ((Source("registration", "status"),),), default="unknown"),
    Attribute("established_on", _register("established_on"), "date"),
    Attribute("cancelled_on", _register("cancelled_on"), "date"),
    Attribute(
        "address",
        (
            *_register("premises"),
            *_register("address"),
            *_places("address"),
            _evidence("address", "licence"),
            *_columns("inspection.address"),
        ),
    ),
    Attribute(
        "division_code",
        (
            *_register("division_code"),
            *_places("division_code"),
            # A licence's or penalty's own column may have been derived from the entity: what was sent is evidence.
            (
                *_evidence("division_code", "licence", "penalty"),
                Source("inspection", "division_code"),
                Source("coercive_measure", "division_code"),
                Source("incident", "division_code"),
            ),
        ),
    ),
    # One order for both, which nothing but the record decides: so they come from the same one.
    Attribute("longitude", _places("longitude"), "double precision", by_completeness=False),
    Attribute("latitude", _places("latitude"), "double precision", by_completeness=False),
    Attribute("business_scope", (_evidence("business_scope", *_ALL),)),
    Attribute("phone", (*_register("phone"), *_places("phone"))),
)
"""Every attribute of the golden record that is some record's word."""

RECORD = ("entity_id", "platform", "dataset", "source_id", "observed_at")

_NO_TIME = ',"observed_at":null'
"""What stands at the end of an origin without a time, and in no text: there quotes are escaped."""


def values_query(attribute: Attribute, relations: Mapping[str, sql.Composable]) -> sql.Composed:
    """Every value of `attribute`: RECORD, `rank` (0 is the most trusted) and `value` as text.

    `relations` gives for every record table a relation with its columns, `entity_id`, `observed_at` and `evidence`.
    """
    return _all_of(
        sql.SQL(
            "SELECT {record}, {rank} AS rank, {value} AS value FROM {relation} AS record WHERE {value} IS NOT NULL{of}"
        ).format(
            record=sql.SQL(", ").join(map(sql.Identifier, RECORD)),
            rank=sql.Literal(rank),
            value=source.value(),
            relation=relations[source.table],
            of=sql.SQL(" AND platform = {}").format(sql.Literal(source.platform)) if source.platform else sql.SQL(""),
        )
        for rank, sources in enumerate(attribute.ranks)
        for source in sources
        if source.table in relations
    )


def word_query(table: str, relation: sql.Composable) -> sql.Composed:
    """What every record of `relation` says: the columns of `word_schema`, for `choose`.

    `relation` has the table's columns, `entity_id`, `observed_at` and `evidence`.
    """
    values = [
        sql.SQL("CASE WHEN platform = {} THEN {} END").format(sql.Literal(source.platform), source.value())
        if source.platform
        else source.value()
        for _, _, source in _of_table(table)
    ]
    return sql.SQL("SELECT {record}, to_json(observed_at) #>> '{{}}', {values} FROM {relation} AS record").format(
        record=sql.SQL(", ").join(map(sql.Identifier, RECORD[:-1])),
        values=sql.SQL(", ").join(values),
        relation=relation,
    )


def word_schema(table: str) -> dict[str, type[pl.DataType]]:
    """The columns of `word_query`: the record's, then a text for every attribute and rank that the table feeds."""
    return dict.fromkeys((*RECORD, *(_word(attribute, rank) for attribute, rank, _ in _of_table(table))), pl.String)


def choose(words: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The golden record of every entity that `words` (frames of `word_schema`, by table) speak of.

    Columns: entity_id, every attribute as text, and `provenance` as JSON {attribute: {platform, dataset, source_id,
    observed_at}}.
    """
    said = pl.concat(words.values(), how="diagonal").with_row_index("record")
    records = said.select(
        "record",
        "entity_id",
        # An instant in one zone and one form sorts as text; fractions of a second are the form's end.
        observed=pl.col("observed_at").rank("dense", descending=True).fill_null(pl.len()),
        origin=pl.struct(RECORD[1:]).struct.json_encode().str.replace(_NO_TIME, "", literal=True),
        seniority=pl.struct(RECORD[1:4]).rank("ordinal"),
    )
    golden = records.select("entity_id").unique()
    for attribute in ATTRIBUTES:
        golden = golden.join(_chosen(attribute, said, records), on="entity_id", how="left")
    return _with_provenance(golden)


def _chosen(attribute: Attribute, said: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """entity_id, the attribute and its origin (`<attribute>@`), of the entities that have it."""
    spoken = [
        said.select("record", rank=pl.lit(rank), value=_word(attribute, rank)).filter(pl.col("value").is_not_null())
        for rank in range(len(attribute.ranks))
        if _word(attribute, rank) in said.columns
    ]
    if not spoken:
        return pl.DataFrame(schema=dict.fromkeys(("entity_id", attribute.name, f"{attribute.name}@"), pl.String))
    order = [pl.col("rank"), pl.col("observed")]
    if attribute.whole_first:
        order.insert(0, pl.col("value").str.contains(MASKED))
    if attribute.by_completeness:
        order.append(-pl.col("value").str.len_chars().cast(pl.Int64))
    return (
        pl.concat(spoken)
        .join(records, on="record")
        .sort("entity_id", *order, "seniority", "value")
        .unique("entity_id", keep="first", maintain_order=True)
        .select("entity_id", pl.col("value").alias(attribute.name), pl.col("origin").alias(f"{attribute.name}@"))
    )


def _with_provenance(golden: pl.DataFrame) -> pl.DataFrame:
    """Attributes that the entity's kind has not are taken out; the origins become one document."""
    for attribute in ATTRIBUTES:
        if attribute.kinds:
            has_it = pl.col("kind").is_in(attribute.kinds)
            golden = golden.with_columns(pl.when(has_it).then(pl.col(attribute.name, f"{attribute.name}@")))
    parts = [pl.concat_str(pl.lit(f'"{attribute.name}":'), pl.col(f"{attribute.name}@")) for attribute in ATTRIBUTES]
    return golden.select(
        "entity_id",
        *(
            pl.col(each.name) if each.default is None else pl.col(each.name).fill_null(each.default)
            for each in ATTRIBUTES
        ),
        provenance=pl.concat_str(pl.lit("{"), pl.concat_str(parts, separator=",", ignore_nulls=True), pl.lit("}")),
    )


def _of_table(table: str) -> list[tuple[Attribute, int, Source]]:
    return [
        (attribute, rank, source)
        for attribute in ATTRIBUTES
        for rank, sources in enumerate(attribute.ranks)
        for source in sources
        if source.table == table
    ]


def _word(attribute: Attribute, rank: int) -> str:
    return f"{attribute.name}#{rank}"


def entity_value_query() -> sql.Composed:
    """The view `unified.entity_value`: every live record's word on every attribute, and whether it is golden."""
    relations = {table: _published(table) for table in _ALL}
    values = _all_of(
        sql.SQL("SELECT {} AS attribute, value.* FROM ({}) AS value").format(
            sql.Literal(each.name), values_query(each, relations)
        )
        for each in ATTRIBUTES
    )
    limited = sql.SQL(" ").join(
        [
            sql.SQL("AND (attribute <> {} OR entity.kind IN ({}))").format(
                sql.Literal(each.name), sql.SQL(", ").join(map(sql.Literal, each.kinds))
            )
            for each in ATTRIBUTES
            if each.kinds
        ]
    )
    return sql.SQL(
        "SELECT value.entity_id, attribute, value.value, value.platform, value.dataset, value.source_id, observed_at, "
        "coalesce(to_jsonb(entity) ->> attribute = value.value "
        "AND entity.provenance -> attribute ->> 'source_id' = value.source_id "
        "AND entity.provenance -> attribute ->> 'dataset' = value.dataset "
        "AND entity.provenance -> attribute ->> 'platform' = value.platform, false) AS is_golden "
        "FROM ({}) AS value JOIN unified.entity USING (entity_id) WHERE true {}"
    ).format(values, limited)


def _published(table: str) -> sql.Composed:
    return sql.SQL(
        "(SELECT {unified}.*, source_updated_at AS observed_at, evidence FROM {unified} "
        "JOIN unified.entity_link AS link USING (platform, dataset, source_id, entity_id) WHERE retracted_at IS NULL)"
    ).format(unified=sql.Identifier("unified", table))


def _all_of(queries: Iterable[sql.Composed]) -> sql.Composed:
    return sql.SQL(" UNION ALL ").join(list(queries))
