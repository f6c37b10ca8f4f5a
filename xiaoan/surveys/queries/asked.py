"""Who is asked in a round, and about whom nobody has said anything yet."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from xiaoan.directory import queries as directory
from xiaoan.directory.models import Person
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.keypersons import queries as keypersons
from xiaoan.surveys.models import Round, Tally


@dataclass(frozen=True)
class Asked:
    """A class with its pupils, or a school with its staff, that a round asks about."""

    school_id: int
    unit_no: int
    people: int


def asked(actor: Actor, row: Round, day: dt.date, interval: Interval | None = None) -> list[Asked]:
    """The classes and staffs that a round asks about on a day, inside an interval if one is given."""
    inside = interval or (row.unit_no, row.unit_end)
    found: list[Asked] = []
    if row.who in ("pupils", "both"):
        found += [
            Asked(size.place.school_id, size.place.no, size.enrolled)
            for size in directory.class_sizes(actor, inside, day)
            if not row.stages or size.place.stage in row.stages
        ]
    if row.who in ("staff", "both"):
        found += _staffs(inside, row.stages)
    return found


def _staffs(interval: Interval, stages: Collection[str]) -> list[Asked]:
    schools = {
        place.no: place
        for place in directory.places_inside(interval, "school")
        if not stages or place.stage in stages
    }
    rows = Person.objects.filter(kind="staff", unit_no__in=list(schools))
    counted = rows.values("unit_no").annotate(n=Count("id")).values_list("unit_no", "n")
    return [Asked(no, no, n) for no, n in counted.order_by("unit_no")]


# Of a class its pupils of the day, of a school its staff, about whom nothing stands.
_UNKNOWN = """
select r.person_id from (
  select e.school_id, e.person_id from directory_enrolment e
  where e.unit_no = %(unit)s and %(unit)s <> %(school)s
    and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
  union all
  select p.school_id, p.id from directory_person p
  where p.unit_no = %(unit)s and p.school_id = %(unit)s and p.kind = 'staff'
) r
where not exists (
  select 1 from surveys_answer a where a.school_id = r.school_id and a.round_id = %(round)s
    and a.person_id = r.person_id and a.state = 'current'
)
"""


def unknown_ids(tally: Tally) -> set[UUID]:
    """About whom of a class nobody has said anything, in the running scope."""
    given: dict[str, Any] = {
        "unit": tally.unit_no,
        "school": tally.school_id,
        "day": clock.today(),
        "round": tally.round_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, given)
        return {row[0] for row in cursor.fetchall()}


def category_codes(row: Round) -> tuple[str, ...]:
    """The key groups that a round asks about, in the order of its pack."""
    return tuple(one.code for one in categories(row))


def categories(row: Round) -> tuple[keypersons.Category, ...]:
    """The key groups of the pack that was in force when the round was made."""
    return next((one.categories for one in keypersons.packs() if one.code == row.pack), ())
