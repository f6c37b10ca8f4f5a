"""Each hour: who is ill on the day of a task is not asked, and what lies unmarked is owed by its teacher."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import F, Min, Q

from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.homework.models import Piece, Task
from xiaoan.homework.queries import MARK
from xiaoan.homework.services import acting, counting
from xiaoan.homework.services.setting import excuse
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

# At the end of the working day (own choice).
BY = dt.time(17, 30)
LIMIT = f"{MARK}.limit"


@transaction.atomic
def excuse_due(actor: Actor) -> int:
    """Whoever is ill or isolated on the day a task is due is not asked for it; gives how many are new."""
    if not actor.is_system:
        raise Forbidden
    today, found = clock.today(), 0
    rows = Task.objects.filter(day=today, cancelled_at=None, unknown__gt=0).order_by("id")
    for task_id in list(rows.values_list("id", flat=True)):
        task = acting.held(task_id)
        people = [one.person_id for one in directory.class_roll(actor, task.unit_no, today)]
        if new := excuse(task, people, today):
            counting.count(task, people)
            found += new
    return found


@transaction.atomic
def owe_marking(actor: Actor) -> int:
    """Open what is to be marked: due some school days after the oldest unmarked piece was handed in. Running
    twice opens nothing twice. Gives how many are new."""
    if not actor.is_system:
        raise Forbidden
    rows = list(
        Task.objects.filter(cancelled_at=None, marked__lt=F("handed")).order_by("unit_no", "id")
    )
    if not rows:
        return 0
    waits, ladders, count = oldest(rows), duty_queries.ladders(), 0
    for row in rows:
        since = waits[row.pk]
        if duties.hold_about(row.pk, MARK):
            continue
        due_at = _due_at(row.unit_no, since, ladders.value(LIMIT, row.unit_no))
        new = duties.NewDuty(
            school_id=row.school_id, unit_no=row.unit_no, people=row.handed - row.marked,
            due_at=due_at, assignee_id=row.by_id, deputy_id=None, about_id=row.pk,
            next_step_at=ladders.first_step_at(row.unit_no, due_at, MARK),
        )  # fmt: skip
        count += duties.open_duties(actor, MARK, clock.today(), "", [new])
    return count


def oldest(rows: list[Task]) -> dict[UUID, dt.datetime]:
    """Since when the oldest unmarked piece of each task waits."""
    left = Piece.objects.filter(
        Q(marked_at=None), state="handed", task_id__in=[row.pk for row in rows]
    )
    found = dict(left.values_list("task_id").annotate(at=Min("handed_at")))
    return {
        row.pk: min(
            [
                *([found[row.pk]] if row.pk in found else []),
                *([row.told_at] if row.told_at and row.seen_at is None else []),
            ],
            default=row.at,
        )
        for row in rows
    }


def _due_at(unit_no: int, since: dt.datetime, days: int) -> dt.datetime:
    """The end of the working day so many school days later; of plain days where no term goes on."""
    day, calendar = since.astimezone(clock.ZONE).date(), directory.calendar(unit_no)
    for _n in range(days):
        day = calendar.next_school_day(day) or day + dt.timedelta(days=1)
    return clock.at(day, BY)
