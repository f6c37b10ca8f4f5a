"""Screening: opened for classes, agreed to by a guardian, answered, taken back; on paper typed in by a
counsellor.

The result is the counsellor's alone. An answer about harm opens the emergency path in the same transaction.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.counselling.events import Answered, ScreeningOpened
from xiaoan.counselling.models import Answer, Referral, Screening
from xiaoan.counselling.queries import screenings as queries
from xiaoan.counselling.queries import sealed
from xiaoan.counselling.rules import instruments
from xiaoan.counselling.services import acting, emergencies, referring
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import everywhere

LONGEST = dt.timedelta(days=30)


@dataclass(frozen=True)
class NewScreening:
    id: UUID
    school_no: int
    classes: Sequence[int]
    until: dt.date | None


@dataclass(frozen=True)
class Said:
    """What a guardian says of a screening: agreed with the answers (item → 0–3), or refused. `on_paper`: the
    guardian signed on paper, and a counsellor types it in."""

    id: UUID
    screening_id: UUID
    person_id: UUID
    agreed: bool
    answers: Mapping[str, int] = field(default_factory=dict)
    on_paper: bool = False
    signed: bool = False


@dataclass(frozen=True)
class Outcome:
    """What the family is told: no sum and no band; `danger`: the hotlines come first."""

    danger: bool


@transaction.atomic
def open_screening(actor: Actor, new: NewScreening) -> UUID:
    """Classes of a school may answer until a day."""
    acting.require(actor, Permission.COUNSEL, new.school_no)
    known = Screening.objects.filter(pk=new.id).first()
    if known is not None:
        if known.by_id != actor.user_id:
            raise NotFound
        return known.pk
    here = (new.school_no, new.school_no + numbering.SCHOOL)
    there = {p.no for p in directory.places_inside(here, "class", day=clock.today())}
    classes = sorted(set(new.classes) & there)
    if not classes:
        raise Invalid(_("请选要筛查的班级。"), {"classes": "missing"})
    today = clock.today()
    if new.until is None or not today <= new.until <= today + LONGEST:
        raise Invalid(_("请填截止日期,最迟 30 天以内。"), {"until": "missing"})
    with new_id():
        Screening.objects.create(
            id=new.id, school_id=new.school_no, unit_no=new.school_no, by_id=acting.user(actor),
            version=instruments.VERSION, classes=classes, opened_at=clock.now(), until=new.until,
        )  # fmt: skip
    journal.record(
        actor,
        ScreeningOpened(
            school_id=new.school_no,
            unit_no=new.school_no,
            screening_id=new.id,
            classes=len(classes),
        ),
    )
    return new.id


@transaction.atomic
def say(actor: Actor, said: Said) -> Outcome:
    """A guardian agrees and answers, or refuses. Missing items are named; nothing is kept before all
    are there, but for harm: that is acted upon at once."""
    with everywhere(acting.SYSTEM):
        found = Screening.objects.filter(pk=said.screening_id).first()
    if found is None:
        raise NotFound
    class_no = queries.class_for(actor, found, said.person_id, on_paper=said.on_paper)
    body = fingerprint(said.agreed, dict(said.answers))
    about = {"screening_id": found.pk, "person_id": said.person_id}
    with everywhere(acting.SYSTEM):
        known = Answer.objects.select_for_update().filter(**about).first()
        if known is not None and known.pk == said.id:
            acting.is_same(known, actor.user_id, about, body)
            return Outcome(_danger(said, class_no))
        _refuse(found, known, said)
    if not said.agreed:
        _store(actor, found, said, known, body, "refused")
        acting.count(found.school_id, "refused")
        return Outcome(danger=False)
    return _answered(actor, found, said, known, body, class_no)


def _danger(said: Said, class_no: int) -> bool:
    return any(said.answers.get(one.safety, 0) > 0 for one in instruments.INSTRUMENTS.values())


def _refuse(found: Screening, known: Answer | None, said: Said) -> None:
    if clock.today() > found.until:
        raise Conflict(_("这次筛查已经截止。想找心理教师谈,随时可以提。"))
    if known is not None and known.state == "answered":
        raise Conflict(_("已经答过了。不想参加,可以撤回,答案会删除。"))
    if said.on_paper and said.agreed and not said.signed:
        raise Invalid(_("没有家长签字的同意书,不能录入。"), {"signed": "missing"})


def _answered(
    actor: Actor, found: Screening, said: Said, known: Answer | None, body: bytes, class_no: int
) -> Outcome:
    one = queries.instrument_for(said.person_id)
    if one is None:
        raise Invalid(_("这个年龄没有适用的问卷,请直接找心理教师。"), {"answers": "age"})
    danger = said.answers.get(one.safety, 0) > 0
    left = instruments.missing(one, said.answers)
    if left and not danger:
        raise Invalid(_("还有没答的题,请补上。"), dict.fromkeys(left, "missing"))
    # Harm is never put off by another item without an answer: what is missing counts as unanswered.
    full = {item: max(0, said.answers.get(item, 0)) for item in one.asked}
    scored = instruments.score(one, full)
    content = {"answers": dict(said.answers), "total": scored.total, "band": scored.band, "danger": danger,
               "left": left}  # fmt: skip
    _store(actor, found, said, known, body, "answered", one.code, content)
    acting.count(found.school_id, "answered")
    if danger:
        emergencies.begin(actor, said.person_id, class_no, "screening")
    if danger or scored.band == "talk":
        referring.from_screening(actor, said.id, said.person_id, class_no)
    return Outcome(danger)


def _store(
    actor: Actor, found: Screening, said: Said, known: Answer | None, body: bytes, state: str,
    instrument: str = "", content: dict[str, object] | None = None,
) -> None:  # fmt: skip
    """What was said before (refused, taken back) gives way: one row a child and screening."""
    with everywhere(acting.SYSTEM):
        if known is not None:
            known.delete()
        with new_id():
            Answer.objects.create(
                id=said.id, school_id=found.school_id, unit_no=found.school_id, screening_id=found.pk,
                person_id=said.person_id, state=state, instrument=instrument,
                consent=instruments.CONSENT, on_paper=said.on_paper, by_id=acting.user(actor),
                at=clock.now(), said=body,
                body_cipher=sealed.seal(content, sealed.ANSWER, said.id) if content else None,
            )  # fmt: skip
    _fact(actor, found, said.id, state)


def _fact(actor: Actor, found: Screening, answer_id: UUID, state: str) -> None:
    with everywhere(acting.SYSTEM):
        journal.record(
            actor,
            Answered(
                school_id=found.school_id, unit_no=found.school_id, screening_id=found.pk,
                answer_id=answer_id, state=state,
            ),
        )  # fmt: skip


@transaction.atomic
def withdraw(actor: Actor, screening_id: UUID, person_id: UUID) -> None:
    """A guardian takes it back, or a counsellor for one who says so: the answers are deleted now. What a
    counsellor has noted of talks since stays with the case."""
    with everywhere(acting.SYSTEM):
        found = Screening.objects.filter(pk=screening_id).first()
        row = Answer.objects.select_for_update().filter(
            screening_id=screening_id, person_id=person_id
        )
        known = row.first()
    if found is None or known is None:
        raise NotFound
    counsels = actor.may(Permission.COUNSEL, found.school_id)
    if person_id not in actor.people and not counsels:
        raise NotFound
    if known.state == "withdrawn":
        return
    with everywhere(acting.SYSTEM):
        known.state, known.body_cipher, known.instrument = "withdrawn", None, ""
        known.ended_at, known.said = clock.now(), b""
        known.save()
        Referral.objects.filter(pk=known.pk, state="waiting").update(
            state="closed", ended_at=clock.now()
        )
    acting.let_go(actor, referring.KIND, known.pk)
    _fact(actor, found, known.pk, "withdrawn")
