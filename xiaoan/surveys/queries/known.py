"""Of whom schools know how they are: the newest round that asks all pupils, school by school. Counts,
no names."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from xiaoan.kernel.actor import Interval

_NEWEST = """
select distinct on (t.school_id) t.school_id, r.opened_at, sum(t.on_roll), sum(t.known), sum(t.contradicted)
from surveys_tally t join surveys_round r on r.id = t.round_id
where r.state in ('open', 'closed') and r.who in ('pupils', 'both')
  and t.unit_no >= %(lo)s and t.unit_no < %(hi)s
  and r.made_at >= %(since)s
group by t.school_id, r.id, r.opened_at
order by t.school_id, r.opened_at desc, r.id
"""


@dataclass(frozen=True)
class Known:
    """on_roll = known + unknown + contradicted, in the round opened at `opened_at`."""

    opened_at: dt.datetime
    on_roll: int
    known: int
    contradicted: int


def newest(interval: Interval, since: dt.datetime) -> dict[int, Known]:
    """School → its newest round made since then; one that nobody asked is not in it. Inside the running
    scope."""
    given: dict[str, Any] = {"lo": interval[0], "hi": interval[1], "since": since}
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, given)
        return {row[0]: Known(row[1], *map(int, row[2:])) for row in cursor.fetchall()}
