"""The figures of schools and days, counted anew from what is due, recorded and flagged."""

import datetime as dt
import json
from collections.abc import Collection
from typing import Any

from django.db import connection

from xiaoan.hygiene import rules
from xiaoan.hygiene.rules import donts, dosing, using

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
  select r.id, bool_or(f.side = 'over') as over, bool_or(f.side = 'under') as under,
         bool_or(f.what = any(%(never)s)) as never
  from record r join hygiene_flag f on f.record_id = r.id group by 1
), last as (
  select distinct on (root_id) school_id, day, root_id, result from hygiene_check
  where school_id = any(%(schools)s) and day >= %(first)s and day <= %(last)s and root_id is not null
    and result in ('true', 'untrue')
  order by root_id, at desc, id desc
), doubted as (
  select d.school_id, d.day, count(distinct r.root_id) as doubtful
  from hygiene_doubt d join hygiene_record r on r.id = d.record_id
  where d.school_id = any(%(schools)s) and d.day >= %(first)s and d.day <= %(last)s
    and not exists (select 1 from last l where l.root_id = r.root_id and l.result = 'true')
  group by 1, 2
), untrues as (
  select school_id, day, count(*) as untrue from last where result = 'untrue' group by 1, 2
), draws as (
  select school_id, day, count(*) as drawn, count(checked_at) as checked from hygiene_draw
  where school_id = any(%(schools)s) and day >= %(first)s and day <= %(last)s group by 1, 2
), amount as (
  select r.id, r.school_id, r.day, r.stock_ml,
         coalesce(p.area_m2, (%(areas)s::jsonb ->> p.kind)::int)::bigint as m2,
         coalesce(r.stock_strength, %(stock)s) as stock,
         case when l.agent = r.agent then l.strength
              else (%(usual)s::jsonb ->> (p.kind || ' ' || r.task || ' ' || r.agent))::int end as target
  from record r
  join hygiene_place p on p.id = r.place_id
  left join hygiene_due d on d.id = r.due_id
  left join hygiene_line l on l.id = d.line_id
  where r.stock_ml is not null and r.agent = %(agent)s
), wanted as (
  select *, m2 * %(ml)s * coalesce(target, 0) / stock as ml from amount
), used as (
  select w.school_id, w.day, count(*) as used_records, sum(w.m2) as used_m2,
         sum(w.stock_ml) as used_ml, sum(w.ml) as wanted_ml,
         sum(case when f.never then w.stock_ml
                  else greatest(0, w.stock_ml - w.ml * %(slack)s / 100) end) as waste_ml
  from wanted w left join flagged f on f.id = w.id group by 1, 2
), could as (
  select r.school_id, r.day,
         count(*) filter (where
           case when r.method = 'ventilate' then r.minutes is not null
                else r.contact is not null and r.agent <> 'none' end) as of_short,
         count(*) filter (where r.rinsed is not null and r.incident_id is null and r.agent <> 'alcohol'
           and r.agent = any(%(chemical)s)
           and coalesce(l.rinse, p.kind || ' ' || r.task = any(%(rinses)s))) as of_not_rinsed,
         count(*) filter (where r.present is not null and r.agent <> 'uv' and l.absent) as of_present,
         count(*) filter (where r.present is not null and r.agent = 'uv') as of_uv_present,
         count(*) filter (where r.present is not null and r.agent = any(%(chemical)s)
           and (r.target = 'air' or r.method = 'spray')
           and not (p.kind = any(%(outdoors)s) or r.target = 'ground' or r.weather <> '')) as of_air_present
  from record r
  join hygiene_place p on p.id = r.place_id
  left join hygiene_due d on d.id = r.due_id
  left join hygiene_line l on l.id = d.line_id
  where not r.usual
  group by 1, 2
), records as (
  select r.school_id, r.day, count(*) as records,
         count(*) filter (where r.strength is not null and r.agent = any(%(chemical)s)) as judged,
         count(*) filter (where f.over) as over,
         count(*) filter (where f.under) as under, coalesce(sum(r.stock_ml), 0) as stock_ml
  from record r left join flagged f on f.id = r.id
  group by 1, 2
)
insert into hygiene_school_day (
  school_id, unit_no, day, places, places_done, places_excused, dues, done, late, excused, air_dues, air_done,
  air_excused, records, judged, doubtful, over, under, stock_ml, used_records, used_m2,
  used_ml, wanted_ml, waste_ml, drawn, checked, untrue,
  of_short, of_not_rinsed, of_present, of_uv_present, of_air_present)
