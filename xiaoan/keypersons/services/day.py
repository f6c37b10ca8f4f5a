"""Each morning: pupils who moved, who looks after whom, the day's follow-ups; each night: labels that end."""

import datetime as dt
from uuid import UUID

from django.db import connection

from xiaoan.duties import queries as duty_queries
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside
from xiaoan.keypersons.models import KeyPerson, Travel
from xiaoan.keypersons.services import due
from xiaoan.keypersons.services.carers import default_carers
from xiaoan.keypersons.services.carrying import carry_over

_CARERS = """
update keypersons_key_person t set
  carer_id = case when t.carer_named then t.carer_id else v.carer end,
  deputy_id = nullif(v.deputy, case when t.carer_named then t.carer_id else v.carer end)
from (select unnest(%(units)s::int[]) as unit_no, unnest(%(carers)s::uuid[]) as carer,
      unnest(%(deputies)s::uuid[]) as deputy) v
where t.unit_no = v.unit_no and t.state = 'open'
  and (t.deputy_id is distinct from
         nullif(v.deputy, case when t.carer_named then t.carer_id else v.carer end)
       or (not t.carer_named and t.carer_id is distinct from v.carer))
"""


def open_day(actor: Actor, today: dt.date) -> int:
    """What is due today of all key persons; running again opens only what is missing. Gives how many
    duties are new."""
    carry_over(actor)
    _refresh_carers(actor, today)
    _hurry(today)
    rows = KeyPerson.objects.filter(inside(actor.intervals), state="open", next_due__lte=today)
    opened = due.open_follow_ups(actor, list(rows.defer("place_cipher").order_by("unit_no", "id")))
    travels = Travel.objects.filter(
        inside(actor.intervals), state="expected", expected__lte=today
    ).order_by("unit_no", "id")  # fmt: skip
    return opened + due.open_arrivals(actor, list(travels))


_HURRY = """
update keypersons_key_person set next_due = greatest(coalesce(last_day, since) + %(every)s, %(first)s)
where state = 'open' and unit_no >= %(lo)s and unit_no < %(hi)s
  and next_due > greatest(coalesce(last_day, since) + %(every)s, %(first)s)
"""


def _hurry(today: dt.date) -> None:
    """Where a response level (or the county) asks more often than a category, the next follow-up is
    earlier; from the next deadline on. Afterwards each line goes on as its category says."""
    ladders = duty_queries.ladders()
    for unit_no, end in ladders.apart():
        every = ladders.value(due.EVERY, unit_no)
        if every:
            late = clock.now() >= clock.at(today, ladders.time(due.FOLLOW_BY, unit_no))
            first = today + dt.timedelta(days=int(late))
            with connection.cursor() as cursor:
                cursor.execute(_HURRY, {"every": every, "first": first, "lo": unit_no, "hi": end})


def _refresh_carers(actor: Actor, today: dt.date) -> None:
    """Whoever holds the class today looks after its key persons, unless somebody was named."""
    rows = KeyPerson.objects.filter(inside(actor.intervals), state="open")
    units = list(rows.order_by().values_list("unit_no", flat=True).distinct())
    found = default_carers(actor, units, today)
    carers: list[UUID | None] = [carer for carer, _deputy in found.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            _CARERS,
            {"units": list(found), "carers": carers, "deputies": [d for _c, d in found.values()]},
        )
