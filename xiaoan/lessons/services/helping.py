"""Excuses by the teacher, pupils without device or network and the help planned, loans, words of families."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.lessons import rules
from xiaoan.lessons.events import DeviceLent, FamilySaid, HelpPlanned, PupilExcused
from xiaoan.lessons.models import Excuse, Loan, Without, Word
from xiaoan.lessons.services import acting

LOAN = "lessons.loan"
# The longest that one excuse or loan runs, in days (ours).
LONGEST_EXCUSE, LONGEST_LOAN = 60, 400


def _pupil(actor: Actor, unit_no: int, who: UUID) -> int:
    """The school, if the pupil is in the class today."""
    if who not in {one.person_id for one in directory.class_roll(actor, unit_no, clock.today())}:
        raise Invalid(_("请选一名本班学生。"), {"person": "missing"})
    return acting.school(unit_no)


@dataclass(frozen=True)
class NewExcuse:
    act_id: UUID
    unit_no: int
    person_id: UUID
    why: str
    since: dt.date
    until: dt.date
    reason: str


@transaction.atomic
def excuse(actor: Actor, new: NewExcuse) -> None:
    """A pupil is not asked to watch on these days; lessons reported before stay as they are."""
    acting.require(actor, new.unit_no, Permission.KEEP_LESSONS)
    school_id = _pupil(actor, new.unit_no, new.person_id)
    if new.why not in rules.EXCUSES:
        raise Invalid(_("请选原因。"), {"why": "missing"})
    reason = acting.words(new.reason, "reason", 100)
    if new.why == "other" and not reason:
        raise Invalid(_("选“其他”请写明原因。"), {"reason": "empty"})
    if not new.since <= new.until <= new.since + dt.timedelta(days=LONGEST_EXCUSE):
        raise Invalid(_("最后一天应不早于第一天,一次最多 60 天。"), {"until": "order"})
    if acting.begin(
        actor,
        new.act_id,
        new.unit_no,
        "excuse",
        new.person_id,
        new.why,
        new.since,
        new.until,
        reason,
    ):
        return
    Excuse.objects.create(
        id=new.act_id, school_id=school_id, unit_no=new.unit_no, person_id=new.person_id,
        why=new.why, since=new.since, until=new.until, reason=reason, at=clock.now(),
        by_id=actor.user_id,
    )  # fmt: skip
    journal.record(
        actor,
        PupilExcused(
            school_id=school_id, unit_no=new.unit_no, excuse_id=new.act_id, since=new.since,
            until=new.until,
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class Plan:
    act_id: UUID
    unit_no: int
    person_id: UUID
    lacks: str
    help: str = ""
    help_by: dt.date | None = None
    note: str = ""


@transaction.atomic
def plan_help(actor: Actor, new: Plan) -> None:
    """A pupil has no device or network; what is done about it, by when. Again: the plan is changed."""
    acting.require(actor, new.unit_no, Permission.KEEP_LESSONS)
    school_id = _pupil(actor, new.unit_no, new.person_id)
    if new.lacks not in rules.LACKS:
        raise Invalid(_("请选缺什么。"), {"lacks": "missing"})
    if new.help and new.help not in rules.HELPS:
        raise Invalid(_("请选一种帮助办法。"), {"help": "unknown"})
    if new.help and new.help_by is None:
        raise Invalid(_("请填什么时候办到。"), {"help_by": "missing"})
    note = acting.words(new.note, "note", 100)
    if acting.begin(
        actor,
        new.act_id,
        new.unit_no,
        "help",
        new.person_id,
        new.lacks,
        new.help,
        new.help_by,
        note,
    ):
        return
    row, _made = Without.objects.update_or_create(
        person_id=new.person_id, until=None,
        defaults={
            "lacks": new.lacks, "help": new.help, "help_by": new.help_by, "note": note,
            "helper_id": actor.user_id,
        },
        create_defaults={
            "school_id": school_id, "unit_no": new.unit_no, "lacks": new.lacks, "help": new.help,
            "help_by": new.help_by, "note": note, "helper_id": actor.user_id,
            "since": clock.today(), "at": clock.now(), "by_id": actor.user_id,
        },
    )  # fmt: skip
    _planned(actor, row, ended=False)


@transaction.atomic
def end_help(actor: Actor, act_id: UUID, without_id: UUID) -> None:
    """The pupil can watch from today on."""
    row = Without.objects.select_for_update().filter(pk=without_id).first()
    if row is None:
        raise NotFound
    acting.require(actor, row.unit_no, Permission.KEEP_LESSONS)
    if acting.begin(actor, act_id, row.unit_no, "end_help", without_id) or row.until:
        return
    Without.objects.filter(pk=row.pk).update(until=clock.today(), ended_by_id=actor.user_id)
    _planned(actor, row, ended=True)


def _planned(actor: Actor, row: Without, *, ended: bool) -> None:
    journal.record(
        actor,
        HelpPlanned(school_id=row.school_id, unit_no=row.unit_no, without_id=row.pk, ended=ended),
    )


@dataclass(frozen=True)
class NewLoan:
    act_id: UUID
    unit_no: int
    person_id: UUID
    what: str
    serial: str
    due_on: dt.date
    condition: str


@transaction.atomic
def lend(actor: Actor, new: NewLoan) -> None:
    """A device goes out today; one that is out is not lent again before it is back."""
    acting.require(actor, new.unit_no, Permission.LEND_DEVICES)
    school_id = _pupil(actor, new.unit_no, new.person_id)
    what, serial = acting.words(new.what, "what", 40), acting.words(new.serial, "serial", 40)
    condition = acting.words(new.condition, "condition", 100)
    if not what:
        raise Invalid(_("请写借出什么,如“平板电脑”。"), {"what": "empty"})
    if not serial:
        raise Invalid(_("请写设备编号,归还时核对。"), {"serial": "empty"})
    today = clock.today()
    if not today <= new.due_on <= today + dt.timedelta(days=LONGEST_LOAN):
        raise Invalid(_("归还日期应在今天到 400 天以内。"), {"due_on": "range"})
    if acting.begin(
        actor, new.act_id, new.unit_no, "lend", new.person_id, what, serial, new.due_on, condition
    ):
        return
    try:
        with transaction.atomic():
            Loan.objects.create(
                id=new.act_id, school_id=school_id, unit_no=new.unit_no, person_id=new.person_id,
                what=what, serial=serial, out_on=today, due_on=new.due_on,
                condition_out=condition, at=clock.now(), by_id=actor.user_id,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("这台设备已经借出,还没有归还。请核对编号,或先办归还。")) from None
    _lent(actor, school_id, new.unit_no, new.act_id, back=False)


@transaction.atomic
def take_back(actor: Actor, act_id: UUID, loan_id: UUID, condition: str) -> None:
    """A device is back today, in a condition that is said."""
    row = Loan.objects.select_for_update().filter(pk=loan_id).first()
    if row is None:
        raise NotFound
    acting.require(actor, row.unit_no, Permission.LEND_DEVICES)
    said_ = acting.words(condition, "condition", 100)
    if not said_:
        raise Invalid(_("请写归还时的状况,如“完好”。"), {"condition": "empty"})
    if acting.begin(actor, act_id, row.unit_no, "take_back", loan_id, said_) or row.back_on:
        return
    Loan.objects.filter(pk=row.pk).update(
        back_on=clock.today(), condition_back=said_, back_by_id=actor.user_id
    )
    duties.discharge_about(actor, row.pk, LOAN, clock.now())
    _lent(actor, row.school_id, row.unit_no, row.pk, back=True)


def _lent(actor: Actor, school_id: int, unit_no: int, loan_id: UUID, *, back: bool) -> None:
    journal.record(
        actor, DeviceLent(school_id=school_id, unit_no=unit_no, loan_id=loan_id, back=back)
    )


@transaction.atomic
def say(actor: Actor, word_id: UUID, person_id: UUID, what: str) -> None:
    """A guardian tells the class teacher of today: ill, no device, no network. Pressed twice is said once."""
    if person_id not in actor.people:
        raise NotFound
    if what not in rules.WORDS:
        raise Invalid(_("请选一项告诉老师。"), {"what": "missing"})
    today = clock.today()
    unit_no = directory.classes_of_people(actor, [person_id], today).get(person_id)
    if unit_no is None:
        raise NotFound
    with everywhere("lessons"):
        school_id = acting.school(unit_no)
        if Word.objects.filter(person_id=person_id, day=today, what=what).exists():
            return
        Word.objects.create(
            id=word_id, school_id=school_id, unit_no=unit_no, person_id=person_id, day=today,
            what=what, at=clock.now(), by_id=actor.user_id,
        )  # fmt: skip
    journal.record(
        actor, FamilySaid(school_id=school_id, unit_no=unit_no, word_id=word_id, seen=False)
    )


@transaction.atomic
def take_up(actor: Actor, word_id: UUID) -> None:
    """The teacher takes up what a family said: ill is excused today, the others are without a device."""
    row = Word.objects.select_for_update().filter(pk=word_id).first()
    if row is None:
        raise NotFound
    acting.require(actor, row.unit_no, Permission.KEEP_LESSONS)
    if row.seen_at:
        return
    Word.objects.filter(pk=row.pk).update(seen_at=clock.now(), seen_by_id=actor.user_id)
    if row.what == "ill":
        excuse(
            actor,
            NewExcuse(row.pk, row.unit_no, row.person_id, "ill", row.day, row.day, ""),
        )
    else:
        lacks = "device" if row.what == "no_device" else "network"
        plan_help(actor, Plan(row.pk, row.unit_no, row.person_id, lacks))
    journal.record(
        actor,
        FamilySaid(school_id=row.school_id, unit_no=row.unit_no, word_id=row.pk, seen=True),
    )
