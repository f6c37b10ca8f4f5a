"""What places of a class used of what the class was issued, by the records that stand."""

import datetime as dt
from uuid import UUID

from django.db import connection

from xiaoan.kernel.scope import everywhere

# A day is one use, of when its last was told: flat enough over years.
_USED = """
select max(r.first_at), sum(r.issued)::bigint from hygiene_record r
where r.unit_no = %(unit)s and r.item = %(item)s and r.issued > 0 and r.school_id = %(school)s
  and r.root_id is distinct from %(root)s
  and not exists (select 1 from hygiene_record n where n.replaces_id = r.id)
group by (r.first_at at time zone 'Asia/Shanghai')::date order by 1
"""


def uses(
    school_no: int, item: str, unit_no: int, but: UUID | None = None
) -> list[tuple[dt.datetime, int]]:
    """When and how much, in order of time; without a record and its corrections. In the running scope."""
    with connection.cursor() as cursor:
        cursor.execute(_USED, {"unit": unit_no, "item": item, "school": school_no, "root": but})
        return [(at, int(quantity)) for at, quantity in cursor.fetchall()]


def used(school_no: int, item: str, unit_no: int) -> int:
    """Base units in all."""
    with everywhere("hygiene"):
        return sum(quantity for _at, quantity in uses(school_no, item, unit_no))
