"""The SQL functions that mask personal data, in schema `hub`.

What runs on every row is an expression in a standard SQL body, which PostgreSQL inlines into the views, so that a
reader needs no right on schema `hub`; what runs on few rows is a procedure, which keeps the views quick to plan.
The salt of masked keys reaches them as an argument that only the views can read.
"""

from __future__ import annotations

from psycopg import sql

from hub.model import METADATA
from hub.model.classification import NATURAL_PERSON, Personal
from hub.model.keys import KEY_RUN, LONG_RUN

DIGIT = "[0-9０-９]"
BIRTH = f"(18|19|20){DIGIT}{{2}}(0[1-9]|1[0-2])(0[1-9]|[12]{DIGIT}|3[01])"
SEPARATOR = "[ -]?"

CITIZEN_ID = "^[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$"
"""A code that reads like a citizen id, whatever its check digit."""

SHORT_NAME = "^[一-龥·]{2,3}$"
"""A name that is a person's where nothing else says what the party is."""

RUN_GUARD = (
    f"{DIGIT}{{3}}{SEPARATOR}{DIGIT}{{4}}{SEPARATOR}{DIGIT}{{4}}"
    f"|{DIGIT}{{2}}[ -]{DIGIT}{{7}}|{DIGIT}{{6}}[ -]{DIGIT}{{4}}|{DIGIT}{{10}}"
)
"""True of every text that any of `RUNS` changes, and cheap."""

RUNS = (
    # A citizen id, whatever digits stand around it.
    (f"([1-9１-９]{DIGIT}{{5}}){SEPARATOR}{BIRTH}{SEPARATOR}({DIGIT}{{3}}[0-9０-９XxＸｘ])", r"\1********\5"),
    # A citizen id of 15 digits.
    (
        f"(?<!{DIGIT})([1-9]{DIGIT}{{5}}){DIGIT}{{2}}(0[1-9]|1[0-2])(0[1-9]|[12]{DIGIT}|3[01])({DIGIT}{{3}})(?!{DIGIT})",
        r"\1******\4",
    ),
    # A credit code is no phone: it is cut into pieces that are too short for one, and mended below.
    (
        r"(?<![0-9A-Z])([159NAY][1239][0-9]{2})([0-9]{4})([0-9A-Z]{5})([0-9A-Z]{5})(?![0-9A-Z])",
        "\\1\x01\\2\x01\\3\x01\\4",
    ),
    # A mobile number, whatever digits stand around it.
    (f"([1１][3-9３-９]{DIGIT}){SEPARATOR}{DIGIT}{{4}}{SEPARATOR}({DIGIT}{{4}})", r"\1****\2"),
    # A fixed line with its area code.
    (f"(?<!{DIGIT})([0０]{DIGIT}{{2,3}}{SEPARATOR}){DIGIT}{{3,4}}({DIGIT}{{4}})(?!{DIGIT})", r"\1****\2"),
    ("\x01", ""),
)
"""Pattern and replacement of each kind of run, in the order in which they apply to a text."""


def functions() -> tuple[sql.Composed, ...]:
    """The statements that make the functions, each after those that it calls."""
    values: dict[str, sql.Composable] = {
        "natural_person": sql.Literal(NATURAL_PERSON),
        "citizen_id": sql.Literal(CITIZEN_ID),
        "short_name": sql.Literal(SHORT_NAME),
        "guard": sql.Literal(RUN_GUARD),
        "key_run": sql.Literal(KEY_RUN),
        "long_run": sql.Literal(LONG_RUN),
        "masked_runs": _masked_runs(),
        "names": _columns(Personal.NAME),
        "party_names": _columns(Personal.PARTY_NAME),
        "phones": _columns(Personal.PHONE),
        "citizen_ids": _columns(Personal.CITIZEN_ID),
        "free_texts": _columns(Personal.FREE_TEXT),
        "personal": _columns(Personal.NAME, Personal.PARTY_NAME, Personal.PHONE, Personal.CITIZEN_ID),
        "codes": sql.SQL("{}, 'uscc', 'organisation_code'").format(_columns(Personal.KEY)),
    }
    return (
        *(
            _PROCEDURE.format(
                sql.SQL(signature), sql.SQL(returns), sql.Literal(sql.SQL(body).format(**values).as_string())
            )
            for signature, returns, body in PROCEDURES
        ),
        *(
            _EXPRESSION.format(sql.SQL(signature), sql.SQL(returns), sql.SQL(body).format(**values))
            for signature, returns, body in EXPRESSIONS
        ),
    )


def _masked_runs() -> sql.Composed:
    expression: sql.Composable = sql.SQL("value")
    for pattern, replacement in RUNS:
        expression = sql.SQL("regexp_replace({}, {}, {}, 'g')").format(
            expression, sql.Literal(pattern), sql.Literal(replacement)
        )
    return sql.Composed([expression])


def _columns(*kinds: Personal) -> sql.Composed:
    """The names of all columns of `kinds` in the unified tables that speak of an entity, as literals."""
    tables = (each for each in METADATA.sorted_tables if each.schema == "unified" and "entity_id" in each.columns)
    names = {column.name for table in tables for column in table.columns if column.info.get("personal") in kinds}
    return sql.SQL(", ").join(map(sql.Literal, sorted(names)))


_EXPRESSION = sql.SQL("CREATE OR REPLACE FUNCTION hub.{} RETURNS {} LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN {}")
_PROCEDURE = sql.SQL(
    "CREATE OR REPLACE FUNCTION hub.{} RETURNS {} LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS {}"
)

