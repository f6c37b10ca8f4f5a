"""Duties counted by school, and by the person who was named, between two days: for records."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden

# By day, as the index has it: a range of days would walk through every unit of the county.
_DUTIES = """
select school_id, assignee_id,
  count(*) filter (where state = 'done' and not late),
  count(*) filter (where state = 'done' and late),
  count(*) filter (where state = 'open'),
  count(*) filter (where level > 0), count(*) filter (where level > 0 and state = 'done')
from duties_duty
where day = any(%(days)s) and school_id > 0
  and (state = 'done' or (state = 'open' and due_at < %(now)s))
group by grouping sets ((school_id), (school_id, assignee_id))
having grouping(assignee_id) = 1 or assignee_id is not null
"""
_ASKINGS = """
select school_id, who, count(distinct id),
  count(distinct id) filter (where answer in ('accepted', 'heard', 'excused'))
from duties_asking cross join lateral unnest(recipient_ids) as who
where at >= %(since)s and at < %(until)s and school_id > 0 and kind in ('help', 'handover')
  and answer <> 'withdrawn'
group by grouping sets ((school_id), (school_id, who))
"""


@dataclass
class Tally:
    """Duties done in time, done late, missed; gone up, and done after that; askings, and those answered with
    yes. Excused ones were not due, and open ones before their time are not due yet."""

    in_time: int = 0
    late: int = 0
    missed: int = 0
    gone_up: int = 0
    done_after: int = 0
    asked: int = 0
    helped: int = 0


def tallies(actor: Actor, since: dt.date, until: dt.date) -> dict[tuple[int, UUID | None], Tally]:
    """By school (person None) and by person in a school, of the days from `since` until, not including,
    another. Whoever left keeps what they were named for."""
    if not actor.is_system:
        raise Forbidden
    days = clock.days(since, until - dt.timedelta(days=1))
    midnight = dt.time()
    given: dict[str, Any] = {
        "days": days, "now": clock.now(), "since": clock.at(since, midnight),
        "until": clock.at(until, midnight),
    }  # fmt: skip
    found: dict[tuple[int, UUID | None], Tally] = {}
    with connection.cursor() as cursor:
        cursor.execute(_DUTIES, given)
        for school_id, who, *counts in cursor.fetchall():
            found[school_id, who] = Tally(*counts)
        cursor.execute(_ASKINGS, given)
        for school_id, who, asked, helped in cursor.fetchall():
            one = found.setdefault((school_id, who), Tally())
            one.asked, one.helped = asked, helped
    return found


# Open duties alone, by their partial index.
_BETWEEN = """
select unit_no, kind, count(*) from duties_duty
where state = 'open' and due_at >= %(since)s and due_at < %(until)s and unit_no >= %(lo)s and unit_no < %(hi)s
group by unit_no, kind
"""


def due_between(
    interval: Interval, since: dt.datetime, until: dt.datetime
) -> dict[tuple[int, str], int]:
    """How many duties are open already that come due from an instant until (not including) another, by unit
    and kind. In the running scope; what is laid out only on its own morning is not there yet."""
    given: dict[str, Any] = {"since": since, "until": until, "lo": interval[0], "hi": interval[1]}
    with connection.cursor() as cursor:
        cursor.execute(_BETWEEN, given)
        return {(no, kind): count for no, kind, count in cursor.fetchall()}
