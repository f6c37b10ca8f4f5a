"""Counting who is to come back to class, in the database: thousands are kept on a winter's day, and a page
shows a hundred. What it counts by is `rules.returning`, word for word; tests hold one against the other.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.illness.queries import returning as illness
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons.rules import returning as rules

# School days before today that are looked up, for who is overdue.
WEEKS = dt.timedelta(days=42)
# The last school day before today is nearly always among the last seven.
_WEEK = dt.timedelta(days=7)
_COUNT = """
with found as materialized (
  select i.person_id, i.unit_no, i.school_id, i.stage = 'cleared' as let_in,
    i.certificate = 'handed' as handed, i.back_on,
    concat_ws('|', case when i.certainty = 'excluded' then '' else i.diagnosis end,
      %(profiles)s::jsonb ->> i.school_id::text, i.since, coalesce(i.onset::text, ''), i.dates::text)
      as key
  from illness_illness i
  where i.closed_at is null and (i.held or i.stage = 'cleared')
    and exists (select from unnest(%(ill_lo)s::int[], %(ill_hi)s::int[]) r (lo, hi)
      where i.unit_no >= r.lo and i.unit_no < r.hi)
    and i.unit_no >= %(lo)s and i.unit_no < %(hi)s
), ill as (
  select person_id, unit_no, school_id, let_in, handed,
    case when let_in then coalesce(back_on, (%(known)s::jsonb ->> key)::date)
      when not %(still)s::jsonb ? key then (%(known)s::jsonb ->> key)::date end as day
  from found
), running as (
  select distinct on (n.person_id) n.person_id, n.unit_no, n.school_id, n.until as day
  from keypersons_isolation n join keypersons_key_person l on l.id = n.line_id
    and l.kind = 'student' and l.state <> 'moved' and l.unit_no >= %(lo)s and l.unit_no < %(hi)s
  where n.ended_on is null
    and exists (select from unnest(%(apart_lo)s::int[], %(apart_hi)s::int[]) r (lo, hi)
      where n.unit_no >= r.lo and n.unit_no < r.hi)
    and n.unit_no >= %(lo)s and n.unit_no < %(hi)s
  order by n.person_id, n.until desc nulls first
), reasons as (
  select person_id, unit_no, school_id, let_in, handed, day, 0 as source from ill
  union all select person_id, unit_no, school_id, false, false, day, 1 from running
  union all select o.person_id, o.unit_no, o.school_id, true, false, o.day, 1
    from unnest(%(out)s::uuid[], %(out_units)s::int[], %(out_schools)s::int[], %(out_days)s::date[])
      o (person_id, unit_no, school_id, day)
    where not exists (select from running u where u.person_id = o.person_id)
), judged as (
  select r.*, case
    when let_in and coalesce(day, %(today)s) > %(today)s then 0
    when let_in and (%(last)s::jsonb ->> school_id::text)::date >= coalesce(day, %(today)s) then 3
    when let_in then case when %(closed)s::jsonb ? school_id::text then 0 else 4 end
    when handed then 1
    when day is null or day > %(today)s then 0
    else 2 end as stand
  from reasons r
), kept as materialized (
  select person_id, (array_agg(unit_no order by source))[1] as unit_no, min(stand) as stand,
    case when bool_and(day is not null) then max(day) end as day
  from judged group by person_id
), placed as (
  select stand, width_bucket(unit_no, %(starts)s::int[]) as at, unit_no from kept
), page as (
  select person_id, row_number() over (
    order by array_position(%(pressing)s::int[], stand), day nulls last, unit_no, person_id) as place
  from kept where %(show)s < 0 or stand = %(show)s
  order by place offset %(offset)s limit %(limit)s
)
select case when unit_no < (%(ends)s::int[])[at] then at else 0 end as child, stand, count(*),
  null::uuid as person_id, 0 as place
