"""Homework as teachers and those above see it: tasks of a unit, one with its pupils, time of marking."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from django.db.models import F, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import people
from xiaoan.homework import rules
from xiaoan.homework.models import Piece, Task, Turn
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible
from xiaoan.photos import queries as photos

# So many days back a list goes (own choice).
BACK = 28
# A task as pages are given it.
Known: TypeAlias = Task


@dataclass(frozen=True)
class Line:
    """A pupil of a task: handed, missing, excused, no_device or unknown. `fixed`: handed in online, which
    telling does not change. `since`: when it was handed in."""

    person_id: UUID
    name: str
    state: str
    why: str
    late: bool
    fixed: bool
    mark: str
    since: dt.datetime | None
    marked_at: dt.datetime | None
    returned_at: dt.datetime | None


@dataclass(frozen=True)
class Turnaround:
    """How long one teacher's marking takes, in hours from handing in; marked of handed pieces."""

    teacher_id: UUID
    name: str
    marked: int
    waiting: int
    median: rules.Quantile
    ninetieth: rules.Quantile

    @property
    def pieces(self) -> int:
        return self.marked + self.waiting


def task(actor: Actor, task_id: UUID) -> Task:
    row = visible(Task.objects.all(), actor, Permission.SEE_HOMEWORK).filter(pk=task_id).first()
    if row is None:
        raise NotFound
    return row


def at_unit(
    actor: Actor, place: directory.Place, *, unmarked: bool = False, most: int = 200
) -> list[Task]:
    """The tasks inside a unit of four weeks back and all to come, the last due first; or those with
    something unmarked, the first due first."""
    if not actor.may(Permission.SEE_HOMEWORK, place.no):
        raise NotFound
    lo, hi = place.interval
    rows = visible(Task.objects.all(), actor, Permission.SEE_HOMEWORK)
    rows = rows.filter(unit_no__gte=lo, unit_no__lt=hi)
    if unmarked:
        rows = rows.filter(cancelled_at=None, marked__lt=F("handed")).order_by("due_at", "id")
    else:
        rows = rows.filter(day__gte=clock.today() - dt.timedelta(days=BACK))
        rows = rows.order_by("-due_at", "unit_no", "id")
    return list(rows[:most])


def set_by(actor: Actor, most: int = 100) -> list[Task]:
    """What the actor has set of four weeks back and all to come, the last due first."""
    rows = visible(Task.objects.all(), actor, Permission.SEE_HOMEWORK).filter(
        by_id=accounts.user_id(actor)
    )
    since = clock.today() - dt.timedelta(days=BACK)
    return list(rows.filter(day__gte=since).order_by("-due_at", "unit_no", "id")[:most])


def classes(actor: Actor) -> list[directory.Place]:
    """The classes in which the actor may set homework, by number; of one school at the most 200."""
    today = clock.today()
    found: dict[int, directory.Place] = {}
    for interval in actor.reach(Permission.SET_HOMEWORK):
        found |= {one.place.no: one.place for one in directory.class_sizes(actor, interval, today)}
    return [found[no] for no in sorted(found)][:200]


def lines(actor: Actor, row: Task) -> list[Line]:
    """Each pupil of a task by seat; after them whoever has a piece and is no more on the roll."""
    roll = directory.class_roll(actor, row.unit_no, clock.today())
    pieces = {one.person_id: one for one in Piece.objects.filter(task_id=row.pk)}
    gone = sorted(set(pieces) - {one.person_id for one in roll})
    names = people.person_names(actor, gone)
    known = [(one.person_id, one.name) for one in roll] + [
        (who, names.get(who, "")) for who in gone
    ]
    return [_line(row, who, name, pieces.get(who)) for who, name in known]


def _line(row: Task, who: UUID, name: str, piece: Piece | None) -> Line:
    if piece is None:
        seen = row.base == "handed" and row.seen_at is not None
        return Line(
            who, name, row.base, "", late=False, fixed=False, mark="seen" if seen else "",
            since=row.told_at, marked_at=row.seen_at if seen else None, returned_at=None,
        )  # fmt: skip
    return Line(
        who, name, piece.state, piece.why, piece.late, piece.number > 0 or piece.marked_at is not None,
        piece.mark, piece.handed_at, piece.marked_at, piece.returned_at,
    )  # fmt: skip


