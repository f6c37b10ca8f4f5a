"""The invented rows of the benchmarks name every column that the tables demand, and none that is gone."""

import re

import pytest
from django.db import connection

from bench import care_rows, demand_county, dues, goods_rows, keypersons, supplies

INSERT = re.compile(r"insert into (\w+) \(([^)]*)\)")


def written(*texts: str) -> list[tuple[str, frozenset[str]]]:
    """(table, columns) of each insert into a table of the product."""
    return [
        (table, frozenset(name.strip().strip('"') for name in columns.split(",")))
        for text in texts
        for table, columns in INSERT.findall(text)
    ]


def demanded(table: str) -> tuple[set[str], set[str]]:
    """Columns without which a row is refused, and all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name, is_nullable = 'NO' and column_default is null and is_identity = 'NO' "
            "from information_schema.columns where table_name = %s",
            [table],
        )
        rows = cursor.fetchall()
    return {name for name, is_needed in rows if is_needed}, {name for name, _ in rows}


CARE = written(*care_rows._OPEN, *care_rows._PAST)
KEY_PERSONS = written(keypersons._FILL)
DUES = written(dues._FILL)
SUPPLIES = written(supplies._FILL, supplies._BALANCE)


GOODS = written(goods_rows._BUYING, goods_rows._HANDS, demand_county._FILL)


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "named"), [*CARE, *KEY_PERSONS, *DUES, *SUPPLIES, *GOODS])
def test_every_demanded_column_is_named(table: str, named: frozenset[str]) -> None:
    needed, there = demanded(table)
    assert needed - named == set()
    assert named - there == set()


def test_inserts_are_found() -> None:
    """The control: there is something to hold against the tables."""
    assert len(CARE) == 24
    assert len(KEY_PERSONS) == 1
    assert len(DUES) == 1
    assert len(SUPPLIES) == 4
    assert len(GOODS) == 17
