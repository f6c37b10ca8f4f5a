"""What a round of a kit did not find: a second person looks, and confirms it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.equipment.events import KitStepped
from xiaoan.equipment.models import Kit, KitStep
from xiaoan.equipment.queries import kits
from xiaoan.equipment.services import acting
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken


@transaction.atomic
def confirm_loss(actor: Actor, act_id: UUID, step_id: UUID, note: str = "") -> int:
    """Confirm what a round did not find; gives how many pieces. Never who made the round. The same form once
    more changes nothing."""
    step = KitStep.objects.filter(pk=step_id).exclude(lost={}).first()
    if step is None or not actor.may(Permission.SEE_SUPPLIES, step.unit_no):
        raise NotFound
    if not actor.may(Permission.KEEP_SUPPLIES, step.unit_no):
        raise Forbidden
    if step.by_id == actor.user_id:
        raise Forbidden(_("少了的要由另一个人确认。"))
    Kit.objects.select_for_update().get(pk=step.kit_id)
    pieces: int = sum(step.lost.values())
    text = acting.words_of(note, "note")
    body = said.fingerprint(step_id, text)
    known = KitStep.objects.filter(pk=act_id).first()
    if known is not None:
        if known.by_id != actor.user_id or said.is_other(known.body_hash, body):
            raise taken()
        return pieces
    if KitStep.objects.filter(about_id=step_id).exists():
        raise Conflict(_("已经有人确认过了。"))
    short = len(kits.kit(actor, step.kit_id).missing)
    with new_id():
        KitStep.objects.create(
            id=act_id, school_id=step.school_id, unit_no=step.unit_no, kit_id=step.kit_id,
            what="confirm", body_hash=body, at=clock.now(), by_id=actor.user_id, short=short,
            about_id=step_id, note=text,
        )  # fmt: skip
    journal.record(
        actor,
        KitStepped(
            school_id=step.school_id, unit_no=step.unit_no, kit_id=step.kit_id, step="confirm",
            short=short, lost=pieces, about_id=step_id,
        ),
    )  # fmt: skip
    return pieces