def piece(row: Task, person_id: UUID) -> Piece | None:
    return Piece.objects.filter(task_id=row.pk, person_id=person_id).first()


def picture(actor: Actor, task_id: UUID, photo_id: UUID) -> bytes:
    """A picture of a task, or of a piece of it: for who sees the homework of the class; of the task and of
    one's child also for the family."""
    row = Task.objects.filter(pk=task_id).first()
    if row is None:
        raise NotFound
    sees = actor.may(Permission.SEE_HOMEWORK, row.unit_no)
    if not sees and row.unit_no not in actor.classes:
        raise NotFound
    pieces = Piece.objects.filter(task_id=task_id)
    if not sees:
        pieces = pieces.filter(person_id__in=actor.people)
    known = {*row.photos, *(pk for kept in pieces.values_list("photos", flat=True) for pk in kept)}
    if str(photo_id) not in known:
        raise NotFound
    with everywhere("homework"):
        return photos.picture(photo_id)


def turnaround(
    actor: Actor, place: directory.Place, since: dt.date, until: dt.date
) -> list[Turnaround]:
    """Of each teacher inside a unit: what was marked from a day to a day (both counted), and, if `until` is
    today, what waits still; who has most waiting first."""
    if not actor.may(Permission.SEE_HOMEWORK, place.no):
        raise NotFound
    lo, hi = place.interval
    start, end = clock.at(since, dt.time.min), clock.at(until + dt.timedelta(days=1), dt.time.min)
    turns = visible(Turn.objects.all(), actor, Permission.SEE_HOMEWORK).filter(
        unit_no__gte=lo, unit_no__lt=hi, marked_at__gte=start, marked_at__lt=end
    )
    waits: dict[UUID, list[rules.Wait]] = defaultdict(list)
    columns = ("teacher_id", "pieces", "handed_at", "marked_at")
    for teacher, pieces, handed_at, marked_at in turns.values_list(*columns):
        waits[teacher].append(rules.Wait(_hours(handed_at, marked_at), pieces, ended=True))
    if until >= clock.today():
        unmarked = visible(Task.objects.all(), actor, Permission.SEE_HOMEWORK).filter(
            unit_no__gte=lo, unit_no__lt=hi, cancelled_at=None, marked__lt=F("handed")
        )
        for teacher, pieces, handed_at in _waiting(unmarked):
            waits[teacher].append(rules.Wait(_hours(handed_at, clock.now()), pieces, ended=False))
    names = accounts.names(actor, list(waits))
    found = [_turnaround(who, names.get(who, ""), waits[who]) for who in waits]
    return sorted(found, key=lambda one: (-one.waiting, -one.marked, one.name))


def _hours(since: dt.datetime, until: dt.datetime) -> float:
    return max((until - since).total_seconds(), 0) / 3600


def _waiting(tasks: QuerySet[Task]) -> Iterable[tuple[UUID, int, dt.datetime]]:
    """Teacher, number and since when of what waits."""
    rows = {row.pk: row for row in tasks}
    left = Piece.objects.filter(task_id__in=list(rows), state="handed", marked_at=None)
    named: dict[UUID, int] = defaultdict(int)
    for task_id, handed_at in left.values_list("task_id", "handed_at"):
        named[task_id] += 1
        if handed_at:
            yield rows[task_id].by_id, 1, handed_at
    for pk, row in rows.items():
        others = row.handed - row.marked - named[pk]
        if others > 0 and row.told_at:
            yield row.by_id, others, row.told_at


def _turnaround(who: UUID, name: str, waits: list[rules.Wait]) -> Turnaround:
    return Turnaround(
        who, name, sum(one.pieces for one in waits if one.ended),
        sum(one.pieces for one in waits if not one.ended), rules.quantile(waits, 0.5),
        rules.quantile(waits, 0.9),
    )  # fmt: skip
