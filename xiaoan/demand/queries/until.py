"""What many stores will use at most until a day, as the last night has reckoned it."""

import datetime as dt
from typing import Any

from django.db import connection

from xiaoan.kernel.actor import Interval

_UNTIL = """
select a.unit_no, one.key,
  (one.value ->> (least(%(day)s::date - a.day, jsonb_array_length(one.value)) - 1))::bigint
from demand_ahead a cross join lateral jsonb_each(a.most) one
where a.scenario_id is null and a.unit_no >= %(lo)s and a.unit_no < %(hi)s and a.day < %(day)s
"""


def until(interval: Interval, day: dt.date) -> dict[tuple[int, str], int]:
    """(Store, item) → base units from the day of the reckoning to the end of the day before `day`; what is
    not known is not in it. Inside the running scope."""
    given: dict[str, Any] = {"lo": interval[0], "hi": interval[1], "day": day}
    with connection.cursor() as cursor:
        cursor.execute(_UNTIL, given)
        return {(no, item): n for no, item, n in cursor.fetchall()}