PROCEDURES = (
    ("mask_runs(value text)", "text", "BEGIN RETURN {masked_runs}; END"),
    (
        "hide_names(value text, names text[])",
        "text",
        "DECLARE name text; BEGIN FOREACH name IN ARRAY names LOOP IF length(name) > 1 THEN "
        "value := replace(value, name, left(name, 1) || '*'); END IF; END LOOP; RETURN value; END",
    ),
    (
        # Over the digits alone, so that an id and the source_id in it end alike.
        "key_digest(value text, salt bytea)",
        "text",
        "BEGIN RETURN left(encode(sha256(salt || sha256(salt || "
        "convert_to(regexp_replace(value, '[^0-9]', '', 'g'), 'UTF8'))), 'hex'), 12); END",
    ),
)
"""Signature, what it returns, and the body; `{…}` are the patterns and column names of `functions`."""

EXPRESSIONS = (
    (
        "is_person(kind text, code text, name text)",
        "boolean",
        "coalesce(kind = {natural_person}, "
        "coalesce(code ~ {citizen_id}, false) OR coalesce(name ~ {short_name}, false))",
    ),
    ("mask_name(value text)", "text", "left(value, 1) || '*'"),
    (
        "mask_citizen_id(value text)",
        "text",
        "CASE WHEN length(value) >= 15 THEN left(value, 6) || repeat('*', length(value) - 10) || right(value, 4) "
        "ELSE left(value, 2) || '****' END",
    ),
    (
        "mask_phone(value text)",
        "text",
        "CASE WHEN length(value) >= 11 THEN left(value, 3) || '****' || right(value, 4) "
        "WHEN length(value) >= 7 THEN left(value, 2) || '****' || right(value, 2) "
        "WHEN length(value) > 0 THEN '****' END",
    ),
    ("mask_text(value text)", "text", "CASE WHEN value ~ {guard} THEN hub.mask_runs(value) ELSE value END"),
    (
        "hide_name(value text, name text)",
        "text",
        "replace(value, CASE WHEN length(name) > 1 THEN name ELSE '' END, coalesce(left(name, 1) || '*', ''))",
    ),
    (
        "hide_party(value text, name text, is_person boolean)",
        "text",
        "replace(value, CASE WHEN is_person AND length(name) > 1 THEN name ELSE '' END, "
        "coalesce(left(name, 1) || '*', ''))",
    ),
    (
        "mask_party_name(value text, is_person boolean)",
        "text",
        "CASE WHEN is_person THEN left(value, 1) || '*' ELSE hub.mask_text(value) END",
    ),
    (
        "mask_party_code(value text, is_person boolean)",
        "text",
        "CASE WHEN is_person OR value ~ {citizen_id} THEN hub.mask_citizen_id(value) "
        "WHEN value ~ {long_run} AND value ~ {key_run} THEN hub.mask_runs(value) ELSE value END",
    ),
    (
        "mask_key(value text, salt bytea)",
        "text",
        "CASE WHEN value ~ {long_run} AND value ~ {key_run} "
        "THEN hub.mask_runs(value) || '~' || hub.key_digest(value, salt) ELSE value END",
    ),
    (
        "mask_values(value jsonb, personal text[])",
        "jsonb",
        "(SELECT jsonb_object_agg(key, CASE WHEN key = ANY (personal) THEN to_jsonb('****'::text) "
        "WHEN item::text ~ {guard} THEN to_jsonb(hub.mask_runs(item #>> '{{}}')) ELSE item END) "
        "FROM jsonb_each(value) AS each (key, item))",
    ),
    (
        "mask_items(value jsonb, is_person boolean)",
        "jsonb",
        "(SELECT jsonb_object_agg(key, CASE "
        "WHEN key IN ({names}) THEN to_jsonb(hub.mask_name(item #>> '{{}}')) "
        "WHEN key IN ({party_names}) THEN to_jsonb(hub.mask_party_name(item #>> '{{}}', is_person)) "
        "WHEN key IN ({phones}) THEN to_jsonb(hub.mask_phone(item #>> '{{}}')) "
        "WHEN key IN ({citizen_ids}) THEN to_jsonb(hub.mask_citizen_id(item #>> '{{}}')) "
        "WHEN is_person AND (key IN ({free_texts}) OR jsonb_typeof(item) IN ('object', 'array')) "
        "THEN to_jsonb('****'::text) "
        "WHEN item #>> '{{}}' ~ {key_run} OR item::text ~ {guard} AND key NOT IN ({codes}) "
        "THEN to_jsonb(hub.mask_runs(item #>> '{{}}')) ELSE item END) "
        "FROM jsonb_each(value) AS each (key, item))",
    ),
    (
        "mask_evidence(value jsonb, is_person boolean)",
        "jsonb",
        "CASE WHEN value ?| ARRAY[{personal}] OR value::text ~ {guard} OR is_person "
        "THEN hub.mask_items(value, is_person) ELSE value END",
    ),
    (
        "mask_provenance(value jsonb, salt bytea)",
        "jsonb",
        "CASE WHEN value::text ~ {guard} THEN (SELECT jsonb_object_agg(key, CASE WHEN item ? 'source_id' "
        "THEN item || jsonb_build_object('source_id', hub.mask_key(item ->> 'source_id', salt)) ELSE item END) "
        "FROM jsonb_each(value) AS each (key, item)) ELSE value END",
    ),
)
"""As `PROCEDURES`, with an expression for the body."""
