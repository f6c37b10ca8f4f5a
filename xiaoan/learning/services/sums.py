"""The read table of schools and townships: what triggers put down is handed over, or all is made anew."""

from typing import Any

from django.db import connection, transaction

from xiaoan.directory import rules as numbering
from xiaoan.homework import queries as homework
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.learning.models import Change, Day
from xiaoan.learning.queries import columns
from xiaoan.lessons.queries import rates as lessons

_ONE = "select pg_advisory_xact_lock(hashtext('learning.day'))"
_KEYS = "unit_no, school_id, subject, day"
_ADD = ", ".join(f"{name} = learning_day.{name} + excluded.{name}" for name in columns.NAMES)
_SUMS = ", ".join(f"sum({name}) {name}" for name in columns.NAMES)
_NAMES = ", ".join(columns.NAMES)
_FOLD = (
    """
with gone as (delete from learning_change returning *),
levels as (
  select school_id unit_no, school_id, subject, day, NAMES from gone
  union all
  select unit_no / TOWNSHIP * TOWNSHIP, 0, subject, day, NAMES from gone
)
insert into learning_day (KEYS, NAMES)
select KEYS, SUMS from levels group by KEYS order by unit_no, day, subject
on conflict (unit_no, day, subject) do update set ADDED
""".replace("NAMES", _NAMES)
    .replace("KEYS", _KEYS)
    .replace("SUMS", _SUMS)
    .replace("ADDED", _ADD)
    .replace("TOWNSHIP", str(numbering.TOWNSHIP))
)


@transaction.atomic
def fold(actor: Actor) -> int:
    """Hand what was put down over to the read table; gives how many of its rows were written. Only by the
    system; figures are the same before and after."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_ONE)
        cursor.execute(_FOLD)
        written = int(cursor.rowcount)
        cursor.execute("delete from learning_day where lessons = 0 and tasks = 0")
    return written


@transaction.atomic
def rebuild(actor: Actor) -> int:
    """Make the read table anew from lessons and homework; gives how many rows it has. Whoever would change
    either waits meanwhile."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_ONE)
        cursor.execute("lock table lessons_day, homework_day in share row exclusive mode")
    Change.objects.all().delete()
    Day.objects.all().delete()
    _put_down(actor)
    fold(actor)
    return Day.objects.count()


def _put_down(actor: Actor) -> None:
    """What lessons and homework have, day by day: a year of a county is more than memory should hold."""
    by = ("school_id", "subject", "day")
    units, first, last = columns.EVER
    for names, sums in ((columns.LESSONS, lessons.sums), (columns.HOMEWORK, homework.sums)):
        days: list[Any] = [row["day"] for row in sums(actor, units, first, last, "day")]
        for day in days:
            found = []
            for row in sums(actor, units, day, day, *by):
                given: dict[str, Any] = {key: row[key] for key in by} | columns.named(row, names)
                found.append(Change(unit_no=given["school_id"], **given))
            Change.objects.bulk_create(found, batch_size=2_000)
