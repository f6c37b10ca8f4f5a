"""What a school's row of a day says of doubt and looks, counted anew in the database: so that looking again,
a check and a correction all come to the same. The day is held, or nobody else writes these columns."""

import datetime as dt

from django.db import connection

# Doubtful: what speaks against it was found, and nobody has looked and held it true. Of a record and its
# corrections one. `checked`: places drawn that were looked at.
_RECOUNT = """
with last as (
  select distinct on (root_id) root_id, result from hygiene_check
  where school_id = %(school)s and day = %(day)s and root_id is not null and result in ('true', 'untrue')
  order by root_id, at desc, id desc),
doubtful as (
  select count(distinct r.root_id) n from hygiene_doubt d join hygiene_record r on r.id = d.record_id
  where d.school_id = %(school)s and d.day = %(day)s
    and not exists (select 1 from last l where l.root_id = r.root_id and l.result = 'true')),
drawn as (
  select count(*) n, count(checked_at) looked from hygiene_draw
  where school_id = %(school)s and day = %(day)s)
update hygiene_school_day s set doubtful = doubtful.n, drawn = drawn.n, checked = drawn.looked,
  untrue = (select count(*) from last where result = 'untrue')
from doubtful, drawn where s.unit_no = %(school)s and s.day = %(day)s
"""


def recount(school_no: int, day: dt.date) -> None:
    """Bring `doubtful`, `drawn`, `checked` and `untrue` of a school's day up to what is stored."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, {"school": school_no, "day": day})
