"""Who has not handed in how much, of all pupils at once: for the drop-out watch of each night."""

import datetime as dt
from uuid import UUID

from django.db import connection

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

_MISSING = """
select p.person_id, count(*) from homework_task t join homework_piece p on p.task_id = t.id
where t.day >= %(since)s and t.day < %(until)s and t.cancelled_at is null and p.state = 'missing'
group by 1
"""


def missing_of_all(actor: Actor, since: dt.date, until: dt.date) -> dict[UUID, int]:
    """Pupil → homework not handed in that was due on the days from one until (not including) another, neither
    excused nor without a device; for the system alone."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, {"since": since, "until": until})
        return dict(cursor.fetchall())
