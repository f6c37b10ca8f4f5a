"""How many pupils were at school: what roll-calls counted, by school and day."""

import datetime as dt

from django.db import connection

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

# A class that reported twice a day counts as it was fuller: who was sent home had been there.
_PRESENT = """
select school_id, day, sum(present)::int, sum(enrolled)::int from (
  select school_id, unit_no, day, max(present) present, max(enrolled) enrolled
  from screening_roll_call
  where state = 'current' and day between %(since)s and %(until)s
  group by 1, 2, 3) c
group by 1, 2
"""


def present(
    actor: Actor, since: dt.date, until: dt.date
) -> dict[tuple[int, dt.date], tuple[int, int]]:
    """(School, day) → pupils present and on the roll, of the classes that reported. For the system."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT, {"since": since, "until": until})
        return {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}
