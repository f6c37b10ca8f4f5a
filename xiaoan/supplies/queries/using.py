"""What apps above reckon cover from: use as the ledger says it, lots that may be given out, goods on the way,
sizes of schools, and what the standard gives for a day."""

import datetime as dt
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from xiaoan.kernel.actor import Interval
from xiaoan.supplies import rules
from xiaoan.supplies.models import Size
from xiaoan.supplies.queries import holding, standards

# Every item by its code, in the order of the lists.
ITEMS: tuple[str, ...] = tuple(rules.ITEMS)


class Used(NamedTuple):
    """What was used, lost and put right of an item at a store on a day. What comes back of an issue, or is
    put right about it, lowers the use of the day of that issue."""

    school_id: int
    store_no: int
    item: str
    day: dt.date
    used: int
    lost: int
    put_right: int


_USED = """
select e.school_id, e.unit_no, e.item, coalesce(i.day, e.day),
       coalesce(-sum(e.quantity) filter (where e.kind in ('issue', 'use') or i.id is not null), 0)::bigint,
       coalesce(-sum(e.quantity) filter (where e.kind = 'disposal' or e.kind = 'count' and e.quantity < 0),
                0)::bigint,
       coalesce(sum(e.quantity) filter (where i.id is null and (e.kind = 'correction'
                                        or e.kind = 'count' and e.quantity > 0)), 0)::bigint
from supplies_entry e
left join supplies_entry i on e.kind in ('return', 'correction') and i.id = e.about_id
  and i.kind in ('issue', 'use') and i.unit_no = e.unit_no
where e.kind in ('issue', 'use', 'return', 'disposal', 'count', 'correction') and {}
group by 1, 2, 3, 4
order by 2, 3, 4
"""


def used_in(act_id: UUID) -> list[Used]:
    """What one act changes of the use of which days."""
    return _used("e.act_id = %(act)s", {"act": act_id})


def used_inside(interval: Interval) -> list[Used]:
    """Everything on record of the stores of an interval: to reckon a read table anew, never for a page."""
    return _used(
        "e.unit_no >= %(lo)s and e.unit_no < %(hi)s", {"lo": interval[0], "hi": interval[1]}
    )


def _used(where: str, given: Mapping[str, Any]) -> list[Used]:
    with connection.cursor() as cursor:
        cursor.execute(_USED.format(where), given)
        return [Used(*row) for row in cursor.fetchall()]


_LOTS = """
select b.unit_no, b.item, l.expires, sum(b.held)::bigint
from supplies_balance b join supplies_lot l on l.id = b.lot_id
where b.unit_no >= %(lo)s and b.unit_no < %(hi)s and b.held > 0
  and (l.expires is null or l.expires >= %(day)s)
  and not exists (select 1 from supplies_recall r where r.lot_id = b.lot_id and r.lifted_at is null)
group by 1, 2, 3
"""
_COMING = """
select t.to_no, l.item, sum(l.sent)::bigint
from supplies_transfer t join supplies_transfer_line l on l.transfer_id = t.id
where t.state = 'sent' and t.to_no >= %(lo)s and t.to_no < %(hi)s
group by 1, 2
"""


def lots_inside(
    interval: Interval, day: dt.date
) -> dict[tuple[int, str], list[tuple[dt.date | None, int]]]:
    """(Store, item) → what may be given out on a day, as last day and quantity."""
    found: dict[tuple[int, str], list[tuple[dt.date | None, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LOTS, {"lo": interval[0], "hi": interval[1], "day": day})
        for store, item, expires, held in cursor.fetchall():
            found.setdefault((store, item), []).append((expires, held))
    return found


def usable_of(interval: Interval, items: Collection[str]) -> dict[str, dict[int, int]]:
    """Item → store → what may be given out now; a store without any is not in it."""
    found: dict[str, dict[int, int]] = {item: {} for item in items}
    for (store, item), one in holding.inside(interval).items():
        if item in found and one.stock:
            found[item][store] = one.stock
    return found


def coming_inside(interval: Interval) -> dict[tuple[int, str], int]:
    """(Store, item) → what is on the way to it."""
    with connection.cursor() as cursor:
        cursor.execute(_COMING, {"lo": interval[0], "hi": interval[1]})
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}


class Heads(NamedTuple):
    """Who is at a school by its roll and its positions."""

    pupils: int
    staff: int


def heads_inside(interval: Interval) -> dict[int, Heads]:
    """School → who is there; a school that nobody has counted is not in it."""
    rows = Size.objects.filter(unit_no__gte=interval[0], unit_no__lt=interval[1])
    return {row[0]: Heads(*row[1:]) for row in rows.values_list("unit_no", "pupils", "staff")}


def standard_per_day(
    stages: Mapping[int, str], levels: Collection[str]
) -> dict[tuple[int, str], dict[str, float]]:
    """(School, level) → item → what the standard in force gives for one day with everybody there, by the
    rules that count days of stock. `stages`: school → its stage."""
    every_day = [one for one in standards.in_force().rules if one.days]
    found: dict[tuple[int, str], dict[str, float]] = {}
    for no, size in _sizes(stages).items():
        for level in levels:
            found[no, level] = _one_day(every_day, size, level)
    return found


def _sizes(stages: Mapping[int, str]) -> dict[int, rules.Size]:
    rows = Size.objects.filter(unit_no__in=stages).values_list(
        "unit_no", "pupils", "staff", "classes", "boarders", "gates", "m2", "rooms"
    )
    return {row[0]: rules.Size(stages[row[0]], *row[1:]) for row in rows}


def not_by_day(stages: Mapping[int, str]) -> dict[tuple[int, str], str]:
    """(School, item) → why the standard says nothing of a day there: `stock` (it says how much to keep, not
    what is used), a basis nobody has entered, `size` (the school was not counted). `stages`: school →
    stage."""
    found: dict[tuple[int, str], str] = {}
    sizes, known = _sizes(stages), standards.in_force().rules
    for no, stage in stages.items():
        size = sizes.get(no)
        for one in known:
            if size is None:
                found[no, one.item] = "size"
            elif one.concerns(stage, "normal", boards=size.boarders > 0):
                code = one.basis if one.days and size.of(one.basis) is None else "stock"
                if code != "stock" or (no, one.item) not in found:
                    found[no, one.item] = code
    return found


def _one_day(every_day: list[rules.Rule], size: rules.Size, level: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in every_day:
        count = size.of(one.basis)
        if count and one.concerns(size.stage, level, boards=size.boarders > 0):
            found[one.item] = found.get(one.item, 0.0) + float(Fraction(one.amount) * count)
    return found
