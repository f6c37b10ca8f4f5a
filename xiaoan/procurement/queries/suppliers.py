"""Suppliers, their papers, lead times and packs; what each promised and kept, and prices over time."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.procurement import rules
from xiaoan.procurement.models import Pace, Paper, Supplier

CONTACT = "procurement_supplier.contact"
SOON = dt.timedelta(days=60)


@dataclass(frozen=True)
class Licence:
    title: str
    number: str
    expires: dt.date | None

    @property
    def is_expired(self) -> bool:
        return self.expires is not None and self.expires < clock.today()

    @property
    def is_soon(self) -> bool:
        return not self.is_expired and (
            self.expires is not None and self.expires - clock.today() <= SOON
        )


@dataclass(frozen=True)
class Record:
    """What a supplier did of what was ordered since a day: orders that were due or done, of these in full and
    on time; base units are not added up over items, orders are. Lead days as promised and kept (means, None:
    nothing to go by) over `kept_of` orders."""

    orders: int = 0
    due: int = 0
    full: int = 0
    on_time: int = 0
    both: int = 0
    promised_days: float | None = None
    kept_days: float | None = None
    kept_of: int = 0
    refused_orders: int = 0
    total: int = 0


def contact_of(actor: Actor, row: Supplier) -> str:
    """Who and where, for those who buy; "" for others or if nobody has said."""
    return contact_of_buyer(row) if actor.may_anywhere(Permission.BUY) else ""


def contact_of_buyer(row: Supplier) -> str:
    """The same where whoever asks is known to buy."""
    return ciphers.unseal(row.contact, place=CONTACT, row=row.pk) if row.contact else ""


def papers(supplier_ids: Collection[UUID]) -> dict[UUID, list[Licence]]:
    """The newest paper of each title, by supplier."""
    rows = (
        Paper.objects.filter(supplier_id__in=supplier_ids)
        .order_by("supplier_id", "title", "-at", "-id")
        .distinct("supplier_id", "title")
    )
    found: dict[UUID, list[Licence]] = {}
    for pk, title, number, expires in rows.values_list("supplier_id", "title", "number", "expires"):
        found.setdefault(pk, []).append(Licence(title, number, expires))
    return found


def expired_papers(supplier_id: UUID) -> list[str]:
    return [one.title for one in papers([supplier_id]).get(supplier_id, []) if one.is_expired]


def choices() -> list[tuple[str, str]]:
    """Suppliers that an order may go to, as a form offers them."""
    rows = Supplier.objects.filter(blocked_at=None).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("id", "name")]


def paces(items: Iterable[str], supplier_id: UUID | None = None) -> dict[str, rules.Pace]:
    """Lead time and pack of items: as the county set them for the supplier, for any, or what ships."""
    wanted = set(items)
    rows = (
        Pace.objects.filter(item__in=wanted)
        .filter(Q(supplier_id=supplier_id) if supplier_id else Q(supplier=None))
        .order_by("item", "-at", "-id")
        .distinct("item")
    )
    found = {
        item: rules.Pace(days, pack, is_ours=False)
        for item, days, pack in rows.values_list("item", "lead_days", "pack")
    }
    rest = wanted - found.keys()
    if supplier_id is not None and rest:
        return found | paces(rest)
    return found | {item: rules.usual_pace(item) for item in rest}


def paces_of(supplier_id: UUID) -> dict[str, rules.Pace]:
    """What the county set for items of one supplier."""
    rows = (
        Pace.objects.filter(supplier_id=supplier_id).order_by("item", "-at", "-id").distinct("item")
    )
    return {
        item: rules.Pace(days, pack, is_ours=False)
        for item, days, pack in rows.values_list("item", "lead_days", "pack")
    }


_RECORD = """
select o.supplier_id, count(*), count(*) filter (where due), count(*) filter (where due and whole),
  count(*) filter (where due and in_time), count(*) filter (where due and whole and in_time),
  avg(o.promised - o.sent) filter (where came), avg(o.last_came_on - o.sent) filter (where came),
  count(*) filter (where came), count(*) filter (where spoilt), coalesce(sum(o.total), 0)::bigint
from (
  select o.id, o.supplier_id, o.promised, o.last_came_on, o.total,
    (o.sent_at at time zone 'Asia/Shanghai')::date as sent,
    o.state = 'closed' and o.last_came_on is not null as came,
    o.state = 'closed' or o.promised < %(today)s as due,
    not exists (select 1 from procurement_order_line l where l.order_id = o.id and l.received < l.quantity)
      as whole,
    not exists (select 1 from procurement_order_line l
                where l.order_id = o.id and l.in_time < l.received) and o.last_came_on is not null as in_time,
    exists (select 1 from procurement_delivery_line d where d.order_id = o.id and d.refused > 0) as spoilt
  from procurement_order o
  where o.state in ('sent', 'closed') and o.sent_at >= %(since)s and o.supplier_id = any(%(ids)s)
) o group by 1
"""


def records(supplier_ids: Collection[UUID], since: dt.date) -> dict[UUID, Record]:
    """What each supplier did of orders sent since a day, as far as the running scope sees them. Due: closed,
    or past the day first promised."""
    values: dict[str, Any] = {
        "today": clock.today(), "ids": list(supplier_ids),
        "since": dt.datetime.combine(since, dt.time(), clock.ZONE),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, values)
        return {row[0]: _record(row[1:]) for row in cursor.fetchall()}


def _record(row: tuple[Any, ...]) -> Record:
    promised, kept = (None if one is None else float(one) for one in row[5:7])
    orders, due, full, on_time, both = row[:5]
    kept_of, refused, total = row[7:]
    return Record(orders, due, full, on_time, both, promised, kept, kept_of, refused, total)


@dataclass(frozen=True)
class Price:
    """What a supplier asked for one pack of an item on a day, in fen; `size`: base units in it."""

    day: dt.date
    supplier_id: UUID
    supplier: str
    price: int
    size: int
    pack: str


_PRICES = """
select (l.sent_at at time zone 'Asia/Shanghai')::date, o.supplier_id, s.name, l.price, l.size, l.pack
from (
  select * from procurement_order_line where item = %s and sent_at >= %s
  order by sent_at desc, id desc limit %s
) l
join procurement_order o on o.id = l.order_id join procurement_supplier s on s.id = o.supplier_id
order by l.sent_at desc, l.id desc
"""
MOST_PRICES = 400


def prices(item: str, since: dt.date) -> list[Price]:
    """Prices of an item since a day, the oldest first; the newest 400 inside the running scope."""
    start = dt.datetime.combine(since, dt.time(), clock.ZONE)
    with connection.cursor() as cursor:
        cursor.execute(_PRICES, [item, start, MOST_PRICES])
        return [Price(*row) for row in reversed(cursor.fetchall())]


_LAST = """
select distinct on (l.item) l.item, (l.sent_at at time zone 'Asia/Shanghai')::date, o.supplier_id, s.name,
       l.price, l.size, l.pack
from unnest(%s::text[]) wanted(item)
cross join lateral (
  select * from procurement_order_line l where l.item = wanted.item and l.sent_at is not null
  order by l.sent_at desc, l.id desc limit 1) l
join procurement_order o on o.id = l.order_id join procurement_supplier s on s.id = o.supplier_id
"""


def last_prices(items: Collection[str]) -> dict[str, Price]:
    """The price of last time of each item, as far as the running scope sees one."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [list(items)])
        return {row[0]: Price(*row[1:]) for row in cursor.fetchall()}
