"""Profiles: what the probabilistic rung compares of a record, parsed once and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from psycopg import sql

from hub.database.copying import copy_out
from hub.linkage.identity import MASKED, is_business_name, match_name
from hub.linkage.records import EVERY_KEY, NAME_COLUMNS, NATURAL_PERSON, party_kind, with_persons
from hub.names.addresses import parse_addresses
from hub.names.business import parse
from hub.names.signboards import parse_signs
from hub.staging.tables import staging_columns
from hub.versions.order import contents, record_prefix

if TYPE_CHECKING:
    import psycopg

    from hub.datasets.declaration import Dataset

PROFILE_SCHEMA: dict[str, type[pl.DataType]] = {
    "record_id": pl.String,
    "uscc": pl.String,
    "citizen_id": pl.String,
    "kind": pl.String,
    "name": pl.String,
    "mark": pl.String,
    "trade": pl.String,
    "branch": pl.String,
    "principal": pl.String,
    "phone": pl.String,
    "division_code": pl.String,
    "road": pl.String,
    "number": pl.String,
}
"""A record as it is compared: `name` as `match_name` has it (a signboard gives none), `mark` the 字号, `branch` what a
branch is called; NULL is not known. A natural person has no name, but is the `principal`; `citizen_id` is a natural
person's only."""

TOLD_SCHEMA: dict[str, type[pl.DataType]] = dict.fromkeys(
    (
        *("source_id", "uscc", "citizen_id", "kind", "division_code"),
        *("sign", "name", "principal", "phone", "address", "premises"),
    ),
    pl.String,
)
"""What records tell of themselves, as they wrote it."""

_COUNTY_END = "000000"


class _Texts(NamedTuple):
    """The columns of a table that tell of a party besides its name; `principal` may be evidence."""

    sign: str | None = None
    principal: str | None = None
    phone: str | None = None
    addresses: tuple[str, ...] = ()


_TELLING = {
    "registration": _Texts(principal="legal_representative", phone="phone", addresses=("premises", "address")),
    "place": _Texts(sign="name", principal="principal", phone="phone", addresses=("address",)),
    "inspection": _Texts(addresses=("address",)),
}
_ANCHORS = frozenset({"registration", "place"})
"""Tables whose records are compared also where they have a credit code: they know place, phone and principal."""
_MARKET = "9"
"""What credit codes given by the market's register begin with (GB 32100, table 1); others have no registration here."""
_ADDRESS = "address"
"""Where a table has no column for it, an address may be evidence."""
_TELLS_ENOUGH = pl.any_horizontal(pl.col("name", "mark").is_not_null()) | pl.all_horizontal(
    pl.col("principal", "road").is_not_null()
)


def read_told(
    connection: psycopg.Connection, dataset: Dataset, *, held: bool, keys: sql.Composable = EVERY_KEY
) -> pl.DataFrame:
    """`record_id` and TOLD_SCHEMA of those of the dataset's records (`keys` as in `contents`) that are compared.

    A natural person is where an address is told: a name and a township do not make a person. A record of an
    inspection, licence or penalty with a credit code of the market's register is not, since it says no more than its
    register entry does.
    """
    query = sql.SQL(
        "SELECT * FROM ({}) AS told WHERE (kind IS DISTINCT FROM {} OR address IS NOT NULL) AND ({} OR uscc IS NULL "
        "OR left(uscc, 1) <> {})"
    ).format(
        contents(dataset, _wanted(dataset), held=held, keys=keys),
        sql.Literal(NATURAL_PERSON),
        sql.Literal(dataset.table in _ANCHORS),
        sql.Literal(_MARKET),
    )
    told = with_persons(copy_out(connection, query, TOLD_SCHEMA), dataset)
    return told.with_columns(record_id=pl.concat_str(pl.lit(record_prefix(dataset)), "source_id"))


def _wanted(dataset: Dataset) -> list[sql.Composable]:
    columns = staging_columns(dataset)
    telling = _TELLING.get(dataset.table, _Texts())
    name = next((each for each in NAME_COLUMNS[dataset.table] if each in columns and each != telling.sign), None)
    addresses = [*telling.addresses, "", ""][:2]

    def column(source: str | None, alias: str) -> sql.Composable:
        stands = sql.Identifier(source) if source and source in columns else sql.SQL("NULL::text")
        return sql.SQL("{} AS {}").format(stands, sql.Identifier(alias))

    def observed(source: str | None, key: str, alias: str) -> sql.Composable:
        if source in columns:
            return column(source, alias)
        return sql.SQL("evidence ->> {} AS {}").format(sql.Literal(key), sql.Identifier(alias))

    kind = party_kind(dataset)
    return [
        sql.Identifier("source_id"),
        sql.SQL("link_uscc AS uscc"),
        sql.SQL("link_citizen_id AS citizen_id"),
        sql.SQL("{} AS kind").format(kind),
        column("division_code", "division_code"),
        column(telling.sign, "sign"),
        column(name, "name"),
        observed(telling.principal, "legal_representative", "principal"),
        column(telling.phone, "phone"),
        observed(addresses[0] or None, _ADDRESS, "address"),
        column(addresses[1] or None, "premises"),
    ]


def profiled(told: pl.DataFrame) -> pl.DataFrame:
    """PROFILE_SCHEMA of what records tell: `record_id` and TOLD_SCHEMA."""
    clear = told.with_columns(
        pl.when(~pl.col(each).str.contains(MASKED)).then(each) for each in ("sign", "name", "principal")
    )
    named, signed = parse(clear["name"]), parse_signs(clear["sign"])
    address = parse_addresses(clear.select(pl.coalesce("address", "premises")).to_series())
    parts = clear.with_columns(
        name=match_name(pl.col("name")),
        mark=_of_either(named, signed, "mark"),
        trade=_of_either(named, signed, "trade"),
        branch=named["branch"],
        road=address["road"],
        number=address["number"],
        phone=pl.when(pl.col("phone").str.contains(r"^\d{7,12}$")).then("phone"),
        principal=pl.col("principal").str.replace_all(r"\s", "").replace("", None),
        division_code=pl.when(~pl.col("division_code").str.ends_with(_COUNTY_END)).then("division_code"),
    )
    return _persons_apart(parts).filter(_TELLS_ENOUGH).select(*PROFILE_SCHEMA)


def _persons_apart(parts: pl.DataFrame) -> pl.DataFrame:
    """Natural persons as their own principals, without what only businesses have."""
    is_person = pl.col("kind").eq_missing(NATURAL_PERSON) & is_business_name(pl.col("name")).ne_missing(other=True)
    of_business, of_person = pl.when(~is_person), pl.when(is_person)
    return parts.with_columns(
        *(of_business.then(each).alias(each) for each in ("name", "mark", "trade", "branch")),
        principal=of_person.then("name").otherwise("principal"),
        citizen_id=of_person.then("citizen_id"),
    )


def _of_either(named: pl.DataFrame, signed: pl.DataFrame, part: str) -> pl.Series:
    return pl.select(pl.coalesce(named[part], signed[part])).to_series()
