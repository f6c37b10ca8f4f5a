"""Use of an item at a store by day, with what each day was; and by kind of day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from xiaoan.demand import rules
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.supplies import queries as supplies

MOST_DAYS = rules.WEEKS * 7


class DayUse(NamedTuple):
    """One day: what was used, lost and put right; what the day was. `people` None: not kept (before the
    first count of the night), and then the day is of no kind."""

    day: dt.date
    used: int
    lost: int
    put_right: int
    teaching: bool | None
    level: str
    outbreak: bool
    people: int | None


@dataclass(frozen=True)
class KindUse:
    """Days of one kind together: `used` over `days` and `people` person-days."""

    teaching: bool
    level: str
    outbreak: bool
    days: int
    people: int
    used: int


_DAYS = """
select g.day::date, coalesce(u.used, 0), coalesce(u.lost, 0), coalesce(u.put_right, 0),
       d.teaching, coalesce(d.level, ''), coalesce(d.outbreak, false), d.people
from generate_series(%(since)s::date, %(until)s::date, interval '1 day') g(day)
left join demand_use u on u.unit_no = %(store)s and u.day = g.day::date and u.item = %(item)s
left join demand_day d on d.unit_no = %(store)s and d.day = g.day::date
order by 1
"""


def days(actor: Actor, store_no: int, item: str, length: int = MOST_DAYS) -> list[DayUse]:
    """The last `length` days with today, the oldest first: a day without use is there with nothing."""
    supplies.store(actor, store_no)
    until = clock.today()
    given: dict[str, Any] = {
        "store": store_no, "item": item, "until": until,
        "since": until - dt.timedelta(days=min(length, MOST_DAYS) - 1),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, given)
        return [DayUse(*row) for row in cursor.fetchall()]


def by_kind(found: list[DayUse]) -> list[KindUse]:
    """The same by kind of day, teaching days first, then as the level rises."""
    sums: dict[tuple[bool, str, bool], list[int]] = {}
    for one in found:
        if one.teaching is not None and one.people is not None:
            row = sums.setdefault((one.teaching, one.level, one.outbreak), [0, 0, 0])
            row[0] += 1
            row[1] += one.people
            row[2] += one.used
    kinds = sorted(sums, key=lambda kind: (not kind[0], rules.LEVELS.index(kind[1]), kind[2]))
    return [KindUse(*kind, *sums[kind]) for kind in kinds]
