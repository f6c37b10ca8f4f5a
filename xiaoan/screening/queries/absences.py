"""Who was absent on which of the last school days, for all classes at once: for the drop-out watch of
each night."""

import datetime as dt
from uuid import UUID

from django.db import connection

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

_DAYS = """
select distinct day from screening_roll_call
where state = 'current' and day > %(since)s and day < %(until)s order by 1
"""
# Whoever was explained as ill in one slot of a day was ill that day.
_ABSENT = """
select person_id, day, bool_or(kind in ('absent_sick', 'absent_isolation')) from screening_mark
where current and day >= %(since)s and day < %(until)s
  and kind in ('absent_sick', 'absent_isolation', 'absent_personal', 'absent_unknown')
group by 1, 2
"""
_LOOKS_BACK = dt.timedelta(days=120)


def last_days(actor: Actor, until: dt.date, count: int) -> list[dt.date]:
    """The last days before one on which any class reported, in order; for the system alone."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"since": until - _LOOKS_BACK, "until": until})
        return [row[0] for row in cursor.fetchall()][-count:]


def absences(actor: Actor, since: dt.date, until: dt.date) -> list[tuple[UUID, dt.date, bool]]:
    """Person, day, whether explained by health, of everybody absent; for the system alone."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_ABSENT, {"since": since, "until": until})
        return list(cursor.fetchall())
