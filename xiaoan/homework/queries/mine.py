"""Homework of one's children."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.homework.models import Piece, Task
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound

# So many days back a family sees homework (own choice).
BACK = dt.timedelta(days=14)


@dataclass(frozen=True)
class Mine:
    """A task and how it stands with a child; `piece` None: nothing is known of the child yet."""

    task: Task
    person_id: UUID
    name: str
    piece: Piece | None

    @property
    def state(self) -> str:
        """due, late, excused, no_device, handed, marked, returned, missing."""
        if self.piece is None:
            if self.task.base == "handed":
                return "marked" if self.task.seen_at else "handed"
            return "late" if clock.now() > self.task.due_at else "due"
        if self.piece.state != "handed":
            return self.piece.state
        if self.piece.returned_at:
            return "returned"
        return "marked" if self.piece.marked_at else "handed"


def mine(actor: Actor) -> list[Mine]:
    """What is set for the actor's children, the soonest end first, and of two weeks back."""
    today = clock.today()
    classes = directory.classes_of_people(actor, actor.people, today) if actor.people else {}
    if not classes:
        return []
    rows = Task.objects.filter(unit_no__in=set(classes.values()), day__gte=today - BACK)
    tasks = list(rows.filter(cancelled_at=None).order_by("-due_at", "-id")[:200])
    pieces = {
        (one.task_id, one.person_id): one
        for one in Piece.objects.filter(
            person_id__in=actor.people, task_id__in=[task.pk for task in tasks]
        )
    }
    names = directory.enrolments(actor, actor.people, today)
    return [
        Mine(task, who, names[who].name if who in names else "", pieces.get((task.pk, who)))
        for task in tasks for who, no in sorted(classes.items()) if no == task.unit_no
    ]  # fmt: skip


def task_for(actor: Actor, task_id: UUID, person_id: UUID) -> Task:
    """A task of the class of one's child. NotFound: it is not."""
    if person_id not in actor.people:
        raise NotFound
    no = directory.classes_of_people(actor, [person_id], clock.today()).get(person_id)
    task = Task.objects.filter(pk=task_id, unit_no=no).first() if no else None
    if task is None:
        raise NotFound
    return task


def own(actor: Actor, task_id: UUID, person_id: UUID) -> Mine:
    task = task_for(actor, task_id, person_id)
    found = directory.enrolments(actor, [person_id], clock.today())
    piece = Piece.objects.filter(task_id=task_id, person_id=person_id).first()
    return Mine(task, person_id, found[person_id].name if person_id in found else "", piece)
