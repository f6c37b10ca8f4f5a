"""Reading supplies: stores, what each holds by lot, what was issued and has not come back."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import rules
from xiaoan.supplies.models import Code, Entry, Recall

STORE_KINDS = ("county", "township", "school")
RECALL = "supplies.recall"


@dataclass(frozen=True)
class Held:
    """What a store holds of a lot."""

    lot_id: UUID
    item: str
    batch: str
    maker: str
    expires: dt.date | None
    held: int
    recalled: bool

    @property
    def stock(self) -> rules.Stock:
        return rules.Stock(self.lot_id, self.held, self.expires, self.recalled)

    def is_usable(self, day: dt.date) -> bool:
        return rules.is_usable(self.stock, day)

    def runs_out(self, day: dt.date) -> bool:
        """Usable, and not for long any more."""
        return (
            self.is_usable(day)
            and self.expires is not None
            and self.expires - day <= rules.EXPIRING
        )


@dataclass(frozen=True)
class ItemHeld:
    """What a store holds of an item: usable, of that soon to expire, and what may not be given out."""

    item: str
    usable: int
    expiring: int
    blocked: int


def store(
    actor: Actor, store_no: int, permission: Permission = Permission.SEE_SUPPLIES
) -> directory.Place:
    """A store of which the actor may see something; NotFound else, also of a unit that is no store."""
    place = directory.places([store_no]).get(store_no)
    if place is None or place.kind not in STORE_KINDS or not actor.may(permission, store_no):
        raise NotFound
    return place


# By hand, since every act reads it: building the same query by the ORM costs more than the database does.
_HELD = """
select b.lot_id, b.item, l.batch, l.maker, l.expires, b.held,
       exists (select 1 from supplies_recall r where r.lot_id = b.lot_id and r.lifted_at is null)
from supplies_balance b join supplies_lot l on l.id = b.lot_id
where b.unit_no = %(store)s and (%(items)s::text[] is null or b.item = any(%(items)s::text[]))
  and (b.held > 0 or %(empty)s)
"""


def held(store_no: int, items: Collection[str] | None = None, *, empty: bool = False) -> list[Held]:
    """The lots of a store, by item and what expires first. `empty`: also those that are used up."""
    wanted = None if items is None else list(items)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"store": store_no, "items": wanted, "empty": empty})
        found = [Held(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda one: (one.item, one.expires or dt.date.max, one.lot_id))


def by_item(stocks: Sequence[Held], day: dt.date) -> dict[str, ItemHeld]:
    found: dict[str, list[int]] = {}
    for one in stocks:
        sums = found.setdefault(one.item, [0, 0, 0])
        usable = one.is_usable(day)
        sums[0] += one.held if usable else 0
        sums[1] += one.held if one.runs_out(day) else 0
        sums[2] += 0 if usable else one.held
    return {item: ItemHeld(item, *sums) for item, sums in found.items()}


def of_code(code: str) -> tuple[str, str] | None:
    """Item and pack that a bar code stands for, once somebody has said so."""
    return Code.objects.filter(pk=code).values_list("item", "pack").first()


_STAFF = """
select id from directory_person
where school_id = %(school)s and unit_no = %(school)s and kind = 'staff'
  and (number = %(typed)s or name = %(typed)s)
order by number limit 2
"""


def staff_called(store: directory.Place, typed: str) -> list[UUID]:
    """Of a school's staff, whom a number or a name means; two at the most. The scope of the running
    transaction decides what is found."""
    with connection.cursor() as cursor:
        cursor.execute(_STAFF, {"school": store.no, "typed": typed.strip()})
        return [row[0] for row in cursor.fetchall()]


def recalled_of(lot_ids: Collection[UUID]) -> set[UUID]:
    """Which of the lots are being recalled."""
    running = Recall.objects.filter(lot_id__in=set(lot_ids), lifted_at=None)
    return set(running.values_list("lot_id", flat=True))


@dataclass(frozen=True)
class Out:
    """What was issued and how much of it has not come back."""

    entry_id: UUID
    store_no: int
    item: str
    lot_id: UUID
    to_no: int | None
    to_id: UUID | None
    quantity: int
    back: int
    day: dt.date

    @property
    def left(self) -> int:
        return self.quantity - self.back


_OUT = """
select e.id, e.unit_no, e.item, e.lot_id, e.to_no, e.to_id, -e.quantity,
       coalesce((select sum(r.quantity) from supplies_entry r
                 where r.about_id = e.id and r.kind = 'return' and r.unit_no = e.unit_no), 0)::bigint, e.day
from supplies_entry e
where e.kind = 'issue' and {}
order by e.at desc, e.id limit %(limit)s
"""


def issued(actor: Actor, condition: dict[str, Any], limit: int = 200) -> list[Out]:
    """Issues by store (`unit_no`), item, lot, id or what for (`about_id`), the newest first."""
    allowed = {"unit_no", "item", "lot_id", "id", "about_id"}
    where = " and ".join(f"e.{name} = %({name})s" for name in condition if name in allowed)
    with connection.cursor() as cursor:
        cursor.execute(_OUT.format(where), {**condition, "limit": limit})
        rows = [Out(*row) for row in cursor.fetchall()]
    return [one for one in rows if actor.may(Permission.SEE_SUPPLIES, one.store_no)]


def last_entry_at(store_no: int) -> dt.datetime | None:
    """When the ledger of a store was last written."""
    return (
        Entry.objects.filter(unit_no=store_no).order_by("-at").values_list("at", flat=True).first()
    )
