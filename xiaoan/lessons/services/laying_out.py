"""The lessons of a day: made from the timetable for each class that learns online on a school day, and of
other classes for the pupils who may not come to school yet."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import connection

from xiaoan.clearances import queries as clearances
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Interval
from xiaoan.kernel.scope import everywhere

# The id is of entry, class and day: laid out twice is laid out once.
_WITH = """
with kept as (
  select unit_no, array_agg(person_id order by person_id) people
  from unnest(%(kept_units)s::int[], %(kept_people)s::uuid[]) k(unit_no, person_id) group by 1
), wanted as (
  select md5(e.id::text || u.no || %(day)s)::uuid id, u.school_id, u.no unit_no, e.id entry_id, e.subject,
    e.title, (%(day)s::date + e.starts) at time zone 'Asia/Shanghai' starts_at,
    (%(day)s::date + e.ends) at time zone 'Asia/Shanghai' ends_at, e.platform, e.link, e.teacher_id,
    case when r.is_online then
      (select count(*) from directory_enrolment r where r.unit_no = u.no and r.since <= %(day)s
         and (r.until is null or r.until > %(day)s))
      else cardinality(k.people) end due,
    case when r.is_online then '{}' else k.people end of_whom
  from directory_unit u
  cross join lateral (select exists (select 1 from lessons_period p where p.since <= %(day)s
      and p.until >= %(day)s and p.unit_no <= u.no and p.unit_end > u.no and not exists (
        select 1 from lessons_back b where b.period_id = p.id and b.since <= %(day)s
          and b.unit_no <= u.no and b.unit_end > u.no)) is_online) r
  left join kept k on k.unit_no = u.no
  join lessons_entry e
    on e.unit_no <= u.no and e.unit_end > u.no and e.closed_at is null
    and (e.day = %(day)s or (e.weekday = %(weekday)s and e.since <= %(day)s
         and (e.until is null or e.until >= %(day)s)))
    and not (%(day)s = any(e.skips)) and (e.stage = '' or e.stage = u.stage)
  where u.kind = 'class' and u.no >= %(lo)s and u.no < %(hi)s and u.opened <= %(day)s
    and (u.closed is null or u.closed > %(day)s) and u.school_id = any(%(schools)s)
    and (r.is_online or k.people is not null)
)
"""
_GONE = """
WITH
delete from lessons_lesson l where l.day = %(day)s and l.unit_no >= %(lo)s and l.unit_no < %(hi)s
  and l.reported_at is null and l.asked_at is null and l.ends_at > %(now)s
  and not exists (select 1 from wanted w where w.id = l.id)
"""
_MADE = """
WITH
insert into lessons_lesson (id, school_id, unit_no, entry_id, day, subject, title, starts_at, ends_at,
  platform, link, teacher_id, due, of_whom, watched, missed, excused, no_device, source)
select id, school_id, unit_no, entry_id, %(day)s, subject, title, starts_at, ends_at, platform, link,
  teacher_id, due, of_whom, 0, 0, 0, 0, '' from wanted
on conflict (id) do update set subject = excluded.subject, title = excluded.title,
  starts_at = excluded.starts_at, ends_at = excluded.ends_at, platform = excluded.platform,
  link = excluded.link, teacher_id = excluded.teacher_id, due = excluded.due,
  of_whom = excluded.of_whom
where lessons_lesson.reported_at is null and (lessons_lesson.starts_at, lessons_lesson.ends_at,
  lessons_lesson.due, lessons_lesson.of_whom, lessons_lesson.link, lessons_lesson.platform,
  lessons_lesson.title, lessons_lesson.teacher_id) is distinct from (excluded.starts_at, excluded.ends_at,
  excluded.due, excluded.of_whom, excluded.link, excluded.platform, excluded.title,
  excluded.teacher_id)
"""
_GONE, _MADE = (one.replace("WITH", _WITH.strip(), 1) for one in (_GONE, _MADE))
_FORGET = "delete from lessons_day where day = %(day)s and unit_no = any(%(units)s)"
_COUNT = """
insert into lessons_day (school_id, unit_no, day, subject, lessons, reported, minutes, due, watched, missed,
  excused, no_device, unknown)
select school_id, unit_no, day, subject, count(*), count(reported_at),
  sum(extract(epoch from ends_at - starts_at) / 60)::int, sum(due), sum(watched), sum(missed),
  sum(excused), sum(no_device), sum(case when reported_at is null then due else 0 end)
from lessons_lesson where day = %(day)s and unit_no = any(%(units)s) and cancelled_at is null
group by 1, 2, 3, 4
"""


def lay_out(day: dt.date, interval: Interval) -> int:
    """Make, change and take away lessons of a day inside an interval; what was reported stays. Gives how many
    rows changed. Twice changes nothing twice."""
    lo, hi = interval
    with everywhere("lessons"):
        schools = [one.no for one in directory.places_inside((0, 2**31 - 1), "school")]
        open_ = directory.schools_open([day], schools)[day]
        kept = clearances.at_home_of([no for no in open_ if lo < no + SCHOOL and no < hi], day)
        given: dict[str, Any] = {
            "kept_units": [unit for unit, people in kept.items() for _who in people],
            "kept_people": [who for people in kept.values() for who in people],
            "day": day, "weekday": day.isoweekday(), "lo": lo, "hi": hi, "schools": list(open_),
            "now": clock.now(),
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_GONE, given)
            changed = cursor.rowcount
            cursor.execute(_MADE, given)
            changed += cursor.rowcount
            if changed:
                cursor.execute(
                    "select distinct unit_no from lessons_lesson where day = %(day)s and unit_no >= %(lo)s "
                    "and unit_no < %(hi)s union select distinct unit_no from lessons_day "
                    "where day = %(day)s and unit_no >= %(lo)s and unit_no < %(hi)s",
                    given,
                )
                recount(day, [no for (no,) in cursor.fetchall()])
    return int(changed)


def recount(day: dt.date, unit_nos: Collection[int]) -> None:
    """The sums of classes on a day, anew from their lessons; in the running scope."""
    given: dict[str, Any] = {"day": day, "units": sorted(unit_nos)}
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, given)
        cursor.execute(_COUNT, given)
