"""Who is ill on a day: for apps above that ask nothing of a sick child."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import connection

# Put down as ill, and not back yet: let in from a day on is no longer ill on it.
_ILL = """
select distinct person_id from illness_illness
where person_id = any(%(people)s) and since <= %(day)s and stage <> 'withdrawn'
  and (closed_at is null or (closed_at at time zone 'Asia/Shanghai')::date > %(day)s)
  and (stage <> 'cleared' or back_on is null or back_on > %(day)s)
"""


def ill_on(person_ids: Collection[UUID], day: dt.date) -> set[UUID]:
    """Who of these people is on record as ill on a day, in the running scope. One statement."""
    if not person_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_ILL, {"people": list(person_ids), "day": day})
        return {who for (who,) in cursor.fetchall()}
