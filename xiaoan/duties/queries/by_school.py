"""Duties counted by school: what was due on a day and how it went, and what is overdue now. Counts, no
names."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count

from xiaoan.duties import queries
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden

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


@dataclass(frozen=True)
class Stood:
    """One duty of a day: whose, what kind, how it stands; `came`: its time has come or it is done."""

    school_no: int
    unit_no: int
    kind: str
    slot: str
    state: str
    people: int
    came: bool


def each(actor: Actor, day: dt.date) -> Iterator[Stood]:
    """Every duty of schools on a day, row by row: the second way to what is counted above. As the system."""
    if not actor.is_system:
        raise Forbidden
    now = clock.now()
    rows = Duty.objects.filter(day=day, school_id__gt=0).values_list(
        "school_id", "unit_no", "kind", "slot", "state", "people", "due_at"
    )
    for school, unit, kind, slot, state, people, due_at in rows.iterator(chunk_size=5000):
        came = state == "done" or (state == "open" and due_at < now)
        yield Stood(school, unit, kind, slot, state, people, came)
