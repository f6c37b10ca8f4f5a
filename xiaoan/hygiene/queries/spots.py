"""What nobody has seen to on a day, by name: places with something missed, and who was to go there."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duties
from xiaoan.hygiene.models import Place, Round
from xiaoan.hygiene.queries import coverage
from xiaoan.kernel.actor import Actor, Interval

# So many school days back it is looked how long a place has been forgotten.
_BACK = 10
_MISSED = """
select d.place_id, d.school_id, d.unit_no, min(d.due_at), array_agg(distinct d.task),
       (array_agg(d.round_id order by d.due_at, d.id))[1]
from hygiene_due d
where d.school_id >= %(lo)s and d.school_id < %(hi)s and d.unit_no >= %(from)s and d.unit_no < %(to)s
  and d.day = %(day)s and (d.state = 'missed' or d.state = 'due' and d.due_at < %(now)s)
group by 1, 2, 3
"""
_BEFORE = """
select distinct place_id, day from hygiene_due
where day = any(%(days)s) and state = 'missed' and school_id >= %(lo)s and school_id < %(hi)s
  and place_id = any(%(places)s)
"""


@dataclass(frozen=True)
class Spot:
    """A place where something was missed on a day: what, since when it was due, for how many school days on
    end; who was to go round (`who_id` None: nobody) and the open duty about that (None: none is open)."""

    place: Place
    school_no: int
    school: str
    tasks: tuple[str, ...]
    due_at: dt.datetime
    days: int
    who_id: UUID | None
    who: str
    phone: str | None
    post: str
    duty: duties.Due | None


@dataclass(frozen=True)
class _Missed:
    place_id: UUID
    school_no: int
    unit_no: int
    due_at: dt.datetime
    tasks: tuple[str, ...]
    round_id: UUID
    days: int = 1


def spots(
    actor: Actor, unit: directory.Place, day: dt.date, now: dt.datetime, offset: int, limit: int
) -> tuple[int, list[Spot]]:
    """How many places of a unit have something missed on a day, and some of them: those forgotten longest
    first. Inside the running scope."""
    interval = unit.interval
    school = _schools(interval)
    values: dict[str, Any] = {
        "lo": school[0], "hi": school[1], "from": interval[0], "to": interval[1], "day": day, "now": now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MISSED, values)
        rows = cursor.fetchall()
    streaks = _streaks(school, unit.no, day, [row[0] for row in rows])
    found = [
        _Missed(row[0], row[1], row[2], row[3], tuple(row[4]), row[5], 1 + streaks.get(row[0], 0))
        for row in rows
    ]
    found.sort(key=lambda one: (-one.days, one.school_no, one.due_at, one.place_id))
    return len(found), _named(actor, found[offset : offset + limit])


_PAST = """
select exists (select 1 from hygiene_due where school_id >= %s and school_id < %s and unit_no >= %s
  and unit_no < %s and day = %s and due_at < %s)
"""


def is_any_past(unit: directory.Place, day: dt.date, now: dt.datetime) -> bool:
    """Whether the time of anything that was to be done in a unit on a day is over, done or not."""
    with connection.cursor() as cursor:
        cursor.execute(_PAST, [*_schools(unit.interval), *unit.interval, day, now])
        return bool(cursor.fetchone()[0])


def _schools(interval: Interval) -> Interval:
    """The school of a class or place, else what lies in the unit: the index begins with the school."""
    found = numbering.school_of(interval[0])
    return (found, found + 1) if found and interval[1] <= found + numbering.SCHOOL else interval


def _streaks(
    schools: Interval, unit_no: int, day: dt.date, places: Collection[UUID]
) -> dict[UUID, int]:
    """On how many school days on end before a day something was missed there too."""
    before = coverage.school_days(unit_no, day - dt.timedelta(days=1), _BACK)
    if not before or not places:
        return {}
    values: dict[str, Any] = {
        "days": before,
        "lo": schools[0],
        "hi": schools[1],
        "places": list(places),
    }
    missed: Mapping[UUID, set[dt.date]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, values)
        for place_id, past in cursor.fetchall():
            missed[place_id].add(past)
    return {place_id: _on_end(before, days) for place_id, days in missed.items()}


def _on_end(days: Sequence[dt.date], missed: set[dt.date]) -> int:
    found = 0
    for day in reversed(days):
        if day not in missed:
            break
        found += 1
    return found


def _named(actor: Actor, found: Sequence[_Missed]) -> list[Spot]:
    places = Place.objects.in_bulk({one.place_id for one in found})
    rounds = Round.objects.in_bulk({one.round_id for one in found})
    open_ones = duties.open_about(actor, rounds)
    people = {one.who_id for one in rounds.values() if one.who_id}
    names, phones = accounts.names(actor, people), accounts.phones(actor, people)
    schools = directory.places({one.school_no for one in found})
    spots = []
    for one in found:
        going = rounds.get(one.round_id)
        who = going.who_id if going else None
        spots.append(
            Spot(
                places[one.place_id], one.school_no, schools[one.school_no].name, one.tasks, one.due_at,
                one.days, who, names.get(who, "") if who else "", phones.get(who) if who else None,
                going.post if going else "", next(iter(open_ones.get(one.round_id, ())), None),
            )
        )  # fmt: skip
    return spots
