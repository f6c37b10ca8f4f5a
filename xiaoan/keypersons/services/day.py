"""Each morning: pupils who moved, who looks after whom, the day's follow-ups; each night: labels that end."""

import datetime as dt
from uuid import UUID

from django.db import connection

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
    rows = KeyPerson.objects.filter(inside(actor.intervals), state="open", next_due__lte=today)
    opened = due.open_follow_ups(actor, rows.defer("place_cipher").order_by("unit_no", "id"))
    travels = Travel.objects.filter(
        inside(actor.intervals), state="expected", expected__lte=today
    ).order_by("unit_no", "id")  # fmt: skip
    return opened + due.open_arrivals(actor, list(travels))


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
