"""A piece is handed in for a child by whoever answers for it; again after it was returned, late too."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.homework import rules
from xiaoan.homework.events import HomeworkHandedIn
from xiaoan.homework.models import Piece, Task
from xiaoan.homework.queries import mine
from xiaoan.homework.services import acting, counting
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.scope import everywhere
from xiaoan.photos import services as photos


@dataclass(frozen=True)
class NewPiece:
    """What is handed in; text or pictures have to be there."""

    id: UUID
    task_id: UUID
    person_id: UUID
    text: str
    pictures: tuple[bytes, ...] = ()


@transaction.atomic
def hand_in(actor: Actor, new: NewPiece) -> None:
    """Hand in. Conflict: it was marked and not returned, or the task was taken back."""
    known = mine.task_for(actor, new.task_id, new.person_id)
    digests = [hashlib.sha256(one).hexdigest() for one in new.pictures]
    body = (new.task_id, new.person_id, new.text, digests)
    if acting.begin(actor, new.id, known.unit_no, "hand_in", *body):
        return
    text = acting.words_of(new.text, "text", rules.LONGEST_TEXT)
    if not text and not new.pictures:
        raise Invalid(_("请拍照片,或写几个字。"), {"text": "empty"})
    photos.refuse_many(len(new.pictures), rules.MOST_PHOTOS)
    # The counts are of all pupils of the class, whom a family does not see; nothing of them is shown.
    with everywhere("homework") as system:
        task = acting.held(new.task_id)
        kept = [str(photos.keep(actor, task.unit_no, one).id) for one in new.pictures]
        row = _written(actor, task, new.person_id, text, kept)
        on_roll = directory.class_roll(system, task.unit_no, clock.today())
        counting.count(task, [one.person_id for one in on_roll])
    journal.record(
        actor,
        HomeworkHandedIn(
            school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, piece_id=row.pk,
            number=row.number, late=row.late, photos=len(kept),
        ),
    )  # fmt: skip


def _written(actor: Actor, task: Task, person_id: UUID, text: str, kept: list[str]) -> Piece:
    row = Piece.objects.filter(task_id=task.pk, person_id=person_id).first()
    if row is None:
        row = Piece(
            school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, person_id=person_id
        )
    if row.marked_at is not None and row.returned_at is None:
        raise Conflict(_("老师已经批改过。要改,请先请老师退回。"))
    now = clock.now()
    # What was in time the first time stays in time when it is mended.
    row.late = row.late if row.returned_at else now > task.due_at
    row.state, row.why, row.number = "handed", "", row.number + 1
    row.text, row.photos = text, kept
    row.handed_at, row.handed_by_id = now, actor.user_id
    row.mark, row.comment, row.marked_at, row.marked_by_id, row.returned_at = (
        "",
        "",
        None,
        None,
        None,
    )
    row.save()
    return row
