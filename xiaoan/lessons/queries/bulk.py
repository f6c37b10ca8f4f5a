"""Who has not watched how many lessons, of all pupils at once: for the drop-out watch of each night."""

import datetime as dt
from uuid import UUID

from django.db import connection

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

# By the day of the lesson, so that it costs the same whatever was before.
_MISSED = """
select m.person_id, count(*) from lessons_lesson l join lessons_mark m on m.lesson_id = l.id
where l.day >= %(since)s and l.day < %(until)s and l.cancelled_at is null and m.state = 'missed'
group by 1
"""


def missed_of_all(actor: Actor, since: dt.date, until: dt.date) -> dict[UUID, int]:
    """Pupil → lessons not watched on the days from one until (not including) another, neither excused nor
    without a device; for the system alone."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_MISSED, {"since": since, "until": until})
        return dict(cursor.fetchall())
