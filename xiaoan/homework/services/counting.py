"""The counts of a task, and the read table of days: written in the transaction of what changes them."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from xiaoan.homework.models import Piece, Task
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

_LOCK = "select pg_advisory_xact_lock(hashtext('homework.day'), hashtext(%s))"
_SUMS = """
select school_id, unit_no, subject, day, count(*), sum(minutes), sum(roll), sum(handed), sum(missing),
  sum(excused), sum(no_device), sum(unknown), sum(late), sum(marked)
from homework_task where cancelled_at is null {which} group by 1, 2, 3, 4
"""
_COLUMNS = (
    "school_id, unit_no, subject, day, tasks, minutes, roll, handed, missing, excused, no_device, unknown, "
    "late, marked"
)
_DELETE = (
    "delete from homework_day where unit_no = %(unit)s and day = %(day)s and subject = %(subject)s"
)
_WHICH = "and unit_no = %(unit)s and day = %(day)s and subject = %(subject)s"


def count(task: Task, on_roll: Collection[UUID]) -> None:
    """Count a task anew, for whoever is on the roll now or has a piece, and its day. The task is locked and
    as it stands in the database, but for its counts. Runs where it sees all pieces of the task."""
    pieces = Piece.objects.filter(task_id=task.pk)
    known = set(pieces.values_list("person_id", flat=True))
    found = pieces.aggregate(
        handed=Count("id", filter=Q(state="handed")), missing=Count("id", filter=Q(state="missing")),
        excused=Count("id", filter=Q(state="excused")),
        no_device=Count("id", filter=Q(state="no_device")),
        late=Count("id", filter=Q(state="handed", late=True)),
        marked=Count("id", filter=Q(marked_at__isnull=False)),
    )  # fmt: skip
    others = len(set(on_roll) - known)
    task.roll = len(known) + others
    for name, number in found.items():
        setattr(task, name, number)
    task.unknown = others if task.base == "unknown" else 0
    if task.base == "handed":
        task.handed += others
        task.marked += others if task.seen_at else 0
    task.save()
    count_day(task)


def count_day(task: Task) -> None:
    """Write the row of a task's class, subject and day anew."""
    values: dict[str, int | str | dt.date] = {
        "unit": task.unit_no,
        "day": task.day,
        "subject": task.subject,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"{task.unit_no} {task.day} {task.subject}"])
        cursor.execute(_DELETE, values)
        cursor.execute(
            f"insert into homework_day ({_COLUMNS}) {_SUMS.format(which=_WHICH)}",
            values,
        )


def rebuild(actor: Actor) -> int:
    """Make the read table anew from the tasks; gives how many rows it has. Only by the system, with nobody
    writing: the table is locked meanwhile."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute("lock table homework_task, homework_day in exclusive mode")
        cursor.execute("delete from homework_day")
        cursor.execute(f"insert into homework_day ({_COLUMNS}) {_SUMS.format(which='')}")
        return int(cursor.rowcount)
