"""What was used: of items in the days past, of what came in by one order or gift."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.kernel import clock

_LAST = dt.timedelta(days=30)


@dataclass(frozen=True)
class LastUse:
    """Given out and used in the last 30 days less what came back, and the last day of it."""

    item: str
    quantity: int
    last: dt.date


_USED = """
select item, -sum(quantity)::bigint, max(day) from supplies_entry
where unit_no = %s and item = any(%s) and kind in ('issue', 'use', 'return') and at >= %s
group by item having sum(quantity) < 0
"""


def last_uses(store_no: int, items: Collection[str]) -> dict[str, LastUse]:
    """Item → what a store used of it in the last 30 days; inside the running scope."""
    with connection.cursor() as cursor:
        cursor.execute(_USED, [store_no, list(items), clock.now() - _LAST])
        return {row[0]: LastUse(*row) for row in cursor.fetchall()}


@dataclass(frozen=True)
class LotUse:
    """A lot that came in by one order or gift: how much by it, how much of the lot came in all, and how much
    of the lot was given out or used, sent on, or thrown away since."""

    item: str
    batch: str
    came: int
    all_came: int
    used: int
    sent_on: int
    disposed: int


_OF = """
with mine as (
  select unit_no, lot_id, item, sum(quantity) came from supplies_entry
  where about_id = %s and kind = 'receipt' group by 1, 2, 3
)
select m.item, l.batch, m.came::bigint,
       coalesce(sum(e.quantity) filter (where e.quantity > 0 and e.kind <> 'return'), 0)::bigint,
       -coalesce(sum(e.quantity) filter (where e.kind in ('issue', 'use', 'return')), 0)::bigint,
       -coalesce(sum(e.quantity) filter (where e.kind = 'transfer_out'), 0)::bigint,
       -coalesce(sum(e.quantity) filter (where e.kind = 'disposal'), 0)::bigint
from mine m join supplies_lot l on l.id = m.lot_id
join supplies_entry e on e.lot_id = m.lot_id and e.unit_no = m.unit_no
group by 1, 2, 3, m.lot_id order by 1, 2
"""


def of_source(about_id: UUID) -> list[LotUse]:
    """What became of what came in by an order or a gift, by lot; inside the running scope."""
    with connection.cursor() as cursor:
        cursor.execute(_OF, [about_id])
        return [LotUse(*row) for row in cursor.fetchall()]
