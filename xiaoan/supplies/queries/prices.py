"""What an item cost a store, as its ledger has it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from xiaoan.supplies import rules

_LAST = """
select s.no, e.price, e.pack, e.day from unnest(%(stores)s::int[]) s(no)
cross join lateral (
  select price, pack, day from supplies_entry
  where unit_no = s.no and item = %(item)s and kind = 'receipt' and price is not null
  order by at desc, id desc limit 1
) e
"""


@dataclass(frozen=True)
class Price:
    """What a store paid last: `fen` for `size` base units, on a day."""

    fen: int
    size: int
    day: dt.date

    def of(self, quantity: int) -> float:
        """Fen for so many base units."""
        return quantity * self.fen / self.size


def last_prices(store_nos: Iterable[int], item: str) -> dict[int, Price]:
    """Store → the price of its last receipt of an item that names one; a store that never named one is not
    in there. Inside the running scope."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, {"stores": list(store_nos), "item": item})
        rows = cursor.fetchall()
    size = rules.ITEMS[item].size
    return {no: Price(fen, size(pack), day) for no, fen, pack, day in rows if size(pack)}
