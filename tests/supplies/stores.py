"""Stock for the tests, made by services, and what must hold of every ledger."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from django.db import connection

from tests.builders import DAY, PRIMARY
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.supplies import queries, services

MASK = "mask_disposable"
LATER, SOON = DAY + dt.timedelta(days=400), DAY + dt.timedelta(days=20)


def receipt(**changes: object) -> services.Receipt:
    """Three boxes of masks of batch A, bought; `changes` say what else."""
    plain = services.Receipt(
        id=uuid7(), store_no=PRIMARY, item=MASK, quantity="3", pack="box", source="purchase", day=DAY,
        supplier="县医药公司", batch="A", maker="某厂", expires=LATER, price="25.00",
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # names checked by the dataclass


def issue(**changes: object) -> services.Issue:
    """Ten masks used at the gate."""
    plain = services.Issue(uuid7(), PRIMARY, MASK, "10", "", DAY, reason="校门值守")
    return replace(plain, **changes)  # type: ignore[arg-type]  # names checked by the dataclass


def stocked(actor: Actor, **changes: object) -> UUID:
    """Receive, and give the lot's id."""
    given = receipt(**changes)
    services.receive(actor, given)
    return next(
        one.lot_id
        for one in queries.held(given.store_no, [given.item])
        if (one.batch, one.expires) == (given.batch, given.expires)
    )


def held(store_no: int = PRIMARY) -> dict[str, int]:
    """Batch → what is held of it."""
    return {one.batch: one.held for one in queries.held(store_no, empty=True)}


_UNLIKE = """
select count(*) from (
  select unit_no, lot_id, sum(quantity) q from supplies_entry group by 1, 2) e
full join supplies_balance b using (unit_no, lot_id)
where b.held is distinct from e.q or b.held < 0
"""
_BETWEEN = """
select (select coalesce(sum(quantity), 0) from supplies_entry where kind in ('transfer_in', 'transfer_out'))
     + (select coalesce(sum(case when received is null then sent else sent - received end), 0)
        from supplies_transfer_line)
"""


def faults() -> tuple[int, int]:
    """Balances that are not the sum of their entries; what got lost between two stores unexplained."""
    with everywhere("tests"), connection.cursor() as cursor:
        cursor.execute(_UNLIKE)
        unlike = cursor.fetchone()[0]
        cursor.execute(_BETWEEN)
        return int(unlike), int(cursor.fetchone()[0])
