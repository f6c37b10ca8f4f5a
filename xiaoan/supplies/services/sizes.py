"""What schools are counted by: counted anew, never by adding, whenever the roll or the tree changes."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection

from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

_COUNT = """
insert into supplies_size (unit_no, school_id, pupils, staff, classes, boarders, gates, m2, rooms,
  counted_at)
select s.no, s.no, coalesce(p.n, 0), coalesce(f.n, 0), coalesce(u.classes, 0), coalesce(p.boarders, 0),
       nullif(u.gates, 0), u.m2, nullif(u.rooms, 0), %(now)s
from directory_unit s
left join (
  select school_id, count(*) n, count(*) filter (where boarder) boarders from directory_enrolment
  where since <= %(day)s and (until is null or until > %(day)s) {some} group by 1
) p on p.school_id = s.no
left join (
  select school_id, count(*) n from directory_person
  where kind = 'staff' and unit_no = school_id {some} group by 1
) f on f.school_id = s.no
left join (
  select school_id, count(*) filter (where kind = 'class') classes,
         count(*) filter (where kind = 'gate') gates,
         count(*) filter (where kind = 'observation') rooms, sum(area_m2) filter (where kind = 'place') m2
  from directory_unit
  where kind in ('class', 'gate', 'observation', 'place') and opened <= %(day)s
    and (closed is null or closed > %(day)s) {units} group by 1
) u on u.school_id = s.no
where s.kind = 'school' and (s.closed is null or s.closed > %(day)s) {own}
order by s.no
on conflict (unit_no) do update set pupils = excluded.pupils, staff = excluded.staff,
  classes = excluded.classes, boarders = excluded.boarders, gates = excluded.gates, m2 = excluded.m2,
  rooms = excluded.rooms,   counted_at = excluded.counted_at
"""


def recount(actor: Actor, school_nos: Iterable[int] | None = None) -> int:
    """Count some schools in their order, or all at once; of the system. Gives how many."""
    if not actor.is_system:
        raise Forbidden
    if school_nos is None:
        return _run("", "", 0)
    some = "and unit_no >= %(no)s and unit_no < %(end)s"
    units = "and no >= %(no)s and no < %(end)s"
    return sum(_run(some, units, no) for no in school_nos)


def _run(some: str, units: str, no: int) -> int:
    own = "and s.no = %(no)s" if some else ""
    values: dict[str, dt.date | dt.datetime | int] = {
        "day": clock.today(),
        "now": clock.now(),
        "no": no,
        "end": no + numbering.SCHOOL,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(some=some, units=units, own=own), values)
        return int(cursor.rowcount)
