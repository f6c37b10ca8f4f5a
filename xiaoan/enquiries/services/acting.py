"""What all writing of enquiries shares: words, locks, steps, turns, duties.

Lock order: the question, duties, the journal. Runs in the system's scope: a family reaches no unit.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.duties.queries.chain import in_office
from xiaoan.enquiries import queries, rules
from xiaoan.enquiries.events import EnquiryStepped
from xiaoan.enquiries.models import Enquiry, Step, Turn
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import is_other
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Say:
    """Words about a question; `id` is made by the form."""

    id: UUID
    enquiry_id: UUID
    text: str = ""


def user(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise Forbidden
    return actor.user_id


def words(name: str, text: str, *, required: str = "", longest: int = rules.LONGEST) -> str:
    """What was written, without blanks around; Invalid at its field."""
    said = text.strip()
    if required and not said:
        raise Invalid(required, {name: "missing"})
    if len(said) > longest:
        raise Invalid(_("太长了:最多 %(n)s 个字。") % {"n": longest}, {name: "too_long"})
    if "\0" in said:
        raise Invalid(_("有不能保存的字符。"), {name: "unreadable"})
    return said


def hold(actor: Actor, enquiry_id: UUID) -> Enquiry:
    """The question, locked, of whoever asked it or sees it; in the system's scope."""
    row = Enquiry.objects.select_for_update().filter(pk=enquiry_id).first()
    had = queries.desks_had(enquiry_id)
    if row is None or not queries.sees(actor, row, had):
        raise NotFound
    return row


def same_step(actor: Actor, step_id: UUID, enquiry_id: UUID, said: bytes) -> bool:
    """Whether this person has sent the form before; the same id with other content is refused."""
    known = Step.objects.filter(pk=step_id).first()
    if known is None:
        return False
    if (known.enquiry_id, known.by_id) != (enquiry_id, actor.user_id) or is_other(known.said, said):
        raise taken()
    return True


def move(row: Enquiry, act: str) -> None:
    """Where an act leads; Conflict where it cannot be done any more."""
    to = rules.MOVES[row.state].get(act)
    if to is None:
        raise Conflict(_("这条咨询的状态已经变了,不能再这样办。请刷新后看最新情况。"))
    row.state = to


def desk_no(desk: str, class_no: int) -> int:
    """The unit at which a desk stands, for a child of a class."""
    held_at = rules.DESKS[desk].held_at
    if held_at == "class":
        return class_no
    school_no, _township, county_no = numbering.ancestors(class_no)
    return school_no if held_at == "school" else county_no


def deadline(desk: str, class_no: int, asked_at: dt.datetime) -> dt.datetime:
    """By when a question that was asked then is to be answered, by the school's own days of school."""
    days = duty_queries.ladders().days(f"{rules.DESKS[desk].duty}.within", desk_no(desk, class_no))
    calendar = directory.calendar(class_no)
    return rules.due_at(asked_at.astimezone(clock.ZONE), days.days, calendar.next_school_day)


def begin_turn(row: Enquiry) -> None:
    """An answer is asked for (again): from now on the time runs."""
    now = clock.now()
    row.turn += 1
    row.asked_at, row.due_at = now, deadline(row.desk, row.unit_no, now)
    open_turn(row)


def open_turn(row: Enquiry) -> None:
    Turn.objects.create(
        school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id, enquiry_id=row.pk,
        no=row.turn, desk=row.desk, asked_at=row.asked_at, due_at=row.due_at,
    )  # fmt: skip
    owe(row)


def end_turn(row: Enquiry, how: str) -> bool:
    """The running turn is over; gives whether that is late. False, too, where none is running."""
    now = clock.now()
    running = Turn.objects.filter(enquiry_id=row.pk, no=row.turn, ended_at=None)
    ended = running.update(ended_at=now, how=how, desk=row.desk)
    return bool(ended) and now > row.due_at


def owe(row: Enquiry) -> None:
    """The desk that has it owes the answer by the question's deadline: passing on gives no more time."""
    desk = rules.DESKS[row.desk]
    wanted = (row.desk_no, desk.roles)
    ladders = duty_queries.ladders()
    found = in_office([wanted], clock.today())[wanted]
    with everywhere("enquiries") as system:
        duties.open_duties(
            system, desk.duty, clock.today(), f"{row.turn}.{row.steps}",
            [
                duties.NewDuty(
                    school_id=0 if desk.held_at == "county" else row.school_id, unit_no=row.desk_no,
                    people=1, due_at=row.due_at, assignee_id=found[0][0] if found else None,
                    deputy_id=None,
                    next_step_at=ladders.first_step_at(row.desk_no, row.due_at, desk.duty),
                    about_id=row.pk,
                )
            ],
        )  # fmt: skip


def settle(actor: Actor, row: Enquiry) -> None:
    """What the desk owed of it is done."""
    for held in duties.hold_about(row.pk, rules.DESKS[row.desk].duty):
        duties.discharge(
            actor, held, clock.now(), on_behalf=held.assignee_id not in (None, actor.user_id)
        )


def let_go(actor: Actor, row: Enquiry) -> None:
    """The desk owes nothing of it any more."""
    held = [one.id for one in duties.hold_about(row.pk, rules.DESKS[row.desk].duty)]
    duties.excuse_many(actor, held, duties.Why("ended"))


def step(
    actor: Actor, row: Enquiry, kind: str, said: Say, body: bytes, *, late: bool = False
) -> None:
    """One more step; saves the question and records the fact."""
    row.steps += 1
    text = said.text.strip()
    with new_id():
        Step.objects.create(
            id=said.id, school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id,
            enquiry_id=row.pk, no=row.steps, kind=kind, at=clock.now(), by_id=user(actor),
            role=queries.role_of(actor, row), desk=row.desk, due_at=row.due_at, late=late,
            text_cipher=ciphers.seal(text, place=queries.TEXT_PLACE, row=said.id) if text else None,
            said=body,
        )  # fmt: skip
    row.late = row.late or late
    row.save()
    journal.record(
        actor,
        EnquiryStepped(
            school_id=row.school_id, unit_no=row.unit_no, enquiry_id=row.pk, step=kind,
            state=row.state, desk=row.desk, late=late, due_at=row.due_at,
        ),
    )  # fmt: skip
