"""Duties counted by school: what was due on a day and how it went, and what is overdue now. Counts, no
names."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count

from xiaoan.duties import queries
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Interval

# By day, as the index has it. What is open before its time is not due yet.
_DAY = """
select school_id, count(*) filter (where state = 'done'), count(*)
from duties_duty
where day = %(day)s and unit_no >= %(lo)s and unit_no < %(hi)s and school_id > 0
  and (state = 'done' or (state = 'open' and due_at < %(now)s))
group by 1
"""


@dataclass(frozen=True)
class Done:
    """Of the duties of a day whose time has come: done, in time or late, of all; excused ones were not
    due."""

    done: int
    due: int


def of_day(interval: Interval, day: dt.date) -> dict[int, Done]:
    """School → how the day went; one of which nothing was due is not in it. Inside the running scope."""
    given: dict[str, Any] = {"day": day, "lo": interval[0], "hi": interval[1], "now": clock.now()}
    with connection.cursor() as cursor:
        cursor.execute(_DAY, given)
        return {no: Done(done, due) for no, done, due in cursor.fetchall()}


def overdue(interval: Interval) -> dict[int, int]:
    """School → open duties whose time is over and that can still be done, as the blind spots list them; one
    without any is not in it. Inside the running scope."""
    lo, hi = interval
    rows = Duty.objects.filter(
        queries.still(clock.today()), state="open", due_at__lt=clock.now(), school_id__gt=0,
        unit_no__gte=lo, unit_no__lt=hi,
    )  # fmt: skip
    counted = rows.order_by().values("school_id").annotate(n=Count("id"))
    return dict(counted.values_list("school_id", "n"))
