"""What a person says: which pupil an account is, of which lessons an activity is, who else is to say so."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import is_office
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.lessons import queries as lessons
from xiaoan.platforms.events import AccountSettled, ActivitySettled
from xiaoan.platforms.models import Account, Activity, Platform, Statement
from xiaoan.platforms.services import acting, matching, touching

MAY = (Permission.TEACH, Permission.KEEP_LESSONS, Permission.SET_PLATFORMS)


@transaction.atomic
def settle_account(actor: Actor, account_id: UUID, who: UUID | None, *, again: bool = False) -> int:
    """Say which pupil an account is (None: nobody's). What it did counts for that pupil. Gives how many
    lessons are counted anew; the same again changes nothing. `again`: put right what was settled before; else
    Conflict where somebody was faster."""
    row = Account.objects.select_for_update().filter(pk=account_id).first()
    if row is None:
        raise NotFound
    acting.require(actor, row.unit_no, *MAY)
    if row.settled_at and row.person_id == who:
        return 0
    if row.settled_at and not again:
        raise Conflict(_("这个账号刚才已有人认过。请刷新后看一看。"))
    now = clock.now()
    if who is not None:
        unit_no = directory.classes_of_people(actor, [who], clock.today()).get(who)
        if unit_no is None or not any(actor.may(one, unit_no) for one in MAY):
            raise Invalid(_("这名学生不在您的班里。请从名单里选。"), {"person": "stranger"})
        row.unit_no, row.school_id = unit_no, acting.school(unit_no)
    row.person_id, row.settled_at, row.by_id = who, now, actor.user_id
    row.save(update_fields=["person_id", "unit_no", "school_id", "settled_at", "by_id"])
    heard = Statement.objects.filter(account_id=row.pk, void=False)
    with everywhere("platforms"):  # what a county's platform told before is under its own number
        n = touching.touch_all(heard, now)
    journal.record(
        actor,
        AccountSettled(
            school_id=row.school_id, unit_no=row.unit_no, account_id=row.pk, nobody=who is None
        ),
    )
    return n


@dataclass(frozen=True)
class Room:
    """What an activity is: a class, of a subject ("": whichever is on), or one lesson of it."""

    unit_no: int
    subject: str = ""
    lesson_id: UUID | None = None


def _hold(actor: Actor, activity_id: UUID, *, again: bool) -> Activity:
    row = Activity.objects.select_for_update().filter(pk=activity_id).first()
    if row is None:
        raise NotFound
    acting.require(actor, row.unit_no, *MAY)
    if row.settled_at and not again:
        raise Conflict(_("这个课堂刚才已有人认过。请刷新后看一看。"))
    return row


@transaction.atomic
def settle_activity(
    actor: Actor, activity_id: UUID, room: Room | None, *, again: bool = False
) -> int:
    """Say what an activity is (None: no lesson of anybody). Remembered: what comes later counts by itself.
    Gives how many lessons are counted anew."""
    row = _hold(actor, activity_id, again=True)
    same = row.settled_at is not None and (
        row.is_none
        if room is None
        else not row.is_none
        and (row.unit_no, row.subject, row.lesson_id)
        == (room.unit_no, room.subject, room.lesson_id)
    )
    if same:
        return 0
    if row.settled_at and not again:
        raise Conflict(_("这个课堂刚才已有人认过。请刷新后看一看。"))
    now = clock.now()
    heard = Statement.objects.filter(activity_id=row.pk, void=False)
    with everywhere("platforms"):
        before = touching.touch_all(heard, now) if row.settled_at else 0
    if room is not None:
        _place(actor, row, room)
    row.is_none, row.settled_at, row.by_id = room is None, now, actor.user_id
    row.save()
    with everywhere("platforms") as system:
        n = touching.touch_all(heard, now)
        if room is not None:
            _ask_about(system, row)
    journal.record(
        actor,
        ActivitySettled(
            school_id=row.school_id, unit_no=row.unit_no, activity_id=row.pk, passed=False
        ),
    )
    return max(n, before)


def _place(actor: Actor, row: Activity, room: Room) -> None:
    acting.require(actor, room.unit_no, *MAY)
    place = directory.place(room.unit_no)
    if place.kind != "class":
        raise Invalid(_("请选一个班。"), {"unit_no": "class"})
    if room.subject and room.subject not in {one.code for one in directory.subjects()}:
        raise Invalid(_("请选科目。"), {"subject": "unknown"})
    if room.lesson_id:
        lesson = lessons.by_ids([room.lesson_id]).get(room.lesson_id)
        if lesson is None or lesson.unit_no != room.unit_no:
            raise Invalid(_("请选这个班的一节课。"), {"lesson": "unknown"})
    row.unit_no, row.school_id = place.no, place.school_id
    row.subject, row.lesson_id = room.subject, room.lesson_id


def _ask_about(system: Actor, row: Activity) -> None:
    """Who was heard there and is not known is looked for in that class, and asked about there."""
    platform = Platform.objects.get(pk=row.platform_id)
    ids = Statement.objects.filter(activity_id=row.pk).values("account_id")
    rows = list(
        Account.objects.select_for_update().filter(pk__in=ids, settled_at=None).order_by("key")
    )
    matching.settle_numbers(system, platform, rows, {one.pk: row.unit_no for one in rows})


@transaction.atomic
def pass_on(actor: Actor, activity_id: UUID, unit_no: int) -> None:
    """Have a school say what an activity is, of a platform of an office; twice is once."""
    row = _hold(actor, activity_id, again=False)
    if row.unit_no == unit_no:
        return
    acting.require(actor, unit_no, Permission.SET_PLATFORMS, Permission.KEEP_LESSONS)
    place = directory.place(unit_no)
    if place.kind != "school" or not is_office(row.unit_no):
        raise Invalid(_("请选一所学校。"), {"school": "unknown"})
    row.unit_no, row.school_id = place.no, place.school_id
    row.save(update_fields=["unit_no", "school_id"])
    journal.record(
        actor,
        ActivitySettled(
            school_id=row.school_id, unit_no=row.unit_no, activity_id=row.pk, passed=True
        ),
    )
