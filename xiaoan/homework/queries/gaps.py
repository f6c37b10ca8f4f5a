"""Who did not hand in, by person: of units for those who look after them, and of one pupil."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Sum

from xiaoan.homework.models import Task
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Interval

# Whoever is on the roll that day and has no piece when it is due is unknown until the teacher has told.
_LACKS = """
select person_id, min(unit_no), sum(missing), sum(unknown), sum(excused), sum(no_device), sum(late),
  max(day) filter (where missing > 0)
from (
  select p.person_id, t.unit_no, t.day, (p.state = 'missing')::int missing, 0 unknown,
    (p.state = 'excused')::int excused, (p.state = 'no_device')::int no_device, p.late::int late
  from homework_task t join homework_piece p on p.task_id = t.id
  where t.unit_no >= %(lo)s and t.unit_no < %(hi)s and t.day between %(since)s and %(until)s
    and t.cancelled_at is null and (p.state <> 'handed' or p.late)
  union all
  select e.person_id, t.unit_no, t.day, 0, 1, 0, 0, 0
  from homework_task t join directory_enrolment e on e.unit_no = t.unit_no and e.since <= t.day
    and (e.until is null or e.until > t.day)
  where t.unit_no >= %(lo)s and t.unit_no < %(hi)s and t.day between %(since)s and %(until)s
    and t.cancelled_at is null and t.base = 'unknown' and t.due_at <= %(now)s
    and not exists (select 1 from homework_piece p where p.task_id = t.id and p.person_id = e.person_id)
) found group by 1
"""
_OF_ONE = """
select t.subject, t.day, count(*), count(*) filter (where has_handed),
  count(*) filter (where p.state = 'missing'),
  count(*) filter (where p.state = 'excused'), count(*) filter (where p.state = 'no_device'),
  count(*) filter (where p.id is null and t.base <> 'handed'), count(*) filter (where p.late),
  count(*) filter (where p.marked_at is not null or (p.id is null and has_handed and t.seen_at is not null))
from homework_task t
join directory_enrolment e on e.unit_no = t.unit_no and e.person_id = %(who)s and e.since <= t.day
  and (e.until is null or e.until > t.day)
left join homework_piece p on p.task_id = t.id and p.person_id = %(who)s
cross join lateral (select p.state = 'handed' or (p.id is null and t.base = 'handed') has_handed) h
where t.day between %(since)s and %(until)s and t.cancelled_at is null
group by 1, 2 order by 2, 1
"""


@dataclass(frozen=True)
class Lack:
    """A pupil of a unit: pieces missing, not known of, excused, without a device, handed in late; the last
    day on which one was missing."""

    person_id: UUID
    unit_no: int
    missing: int
    unknown: int
    excused: int
    no_device: int
    late: int
    last: dt.date | None


@dataclass(frozen=True)
class Done:
    """Of a pupil, subject and day due. tasks = handed + missing + excused + no_device + unknown; late and
    marked are of handed."""

    subject: str
    day: dt.date
    tasks: int
    handed: int
    missing: int
    excused: int
    no_device: int
    unknown: int
    late: int
    marked: int


def lacks(interval: Interval, since: dt.date, until: dt.date) -> list[Lack]:
    """Everybody inside an interval of whom a piece due on days (both counted) lacks or was late, in the
    running scope."""
    lo, hi = interval
    given: dict[str, Any] = {
        "lo": lo, "hi": hi, "since": since, "until": until, "now": clock.now(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LACKS, given)
        return [Lack(*row) for row in cursor.fetchall()]


def of_person(person_id: UUID, since: dt.date, until: dt.date) -> list[Done]:
    """The homework of the classes a pupil was in on days, in the running scope."""
    given: dict[str, Any] = {"who": person_id, "since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_OF_ONE, given)
        return [Done(*row) for row in cursor.fetchall()]


def to_come(interval: Interval, until: dt.date) -> tuple[int, int]:
    """Tasks that are not due yet, until a day, and pieces of them that are not handed in; in the running
    scope."""
    lo, hi = interval
    rows = Task.objects.filter(
        day__range=(clock.today(), until), unit_no__gte=lo, unit_no__lt=hi, cancelled_at=None,
        due_at__gt=clock.now(), unknown__gt=0,
    )  # fmt: skip
    found = rows.aggregate(n=Count("id"), pieces=Sum("unknown"))
    return found["n"], found["pieces"] or 0
