"""What the plans in force ask on a day, and who is there to do it. Of the system: the whole scope is read."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db import connection

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import standing as posts
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL_KINDS
from xiaoan.duties import queries as duties
from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Away, Plan
from xiaoan.hygiene.rules import frequency
from xiaoan.hygiene.rules.standing import Answering, Person, goes_round
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission

# A school was open at some day of so many before: a vacation is shorter.
_BACK = 100
# Step by step: under row security the planner takes each table for a row or two, and would join every place
# with every plan before it looks at lines.
_LINES = """
with v as materialized (
  select v.id, v.unit_no, v.decided_at, s.level
  from unnest(%(schools)s::int[], %(levels)s::text[]) as s (no, level)
  join hygiene_plan v on v.unit_no = s.no
  where v.state in ('in_force', 'replaced') and v.since <= %(day)s and (v.until is null or v.until > %(day)s)
), l as materialized (
  select l.*, v.level, v.decided_at from v cross join lateral (
    select * from hygiene_line l where l.school_id = v.unit_no and l.plan_id = v.id and not l.left_out
    offset 0) l
)
select l.id, l.school_id, l.place_id, p.unit_no, l.task, l.slot, l.frequency ->> l.level, l.anchor, l.post,
       l.deputy, l.who_id, l.deputy_id, l.decided_at
from l join hygiene_place p on p.id = l.place_id
where p.opened <= %(day)s and (p.closed is null or p.closed > %(day)s)
  and (p.excused = '' or p.excused_until <= %(day)s)
"""
_PLANNED = """
select distinct v.unit_no from hygiene_plan v
where v.state in ('in_force', 'replaced') and v.since <= %(day)s and (v.until is null or v.until > %(day)s)
  and not exists (select 1 from hygiene_school_day d where d.unit_no = v.unit_no and d.day = %(day)s)
"""


@dataclass(frozen=True)
class Line:
    """A line in force at a place that is there. `turn`: "n/d" at the level of its school; `decided_at`: since
    when its plan is approved."""

    id: UUID
    school_id: int
    place_id: UUID
    unit_no: int
    task: str
    slot: str
    turn: str
    anchor: dt.date
    post: str
    deputy: str
    who_id: UUID | None
    deputy_id: UUID | None
    decided_at: dt.datetime | None


# Place, task and part of the day.
Key = tuple[UUID, str, str]


@dataclass(frozen=True)
class Turn:
    """A line whose turn it is: how often, until when, and who goes round."""

    line: Line
    times: int
    due_at: dt.datetime
    person: Person

    @property
    def key(self) -> Key:
        """Of one day the same thing, whichever version of the plan says so."""
        return (self.line.place_id, self.line.task, self.line.slot)


@dataclass(frozen=True)
class Day:
    """A day at some schools: which are open, every line in force, and those whose turn it is; `away`: places
    whose people learn at home."""

    day: dt.date
    open: frozenset[int]
    lines: dict[UUID, Line]
    turns: dict[Key, Turn]
    away: frozenset[UUID] = frozenset()


def not_laid_out(day: dt.date) -> list[int]:
    """Schools with a plan in force that have school on a day and nothing laid out for it."""
    with connection.cursor() as cursor:
        cursor.execute(_PLANNED, {"day": day})
        found = [row[0] for row in cursor.fetchall()]
    return sorted(directory.schools_open([day], found)[day]) if found else []


def is_planned(school_no: int) -> bool:
    return Plan.objects.filter(unit_no=school_no, state="in_force").exists()


def day_of(day: dt.date, school_nos: Sequence[int]) -> Day:
    """What is asked of some schools on a day, by the levels of now."""
    ladders = duties.ladders()
    levels = [ladders.level_of(no) for no in school_nos]
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"schools": list(school_nos), "levels": levels, "day": day})
        lines = [Line(*row) for row in cursor.fetchall()]
    before, opened = _school_days(day, school_nos)
    away = _away(day, school_nos, lines)
    found = [
        (line, turn)
        for line in lines
        if line.school_id in opened
        and line.place_id not in away
        and rules.is_turn(turn := _turn(line.turn), line.anchor, day, before[line.school_id])
    ]
    people = _People([line for line, _turn in found], day)
    turns = [
        Turn(line, turn.times, clock.at(day, rules.SLOTS[line.slot]), people.of(line))
        for line, turn in found
    ]
    return Day(day, opened, {one.id: one for one in lines}, {one.key: one for one in turns}, away)


def _away(day: dt.date, school_nos: Sequence[int], lines: Sequence[Line]) -> frozenset[UUID]:
    """Places of units that learn at home on a day, and are not cleaned already for those who come."""
    rows = Away.objects.filter(school_id__in=school_nos, since__lte=day, until__gte=day)
    held: dict[int, list[Away]] = {}
    for row in rows.exclude(clean_from__lte=day):
        held.setdefault(row.school_id, []).append(row)
    return frozenset(
        one.place_id
        for one in lines
        if any(_is_away(row, one.unit_no, day) for row in held.get(one.school_id, ()))
    )


def _is_away(row: Away, unit_no: int, day: dt.date) -> bool:
    if not row.away_no <= unit_no < row.away_end:
        return False
    parts = [row.back[at : at + 3] for at in range(0, len(row.back), 3)]
    return not any(lo <= unit_no < hi and since <= day.toordinal() for lo, hi, since in parts)


@cache
def _turn(text: str) -> rules.Turn:
    return frequency.read_turn(text)


def _school_days(
    day: dt.date, school_nos: Sequence[int]
) -> tuple[dict[int, dt.date | None], frozenset[int]]:
    """Of each school the school day before, and which are open on the day itself."""
    days = [day - dt.timedelta(days=n) for n in range(_BACK)]
    kinds = directory.kinds_of_day(days, school_nos)
    before: dict[int, dt.date | None] = {
        no: next((each for each in days[1:] if kinds[each][no] in SCHOOL_KINDS), None)
        for no in school_nos
    }
    return before, frozenset(no for no in school_nos if kinds[day][no] in SCHOOL_KINDS)


class _People:
    """Who holds which post where, and how far named persons reach: looked up once for all lines."""

    def __init__(self, lines: Iterable[Line], day: dt.date) -> None:
        wanted = list(lines)
        roles = {role for one in wanted for role in (one.post, one.deputy) if role}
        units = {no for one in wanted for no in (one.unit_no, one.school_id)}
        self._held = posts.at_units(roles, units, day) if wanted else {}
        named = {who for one in wanted for who in (one.who_id, one.deputy_id) if who}
        self._named = accounts.actors_of(named)
        self._known: dict[Answering, Person] = {}

    def of(self, line: Line) -> Person:
        asked = Answering(
            line.unit_no, line.school_id, line.post, line.deputy, line.who_id, line.deputy_id
        )
        if asked not in self._known:
            self._known[asked] = goes_round(asked, self._holders, lambda who: self._at(who, line))
        return self._known[asked]

    def _holders(self, role: str, unit_no: int) -> list[UUID]:
        return [one.user_id for one in self._held.get((role, unit_no), ())]

    def _at(self, who: UUID, line: Line) -> int | None:
        """Whoever is in no office there any more has left."""
        actor = self._named.get(who)
        for no in (line.school_id, line.unit_no):
            if actor is not None and actor.may(Permission.DISINFECT, no):
                return no
        return None