from placed group by 1, 2
union all select 0, 0, 0, person_id, place from page order by place
"""


@dataclass(frozen=True)
class Out:
    """Somebody let out of isolation who has not been in class since."""

    person_id: UUID
    unit_no: int
    day: dt.date | None


@dataclass(frozen=True)
class Wanted:
    """Which page: of a stand ("": all). `children`: first number and end of the units one step below."""

    show: str
    offset: int
    limit: int | None
    children: Sequence[Interval]


@dataclass(frozen=True)
class Counted:
    """How many by unit below (1, 2, … in the order of `children`; 0: of none) and stand; the people of the
    page; the days of their schools that were looked up."""

    counts: list[tuple[int, str, int]]
    people: list[UUID]
    days: dict[int, rules.Today]


def counted(actor: Actor, interval: Interval, out: Sequence[Out], wanted: Wanted) -> Counted:
    """Everybody who is kept inside an interval, in the actor's sight."""
    given, days = _given(actor, interval, out)
    given |= {
        "show": rules.STANDS.index(wanted.show) if wanted.show else -1, "offset": wanted.offset,
        "limit": wanted.limit, "starts": [lo for lo, _hi in wanted.children],
        "ends": [hi for _lo, hi in wanted.children],
        "pressing": [rules.STANDS.index(code) for code in rules.PRESSING],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, given)
        rows = cursor.fetchall()
    return Counted(
        [(child, rules.STANDS[stand], n) for child, stand, n, who, _place in rows if who is None],
        [who for *_counts, who, _place in rows if who is not None],
        days,
    )


def _given(
    actor: Actor, interval: Interval, out: Sequence[Out]
) -> tuple[dict[str, Any], dict[int, rules.Today]]:
    """What the statement is filled in with, and the days of the schools of those who are let in."""
    schools = illness.schools_with_excluded(actor, interval)
    profiles = {no: profile for no, (profile, _let_in) in schools.items()}
    reckoned = illness.reckoned(actor, interval, profiles)
    let_in = {no for no, (_profile, let_in) in schools.items() if let_in}
    out_schools = [school_of(one.unit_no) for one in out]
    days = days_of(let_in | set(out_schools))
    last = {str(no): max(at.before) for no, at in days.items() if at.before}
    return {
        "today": clock.today(), "lo": interval[0], "hi": interval[1],
        **_reach("ill", actor.reach(Permission.SEE_ILLNESS)),
        **_reach("apart", actor.reach(Permission.SEE_KEY_PERSONS)),
        # Looked up, not joined: no estimate of how many are ill makes a product of them.
        "profiles": _told({str(no): profile for no, profile in profiles.items()}),
        "known": _told({_key(one): one.known for one in reckoned}),
        "still": _told({_key(one): True for one in reckoned if one.is_still_ill}),
        "last": _told(last),
        "closed": _told({str(no): True for no, at in days.items() if not at.is_school_day}),
        "out": [one.person_id for one in out], "out_units": [one.unit_no for one in out],
        "out_schools": out_schools, "out_days": [one.day for one in out],
    }, days  # fmt: skip


def _key(one: illness.Reckoned) -> str:
    """As the statement puts it together."""
    return f"{one.listed}|{one.profile}|{one.since}|{one.onset or ''}|{one.dates}"


def _told(found: Mapping[str, object]) -> str:
    return json.dumps(found, ensure_ascii=False, default=str)


def _reach(who: str, reach: Iterable[Interval]) -> dict[str, list[int]]:
    found = list(reach)
    return {f"{who}_lo": [lo for lo, _hi in found], f"{who}_hi": [hi for _lo, hi in found]}


def days_of(schools: set[int]) -> dict[int, rules.Today]:
    """Today, and the last school day before it (of the last weeks), at each of these schools: whoever may
    come since then or longer is overdue."""
    today = clock.today()
    found: dict[int, rules.Today] = {}
    opened: set[int] = set()
    left, until = schools, today
    for since in (today - _WEEK, today - WEEKS):
        if not left:
            break
        days = directory.schools_open(clock.days(since, until), left)
        opened |= days.pop(today, set())
        for no in left:
            last = max((day for day, there in days.items() if no in there), default=None)
            before = frozenset({last}) if last else frozenset()
            found[no] = rules.Today(today, no in opened, before)
        left, until = {no for no in left if not found[no].before}, since - dt.timedelta(days=1)
    return found
