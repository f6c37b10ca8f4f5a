"""The monthly record of each school and person, reckoned anew each night: history costs a page nothing."""

import datetime as dt
from typing import Any
from uuid import UUID

from xiaoan.accountability import rules
from xiaoan.accountability.events import MonthReckoned
from xiaoan.accountability.models import Month
from xiaoan.careteams.queries import coverage
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties.queries import tallies as duties
from xiaoan.hygiene.queries import tallies as hygiene
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.screening.queries import tallies as screening
from xiaoan.verification.queries import tallies as verification

Key = tuple[int, UUID | None]


def reckon_month(actor: Actor, month: dt.date) -> int:
    """The records of a month, in place of those of before; gives how many rows."""
    if not actor.is_system:
        raise Forbidden
    first = rules.month_of(month)
    until = min(rules.next_month(first), clock.today() + dt.timedelta(days=1))
    county = directory.county()
    schools = {one.no: one for one in directory.places_inside(county.interval, "school", day=first)}
    sizes = _sizes(actor, county, min(until - dt.timedelta(days=1), clock.today()))
    counts = _counts(actor, first, until, set(schools))
    for school, (people, covered) in _care(actor, first).items():
        if school in schools:
            counts[school, None].update(cared=people, covered=covered)
    rows = [
        Month(
            school_id=school, unit_no=school, user_id=who, month=first, stage=schools[school].stage,
            pupils=sizes.get(school, 0), reckoned_at=clock.now(), **found,
        )
        for (school, who), found in sorted(counts.items(), key=lambda one: (one[0][0], str(one[0][1])))
    ]  # fmt: skip
    Month.objects.filter(month=first).delete()
    Month.objects.bulk_create(rows, batch_size=2000)
    people = sum(one.user_id is not None for one in rows)
    journal.record(
        actor,
        MonthReckoned(
            school_id=0, unit_no=county.no, month=first, schools=len(rows) - people, people=people
        ),
    )
    return len(rows)


def _sizes(actor: Actor, county: directory.Place, day: dt.date) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in directory.class_sizes(actor, county.interval, day):
        school = numbering.school_of(one.place.no)
        found[school] = found.get(school, 0) + one.enrolled
    return found


def _counts(
    actor: Actor, first: dt.date, until: dt.date, schools: set[int]
) -> dict[Key, dict[str, Any]]:
    found: dict[Key, dict[str, Any]] = {(school, None): {} for school in schools}
    for key, owed in duties.tallies(actor, first, until).items():
        told = {**owed.__dict__, "due": owed.in_time + owed.late + owed.missed}
        found.setdefault(key, {}).update(told)
    for key, (reports, changed) in screening.tallies(actor, first, until).items():
        found.setdefault(key, {}).update(reports=reports, changed=changed)
    for held in (
        verification.tallies(actor, first, until),
        hygiene.tallies(actor, sorted(schools), first, until),
    ):
        for key, told_of in held.items():
            _add(found.setdefault(key, {}), told_of.__dict__)
    return {key: told for key, told in found.items() if key[0] in schools}


def _add(found: dict[str, Any], more: dict[str, int]) -> None:
    for name, count in more.items():
        found[name] = found.get(name, 0) + count


def _care(actor: Actor, first: dt.date) -> dict[int, tuple[int, int]]:
    """As it stands, of the month that runs; of one that is over, as it was reckoned last."""
    if first == rules.month_of(clock.today()):
        return coverage.by_school(actor)
    rows = Month.objects.filter(month=first, user_id=None, cared__gt=0)
    return {
        school: (people, covered)
        for school, people, covered in rows.values_list("school_id", "cared", "covered")
    }
