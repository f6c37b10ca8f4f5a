"""A case: opened, notes, levels of risk, the next look, handed over with consent, closed.

Its notes are written and read in the counsellor's own scope: row security asks once more whose case it is.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.counselling import rules
from xiaoan.counselling.events import CaseRead, CaseStepped
from xiaoan.counselling.models import Case, Emergency, Note
from xiaoan.counselling.queries import cases as queries
from xiaoan.counselling.queries import sealed
from xiaoan.counselling.services import acting, emergencies, referring
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import everywhere

KIND = "counselling.follow"


@dataclass(frozen=True)
class NewNote:
    """One note. `risk`: "" leaves it as it is; `next_at`, `how`: when and how the child is looked at again;
    `plan`: parts of a safety plan; `id` is made by the form."""

    id: UUID
    case_id: UUID
    kind: str
    text: str = ""
    risk: str = ""
    next_at: dt.datetime | None = None
    how: str = ""
    plan: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    to_id: UUID | None = None
    agreed: bool = False


@transaction.atomic
def take(actor: Actor, referral_id: UUID, note: NewNote) -> UUID:
    """A child is taken into care after a referral, or what it says joins the case that there is."""
    with everywhere(acting.SYSTEM):
        row = referring.held(actor, referral_id)
        known = Case.objects.filter(person_id=row.person_id, state="open").first()
    if row.state == "closed":
        raise Conflict(_("这条转介已经结束。"))
    if row.case_id is not None:
        return row.case_id
    case_id = known.pk if known else _open(actor, row.person_id, note)
    referring.joined(actor, row, case_id)
    return case_id


@transaction.atomic
def take_directly(actor: Actor, person_id: UUID | None, note: NewNote) -> UUID:
    """A counsellor takes a child of the school into care without a referral."""
    if person_id is None:
        raise Invalid(_("请选是哪个学生。"), {"person": "missing"})
    class_no = acting.class_of(person_id)
    acting.require(actor, Permission.COUNSEL, class_no)
    with everywhere(acting.SYSTEM):
        known = Case.objects.filter(person_id=person_id, state="open").first()
    if known is not None:
        if known.counsellor_id != actor.user_id:
            raise Conflict(_("这名学生已由另一位心理教师辅导。"))
        return known.pk
    return _open(actor, person_id, note)


def _open(actor: Actor, person_id: UUID, note: NewNote) -> UUID:
    class_no = acting.class_of(person_id)
    risk = note.risk or "some"
    if risk not in rules.RISKS:
        raise Invalid(_("请选风险程度。"), {"risk": "missing"})
    next_at = _next(note, risk)
    row = Case(
        id=note.case_id, school_id=numbering.school_of(class_no), unit_no=class_no,
        person_id=person_id, counsellor_id=acting.user(actor), opened_at=clock.now(),
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    body = fingerprint("open", note.text.strip(), risk, next_at)
    said = {"text": acting.words("text", note.text), "risk": risk, "how": note.how}
    _write(actor, row, note, "open", said, body, next_at)
    acting.count(row.school_id, "opened")
    if risk == "crisis":
        emergencies.begin(actor, person_id, class_no, "case")
    return row.pk


def _next(note: NewNote, risk: str) -> dt.datetime:
    """When the child is looked at again; Invalid without a time, or one later than the risk allows."""
    if note.next_at is None:
        raise Invalid(_("请填下次随访的时间。"), {"next_at": "missing"})
    if note.next_at < clock.now():
        raise Invalid(_("下次随访的时间已经过去,请重填。"), {"next_at": "past"})
    if note.how not in rules.HOWS:
        raise Invalid(_("请选下次怎样随访。"), {"how": "missing"})
    last = rules.latest(risk, clock.today())
    if note.next_at.astimezone(clock.ZONE).date() > last:
        raise Invalid(
            _("按现在的风险程度,最迟 %(day)s 要再随访。") % {"day": last.isoformat()},
            {"next_at": "late"},
        )  # fmt: skip
    return note.next_at


def _held(actor: Actor, case_id: UUID) -> Case:
    row = Case.objects.select_for_update().filter(pk=case_id).first()
    if row is None or not queries.is_own(actor, row):
        raise NotFound
    return row


@transaction.atomic
def see(actor: Actor, case_id: UUID) -> queries.Detail:
    """The case with its notes; that it was read is a fact."""
    found = queries.detail(actor, case_id)
    row = found.case
    journal.record(actor, CaseRead(school_id=row.school_id, unit_no=row.school_id, case_id=row.pk))
    return found


@transaction.atomic
def add(actor: Actor, note: NewNote) -> None:
    """A talk, a talk with the family, a safety plan, another level of risk, a referral outside."""
    row = _held(actor, note.case_id)
    if note.kind not in ("talk", "family", "plan", "risk", "referred_out"):
        raise Invalid(_("请选记录的种类。"), {"kind": "missing"})
    plan = {part: acting.words(part, note.plan.get(part, "")) for part in rules.PLAN}
    body = fingerprint(note.kind, note.text.strip(), note.risk, note.how, note.next_at, plan)
    if _is_same(actor, note, body):
        return
    _refuse_closed(row)
    said = _said(note, plan)
    risk = note.risk or queries.risk_of(row)
    keeps = note.next_at is None and not note.risk and _still_ahead(row)
    next_at = row.next_at if keeps else _next(note, risk)
    _write(actor, row, note, note.kind, said | {"risk": risk, "how": note.how}, body, next_at)
    acting.count(row.school_id, note.kind)
    if note.risk == "crisis":
        emergencies.begin(actor, row.person_id, row.unit_no, "case")


def _said(note: NewNote, plan: dict[str, str]) -> dict[str, Any]:
    if note.risk and note.risk not in rules.RISKS:
        raise Invalid(_("请选风险程度。"), {"risk": "missing"})
    if note.kind == "plan":
        if not any(plan.values()):
            raise Invalid(_("安全计划至少写一项。"), {"signs": "missing"})
        return {"text": acting.words("text", note.text), "plan": plan}
    needed = {
        "risk": _("请写明为什么改风险程度。"), "referred_out": _("请写明转到哪里、约在什么时候。"),
    }  # fmt: skip
    text = acting.words("text", note.text, required=needed.get(note.kind, _("请写下记录。")))
    if note.kind == "risk" and not note.risk:
        raise Invalid(_("请选风险程度。"), {"risk": "missing"})
    return {"text": text}


def _still_ahead(row: Case) -> bool:
    return row.next_at is not None and row.next_at > clock.now()


def _is_same(actor: Actor, note: NewNote, body: bytes) -> bool:
    known = Note.objects.filter(pk=note.id).first()
    return acting.is_same(known, actor.user_id, {"case_id": note.case_id}, body)


def _refuse_closed(row: Case) -> None:
    if row.state != "open":
        raise Conflict(_("这个个案已经结案。要再记,请先重新打开。"))


def _write(
    actor: Actor, row: Case, note: NewNote, kind: str, said: dict[str, Any], body: bytes,
    next_at: dt.datetime | None,
) -> None:  # fmt: skip
    """One more note; the next look is owed by its day, what was owed before is done by this."""
    moved = next_at != row.next_at
    row.steps += 1
    row.next_at = next_at
    row.save()
    if next_at is not None:
        said = said | {"next_at": next_at.isoformat()}
    with new_id():
        Note.objects.create(
            id=note.id, school_id=row.school_id, unit_no=row.school_id, case_id=row.pk, no=row.steps,
            at=clock.now(), by_id=acting.user(actor), said=body,
            body_cipher=sealed.seal({"kind": kind, **said}, sealed.NOTE, note.id),
        )  # fmt: skip
    if moved and next_at is None:
        acting.let_go(actor, KIND, row.pk)
    elif moved:
        acting.done(actor, KIND, row.pk)
        owe_next(row)
    journal.record(
        actor,
        CaseStepped(
            school_id=row.school_id, unit_no=row.school_id, case_id=row.pk, state=row.state
        ),
    )


def owe_next(row: Case) -> None:
    if row.next_at is not None:
        acting.owe(KIND, row.school_id, row.pk, row.next_at, f"{row.steps}", row.counsellor_id)


@transaction.atomic
def close(actor: Actor, note: NewNote) -> None:
    """It is over, with what came of it. Not while an emergency of the child is open."""
    row = _held(actor, note.case_id)
    body = fingerprint("close", note.text.strip(), note.outcome)
    if _is_same(actor, note, body):
        return
    _refuse_closed(row)
    if note.outcome not in rules.OUTCOMES:
        raise Invalid(_("请选结案的结果。"), {"outcome": "missing"})
    text = acting.words("text", note.text, required=_("请写结案小结。"))
    if Emergency.objects.filter(person_id=row.person_id, state="open").exists():
        raise Conflict(_("这名学生还有没结束的应急,先结束应急再结案。"))
    risk = queries.risk_of(row)
    row.state, row.closed_at = "closed", clock.now()
    said = {"text": text, "outcome": note.outcome, "risk": risk}
    _write(actor, row, note, "close", said, body, None)
    referring.ended_with(actor, row.pk)
    acting.count(row.school_id, "closed")


@transaction.atomic
def reopen(actor: Actor, note: NewNote) -> None:
    """Not over after all: with a reason and the next look."""
    row = _held(actor, note.case_id)
    body = fingerprint("reopen", note.text.strip(), note.how, note.next_at)
    if _is_same(actor, note, body):
        return
    if row.state != "closed" or row.destroyed_at is not None:
        raise Conflict(_("这个个案不能重新打开。请刷新后看最新情况。"))
    if Case.objects.filter(person_id=row.person_id, state="open").exists():
        raise Conflict(_("这名学生已经有一个在办的个案。"))
    text = acting.words("text", note.text, required=_("请写明为什么重新打开。"))
    risk = note.risk or queries.risk_of(row)
    next_at = _next(note, risk)
    row.state, row.closed_at = "open", None
    said = {"text": text, "risk": risk, "how": note.how}
    _write(actor, row, note, "reopen", said, body, next_at)


@transaction.atomic
def hand_over(actor: Actor, note: NewNote) -> None:
    """Another counsellor of the school has the case from now on, notes and all; the child (or its
    guardian) has agreed."""
    row = _held(actor, note.case_id)
    body = fingerprint("hand_over", note.text.strip(), str(note.to_id))
    if _is_same(actor, note, body):
        return
    _refuse_closed(row)
    if not note.agreed:
        raise Invalid(_("请先征得学生和家长同意,勾选后再移交。"), {"agreed": "missing"})
    if note.to_id == actor.user_id or note.to_id not in acting.holders(row.unit_no, "counsellor"):
        raise Invalid(_("请选接手的心理教师。"), {"to": "missing"})
    text = acting.words("text", note.text, required=_("请写移交说明,接手的人会看到。"))
    said = {"text": text, "risk": queries.risk_of(row), "to": str(note.to_id), "agreed": True}
    _write(actor, row, note, "hand_over", said, body, row.next_at)
    if note.to_id is None:
        raise Forbidden
    pass_to(actor, row, note.to_id)


def pass_to(actor: Actor, row: Case, to_id: UUID) -> None:
    """The case and the next look are the other's from now on."""
    with everywhere(acting.SYSTEM):
        Case.objects.filter(pk=row.pk).update(counsellor_id=to_id)
    acting.let_go(actor, KIND, row.pk)
    row.counsellor_id = to_id
    if row.next_at is not None:
        acting.owe(KIND, row.school_id, row.pk, row.next_at, f"{row.steps}.to", to_id)
