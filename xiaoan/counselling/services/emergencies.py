"""The emergency path: opened by whatever says that a child may be in danger, gone through step by step,
closed.

Opening asks for nothing and is never refused; at night neither.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.counselling import rules
from xiaoan.counselling.events import EmergencyStepped
from xiaoan.counselling.models import Emergency, EmergencyStep
from xiaoan.counselling.queries import emergencies as queries
from xiaoan.counselling.queries import sealed
from xiaoan.counselling.rules import emergency
from xiaoan.counselling.services import acting, telling
from xiaoan.directory import rules as numbering
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import everywhere

KIND = "counselling.emergency"


@dataclass(frozen=True)
class Stepped:
    """One step done; `text`: who was told, may be empty. `id` is made by the form."""

    id: UUID
    emergency_id: UUID
    step: str
    text: str = ""


def begin(actor: Actor, person_id: UUID, class_no: int, source: str) -> UUID:
    """Open the path for a child, or give the one that is open. In the caller's transaction."""
    school = numbering.school_of(class_no)
    with everywhere(acting.SYSTEM):
        known = Emergency.objects.filter(person_id=person_id, state="open").first()
        if known is not None:
            return known.pk
        row = Emergency(
            school_id=school, unit_no=class_no, person_id=person_id, source=source,
            by_id=actor.user_id, opened_at=clock.now(),
        )  # fmt: skip
        with transaction.atomic():
            row.save(force_insert=True)
        for role, within in emergency.FIRST.items():
            unit = class_no if role == "class_teacher" else school
            found = acting.holders(unit, role)
            if found:
                acting.owe(
                    KIND, class_no, row.pk, row.opened_at + within, role, found[0],
                    found[1] if len(found) > 1 else None,
                )  # fmt: skip
    telling.tell(row)
    acting.count(school, "emergency")
    _fact(actor, row, "open")
    return row.pk


def _held(actor: Actor, emergency_id: UUID) -> Emergency:
    row = Emergency.objects.select_for_update().filter(pk=emergency_id).first()
    if row is None or not queries.sees(actor, row):
        raise NotFound
    return row


@transaction.atomic
def step(actor: Actor, did: Stepped) -> None:
    """A step is done now, by the actor. The same step may be done by several."""
    with everywhere(acting.SYSTEM):
        row = _held(actor, did.emergency_id)
        if did.step not in emergency.STEPS:
            raise Invalid(_("没有这一步。请刷新页面。"), {"step": "unknown"})
        body = fingerprint(did.step, did.text.strip())
        known = EmergencyStep.objects.filter(pk=did.id).first()
        if acting.is_same(known, actor.user_id, {"emergency_id": row.pk}, body):
            return
        if row.state != "open":
            raise Conflict(_("这次应急已经结束。要再记,请重新打开应急。"))
        _keep(actor, row, did, body)
    if actor.user_id is not None:
        _settle_own(actor, row)
    _fact(actor, row, did.step)


def _keep(actor: Actor, row: Emergency, did: Stepped, body: bytes) -> None:
    said = acting.words("text", did.text, longest=rules.LONGEST_SHORT)
    with new_id():
        EmergencyStep.objects.create(
            id=did.id, school_id=row.school_id, unit_no=row.school_id, emergency_id=row.pk,
            step=did.step, at=clock.now(), by_id=actor.user_id, role=queries.role_of(actor, row),
            text_cipher=sealed.seal({"text": said}, sealed.STEP, did.id) if said else None, said=body,
        )  # fmt: skip


def _settle_own(actor: Actor, row: Emergency) -> None:
    """Whoever does a first step has answered their own call; the others' stay."""
    if actor.user_id is not None:
        telling.seen(actor.user_id, row.pk)
    with everywhere(acting.SYSTEM):
        for held in duties.hold_about(row.pk, KIND):
            if held.assignee_id == actor.user_id:
                duties.discharge(actor, held, clock.now(), on_behalf=False)


@transaction.atomic
def close(actor: Actor, said: Stepped) -> None:
    """It is over: by a counsellor or the principal; what was not done needs a reason."""
    with everywhere(acting.SYSTEM):
        row = _held(actor, said.emergency_id)
        if not queries.may_close(actor, row):
            raise Invalid(_("由心理教师或校长结束应急。"), {"text": "forbidden"})
        body = fingerprint("close", said.text.strip())
        known = EmergencyStep.objects.filter(pk=said.id).first()
        if acting.is_same(known, actor.user_id, {"emergency_id": row.pk}, body):
            return
        if row.state != "open":
            raise Conflict(_("这次应急已经结束。"))
        left = set(emergency.NEEDED) - set(
            EmergencyStep.objects.filter(emergency_id=row.pk).values_list("step", flat=True)
        )
        if left and not said.text.strip():
            raise Invalid(_("有必做的步骤没有记。请写明为什么可以结束。"), {"text": "missing"})
        _keep(actor, row, Stepped(said.id, row.pk, "close", said.text), body)
        row.state, row.closed_at = "closed", clock.now()
        row.save(update_fields=["state", "closed_at"])
    acting.let_go(actor, KIND, row.pk)
    _fact(actor, row, "close")


def _fact(actor: Actor, row: Emergency, what: str) -> None:
    # In the system's scope: a guardian's answer may have begun it.
    with everywhere(acting.SYSTEM):
        journal.record(
            actor,
            EmergencyStepped(
                school_id=row.school_id, unit_no=row.school_id, emergency_id=row.pk, step=what,
                state=row.state,
            ),
        )  # fmt: skip
