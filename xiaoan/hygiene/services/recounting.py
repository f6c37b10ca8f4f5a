"""The figures of schools and days, counted anew from what is due, recorded and flagged."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import connection

from xiaoan.hygiene import rules

# One statement for any number of schools and days: what is not due, recorded or flagged has no row.
_RECOUNT = """
with due as (
  select school_id, day, place_id, task = 'air' as airs, state, late
  from hygiene_due where school_id = any(%(schools)s) and day >= %(first)s and day <= %(last)s
), place as (
  select school_id, day, place_id, count(*) as n, count(*) filter (where state = 'done') as done,
         count(*) filter (where state = 'excused') as excused
  from due group by 1, 2, 3
), places as (
  select school_id, day, count(*) as places,
         count(*) filter (where excused < n and done = n - excused) as places_done,
         count(*) filter (where excused = n) as places_excused
  from place group by 1, 2
), dues as (
  select school_id, day,
         count(*) as dues, count(*) filter (where state = 'done') as done,
         count(*) filter (where state = 'done' and late) as late,
         count(*) filter (where state = 'excused') as excused,
         count(*) filter (where airs) as air_dues,
         count(*) filter (where airs and state = 'done') as air_done,
         count(*) filter (where airs and state = 'excused') as air_excused
  from due group by 1, 2
), record as (
  select r.* from hygiene_record r
  where r.school_id = any(%(schools)s) and r.day >= %(first)s and r.day <= %(last)s and not r.void
    and not exists (select 1 from hygiene_record o where o.replaces_id = r.id)
), flagged as (
  select r.id, bool_or(f.side = 'over') as over, bool_or(f.side = 'under') as under
  from record r join hygiene_flag f on f.record_id = r.id group by 1
), doubted as (
  select distinct r.id from record r join hygiene_doubt d on d.record_id = r.id
), records as (
  select r.school_id, r.day, count(*) as records,
         count(*) filter (where r.strength is not null and r.agent = any(%(chemical)s)) as judged,
         count(d.id) as doubtful, count(*) filter (where f.over) as over,
         count(*) filter (where f.under) as under, coalesce(sum(r.stock_ml), 0) as stock_ml
  from record r left join flagged f on f.id = r.id left join doubted d on d.id = r.id
  group by 1, 2
)
insert into hygiene_school_day (
  school_id, unit_no, day, places, places_done, places_excused, dues, done, late, excused, air_dues, air_done,
  air_excused, records, judged, doubtful, over, under, stock_ml)
select school_id, school_id, day, coalesce(places, 0), coalesce(places_done, 0), coalesce(places_excused, 0),
       coalesce(dues, 0), coalesce(done, 0), coalesce(late, 0), coalesce(excused, 0), coalesce(air_dues, 0),
       coalesce(air_done, 0), coalesce(air_excused, 0), coalesce(records, 0), coalesce(judged, 0),
       coalesce(doubtful, 0), coalesce(over, 0), coalesce(under, 0), coalesce(stock_ml, 0)
from places full join dues using (school_id, day) full join records using (school_id, day)
on conflict (unit_no, day) do update set
  places = excluded.places, places_done = excluded.places_done, places_excused = excluded.places_excused,
  dues = excluded.dues, done = excluded.done, late = excluded.late, excused = excluded.excused,
  air_dues = excluded.air_dues, air_done = excluded.air_done, air_excused = excluded.air_excused,
  records = excluded.records, judged = excluded.judged, doubtful = excluded.doubtful, over = excluded.over,
  under = excluded.under, stock_ml = excluded.stock_ml
"""


def recount(schools: Collection[int], first: dt.date, last: dt.date) -> int:
    """Write the figures of schools on the days from `first` to `last` anew; gives how many rows. The caller
    holds what keeps others from writing there, or nobody does (a load)."""
    said: dict[str, Any] = {
        "schools": list(schools), "first": first, "last": last,
        "chemical": [code for code in rules.AGENTS if rules.chemical(code)],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, said)
        return int(cursor.rowcount)