select school_id, school_id, day, coalesce(places, 0), coalesce(places_done, 0), coalesce(places_excused, 0),
       coalesce(dues, 0), coalesce(done, 0), coalesce(late, 0), coalesce(excused, 0), coalesce(air_dues, 0),
       coalesce(air_done, 0), coalesce(air_excused, 0), coalesce(records, 0), coalesce(judged, 0),
       coalesce(doubtful, 0), coalesce(over, 0), coalesce(under, 0), coalesce(stock_ml, 0),
       coalesce(used_records, 0), coalesce(used_m2, 0), coalesce(used_ml, 0),
       coalesce(wanted_ml, 0), coalesce(waste_ml, 0), coalesce(drawn, 0), coalesce(checked, 0),
       coalesce(untrue, 0), coalesce(of_short, 0), coalesce(of_not_rinsed, 0), coalesce(of_present, 0),
       coalesce(of_uv_present, 0), coalesce(of_air_present, 0)
from places full join dues using (school_id, day) full join records using (school_id, day)
full join used using (school_id, day) full join doubted using (school_id, day)
full join untrues using (school_id, day) full join draws using (school_id, day)
full join could using (school_id, day)
on conflict (unit_no, day) do update set
  places = excluded.places, places_done = excluded.places_done, places_excused = excluded.places_excused,
  dues = excluded.dues, done = excluded.done, late = excluded.late, excused = excluded.excused,
  air_dues = excluded.air_dues, air_done = excluded.air_done, air_excused = excluded.air_excused,
  records = excluded.records, judged = excluded.judged, doubtful = excluded.doubtful, over = excluded.over,
  under = excluded.under, stock_ml = excluded.stock_ml, used_records = excluded.used_records,
  used_m2 = excluded.used_m2,
  used_ml = excluded.used_ml, wanted_ml = excluded.wanted_ml, waste_ml = excluded.waste_ml,
  drawn = excluded.drawn, checked = excluded.checked, untrue = excluded.untrue,
  of_short = excluded.of_short, of_not_rinsed = excluded.of_not_rinsed, of_present = excluded.of_present,
  of_uv_present = excluded.of_uv_present, of_air_present = excluded.of_air_present
"""


# What the pack has where no line of a plan speaks of the agent.
_USUAL = {
    f"{kind.code} {task.code} {task.agent}": task.usual
    for kind in rules.PLACE_KINDS.values()
    for task in kind.tasks
}
# Where it asks for rinsing, if no line of a plan says so or not.
_RINSES = [
    f"{kind.code} {task.code}"
    for kind in rules.PLACE_KINDS.values()
    for task in kind.tasks
    if task.rinse
]


def recount(schools: Collection[int], first: dt.date, last: dt.date) -> int:
    """Write the figures of schools on the days from `first` to `last` anew; gives how many rows. The caller
    holds what keeps others from writing there, or nobody does (a load)."""
    said: dict[str, Any] = {
        "schools": list(schools), "first": first, "last": last,
        "chemical": [code for code in rules.AGENTS if rules.chemical(code)],
        "never": list(donts.NEVER), "agent": donts.USE_AGENT, "ml": donts.USE_ML,
        "stock": donts.USE_STOCK, "slack": using.SLACK,
        "areas": json.dumps({kind.code: kind.area for kind in rules.PLACE_KINDS.values()}),
        "usual": json.dumps(_USUAL), "rinses": _RINSES, "outdoors": list(dosing.OUTDOORS),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, said)
        return int(cursor.rowcount)
