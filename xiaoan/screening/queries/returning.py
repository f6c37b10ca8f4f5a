"""Who has been in class again since a moment."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory.rules import school_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.screening import rules

# The evening asks about boarders alone. Row security bounds it to the actor's reach.
_BACK = """
select w.person_id
from unnest(%(people)s::uuid[], %(schools)s::int[], %(units)s::int[], %(days)s::date[],
            %(since)s::timestamptz[]) as w (person_id, school_id, unit_no, day, since)
where exists (
  select 1 from screening_roll_call r
  where r.school_id = w.school_id and r.unit_no = w.unit_no and r.day >= w.day
    and r.state = 'current' and r.slot <> 'evening' and r.submitted_at > w.since
    and not exists (
      select 1 from screening_mark m
      where m.roll_call_id = r.id and m.person_id = w.person_id and m.kind = any(%(away)s)
    )
)
"""


def back_since(actor: Actor, pupils: Mapping[UUID, tuple[int, dt.datetime]]) -> set[UUID]:
    """Of pupils (with their class, and a moment each) those whom a roll-call after it has in class."""
    if not pupils or not actor.intervals:
        return set()
    away = [str(kind) for kind in (*rules.ABSENCES, rules.Kind.SENT_HOME)]
    units = [unit_no for unit_no, _since in pupils.values()]
    since = [at.astimezone(clock.ZONE) for _unit_no, at in pupils.values()]
    told: dict[str, Any] = {
        "people": list(pupils), "schools": [school_of(no) for no in units], "units": units,
        "days": [at.date() for at in since], "since": since, "away": away,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BACK, told)
        return {row[0] for row in cursor.fetchall()}
