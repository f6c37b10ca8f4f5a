"""Reading clearances: who may come on a day, of many schools or people at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.clearances import rules
from xiaoan.clearances.models import Ground, Override
from xiaoan.clearances.rules import Standing
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import moves as roll
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.keypersons import queries as keypersons
from xiaoan.surveys.queries import keeping as surveys

__all__ = [
    "ClearanceReadiness",
    "Standing",
    "at_home",
    "at_home_of",
    "by_class",
    "of_people",
    "readiness",
    "standings",
]

# Of whom something stands on a day, by class; the roll of the day decides who counts and where.
_STANDS = """
with stands as (
  select distinct person_id, false as let_in from clearances_ground
  where school_id = any(%(schools)s) and (paper or second or until is null or until > %(day)s)
  union
  select person_id, true from clearances_override
  where school_id = any(%(schools)s) and state = 'granted' and first <= %(day)s and last >= %(day)s
)
select e.school_id, e.unit_no, e.person_id, bool_or(s.let_in) from stands s
join directory_enrolment e on e.person_id = s.person_id and e.school_id = any(%(schools)s)
  and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
group by 1, 2, 3
"""
_ROLL = """
select school_id, unit_no, count(*) from directory_enrolment
where school_id = any(%(schools)s) and since <= %(day)s and (until is null or until > %(day)s)
group by 1, 2
"""


@dataclass(frozen=True)
class ClearanceReadiness:
    """Pupils of a school or class on a day; cleared + not_cleared + unknown = on_roll. `let_in`: of the
    cleared, by name although something stands."""

    on_roll: int = 0
    cleared: int = 0
    not_cleared: int = 0
    unknown: int = 0
    let_in: int = 0


def readiness(school_nos: Sequence[int], on: dt.date) -> dict[int, ClearanceReadiness]:
    """School → how many may come on a day. Looks beyond the running scope: counts, nobody by name. Five
    statements, however many schools."""
    found: dict[int, list[ClearanceReadiness]] = {no: [] for no in school_nos}
    for (school, _unit), one in by_class(school_nos, on).items():
        found[school].append(one)
    return {no: _sum(rows) for no, rows in found.items()}


def by_class(school_nos: Sequence[int], on: dt.date) -> dict[tuple[int, int], ClearanceReadiness]:
    """(School, class) → the same of each class with pupils."""
    schools = list(dict.fromkeys(school_nos))
    given: dict[str, Any] = {"schools": schools, "day": on}
    with everywhere("clearances"), connection.cursor() as cursor:
        cursor.execute(_ROLL, given)
        sizes = {(school, unit): n for school, unit, n in cursor.fetchall()}
        cursor.execute(_STANDS, given)
        stands = cursor.fetchall()
        unknown, silent = _silent(schools, [row[2] for row in stands])
    kept: dict[tuple[int, int], int] = defaultdict(int)
    let_in: dict[tuple[int, int], int] = defaultdict(int)
    told: dict[tuple[int, int], int] = defaultdict(int)
    for school, unit, person, is_let_in in stands:
        (let_in if is_let_in else kept)[(school, unit)] += 1
        told[(school, unit)] += person in silent
    found = {}
    for key, n in sizes.items():
        # Whoever is kept or let in is not unknown besides; the tally may lag behind the roll.
        lost = max(min(unknown.get(key, 0) - told[key], n - kept[key] - let_in[key]), 0)
        found[key] = ClearanceReadiness(n, n - kept[key] - lost, kept[key], lost, let_in[key])
    return found


def _sum(rows: Sequence[ClearanceReadiness]) -> ClearanceReadiness:
    return ClearanceReadiness(
        sum(one.on_roll for one in rows), sum(one.cleared for one in rows),
        sum(one.not_cleared for one in rows), sum(one.unknown for one in rows),
        sum(one.let_in for one in rows),
    )  # fmt: skip


def pack_in_force(actor: Actor, day: dt.date) -> rules.Pack:
    """What keeps people away by the pack in force in the county."""
    return rules.pack_of(keypersons.pack_in_force(actor, day).code)


def _silent(
    schools: Sequence[int], people: Collection[UUID]
) -> tuple[dict[tuple[int, int], int], set[UUID]]:
    """By class of how many nobody has answered, and of which of these people; in the running scope."""
    with everywhere("clearances") as system:
        pack = pack_in_force(system, clock.today())
    if not pack.unanswered:
        return {}, set()
    since = clock.today() - dt.timedelta(days=pack.unanswered)
    return (
        surveys.unknown_by_class(schools, since),
        surveys.unanswered(schools, people, since),
    )  # fmt: skip


def of_people(actor: Actor, person_ids: Collection[UUID], on: dt.date) -> dict[UUID, Standing]:
    """Where each of these pupils stands on a day; who is not on the roll, or not the actor's to see, is not
    there. Whoever may not read clearances where a pupil is (the desk at the gate) gets the state alone."""
    wanted = set(person_ids)
    here = roll.where_on_roll(wanted, on)
    found = standings({who: where[0] for who, where in here.items()}, on)
    return {
        who: one
        if who in actor.people
        or actor.is_system
        or actor.may(Permission.SEE_CLEARANCES, here[who][1])
        else Standing(one.state)
        for who, one in found.items()
    }


def standings(schools: dict[UUID, int], on: dt.date) -> dict[UUID, Standing]:
    """Person → standing, of people by their school; looks beyond the running scope."""
    if not schools:
        return {}
    people, nos = list(schools), sorted(set(schools.values()))
    grounds: dict[UUID, list[rules.Ground]] = defaultdict(list)
    with everywhere("clearances"):
        for row in Ground.objects.filter(school_id__in=nos, person_id__in=people):
            grounds[row.person_id].append(told_of(row))
        let_in = set(
            Override.objects.filter(
                school_id__in=nos,
                person_id__in=people,
                state="granted",
                first__lte=on,
                last__gte=on,
            ).values_list("person_id", flat=True)
        )
        _sums, silent = _silent(nos, people)
    return {
        who: rules.standing(grounds[who], on, answered=who not in silent, let_in=who in let_in)
        for who in people
    }


def at_home(class_no: int, on: dt.date) -> dict[UUID, dt.date | None]:
    """Pupils of a class who may not come on a day → the first day on which they may, as far as one can say:
    who is to be taught online. Whether the reader may see the class the caller asks; no reason is said."""
    with everywhere("clearances"):
        school = numbering.school_of(class_no)
        kept = set(
            Ground.objects.filter(school_id=school, unit_no=class_no).values_list(
                "person_id", flat=True
            )
        )
        here = {who: at[0] for who, at in roll.where_on_roll(kept, on).items() if at[1] == class_no}
    return {
        who: one.until for who, one in standings(here, on).items() if one.state == rules.NOT_CLEARED
    }


def at_home_of(school_nos: Sequence[int], on: dt.date) -> dict[int, list[UUID]]:
    """Class → its pupils who may not come on a day, of many schools at once: ids, for whoever lays out
    what is taught online. Looks beyond the running scope."""
    if not school_nos:
        return {}
    found: dict[int, list[UUID]] = defaultdict(list)
    with everywhere("clearances"), connection.cursor() as cursor:
        cursor.execute(_STANDS, {"schools": list(school_nos), "day": on})
        for _school, unit, person, is_let_in in cursor.fetchall():
            if not is_let_in:
                found[unit].append(person)
    return dict(found)


def told_of(row: Ground) -> rules.Ground:
    """A row as the rules read it."""
    return rules.Ground(
        row.code, row.since, row.until, row.paper, row.handed, row.lacks_diagnosis, row.second
    )  # fmt: skip
