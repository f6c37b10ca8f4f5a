"""What counts as held of an item, the one place that says so (decision 28): the ledger of the store, or the
register of devices where it knows any of the item; and what lies in kits. Less what is out of date or
recalled."""

from collections.abc import Collection
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

# No joins: how many rows the scope lets through nobody tells the planner, and it walks through lots, recalls
# or `Placed` once for each balance. A sub-select that is not correlated is hashed; the index gives balances
# in the order they are grouped by.
_STOCK = """
select unit_no, item, sum(held)::bigint, coalesce(sum(held) filter (where lot_id in (
    select id from supplies_lot where expires between %(day)s and %(soon)s)), 0)::bigint
from supplies_balance
where {where} and held > 0
  and lot_id not in (select lot_id from supplies_recall where lifted_at is null)
  and lot_id not in (select id from supplies_lot where expires < %(day)s)
group by 1, 2
"""
_PLACED = """
select unit_no, item, source, sum(held)::bigint, coalesce(sum(held) filter (where lot_id in (
    select id from supplies_lot where expires between %(day)s and %(soon)s)), 0)::bigint
from supplies_placed
where unit_no >= %(lo)s and unit_no < %(hi)s
  and (lot_id is null or (lot_id not in (select lot_id from supplies_recall where lifted_at is null)
    and lot_id not in (select id from supplies_lot where expires < %(day)s)))
group by 1, 2, 3
"""


_INSIDE, _AT = "unit_no >= %(lo)s and unit_no < %(hi)s", "unit_no = any(%(stores)s)"


def stock_at(stores: Collection[int]) -> dict[tuple[int, str], int]:
    """(Store, item) → what its ledger alone may give out now; what is nowhere is not in it."""
    today = clock.today()
    given: dict[str, Any] = {"stores": list(stores), "day": today, "soon": today + rules.EXPIRING}
    with connection.cursor() as cursor:
        cursor.execute(_STOCK.format(where=_AT), given)
        return {(no, item): held for no, item, held, _soon in cursor.fetchall()}


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
        cursor.execute(_STOCK.format(where=_INSIDE), given)
        found = {
            (no, item): Holding(stock=held, stock_expiring=soon)
            for no, item, held, soon in cursor.fetchall()
        }
        cursor.execute(_PLACED, given)
        for no, item, source, held, soon in cursor.fetchall():
            one = found.get((no, item), NOTHING)
            found[no, item] = (
                one._replace(devices=held)
                if source == "devices"
                else one._replace(kits=held, kits_expiring=soon)
            )
    return found


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
