"""Transfers between two schools: one asks or offers, the other answers; the rolls follow at once.

Neither school sees more of the other than the pupil named. A lock on the identity and the constraints
of the tables decide between two who are fast.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan.accounts import services as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Person
from xiaoan.directory.rules import lives, school_of
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import holding, transferring
from xiaoan.directory.services.rights import beyond, require
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.events import Event
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.registry.events import TransferAsked, TransferClosed
from xiaoan.registry.models import Transfer
from xiaoan.registry.services import misses

# So long a request waits for an answer. Our own choice: two school weeks.
WAITS = dt.timedelta(days=14)


@dataclass(frozen=True)
class Sought:
    """Whom a receiving school asks for, as the family's papers say."""

    name: str
    id_number: str


def ask_for(actor: Actor, to_unit_no: int, sought: Sought, when: When) -> UUID:
    """The receiving school asks the school where the pupil is enrolled; gives the transfer's id.

    A wrong name and an unknown number get the same answer: nobody learns who is where by guessing.
    """
    to_school = school_of(to_unit_no)
    require(actor, Permission.KEEP_ROLL, to_unit_no)
    _refuse_day(when)
    misses.refuse_if_paused(actor)
    index = ciphers.blind_index(sought.id_number, kind="id")
    with beyond(actor):
        holding.lock_identity(index)
        person = _enrolled(index, when.since)
        if person is None or person.name != sought.name.strip():
            misses.count(actor, to_unit_no, times=int(person is not None))
            raise Invalid(
                _("没有找到:请核对姓名和证件号码。如果不在本县在读,请办新生入学。"),
                {"id_number": "unknown"},
            )
        if person.school_id == to_school:
            raise Invalid(_("这名学生就在本校在册。"), {"id_number": "here"})
        holding.hold_class(to_school, to_unit_no, when.since)
        row = _new(actor, person, to_school, to_unit_no, to_school, when)
    return row.pk


def offer(actor: Actor, person_id: UUID, to_school_no: int, when: When) -> UUID:
    """The school where the pupil is enrolled offers them to another; that one chooses the class."""
    life = holding.hold(actor, person_id)
    _refuse_day(when)
    holding.refuse_change(life, when.since)
    place = directory.places([to_school_no]).get(to_school_no)
    unknown = place is None or place.kind != "school" or place.closed is not None
    if unknown or to_school_no == life.person.school_id:
        raise Invalid(_("请选要转去的学校。"), {"school": "unknown"})
    with beyond(actor):
        row = _new(actor, life.person, to_school_no, to_school_no, life.person.school_id, when)
    return row.pk


def accept(actor: Actor, transfer_id: UUID, to_unit_no: int | None = None) -> UUID:
    """The other school agrees: both rolls follow from the day asked for, or from today if it is past.

    The receiving school says which class, if it is the one that answers. Gives the new person's id.
    """
    row = _hold(actor, transfer_id)
    _refuse_answer(actor, row)
    unit_no = row.to_unit_no if row.asked_by_school == row.to_school_id else to_unit_no
    if unit_no is None or school_of(unit_no) != row.to_school_id:
        raise Invalid(_("请从本校的班级中选一个。"), {"unit": "missing"})
    since = max(row.since, clock.today())
    moved = transferring.hand_over(actor, row.person_id, unit_no, When(since))
    with beyond(actor):
        accounts.hand_over_wards(
            actor, row.person_id, (moved.school_no, moved.unit_no, moved.person_id)
        )
        row.new_person_id, row.to_unit_no, row.since = moved.person_id, unit_no, since
        _close(actor, row, "accepted")
    return moved.person_id


def refuse(actor: Actor, transfer_id: UUID, answer: str) -> None:
    """The other school does not agree, and says why."""
    row = _hold(actor, transfer_id)
    _refuse_answer(actor, row)
    if not answer.strip() or len(answer) > lives.LONGEST_NOTE:
        raise Invalid(
            _("请写明不同意的原因(不超过 200 个字),对方学校会看到。"), {"answer": "missing"}
        )
    with beyond(actor):
        row.answer = answer.strip()
        _close(actor, row, "refused")


def withdraw(actor: Actor, transfer_id: UUID) -> None:
    """Taken back: by who asked, while nobody has answered; by either school before an agreed day."""
    row = _hold(actor, transfer_id)
    if row.state == "asked":
        if not actor.may(Permission.KEEP_ROLL, row.asked_by_school):
            raise Forbidden(_("只有提出的学校能撤回;您可以同意或不同意。"))
        with beyond(actor):
            _close(actor, row, "withdrawn")
        return
    if row.state != "accepted" or row.since <= clock.today() or row.new_person_id is None:
        raise Conflict(_("这份转学已经办完或结束,不能撤回。"))
    transferring.take_back_handing_over(actor, row.person_id, row.new_person_id)
    with beyond(actor):
        # Who was at that school before keeps the guardians of then.
        if not Enrolment.objects.filter(person_id=row.new_person_id).exists():
            accounts.take_back_wards(row.new_person_id)
            transferring.forget_copy(system("registry"), row.new_person_id)
        _close(actor, row, "withdrawn")


