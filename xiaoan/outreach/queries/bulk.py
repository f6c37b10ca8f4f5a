"""What is known of all families at once, for the drop-out watch of each night."""

import datetime as dt
from uuid import UUID

from django.db import connection

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.outreach import rules
from xiaoan.outreach.queries import Reach

_REACH = """
select person_id, count(*) filter (where not spoken and (last is null or at > last)), max(last) from (
  select person_id, at, outcome = any(%(spoken)s) spoken,
    max(at) filter (where outcome = any(%(spoken)s)) over (partition by person_id) as last
  from outreach_try where at >= %(since)s and way in ('call', 'visit')) t group by 1
"""


def reach_of_all(actor: Actor, since: dt.datetime) -> dict[UUID, Reach]:
    """Pupil → tries since the last answer and when that was; for the system alone."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_REACH, {"since": since, "spoken": list(rules.SPOKEN)})
        return {person: Reach(n, at) for person, n, at in cursor.fetchall()}
