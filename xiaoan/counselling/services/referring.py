"""Asking a counsellor to look after a child; reading that, taking the child into care, or not."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.counselling import rules
from xiaoan.counselling.events import Referred
from xiaoan.counselling.models import Case, Emergency, Referral
from xiaoan.counselling.queries import referrals as queries
from xiaoan.counselling.queries import sealed
from xiaoan.counselling.services import acting, emergencies
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import everywhere

KIND = "counselling.referral"


@dataclass(frozen=True)
class NewReferral:
    """What was seen of a child. `via`: staff, guardian or pupil; `lasts`: since when, of
    `rules.LASTS`; `id` is made by the form."""

    id: UUID
    person_id: UUID | None
    ticks: frozenset[str] = field(default_factory=frozenset)
    text: str = ""
    urgency: str = "normal"
    via: str = "staff"
    lasts: str = ""


@dataclass(frozen=True)
class Receipt:
    """What came of it: its id, and the emergency that it opened."""

    id: UUID
    emergency_id: UUID | None


@transaction.atomic
def refer(actor: Actor, new: NewReferral) -> Receipt:
    """Somebody of the school tells a counsellor what was seen. Danger opens the emergency path at once,
    whatever else is missing in the form."""
    if new.person_id is None:
        raise Invalid(_("请选是哪个学生。"), {"person": "missing"})
    class_no = acting.class_of(new.person_id)
    acting.require(actor, Permission.REFER, class_no)
    danger = rules.is_danger(new.ticks, new.urgency)
    if not danger and not new.ticks and not new.text.strip():
        raise Invalid(_("请勾选看到了什么,或写一句话。"), {"text": "missing"})
    return _keep(actor, new, class_no, danger=danger)


@transaction.atomic
def ask_for_child(actor: Actor, new: NewReferral) -> Receipt:
    """A guardian asks for a talk, or the child does with the guardian's account. No reason is demanded."""
    if not actor.may_anywhere(Permission.ANSWER_SCREENING):
        raise Forbidden
    classes = dict(zip(actor.people, actor.classes, strict=True))
    if new.person_id is None or new.person_id not in classes:
        raise Invalid(_("请选是哪个孩子。"), {"person": "missing"})
    if new.via not in ("guardian", "pupil"):
        raise Invalid(_("请选是家长想谈,还是孩子自己想谈。"), {"via": "missing"})
    _refuse_many(actor)
    danger = rules.is_danger(frozenset(), new.urgency)
    return _keep(actor, new, classes[new.person_id], danger=danger)


def _refuse_many(actor: Actor) -> None:
    since = clock.now() - dt.timedelta(days=1)
    with everywhere(acting.SYSTEM):
        count = Referral.objects.filter(by_id=acting.user(actor), at__gte=since).count()
    if count >= rules.MOST_A_DAY:
        raise Invalid(
            _("今天已经提过 %(n)s 次,心理教师会联系您。危急时请直接打热线。") % {"n": rules.MOST_A_DAY},
            {"text": "many"},
        )  # fmt: skip


def from_screening(actor: Actor, answer_id: UUID, person_id: UUID, class_no: int) -> None:
    """An answer asks for a talk: without words, the answer has them."""
    new = NewReferral(answer_id, person_id, urgency="normal", via="screening")
    _keep(actor, new, class_no, danger=False)


def _keep(actor: Actor, new: NewReferral, class_no: int, *, danger: bool) -> Receipt:
    if new.person_id is None:
        raise NotFound
    text = acting.words("text", new.text)
    if not danger and new.urgency not in rules.URGENCIES:
        raise Invalid(_("请选有多急。"), {"urgency": "missing"})
    ticks = sorted(new.ticks & set(rules.TICKS))
    lasts = new.lasts if new.lasts in rules.LASTS else ""
    body = fingerprint(
        str(new.person_id), ticks, text, new.urgency, new.via, *filter(None, [lasts])
    )
    by_id = None if new.via == "screening" else acting.user(actor)
    with everywhere(acting.SYSTEM):
        known = Referral.objects.filter(pk=new.id).first()
        if acting.is_same(known, by_id, {"person_id": new.person_id}, body):
            return Receipt(new.id, _open_of(new.person_id) if danger else None)
        row = _row(actor, new, new.person_id, class_no, danger=danger)
        row.by_id, row.said = by_id, body
        row.body_cipher = sealed.seal(
            {"ticks": ticks, "text": text, "lasts": lasts}, sealed.REFERRAL, new.id
        )
        with new_id():
            row.save(force_insert=True)
        keeper = _keeper(row)
        others = acting.holders(row.school_id, "counsellor")
        acting.owe(
            KIND, row.school_id, row.pk, row.due_at, new.via,
            keeper or (others[0] if others else None),
        )  # fmt: skip
    begun = None
    if danger:
        begun = emergencies.begin(actor, new.person_id, class_no, "referral")
    acting.count(row.school_id, f"referred.{new.via}")
    _fact(actor, row)
    return Receipt(row.pk, begun)


