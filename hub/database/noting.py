"""The function that notes who read what in clear: `hub.note_sensitive_read`.

The views of `v1_sensitive` call it once for each statement. The row is undone where the reader undoes the transaction;
the number that it took and the line in the server's log are not. In a transaction that may only read, nothing can be
noted, and so nothing is shown.
"""

from __future__ import annotations

from psycopg import sql

LONGEST = 2000
"""Characters of a statement that are kept."""

NOTE_FUNCTION = sql.SQL(
    "CREATE OR REPLACE FUNCTION hub.note_sensitive_read(view_name text) RETURNS boolean "
    "LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS {}"
).format(
    sql.Literal(
        sql.SQL(
            "BEGIN "
            "IF current_setting('transaction_read_only')::boolean THEN "
            "RAISE EXCEPTION '敏感视图的每次读取都须留痕，不能在只读事务中读取' USING ERRCODE = '25006'; END IF; "
            "INSERT INTO hub.sensitive_read (read_at, login, role, application, address, view_name, statement) "
            "VALUES (clock_timestamp(), session_user, nullif(current_setting('role'), 'none'), "
            "current_setting('application_name'), host(inet_client_addr()), view_name, "
            "left(hub.mask_text(current_query()), {longest})); "
            "RAISE LOG 'hub: sensitive read of % by % (role %)', view_name, session_user, current_setting('role'); "
            "RETURN true; END"
        )
        .format(longest=sql.Literal(LONGEST))
        .as_string()
    )
)
