"""The SQL that protects a table: forward, back, and forward again."""

from collections.abc import Iterator

import psycopg
import pytest

from tests import environment
from xiaoan.kernel import row_security


@pytest.fixture
def table(own_database: str) -> Iterator[psycopg.Connection]:
    name = str(psycopg.conninfo.conninfo_to_dict(own_database)["dbname"])
    with psycopg.connect(environment.PLACE.owner, dbname=name, autocommit=True) as connection:
        connection.execute("create table sample (unit_no int, person uuid)")
        yield connection


def policies(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("select policyname from pg_policies where tablename = 'sample'")
    return sorted(name for (name,) in rows)


def state(connection: psycopg.Connection) -> tuple[bool, bool]:
    row = connection.execute(
        "select relrowsecurity, relforcerowsecurity from pg_class where relname = 'sample'"
    ).fetchone()
    assert row is not None
    return bool(row[0]), bool(row[1])


def test_protect_goes_forward_and_back(table: psycopg.Connection) -> None:
    operation = row_security.protect("sample", people="person")
    for _ in range(2):
        table.execute(str(operation.sql))
        assert state(table) == (True, True)
        assert policies(table) == [
            "inside_delete", "inside_insert", "inside_read", "inside_update"
        ]  # fmt: skip
        table.execute(str(operation.reverse_sql))
        assert (state(table), policies(table)) == ((False, False), [])


def test_the_owner_is_bound_too(table: psycopg.Connection) -> None:
    table.execute("insert into sample values (5, null), (6, null)")
    table.execute(str(row_security.protect("sample").sql))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        table.execute("select * from sample")
    with table.transaction():
        table.execute(
            "select set_config('xiaoan.lo', '5', true), set_config('xiaoan.hi', '6', true)"
        )
        assert table.execute("select unit_no from sample").fetchall() == [(5,)]


def test_insert_only_takes_the_verbs_away(table: psycopg.Connection) -> None:
    table.execute("grant select, insert, update, delete on sample to xiaoan_app")
    table.execute(str(row_security.insert_only("sample").sql))
    rows = table.execute(
        "select privilege_type from information_schema.role_table_grants "
        "where table_name = 'sample' and grantee = 'xiaoan_app'"
    )
    assert sorted(verb for (verb,) in rows) == ["INSERT", "SELECT"]
