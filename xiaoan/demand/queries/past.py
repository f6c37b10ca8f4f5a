"""What the fit is given of the past: use by week, person-days by week and kind of day, of many stores."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from xiaoan.demand import rules
from xiaoan.demand.rules.regimes import Array
from xiaoan.kernel.actor import Interval

_USE = """
select unit_no, item, (%(today)s::date - 1 - day) / 7, sum(used)::bigint
from demand_use
where unit_no >= %(lo)s and unit_no < %(hi)s and day >= %(since)s and day < %(today)s
  and (%(items)s::text[] is null or item = any(%(items)s::text[]))
group by 1, 2, 3 having sum(used) > 0
"""
_PEOPLE = """
select unit_no, (%(today)s::date - 1 - day) / 7, level, outbreak, teaching, sum(people)::bigint
from demand_day
where unit_no >= %(lo)s and unit_no < %(hi)s and day >= %(since)s and day < %(today)s
group by 1, 2, 3, 4, 5
"""


@dataclass(frozen=True)
class Past:
    """`stores` in number order; `people` [stores, weeks, REGIMES]; `use`: item → [stores, weeks], only items
    of which something was used. Week 0 is the seven days before today."""

    stores: tuple[int, ...]
    people: Array
    use: dict[str, Array]

    def rows(self, wanted: Collection[int]) -> list[int]:
        """Where the stores wanted stand."""
        return [at for at, no in enumerate(self.stores) if no in wanted]


def past(
    interval: Interval,
    stores: Collection[int],
    today: dt.date,
    items: Collection[str] | None = None,
) -> Past:
    """The weeks before today of the stores of an interval. The scope of the transaction decides what is
    found. `items` None: all."""
    order = tuple(sorted(stores))
    at = {no: row for row, no in enumerate(order)}
    given: dict[str, Any] = {
        "lo": interval[0], "hi": interval[1], "today": today,
        "items": None if items is None else list(items),
        "since": today - dt.timedelta(days=rules.WEEKS * 7),
    }  # fmt: skip
    people = np.zeros((len(order), rules.WEEKS, rules.REGIMES))
    use: dict[str, Array] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, given)
        for no, week, level, outbreak, teaching, n in cursor.fetchall():
            if no in at:
                kind = rules.regime(level, teaching=teaching, outbreak=outbreak)
                people[at[no], week, kind] = n
        cursor.execute(_USE, given)
        for no, item, week, n in cursor.fetchall():
            if no in at:
                if item not in use:
                    use[item] = np.zeros((len(order), rules.WEEKS))
                use[item][at[no], week] = n
    return Past(order, people, use)
