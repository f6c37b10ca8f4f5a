"""Calling those who have not confirmed: what came of each call, and who is confirmed by it.

Locks: the family or member of staff, the duty, the figures, the chain of facts.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered
from xiaoan.notices import rules
from xiaoan.notices.events import CallNoted
from xiaoan.notices.models import Call, Chase, Notice, Recipient
from xiaoan.notices.queries import calls
from xiaoan.notices.queries.calls import NOTE_PLACE
from xiaoan.notices.services import acting, chasing, reaching
from xiaoan.notices.services.reading import add_up

_LONGEST_NOTE = 200


@dataclass(frozen=True)
class NewCall:
    """What came of calling one of a list; `id` is made by the form, `about_id`: whom."""

    id: UUID
    chase_id: UUID
    about_id: UUID
    outcome: str
    note: str = ""


@transaction.atomic
def note_call(actor: Actor, given: NewCall) -> int:
    """Note a call; whoever was reached and told is confirmed by it. A try soon after another is kept and
    counts for nothing (rules.tries_of). Gives how many of the list are left."""
    chase = Chase.objects.filter(pk=given.chase_id).first()
    if chase is None or not actor.sees(chase.unit_no):
        raise NotFound
    if not actor.may(Permission.CALL_FAMILIES, chase.unit_no):
        raise Forbidden
    if given.outcome not in rules.OUTCOMES:
        raise Invalid(_("请选择这次电话的结果。"), {"outcome": "missing"})
    note = acting.words(given.note, "note", _LONGEST_NOTE)
    known = Call.objects.filter(pk=given.id).first()
    if known:
        if _said(known) != (chase.pk, given.about_id, given.outcome, note, actor.user_id):
            raise altered()
        return chasing.close_if_settled(actor, chase)
    if Notice.objects.filter(pk=chase.notice_id, state="recalled").exists():
        raise Conflict(_("这条通知已经撤回,不用再打电话。"))
    _told(actor, chase, given)
    _keep(actor, chase, given, note)
    left = chasing.close_if_settled(actor, chase)
    journal.record(
        actor,
        CallNoted(
            school_id=chase.school_id, unit_no=chase.unit_no, notice_id=chase.notice_id,
            chase_id=chase.pk, outcome=given.outcome, left=left,
        ),
    )  # fmt: skip
    return left


def _said(row: Call) -> tuple[object, ...]:
    """All that a form said, to tell the same one from another under its id."""
    cipher = row.note_cipher
    note = ciphers.unseal(cipher, place=NOTE_PLACE, row=row.pk) if cipher else ""
    return (row.chase_id, row.about_id, row.outcome, note, row.by_id)


def _keep(actor: Actor, chase: Chase, given: NewCall, note: str) -> None:
    Call.objects.create(
        id=given.id, school_id=chase.school_id, unit_no=chase.unit_no, chase_id=chase.pk,
        about_id=given.about_id, outcome=given.outcome, at=clock.now(), by_id=acting.user(actor),
        note_cipher=ciphers.seal(note, place=NOTE_PLACE, row=given.id) if note else None,
    )  # fmt: skip


def _told(actor: Actor, chase: Chase, given: NewCall) -> None:
    if chase.kind != "staff":
        _family(actor, chase, given)
    else:
        _staff(actor, chase, given)


def _family(actor: Actor, chase: Chase, given: NewCall) -> None:
    row = calls.families(chase).select_for_update().filter(pk=given.about_id).first()
    if row is None:
        raise NotFound
    if row.confirmed_at is not None:
        raise Conflict(_("这一家刚刚已经确认,不用再记。"))
    before = Call.objects.filter(chase_id=chase.pk, about_id=row.pk).values_list("at", flat=True)
    row.outcome, row.tries = given.outcome, rules.tries_of([*before, clock.now()])
    if given.outcome == "reached":
        row.confirmed_at, row.confirmed_how = clock.now(), rules.BY_CALL
        row.confirmed_by_id = actor.user_id
        row.save()
        for column in ("confirmed", "by_call"):
            add_up(chase.notice_id, column, [row.unit_no])
        with_child = Recipient.objects.filter(
            notice_id=chase.notice_id, pupils__contains=[row.person_id]
        )
        people = [pk for pair in with_child.values_list("guardian_id", "user_id") for pk in pair]
        reaching.settle(actor, Notice.objects.get(pk=chase.notice_id), people)
        return
    row.save()


def _staff(actor: Actor, chase: Chase, given: NewCall) -> None:
    row = (
        Recipient.objects.select_for_update()
        .filter(pk=given.about_id, notice_id=chase.notice_id, unit_no=chase.unit_no, kind="staff")
        .first()
    )
    if row is None:
        raise NotFound
    if row.acked_at is not None:
        raise Conflict(_("这位同事刚刚已经确认,不用再记。"))
    if given.outcome == "reached":
        row.acked_at, row.acked_how = clock.now(), rules.BY_CALL
        row.save()
        add_up(chase.notice_id, "staff_confirmed", [row.unit_no])
