"""Who is in office at all."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import connection

# One look by the person for each of them (`offset 0` keeps it from becoming a join): how many rows the scope
# lets through nobody tells the planner, and of two tables so guarded it may walk through one for each row of
# the other.
_OUT = """
select who.id from unnest(%(who)s::uuid[]) who (id)
where not exists (
  select from accounts_grant g join accounts_user u on u.id = g.user_id and u.is_active
  where g.user_id = who.id and g.role <> 'guardian' and g.since <= %(on)s
    and (g.until is null or g.until > %(on)s) offset 0
)
"""


def out_of_office(user_ids: Iterable[UUID], on: dt.date) -> frozenset[UUID]:
    """Who of some people holds no position on a day, as far as the running scope reaches."""
    with connection.cursor() as cursor:
        cursor.execute(_OUT, {"who": list(user_ids), "on": on})
        return frozenset(pk for (pk,) in cursor.fetchall())