def lapse(actor: Actor, day: dt.date) -> int:
    """Close what nobody answered in time; gives how many. The system runs it each night."""
    rows = Transfer.objects.select_for_update().filter(state="asked", lapses_on__lte=day)
    found = list(rows.order_by("id"))
    for row in found:
        _close(actor, row, "lapsed")
    return len(found)


def _refuse_day(when: When) -> None:
    if when.since < clock.today():
        raise Invalid(_("转学从今天或以后的日期起。"), {"since": "past"})
    if when.since > clock.today() + lives.FARTHEST:
        raise Invalid(_("日期太远,请核对年份。"), {"since": "too_far"})
    if len(when.reason) > lives.LONGEST_NOTE:
        raise Invalid(_("说明不超过 200 个字。"), {"reason": "too_long"})


def _enrolled(id_index: bytes, on: dt.date) -> Person | None:
    """Where a child is on the roll on a day or after; the running scope is the county."""
    running = Enrolment.objects.filter(Q(until=None) | Q(until__gt=on))
    rows = Person.objects.filter(id_index=id_index, kind="student").order_by("-id")
    return rows.filter(pk__in=running.values("person_id")).first()


def _new(
    actor: Actor, person: Person, to_school: int, to_unit_no: int, by_school: int, when: When
) -> Transfer:
    waiting = Transfer.objects.filter(
        school_id=person.school_id, person_id=person.pk, state="asked"
    ).first()
    if waiting and waiting.lapses_on > clock.today():
        raise Conflict(_("这名学生已有一份转学在等答复。请等它办完,或请提出的学校撤回。"))
    if waiting:
        _close(actor, waiting, "lapsed")
    row = Transfer(
        id=uuid7(), school_id=person.school_id, unit_no=person.unit_no, person_id=person.pk,
        to_school_id=to_school, to_unit_no=to_unit_no, asked_by_school=by_school,
        since=when.since, asked_at=clock.now(), asked_by_id=actor.user_id,
        lapses_on=clock.today() + WAITS, name=person.name, sex=person.sex,
        note=when.reason.strip(),
    )  # fmt: skip
    row.save(force_insert=True)
    _record(
        actor,
        row,
        lambda school_id, unit_no: TransferAsked(
            school_id=school_id, unit_no=unit_no, transfer_id=row.pk, person_id=row.person_id,
            by_school=by_school, since=row.since,
        ),
    )  # fmt: skip
    return row


def _hold(actor: Actor, transfer_id: UUID) -> Transfer:
    """Lock a transfer that one of the actor's schools is part of; the identity first, as everywhere."""
    found = Transfer.objects.filter(pk=transfer_id).first()
    if found is None or not (actor.sees(found.unit_no) or actor.sees(found.to_unit_no)):
        raise NotFound
    if not any(actor.may(Permission.KEEP_ROLL, no) for no in (found.school_id, found.to_school_id)):
        raise Forbidden
    with beyond(actor):
        person = Person.objects.get(pk=found.person_id)
        holding.lock_identity(bytes(person.id_index))
    return Transfer.objects.select_for_update().get(pk=transfer_id)


def _refuse_answer(actor: Actor, row: Transfer) -> None:
    """Only the school that did not ask answers, once, in time."""
    if row.state != "asked":
        raise Conflict(_("这份转学已经有了结果。请刷新后查看。"))
    answering = row.school_id if row.asked_by_school == row.to_school_id else row.to_school_id
    if not actor.may(Permission.KEEP_ROLL, answering):
        raise Forbidden(_("请等对方学校答复。"))
    if row.lapses_on <= clock.today():
        raise Conflict(_("这份转学已过期,请重新提出。"))


def _close(actor: Actor, row: Transfer, state: str) -> None:
    row.state = state
    row.answered_at, row.answered_by_id = clock.now(), actor.user_id
    row.save(force_update=True)
    _record(
        actor,
        row,
        lambda school_id, unit_no: TransferClosed(
            school_id=school_id, unit_no=unit_no, transfer_id=row.pk, person_id=row.person_id,
            state=state, since=row.since,
        ),
    )  # fmt: skip


def _record(actor: Actor, row: Transfer, fact: Callable[[int, int], Event]) -> None:
    """The same fact in the chains of both schools, in the order in which all lock them."""
    sides = [(row.school_id, row.unit_no), (row.to_school_id, row.to_unit_no)]
    for school_id, unit_no in sorted(sides):
        journal.record(actor, fact(school_id, unit_no))