def _open_of(person_id: UUID) -> UUID | None:
    found = Emergency.objects.filter(person_id=person_id).order_by("-opened_at")
    return found.values_list("id", flat=True).first()


def _row(
    actor: Actor, new: NewReferral, person_id: UUID, class_no: int, *, danger: bool
) -> Referral:
    now, school = clock.now(), numbering.school_of(class_no)
    urgency = "now" if danger else new.urgency
    return Referral(
        id=new.id, school_id=school, unit_no=school, person_id=person_id, via=new.via,
        role=queries.role_at(actor, class_no) if new.via == "staff" else "", urgency=urgency, at=now,
        due_at=now + rules.READ_WITHIN[urgency],
    )  # fmt: skip


def _keeper(row: Referral) -> UUID | None:
    """The counsellor who has the child in care already."""
    case = Case.objects.filter(person_id=row.person_id, state="open").first()
    return case.counsellor_id if case else None


def _fact(actor: Actor, row: Referral) -> None:
    with everywhere(acting.SYSTEM):
        journal.record(
            actor,
            Referred(
                school_id=row.school_id, unit_no=row.unit_no, referral_id=row.pk, state=row.state
            ),
        )


@transaction.atomic
def see(actor: Actor, referral_id: UUID) -> queries.Detail:
    """A counsellor reads it: whoever asked sees from then on that it was seen."""
    with everywhere(acting.SYSTEM):
        row = held(actor, referral_id)
        first = row.state == "waiting"
        if first:
            row.state, row.seen_at = "seen", clock.now()
            row.save(update_fields=["state", "seen_at"])
    if first:
        acting.done(actor, KIND, row.pk)
        _fact(actor, row)
    return queries.detail(actor, referral_id)


def held(actor: Actor, referral_id: UUID) -> Referral:
    """Locked, in the system's scope; NotFound for whoever is not its counsellor."""
    row = Referral.objects.select_for_update().filter(pk=referral_id).first()
    if row is None or not queries.reads(actor, row):
        raise NotFound
    return row


def joined(actor: Actor, row: Referral, case_id: UUID) -> None:
    """It led to a case."""
    with everywhere(acting.SYSTEM):
        row.state, row.case_id = "in_care", case_id
        row.seen_at = row.seen_at or clock.now()
        row.save(update_fields=["state", "case_id", "seen_at"])
    acting.done(actor, KIND, row.pk)
    _fact(actor, row)


@transaction.atomic
def decline(actor: Actor, referral_id: UUID, text: str) -> None:
    """No case comes of it; why is kept sealed, whoever asked reads only that it is closed."""
    with everywhere(acting.SYSTEM):
        row = held(actor, referral_id)
        why = acting.words("text", text, required=_("请写明为什么不建个案(只有心理教师能看)。"))
        if row.state == "closed":
            return
        if row.state == "in_care":
            raise Conflict(_("已经建了个案,请在个案里结案。"))
        body = sealed.unseal(row.body_cipher, sealed.REFERRAL, row.pk) | {"answer": why}
        row.body_cipher = sealed.seal(body, sealed.REFERRAL, row.pk)
        row.state, row.ended_at = "closed", clock.now()
        row.seen_at = row.seen_at or row.ended_at
        row.save(update_fields=["state", "ended_at", "seen_at", "body_cipher"])
    acting.done(actor, KIND, row.pk)
    _fact(actor, row)


def ended_with(actor: Actor, case_id: UUID) -> None:
    """The case was closed, and with it what led to it."""
    with everywhere(acting.SYSTEM):
        rows = list(Referral.objects.select_for_update().filter(case_id=case_id, state="in_care"))
        for row in rows:
            row.state, row.ended_at = "closed", clock.now()
            row.save(update_fields=["state", "ended_at"])
    for row in rows:
        _fact(actor, row)
