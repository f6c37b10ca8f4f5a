"""What a class was given of its school's store."""

import datetime as dt

from django.db import connection

_GIVEN = """
select e.at, (-e.quantity - coalesce((
  select sum(r.quantity) from supplies_entry r
  where r.about_id = e.id and r.kind = 'return' and r.unit_no = e.unit_no), 0))::bigint
from supplies_entry e
where e.unit_no = %s and e.item = %s and e.kind = 'issue' and e.to_no = %s order by e.at, e.id
"""


def given_to(store_no: int, item: str, to_no: int) -> list[tuple[dt.datetime, int]]:
    """Each issue to a class, the first first: when, and base units less what came back of it."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, [store_no, item, to_no])
        return [(at, max(int(left), 0)) for at, left in cursor.fetchall()]
