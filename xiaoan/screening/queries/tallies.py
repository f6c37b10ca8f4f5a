"""Roll-calls counted by school, and by who sent them, between two days: for records."""

import datetime as dt
from uuid import UUID

from django.db import connection

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

# A class and slot is one report; it was changed if it has more than its first version.
_REPORTS = """
select school_id, submitted_by_id, count(*) filter (where version = 1),
  count(*) filter (where version > 1)
from screening_roll_call
where day = any(%(days)s) and state in ('current', 'superseded')
group by grouping sets ((school_id), (school_id, submitted_by_id))
having grouping(submitted_by_id) = 1 or submitted_by_id is not null
"""


def tallies(
    actor: Actor, since: dt.date, until: dt.date
) -> dict[tuple[int, UUID | None], tuple[int, int]]:
    """Reports, and corrections of reports, by school (person None) and by person in a school."""
    if not actor.is_system:
        raise Forbidden
    days = clock.days(since, until - dt.timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(_REPORTS, {"days": days})
        return {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}
