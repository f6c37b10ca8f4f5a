"""The roll of a unit as it was known at an instant: what was entered later is left out, and counted.

A row that was on record before changes were kept (`directory_enrolment_change`) counts from its first day.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.directory.models import Enrolment, EnrolmentChange
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.scope import inside


@dataclass(frozen=True)
class Enrolled:
    """A pupil who was on the roll; `changed_at`: when the row was first changed afterwards."""

    person_id: UUID
    unit_no: int
    seat: int
    name: str
    since: dt.date
    changed_at: dt.datetime | None


@dataclass(frozen=True)
class Roll:
    """Who was on the roll, by class and seat. `later`: how many rows of that day were entered afterwards."""

    rows: tuple[Enrolled, ...]
    later: int

    def by_class(self) -> dict[int, list[Enrolled]]:
        found: dict[int, list[Enrolled]] = defaultdict(list)
        for one in self.rows:
            found[one.unit_no].append(one)
        return dict(found)


def roll_as_of(actor: Actor, interval: Interval, school_id: int, at: dt.datetime) -> Roll:
    """The roll on the day of an instant, of the units inside an interval of one school."""
    day = at.astimezone(clock.ZONE).date()
    began, ended = _changes(actor, interval, school_id, at)
    rows = Enrolment.objects.filter(
        inside(actor.intervals), unit_no__gte=interval[0], unit_no__lt=interval[1], since__lte=day
    )
    fields = ("id", "person_id", "unit_no", "seat", "name", "since", "until")
    found, later = [], 0
    for pk, person, unit_no, seat, name, since, until in rows.values_list(*fields):
        end, changed = ended.get(pk, (until, None))
        if pk in began:
            later += until is None or until > day
        elif end is None or end > day:
            found.append(Enrolled(person, unit_no, seat, name, since, changed))
    found.sort(key=lambda one: (one.unit_no, one.seat, str(one.person_id)))
    return Roll(tuple(found), later)


def enrolled_as_of(
    actor: Actor, person_id: UUID, school_id: int, at: dt.datetime
) -> tuple[list[Enrolled], int]:
    """Where one pupil was on the roll on the day of an instant; and how many rows of that day were entered
    afterwards. Of whoever is not there, nothing."""
    day = at.astimezone(clock.ZONE).date()
    rows = list(
        Enrolment.objects.filter(
            inside(actor.intervals), school_id=school_id, person_id=person_id, since__lte=day
        )
    )
    changes = EnrolmentChange.objects.filter(enrolment_id__in=[one.pk for one in rows])
    began, ended = _firsts(changes.filter(school_id=school_id, at__gt=at))
    found, later = [], 0
    for one in rows:
        end, changed = ended.get(one.pk, (one.until, None))
        if one.pk in began:
            later += one.until is None or one.until > day
        elif end is None or end > day:
            found.append(Enrolled(person_id, one.unit_no, one.seat, one.name, one.since, changed))
    return found, later


def _changes(
    actor: Actor, interval: Interval, school_id: int, at: dt.datetime
) -> tuple[set[UUID], dict[UUID, tuple[dt.date | None, dt.datetime]]]:
    """Rows that began afterwards; the end that others had until they were changed first."""
    rows = EnrolmentChange.objects.filter(
        inside(actor.intervals), school_id=school_id, at__gt=at, unit_no__gte=interval[0],
        unit_no__lt=interval[1],
    )  # fmt: skip
    return _firsts(rows)


def _firsts(
    rows: QuerySet[EnrolmentChange],
) -> tuple[set[UUID], dict[UUID, tuple[dt.date | None, dt.datetime]]]:
    began: set[UUID] = set()
    ended: dict[UUID, tuple[dt.date | None, dt.datetime]] = {}
    fields = ("enrolment_id", "began", "until_before", "at")
    for pk, is_new, before, when in rows.order_by("at", "id").values_list(*fields):
        if is_new:
            began.add(pk)
        else:
            ended.setdefault(pk, (before, when))
    return began, ended
