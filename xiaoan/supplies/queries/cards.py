"""The stock card of an item (收发存台账) and the monthly statement of a store.

The card is in the order of posting, as a paper card is: each line bears the day it was done, and what was put
down on a later day says so (`is_late`). In order of days a balance might fall below zero that never did. The
monthly statement goes by days.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.supplies import queries, rules

# Kind of an entry → column of the usual form. What a store began with is no income.
COLUMNS = {
    "opening": "began", "receipt": "came", "transfer_in": "came", "return": "came", "issue": "went",
    "use": "went", "transfer_out": "went", "disposal": "went", "count": "set", "correction": "set",
}  # fmt: skip


@dataclass(frozen=True)
class CardLine:
    """One entry with what was left after it."""

    id: UUID
    day: dt.date
    at: dt.datetime
    kind: str
    quantity: int
    left: int
    batch: str
    maker: str
    expires: dt.date | None
    source: str
    supplier: str
    papers: str
    price: int | None
    pack: str
    to_no: int | None
    to_id: UUID | None
    about_id: UUID | None
    reason: str
    by_id: UUID | None

    @property
    def is_late(self) -> bool:
        """Put down on a later day than it was done."""
        return self.day < self.at.astimezone(clock.ZONE).date()


_CARD = """
select * from (
  select e.id, e.day, e.at, e.kind, e.quantity,
         (sum(e.quantity) over (order by e.at, e.id))::bigint as left_over,
         l.batch, l.maker, l.expires, e.source, e.supplier, e.papers, e.price, e.pack, e.to_no, e.to_id,
         e.about_id, e.reason, e.by_id
  from supplies_entry e join supplies_lot l on l.id = e.lot_id
  where e.unit_no = %(store)s and e.item = %(item)s
) c order by at desc, id desc limit %(size)s offset %(offset)s
"""
_CARD_SIZE = "select count(*) from supplies_entry where unit_no = %s and item = %s"


def card(
    actor: Actor, store_no: int, item: str, offset: int, size: int
) -> tuple[int, list[CardLine]]:
    """The entries of an item at a store, the last posted first, each with the balance after it."""
    queries.store(actor, store_no)
    with connection.cursor() as cursor:
        cursor.execute(_CARD_SIZE, [store_no, item])
        total = int(cursor.fetchone()[0])
        cursor.execute(
            _CARD, {"store": store_no, "item": item, "offset": offset, "size": size}
        )  # fmt: skip
        return total, [CardLine(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class MonthLine:
    """One item in a month: what was there, what came and went by kind, what is left."""

    item: str
    opening: int
    moved: dict[str, int]
    closing: int

    @property
    def began(self) -> int:
        return self._of("began")

    @property
    def came(self) -> int:
        return self._of("came")

    @property
    def went(self) -> int:
        return -self._of("went")

    @property
    def set(self) -> int:
        return self._of("set")

    def _of(self, column: str) -> int:
        return sum(n for kind, n in self.moved.items() if COLUMNS[kind] == column)


_MONTH = """
select item, kind, coalesce(sum(quantity) filter (where day < %(first)s), 0)::bigint,
       coalesce(sum(quantity) filter (where day >= %(first)s and day < %(after)s), 0)::bigint
from supplies_entry where unit_no = %(store)s and day < %(after)s
group by item, kind
"""


def month(actor: Actor, store_no: int, first: dt.date) -> list[MonthLine]:
    """The statement of a month, by the days of the entries; opening + moved = closing in each line."""
    queries.store(actor, store_no)
    after = (first + dt.timedelta(days=31)).replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(_MONTH, {"store": store_no, "first": first, "after": after})
        rows = list(cursor.fetchall())
    return [_line(item, [row for row in rows if row[0] == item]) for item in _order(rows)]


def _order(rows: Iterable[tuple[str, str, int, int]]) -> list[str]:
    known = {row[0] for row in rows}
    return [item for item in rules.ITEMS if item in known]


def _line(item: str, rows: list[tuple[str, str, int, int]]) -> MonthLine:
    opening = sum(row[2] for row in rows)
    moved = {row[1]: row[3] for row in rows if row[3]}
    return MonthLine(item, opening, moved, opening + sum(moved.values()))
