"""What the web role may not write in the scope of a school, whatever a page forgets to ask."""

from collections.abc import Callable

import pytest
from django.db import Error, connection, transaction

from tests.builders import JUNIOR, PRIMARY
from tests.procurement import paths
from tests.procurement.paths import MASK
from tests.supplies.stores import stocked
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.procurement import services

Acting = Callable[[str], Actor]
_ACT = """
insert into supplies_act (id, school_id, unit_no, what, body_hash, at)
values (gen_random_uuid(), {school}, {unit}, 'receive', '', now())
"""
_SUPPLIER = """
insert into procurement_supplier (id, unit_no, name, code, edits, made_at, blocked_reason)
values (gen_random_uuid(), {unit}, 'x', 'x', 0, now(), '')
"""


def tried(sql: str) -> int | str:
    """How many rows a statement wrote, or the code of what the database said."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            return int(cursor.rowcount)
    except Error as refused:
        return str(getattr(refused.__cause__, "sqlstate", ""))


@pytest.fixture
def filled(acting: Acting) -> None:
    officer = acting("officer")
    paths.supplier(officer)
    services.set_pace(officer, services.NewPace(uuid7(), MASK, None, "5", "box"))
    stocked(acting("logistics"))


@pytest.mark.parametrize(
    ("sql", "came"),
    [
        ("update procurement_supplier set name = 'x'", 0),
        ("delete from procurement_supplier", 0),
        (_SUPPLIER.format(unit=PRIMARY - PRIMARY % 2**24), "42501"),
        ("update procurement_pace set lead_days = 0", "42501"),
        ("delete from procurement_pace", "42501"),
        ("delete from procurement_paper", "42501"),
        ("update supplies_lot set expires = '2099-01-01'", "42501"),
        ("delete from supplies_lot", "42501"),
        (_ACT.format(unit=PRIMARY, school=JUNIOR), "23514"),
        (_ACT.format(unit=PRIMARY, school=0), "23514"),
        (_ACT.format(unit=PRIMARY, school=PRIMARY), 1),
    ],
)
def test_a_school_writes_only_its_own(
    acting: Acting, filled: None, sql: str, came: int | str
) -> None:
    acting("logistics")
    assert tried(sql) == came
    assert tried("select from procurement_supplier") == 1


def test_the_county_changes_its_suppliers(acting: Acting, filled: None) -> None:
    acting("officer")
    assert tried("update procurement_supplier set name = '县医药'") == 1
