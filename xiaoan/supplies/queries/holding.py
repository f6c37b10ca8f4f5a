"""What counts as held of an item, the one place that says so (decision 28): the ledger of the store, or the
register of devices where it knows any of the item; and what lies in kits. Less what is out of date or
recalled."""

from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Interval
from xiaoan.supplies import rules
from xiaoan.supplies.queries.words import amount


class Holding(NamedTuple):
    """One item at one unit, usable, in base units, by where it is. `devices` None: the register knows none of
    this item, and the ledger counts; a number, also 0: the register counts and `stock` does not."""

    stock: int = 0
    devices: int | None = None
    kits: int = 0
    stock_expiring: int = 0
    kits_expiring: int = 0

    @property
    def usable(self) -> int:
        return (self.stock if self.devices is None else self.devices) + self.kits

    @property
    def expiring(self) -> int:
        """Of that, what expires soon; a device never does."""
        return (self.stock_expiring if self.devices is None else 0) + self.kits_expiring

    @property
    def aside(self) -> int:
        """What lies in the store and does not count, since the register does."""
        return 0 if self.devices is None else self.stock


NOTHING = Holding()

_HELD = """
with b as (
  select unit_no, item, lot_id, held, 'stock' as source from supplies_balance
  where unit_no >= %(lo)s and unit_no < %(hi)s and held > 0
  union all
  select unit_no, item, lot_id, held, source from supplies_placed
  where unit_no >= %(lo)s and unit_no < %(hi)s
), good as (
  select b.*, coalesce(l.expires <= %(soon)s, false) as soon
  from b left join supplies_lot l on l.id = b.lot_id
  where (l.expires is null or l.expires >= %(day)s)
    and not exists (select 1 from supplies_recall r where r.lot_id = b.lot_id and r.lifted_at is null)
)
select unit_no, item,
       coalesce(sum(held) filter (where source = 'stock'), 0)::bigint,
       (sum(held) filter (where source = 'devices'))::bigint,
       coalesce(sum(held) filter (where source = 'kits'), 0)::bigint,
       coalesce(sum(held) filter (where source = 'stock' and soon), 0)::bigint,
       coalesce(sum(held) filter (where source = 'kits' and soon), 0)::bigint
from good group by 1, 2
"""


def inside(interval: Interval) -> dict[tuple[int, str], Holding]:
    """(Unit, item) → what is held; what is nowhere is not in it. Inside the running scope."""
    day = clock.today()
    given: dict[str, Any] = {
        "lo": interval[0],
        "hi": interval[1],
        "day": day,
        "soon": day + rules.EXPIRING,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HELD, given)
        return {(row[0], row[1]): Holding(*row[2:]) for row in cursor.fetchall()}


def of_store(store_no: int) -> dict[str, Holding]:
    """The same of one store: item → what is held."""
    return {item: one for (_no, item), one in inside((store_no, store_no + 1)).items()}


def parts(item: str, one: Holding) -> str:
    """Where it comes from: 库存 5 只 + 套装 2 只; empty where all of it lies in the store."""
    if one.devices is None and not one.kits:
        return ""
    found = []
    if one.devices is None:
        found.append(_("库存 %(n)s") % {"n": amount(item, one.stock)})
    else:
        found.append(_("登记设备 %(n)s") % {"n": amount(item, one.devices)})
    if one.kits:
        found.append(_("套装 %(n)s") % {"n": amount(item, one.kits)})
    return " + ".join(found)


def aside(item: str, one: Holding) -> str:
    """What lies in the store and is not counted, and what to do; empty where nothing is."""
    if not one.aside:
        return ""
    return _("库存 %(n)s 没有登记为设备,不计;登记后计入") % {"n": amount(item, one.aside)}
