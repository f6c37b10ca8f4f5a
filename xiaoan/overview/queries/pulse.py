"""Whether anything came in: a few numbers of a unit's day that are others after every roll-call, correction
and excuse. One look at the rows of its schools, without what they say."""

import datetime as dt

from django.db import connection

from xiaoan.kernel.actor import Interval

_PULSE = """
select coalesce(sum(classes_reported), 0), coalesce(sum(corrections), 0), coalesce(sum(classes_due), 0),
  coalesce(sum(classes_excused), 0), coalesce(sum(present), 0), coalesce(sum(fever), 0)
from overview_school_day where day = %s and unit_no >= %s and unit_no < %s
"""


def pulse(interval: Interval, day: dt.date) -> tuple[int, ...]:
    """Equal: nothing has come in between. Inside the running scope."""
    with connection.cursor() as cursor:
        cursor.execute(_PULSE, [day, *interval])
        return tuple(map(int, cursor.fetchone()))
