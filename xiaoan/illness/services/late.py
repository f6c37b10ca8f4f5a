"""Sheets that were overtaken: kept beside the course, until a person has looked at both."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.illness import queries
from xiaoan.illness.events import LateDecided, LateKept
from xiaoan.illness.models import Late
from xiaoan.illness.services import acting
from xiaoan.illness.services.acting import Done
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import is_other

# Both stand in the course; or what is recorded stands alone, and the sheet stays out of it.
CHOICES = ("kept", "dropped")


def keep_late(actor: Actor, done: Done) -> UUID:
    """Keep what could not be recorded as a step; the same sheet again is the same. Gives its id."""
    row = acting.hold(actor, done.illness_id)
    acting.require(actor, row, done.kind)
    now = clock.now()
    late = Late(
        id=done.id, school_id=row.school_id, unit_no=row.unit_no, illness_id=row.pk,
        person_id=row.person_id, kind=done.kind, at=done.at or now, recorded_at=now,
        by_id=actor.user_id, facts=dict(done.facts), words=acting.sealed(done), said=done.said,
        steps=row.steps,
    )  # fmt: skip
    known = Late.objects.filter(pk=done.id).values_list("illness_id", "kind", "said").first()
    if known is None:
        _insert(late)
        journal.record(
            actor,
            LateKept(
                school_id=row.school_id, unit_no=row.unit_no, illness_id=row.pk, late_id=late.pk,
                step=late.kind,
            ),
        )  # fmt: skip
    elif known[:2] != (row.pk, done.kind) or is_other(known[2], done.said):
        raise taken()
    return late.pk


def _insert(late: Late) -> None:
    with new_id():
        late.save(force_insert=True)


def decide_late(actor: Actor, late_id: UUID, choice: str) -> bool:
    """Somebody looked at both: the sheet goes into the course as what it is, or stays out of it. It is never
    deleted. False if it was decided before.
    """
    late = queries.late(actor, late_id)
    if not queries.may_decide(actor, late.unit_no):
        raise Forbidden
    if choice not in CHOICES:
        raise Invalid(_("请选一项。"), {"choice": "unknown"})
    row = acting.hold(actor, late.illness_id)
    done = Late.objects.filter(pk=late.id, state="waiting").update(
        state=choice, decided_at=clock.now(), decided_by_id=actor.user_id
    )
    if not done:
        return False
    if choice == "kept":
        row.steps += 1
        row.save(update_fields=["steps"])
        facts = {**late.step.facts, "late": late.kind}
        step = Done(uuid7(), row.pk, "late", late.step.at, facts, late.step.words)
        acting.keep_step(actor, row, step)
    journal.record(
        actor,
        LateDecided(
            school_id=row.school_id, unit_no=row.unit_no, illness_id=row.pk, late_id=late.id,
            choice=choice,
        ),
    )  # fmt: skip
    return True
