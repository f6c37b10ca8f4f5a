"""Setting homework for classes, and taking it back."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import services as duties
from xiaoan.homework import rules
from xiaoan.homework.events import HomeworkCancelled, HomeworkSet
from xiaoan.homework.models import Piece, Task
from xiaoan.homework.queries import MARK
from xiaoan.homework.services import acting, counting
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.photos import services as photos
from xiaoan.surveys import queries as surveys


@dataclass(frozen=True)
class NewTask:
    """What is set. `minutes`: expected for a pupil; `pictures`: of the sheet."""

    id: UUID
    unit_nos: tuple[int, ...]
    subject: str
    title: str
    text: str
    minutes: int
    way: str
    due_at: dt.datetime
    pictures: tuple[bytes, ...] = ()


@transaction.atomic
def set_homework(actor: Actor, new: NewTask) -> list[UUID]:
    """Set homework for classes; gives the id of each one's task, in the order of their numbers. Whoever is
    ill or isolated is not asked."""
    classes = sorted(set(new.unit_nos))
    _refuse_classes(actor, classes)
    digests = [hashlib.sha256(one).hexdigest() for one in new.pictures]
    body = (classes, new.subject, new.title, new.text, new.minutes, new.way, new.due_at, digests)
    if acting.begin(actor, new.id, classes[0], "set", *body):
        rows = Task.objects.filter(set_id=new.id).order_by("unit_no")
        return list(rows.values_list("id", flat=True))
    title, text = _checked(new)
    if actor.user_id is None:
        raise Forbidden
    found = []
    for no in classes:
        row = Task(
            school_id=numbering.school_of(no), unit_no=no, set_id=new.id, subject=new.subject,
            title=title, text=text, minutes=new.minutes, way=new.way, due_at=new.due_at,
            day=new.due_at.astimezone(clock.ZONE).date(), at=clock.now(), by_id=actor.user_id,
            photos=[str(photos.keep(actor, no, one).id) for one in new.pictures],
        )  # fmt: skip
        _put(actor, row)
        found.append(row.pk)
    return found


def _refuse_classes(actor: Actor, classes: list[int]) -> None:
    if not classes:
        raise Invalid(_("请选班级。"), {"classes": "empty"})
    if len(classes) > rules.MOST_CLASSES:
        words = _("一次最多布置给 %(most)s 个班。请分几次。")
        raise Invalid(words % {"most": rules.MOST_CLASSES}, {"classes": "many"})
    known = directory.places(classes)
    for no in classes:
        if no not in known or known[no].kind != "class":
            raise NotFound
        acting.refuse_stranger(actor, no)


def _checked(new: NewTask) -> tuple[str, str]:
    title = acting.words_of(new.title, "title", rules.LONGEST_TITLE, _("请写作业名称。"))
    text = acting.words_of(new.text, "text", rules.LONGEST_TEXT)
    if new.subject not in {one.code for one in directory.subjects()}:
        raise Invalid(_("请选科目。"), {"subject": "unknown"})
    if new.way not in rules.WAYS:
        raise Invalid(_("请选怎么交。"), {"way": "unknown"})
    if not 0 <= new.minutes <= rules.MOST_MINUTES:
        words = _("预计用时请填 0 到 %(most)s 分钟。")
        raise Invalid(words % {"most": rules.MOST_MINUTES}, {"minutes": "range"})
    now = clock.now()
    if not now < new.due_at <= now + dt.timedelta(days=rules.MOST_DAYS):
        words = _("截止时间要晚于现在,最多 %(most)s 天以后。")
        raise Invalid(words % {"most": rules.MOST_DAYS}, {"due": "range"})
    photos.refuse_many(len(new.pictures), rules.MOST_PHOTOS)
    return title, text


def _put(actor: Actor, row: Task) -> None:
    row.save(force_insert=True)
    people = [one.person_id for one in directory.class_roll(actor, row.unit_no, clock.today())]
    excuse(row, people, clock.today())
    counting.count(row, people)
    journal.record(
        actor,
        HomeworkSet(
            school_id=row.school_id, unit_no=row.unit_no, task_id=row.pk, subject=row.subject,
            day=row.day, minutes=row.minutes, roll=row.roll, excused=row.excused,
        ),
    )  # fmt: skip


def excuse(task: Task, people: Iterable[UUID], day: dt.date) -> int:
    """Who is ill or isolated on a day and has no piece yet is not asked; gives how many are new."""
    known = set(Piece.objects.filter(task_id=task.pk).values_list("person_id", flat=True))
    found = surveys.excused(set(people) - known, day)
    Piece.objects.bulk_create(
        Piece(
            school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, person_id=who,
            state="excused", why=why,
        )
        for who, why in sorted(found.items())
    )  # fmt: skip
    return len(found)


@transaction.atomic
def cancel(actor: Actor, act_id: UUID, task_id: UUID, reason: str) -> None:
    """Take homework of one class back: nobody has to do it, and it counts in no figure."""
    task = seen(actor, task_id)
    words = acting.words_of(reason, "reason", rules.LONGEST_COMMENT, _("请写明为什么取消。"))
    if acting.begin(actor, act_id, task.unit_no, "cancel", task_id, words):
        return
    row = acting.held(task_id)
    row.cancelled_at, row.cancelled_by_id, row.reason = clock.now(), actor.user_id, words
    row.save()
    counting.count_day(row)
    duties.discharge_about(actor, row.pk, MARK, clock.now())
    journal.record(
        actor, HomeworkCancelled(school_id=row.school_id, unit_no=row.unit_no, task_id=row.pk)
    )


def seen(actor: Actor, task_id: UUID) -> Task:
    """A task that the actor may mark, not locked."""
    row = Task.objects.filter(pk=task_id).first()
    if row is None:
        raise NotFound
    acting.refuse_stranger(actor, row.unit_no)
    return row
