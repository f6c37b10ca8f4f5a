"""What is done with a finding until it is mended: who answers, more time, what was done, a place closed."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.duties import services as duties
from xiaoan.duties.queries import evidence, kinds
from xiaoan.inspections import rules
from xiaoan.inspections.models import Finding
from xiaoan.inspections.queries import RECTIFY
from xiaoan.inspections.services import owing
from xiaoan.inspections.services.acting import (
    NOTHING,
    Evidence,
    Said,
    hold_finding,
    keep_evidence,
    move,
    require_checker,
    same_step,
    shown_prints,
    step,
    user,
    words,
)
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Answer:
    """What was done; `no_photo`: why nothing is shown of it, neither picture nor paper."""

    id: UUID
    finding_id: UUID
    text: str
    shown: Evidence = NOTHING
    no_photo: str = ""


@dataclass(frozen=True)
class Ask:
    """More time, and why."""

    id: UUID
    finding_id: UUID
    due_at: dt.datetime | None
    why: str


@dataclass(frozen=True)
class Naming:
    """Somebody else answers from now on, and why."""

    id: UUID
    finding_id: UUID
    owner_id: UUID | None
    why: str


@dataclass(frozen=True)
class Act:
    """A plain act with its words."""

    id: UUID
    finding_id: UUID
    text: str = ""


def answer(actor: Actor, said: Answer) -> None:
    """The owner, or another who mends at this unit, says what was done; then somebody else has to see it."""
    row = hold_finding(actor, said.finding_id)
    body = fingerprint("answer", said.text, said.no_photo, *shown_prints(said.shown))
    if same_step(actor, said.id, row.pk, body):
        return
    _require_mender(actor, row)
    move(row, "answer")
    text = words("text", said.text, required=_("请写明怎么整改的、现在怎样。"))
    why = words("no_photo", said.no_photo)
    if not said.shown and not why:
        raise Invalid(_("请附整改后的照片或 PDF 文件;都没有的,写明为什么。"), {"photo": "missing"})
    if not said.shown and kinds.PAPER in evidence.asked(RECTIFY, row.unit_no):
        raise Invalid(
            _("县里要求报整改要有照片或 PDF 文件。请拍下整改后的样子,或附上文件。"),
            {"photo": "asked"},
        )
    if not said.shown:
        text = _("%(text)s(无照片:%(why)s)") % {"text": text, "why": why}
    kept = keep_evidence(actor, row.unit_no, said.shown)
    now = clock.now()
    row.owner_id = next(iter(owing.named_now(row, RECTIFY)), row.owner_id)
    row.mended_at, row.mended_by_id = now, user(actor)
    row.late = row.late or now > row.due_at
    _forget_asking(row)
    owing.settle(actor, row, RECTIFY)
    owing.open_recheck(row)
    # Whom a duty named meanwhile (a stand-in, a leave) is told by no other step.
    step(
        actor, row, "answer",
        Said(
            said.id, text, kept.photo_ids, kept.paper_ids, owner_id=row.owner_id, said=body
        ),
    )  # fmt: skip


def _require_mender(actor: Actor, row: Finding) -> None:
    if not actor.may(Permission.RECTIFY, row.unit_no):
        raise Forbidden


def _forget_asking(row: Finding) -> None:
    row.asked_due_at, row.asked_by_id, row.asked_why = None, None, ""


def ask(actor: Actor, said: Ask) -> None:
    """Ask for more time; the deadline stays until a second person grants it."""
    row = hold_finding(actor, said.finding_id)
    body = fingerprint("ask", said.due_at, said.why)
    if same_step(actor, said.id, row.pk, body):
        return
    _require_mender(actor, row)
    move(row, "ask")
    why = words("why", said.why, required=_("请写明为什么要延期、现在做到哪一步。"))
    farthest = row.first_due_at + rules.LONGEST_EXTENSION
    if said.due_at is None or not max(row.due_at, clock.now()) < said.due_at <= farthest:
        raise Invalid(
            _("延到的时间要晚于现在的期限,不超过原期限后 %(n)s 天。")
            % {"n": rules.LONGEST_EXTENSION.days},
            {"due_at": "range"},
        )
    row.asked_due_at, row.asked_by_id, row.asked_why = said.due_at, user(actor), why
    step(actor, row, "ask", Said(said.id, why, due_at=said.due_at, said=body))


def decide(actor: Actor, said: Act, *, grant: bool) -> None:
    """A second person grants or refuses what was asked for; a refusal says why."""
    row = hold_finding(actor, said.finding_id)
    kind = "grant" if grant else "refuse"
    body = fingerprint(kind, said.text)
    if same_step(actor, said.id, row.pk, body):
        return
    require_checker(actor, row)
    if row.asked_due_at is None or row.asked_by_id is None:
        raise Conflict(_("没有等您答复的延期申请。"))
    if row.asked_by_id == actor.user_id:
        raise Conflict(_("申请的人不能自己批。"))
    move(row, kind)
    text = words("text", said.text, required="" if grant else _("请写明不同意的理由。"))
    asked = row.asked_due_at
    _forget_asking(row)
    if grant:
        duties.hold_about(row.pk, RECTIFY)
        duties.put_off(RECTIFY, [row.pk], asked)
        row.due_at = asked
    step(actor, row, kind, Said(said.id, text, due_at=asked, said=body))


def name_owner(actor: Actor, said: Naming) -> None:
    """The head of the unit names who answers; whoever is named has to be able to mend there."""
    row = hold_finding(actor, said.finding_id)
    body = fingerprint("name", said.owner_id, said.why)
    if same_step(actor, said.id, row.pk, body):
        return
    if not actor.may(Permission.DECIDE_DUTIES, row.unit_no):
        raise Forbidden
    move(row, "name")
    why = words("why", said.why, required=_("请写明为什么换人。"))
    ids = [said.owner_id] if said.owner_id else []
    with everywhere("inspections"):
        found = accounts.actors_of(ids)
    who = found.get(ids[0]) if ids else None
    if who is None or not who.may(Permission.RECTIFY, row.unit_no):
        raise Invalid(_("请选一个在本单位能整改的人。"), {"owner": "unknown"})
    duties.hold_about(row.pk, RECTIFY)
    duties.name_about(RECTIFY, [row.pk], ids[0])
    row.owner_id = ids[0]
    step(actor, row, "name", Said(said.id, why, owner_id=ids[0], said=body))


def shut(actor: Actor, said: Act) -> None:
    """The place is closed until it was mended and seen again: a fact that everybody there is shown."""
    row = hold_finding(actor, said.finding_id)
    body = fingerprint("shut", said.text)
    if same_step(actor, said.id, row.pk, body):
        return
    if not actor.may(Permission.INSPECT, row.unit_no):
        raise Forbidden
    if row.shut_at is not None:
        raise Conflict(_("这里已经停用。"))
    move(row, "shut")
    text = words("text", said.text, required=_("请写明哪里停用、为什么。"))
    row.shut_at = clock.now()
    step(actor, row, "shut", Said(said.id, text, said=body))
