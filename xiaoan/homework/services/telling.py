"""The teacher tells by exception who handed in, marks, and returns."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import services as duties
from xiaoan.homework import rules
from xiaoan.homework.events import HomeworkMarked, HomeworkReturned, HomeworkTold
from xiaoan.homework.models import Piece, Task, Turn
from xiaoan.homework.queries import MARK
from xiaoan.homework.services import acting, counting
from xiaoan.homework.services.setting import seen
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound


def _roll(actor: Actor, task: Task) -> list[UUID]:
    return [one.person_id for one in directory.class_roll(actor, task.unit_no, clock.today())]


@transaction.atomic
def tell(actor: Actor, act_id: UUID, task_id: UUID, exceptions: Mapping[UUID, str]) -> None:
    """All handed in but those named: person → missing, excused or no_device. Told again it is put right;
    what was handed in online stays handed in."""
    task = seen(actor, task_id)
    body = sorted((str(who), state) for who, state in exceptions.items())
    if acting.begin(actor, act_id, task.unit_no, "tell", task_id, body):
        return
    row, people = acting.held(task_id), _roll(actor, task)
    pieces = {one.person_id: one for one in Piece.objects.filter(task_id=task_id)}
    if not set(exceptions) <= {*people, *pieces}:
        raise Invalid(_("有学生已不在这个班。请刷新后再记。"), {"people": "missing"})
    if any(state not in rules.STATES or state == "handed" for state in exceptions.values()):
        raise Invalid(_("请选没交、不用交或没有设备。"), {"people": "state"})
    told_before = row.base == "handed"
    for who, state in exceptions.items():
        _except(row, pieces.get(who), who, state)
    for who, piece in pieces.items():
        if who not in exceptions and piece.state != "handed":
            _handed_after_all(row, piece, told_before=told_before)
    if not told_before:
        row.base, row.told_at = "handed", clock.now()
    counting.count(row, people)
    settle(actor, row)
    journal.record(
        actor,
        HomeworkTold(
            school_id=row.school_id, unit_no=row.unit_no, task_id=row.pk, roll=row.roll,
            handed=row.handed, missing=row.missing, excused=row.excused, no_device=row.no_device,
        ),
    )  # fmt: skip


def _except(task: Task, piece: Piece | None, who: UUID, state: str) -> None:
    if piece is not None and piece.number:
        raise Conflict(_("有学生刚刚在网上交了作业。请刷新后再记。"))
    if piece is not None and piece.marked_at is not None:
        raise Conflict(_("有学生的作业已经批改,不能再记为没交。请刷新看看。"))
    row = piece or Piece(
        school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, person_id=who
    )
    if row.state == state:
        return
    row.state, row.why = state, "other" if state == "excused" else ""
    row.handed_at, row.handed_by_id, row.late = None, None, False
    row.save()


def _handed_after_all(task: Task, piece: Piece, *, told_before: bool) -> None:
    now = clock.now()
    piece.state, piece.why, piece.handed_at = "handed", "", now
    # Told for the first time, an excused pupil has simply handed in with the others.
    piece.late = told_before and now > task.due_at
    piece.save()


@transaction.atomic
def mark(
    actor: Actor, act_id: UUID, task_id: UUID, person_id: UUID, given: str, comment: str = ""
) -> None:
    """Mark what one pupil handed in, with a grade, points or "seen"; once more puts the mark right."""
    task = seen(actor, task_id)
    words = acting.words_of(comment, "comment", rules.LONGEST_COMMENT)
    if acting.begin(actor, act_id, task.unit_no, "mark", task_id, person_id, given, words):
        return
    if rules.mark_fault(given):
        raise Invalid(
            _("请选等第,或填 0 到 %(most)s 的整数分。") % {"most": rules.MOST_POINTS},
            {"mark": "invalid"},
        )
    row, people = acting.held(task_id), _roll(actor, task)
    piece = _piece(row, person_id, people)
    is_new = piece.marked_at is None
    piece.mark, piece.comment = given, words
    piece.marked_at = piece.marked_at or clock.now()
    piece.marked_by_id, piece.returned_at = actor.user_id, None
    piece.save()
    if is_new and piece.handed_at:
        _turn(row, piece.handed_at, 1)
    _after(actor, row, people, int(is_new), all_seen=False)


def _piece(task: Task, person_id: UUID, people: list[UUID]) -> Piece:
    """The piece of a pupil who handed in; made if it is only known by all having done so."""
    piece = Piece.objects.filter(task_id=task.pk, person_id=person_id).first()
    if piece is None and person_id not in people:
        raise NotFound
    if piece is None and task.base == "handed":
        return Piece(
            school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, person_id=person_id,
            state="handed", handed_at=task.told_at, marked_at=task.seen_at,
        )  # fmt: skip
    if piece is None or piece.state != "handed":
        raise Conflict(_("这个学生还没有交,不能批改。请先记为交了。"))
    return piece


@transaction.atomic
def mark_all(actor: Actor, act_id: UUID, task_id: UUID) -> int:
    """What was handed in and is not marked was seen; gives how many pieces."""
    task = seen(actor, task_id)
    if acting.begin(actor, act_id, task.unit_no, "mark_all", task_id):
        return 0
    row, people, now = acting.held(task_id), _roll(actor, task), clock.now()
    before = row.marked
    left = list(
        Piece.objects.filter(task_id=task_id, state="handed", marked_at=None).order_by("id")
    )
    for one in left:
        one.mark, one.marked_at, one.marked_by_id = "seen", now, actor.user_id
        _turn(row, one.handed_at or now, 1)
    Piece.objects.bulk_update(left, ["mark", "marked_at", "marked_by_id"])
    if row.base == "handed" and row.seen_at is None:
        row.seen_at = now
    _after(actor, row, people, len(left), all_seen=True, before=before)
    return row.marked - before


def _after(
    actor: Actor, row: Task, people: list[UUID], pieces: int, *, all_seen: bool, before: int = 0
) -> None:  # fmt: skip
    counting.count(row, people)
    found = row.marked - before if all_seen else pieces
    if all_seen and found > pieces and row.told_at:
        _turn(row, row.told_at, found - pieces)
    settle(actor, row)
    journal.record(
        actor,
        HomeworkMarked(
            school_id=row.school_id, unit_no=row.unit_no, task_id=row.pk, pieces=found,
            all_seen=all_seen,
        ),
    )  # fmt: skip


def _turn(task: Task, handed_at: dt.datetime, pieces: int) -> None:
    Turn.objects.create(
        school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, teacher_id=task.by_id,
        pieces=pieces, handed_at=handed_at, marked_at=max(clock.now(), handed_at),
    )  # fmt: skip


def settle(actor: Actor, row: Task) -> None:
    """What was owed is done once nothing is left to mark."""
    if row.marked == row.handed:
        duties.discharge_about(actor, row.pk, MARK, clock.now())


@transaction.atomic
def give_back(actor: Actor, act_id: UUID, task_id: UUID, person_id: UUID, comment: str) -> None:
    """It is to be mended: the family reads why, and hands in again. It counts as marked meanwhile."""
    task = seen(actor, task_id)
    words = acting.words_of(comment, "comment", rules.LONGEST_COMMENT, _("请写要订正什么。"))
    if acting.begin(actor, act_id, task.unit_no, "return", task_id, person_id, words):
        return
    row, people = acting.held(task_id), _roll(actor, task)
    piece = _piece(row, person_id, people)
    is_new, now = piece.marked_at is None, clock.now()
    piece.comment, piece.returned_at = words, now
    piece.mark, piece.marked_at = piece.mark or "seen", piece.marked_at or now
    piece.marked_by_id = actor.user_id
    piece.save()
    if is_new and piece.handed_at:
        _turn(row, piece.handed_at, 1)
    counting.count(row, people)
    settle(actor, row)
    journal.record(
        actor,
        HomeworkReturned(
            school_id=row.school_id, unit_no=row.unit_no, task_id=row.pk, piece_id=piece.pk
        ),
    )
