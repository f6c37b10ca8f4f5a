"""What somebody asks about a duty of theirs: to hand it over, help, to be let off; and the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts.queries import user_id
from xiaoan.duties import queries
from xiaoan.duties.events import AskingAnswered, DutyAsked, DutyLetOff
from xiaoan.duties.models import Asking, Duty, Step
from xiaoan.duties.queries import asking as reading
from xiaoan.duties.services.excusing import Why, excuse_many
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import inside

LONGEST_NOTE = 200


@dataclass(frozen=True)
class NewAsking:
    """A request as somebody sends it; `id` is made by the form. `to_id`: the colleague, of a hand-over."""

    id: UUID
    duty_id: UUID
    kind: str
    note: str = ""
    to_id: UUID | None = None


def ask(actor: Actor, sent: NewAsking) -> UUID:
    """Ask about an open duty of one's own; until it is answered nothing about the duty changes. The same
    request again is the same act."""
    duty = _locked(actor, sent.duty_id)
    known = Asking.objects.filter(pk=sent.id).first()
    if known:
        if (known.duty_id, known.kind, known.from_id) != (duty.pk, sent.kind, actor.user_id):
            raise taken()
        return known.pk
    _refuse(actor, duty, sent)
    recipients = _recipients(actor, duty, sent)
    row = Asking(
        id=sent.id, school_id=duty.school_id, unit_no=duty.unit_no, duty_id=duty.pk,
        kind=sent.kind, from_id=user_id(actor), recipient_ids=recipients, note=sent.note.strip(),
        at=clock.now(),
    )  # fmt: skip
    if Asking.objects.filter(duty_id=duty.pk, kind=sent.kind, answer="").exists():
        raise Conflict(_("这件事已经提过,正等答复。"))
    with new_id():
        row.save(force_insert=True)
    if sent.kind != "handover":
        _step(actor, duty, sent.kind, recipients, row.note)
    journal.record(
        actor,
        DutyAsked(
            school_id=duty.school_id, unit_no=duty.unit_no, asking_id=row.pk, duty_id=duty.pk,
            asking=sent.kind, recipient_ids=tuple(recipients),
        ),
    )  # fmt: skip
    return row.pk


def _locked(actor: Actor, duty_id: UUID) -> Duty:
    rows = Duty.objects.select_for_update().filter(inside(actor.intervals), pk=duty_id)
    duty = rows.first()
    if duty is None:
        raise NotFound
    return duty


def _refuse(actor: Actor, duty: Duty, sent: NewAsking) -> None:
    if actor.user_id not in (duty.assignee_id, duty.deputy_id):
        raise Forbidden if actor.may(Permission.SEE_DUTIES, duty.unit_no) else NotFound
    if sent.kind not in reading.KIND_NAMES:
        raise Invalid(_("请选转交、求助或说明办不了。"), {"kind": "unknown"})
    if sent.kind != "help" and duty.assignee_id != actor.user_id:
        raise Forbidden(_("只有负责人本人可以转交或说明办不了;您可以求助。"))
    if duty.state != "open":
        raise Conflict(_("这件事已经办了,或不用办了。"))
    if len(sent.note) > LONGEST_NOTE or "\0" in sent.note:
        raise Invalid(_("请写在 200 个字以内。"), {"note": "long"})
    if sent.kind != "handover" and not sent.note.strip():
        raise Invalid(_("请写明情况,对方才知道怎么帮您。"), {"note": "missing"})


def _recipients(actor: Actor, duty: Duty, sent: NewAsking) -> list[UUID]:
    due = queries.due_of(duty.pk)
    if sent.kind == "handover":
        fit = {one.user_id for one in reading.colleagues(actor, due)}
        if sent.to_id not in fit:
            raise Invalid(_("请选本单位能办这件事的同事。"), {"to": "unknown"})
        return [sent.to_id]
    found = reading.above(actor, due, deciding=sent.kind == "cannot")
    if not found:
        raise Conflict(_("上面各级现在都没有人在岗,请直接打电话。"))
    return found


def answer(actor: Actor, asking_id: UUID, said: str, note: str = "") -> None:
    """A colleague accepts or declines, whoever was asked for help has heard, a superior excuses or insists,
    whoever asked takes it back. The same answer again changes nothing."""
    row = Asking.objects.filter(inside(actor.intervals), pk=asking_id).first()
    if row is None or not reading.is_party(actor, row):
        raise NotFound
    duty = _locked(actor, row.duty_id)
    row.refresh_from_db()
    if said not in reading.ANSWERS[row.kind] and said != "withdrawn":
        raise Invalid(_("请选一种答复。"), {"answer": "unknown"})
    if not reading.may_answer(actor, row, said):
        raise Forbidden
    if row.answer:
        if (row.answer, row.answered_by_id) == (said, actor.user_id):
            return
        raise Conflict(_("已经有了答复。请刷新后查看。"))
    if len(note) > LONGEST_NOTE or "\0" in note:
        raise Invalid(_("请写在 200 个字以内。"), {"note": "long"})
    row.answer, row.answer_note = said, note.strip()
    row.answered_at, row.answered_by_id = clock.now(), user_id(actor)
    _do(actor, row, duty)
    row.save(update_fields=["answer", "answer_note", "answered_at", "answered_by_id"])
    journal.record(
        actor,
        AskingAnswered(
            school_id=row.school_id, unit_no=row.unit_no, asking_id=row.pk, duty_id=duty.pk,
            asking=row.kind, answer=said, from_id=row.from_id,
        ),
    )  # fmt: skip


def _do(actor: Actor, row: Asking, duty: Duty) -> None:
    """What an answer makes of the duty."""
    if row.answer in ("declined", "withdrawn", "heard"):
        return
    if duty.state != "open" or duty.assignee_id != row.from_id:
        raise Conflict(_("这件事已经办了、不用办了,或已由别人负责。"))
    if row.answer == "accepted":
        me = user_id(actor)
        duty.assignee_id = me
        # Whoever gave it stays in reach of it, where nobody else is named.
        duty.deputy_id = row.from_id if duty.deputy_id in (None, me) else duty.deputy_id
        duty.for_id = None
        duty.save(update_fields=["assignee_id", "deputy_id", "for_id"])
        _step(actor, duty, "handover", [me], row.note)
    elif row.answer == "insisted":
        _step(actor, duty, "insist", [row.from_id], row.answer_note)
    else:
        _let_off(actor, row, duty)


def _let_off(actor: Actor, row: Asking, duty: Duty) -> None:
    if not reading.is_excusable(duty.kind):
        raise Conflict(_("这类事不能免:请改派别人,或坚持要办。"))
    excuse_many(actor, [duty.pk], Why("decided", row.answer_note or row.note))
    journal.record(
        actor,
        DutyLetOff(
            school_id=duty.school_id, unit_no=duty.unit_no, duty_id=duty.pk, duty=duty.kind,
            day=duty.day, slot=duty.slot, people=duty.people,
        ),
    )  # fmt: skip


def _step(actor: Actor, duty: Duty, kind: str, told: Sequence[UUID], note: str) -> None:
    Step.objects.create(
        id=uuid7(), school_id=duty.school_id, unit_no=duty.unit_no, duty_id=duty.pk, kind=kind,
        level=duty.level, at=clock.now(), by_id=actor.user_id, recipient_ids=list(told), note=note,
    )  # fmt: skip
