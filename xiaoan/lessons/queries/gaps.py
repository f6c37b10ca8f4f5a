"""Who did not watch, by person: of units for those who look after them, and of one pupil."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Sum

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.lessons.models import Lesson, Without

# Through lessons, which have an index by unit and day.
_LACKS = """
select m.person_id, min(l.unit_no), count(*) filter (where m.state = 'missed'),
  count(*) filter (where m.state = 'excused'), count(*) filter (where m.state = 'no_device'),
  max(l.day) filter (where m.state = 'missed')
from lessons_lesson l join lessons_mark m on m.lesson_id = l.id
where l.unit_no >= %(lo)s and l.unit_no < %(hi)s and l.day between %(since)s and %(until)s
  and l.cancelled_at is null and l.reported_at is not null
group by 1
"""
_OF_ONE = """
select l.subject, l.day, count(*), count(*) filter (where l.reported_at is not null and m.id is null),
  count(*) filter (where m.state = 'missed'), count(*) filter (where m.state = 'excused'),
  count(*) filter (where m.state = 'no_device'), count(*) filter (where l.reported_at is null)
from lessons_lesson l
join directory_enrolment e on e.unit_no = l.unit_no and e.person_id = %(who)s and e.since <= l.day
  and (e.until is null or e.until > l.day)
left join lessons_mark m on m.lesson_id = l.id and m.person_id = %(who)s
where l.day between %(since)s and %(until)s and l.cancelled_at is null
  and (l.of_whom = '{}' or %(who)s = any(l.of_whom))
group by 1, 2 order by 2, 1
"""


@dataclass(frozen=True)
class Lack:
    """A pupil of a unit who did not simply watch: lessons missed, excused, without a device; the last day
    on which one was missed."""

    person_id: UUID
    unit_no: int
    missed: int
    excused: int
    no_device: int
    last: dt.date | None


@dataclass(frozen=True)
class Seat:
    """Of a pupil, subject and day. lessons = watched + missed + excused + no_device + unknown."""

    subject: str
    day: dt.date
    lessons: int
    watched: int
    missed: int
    excused: int
    no_device: int
    unknown: int


def lacks(interval: Interval, since: dt.date, until: dt.date) -> list[Lack]:
    """Everybody inside an interval with a mark on days (both counted), in the running scope."""
    lo, hi = interval
    given: dict[str, Any] = {"lo": lo, "hi": hi, "since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_LACKS, given)
        return [Lack(*row) for row in cursor.fetchall()]


def of_person(person_id: UUID, since: dt.date, until: dt.date) -> list[Seat]:
    """The lessons of the classes a pupil was in on days, in the running scope."""
    given: dict[str, Any] = {"who": person_id, "since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_OF_ONE, given)
        return [Seat(*row) for row in cursor.fetchall()]


def to_come(interval: Interval) -> tuple[int, int]:
    """Lessons of today that are not over nor reported, and the pupils of them; in the running scope."""
    lo, hi = interval
    rows = Lesson.objects.filter(
        day=clock.today(), unit_no__gte=lo, unit_no__lt=hi, reported_at=None, cancelled_at=None,
        ends_at__gt=clock.now(),
    )  # fmt: skip
    found = rows.aggregate(n=Count("id"), seats=Sum("due"))
    return found["n"], found["seats"] or 0


def unreported(
    actor: Actor, interval: Interval, since: dt.date, until: dt.date, most: int = 50
) -> tuple[int, list[Lesson]]:
    """Lessons that are over and of which nobody has said who watched: how many, and the latest of them."""
    lo, hi = interval
    rows = visible(Lesson.objects.filter(cancelled_at=None), actor, Permission.SEE_LESSONS)
    rows = rows.filter(unit_no__gte=lo, unit_no__lt=hi, day__range=(since, until))
    rows = rows.filter(reported_at=None, ends_at__lte=clock.now())
    return rows.count(), list(rows.order_by("-starts_at", "unit_no", "id")[:most])


def help_for(person_id: UUID) -> Without | None:
    """What is done about a pupil without a device or network now, in the running scope."""
    return Without.objects.filter(person_id=person_id, until=None).first()
