"""Whole-day observation: a symptom noted in two taps; and the second reading by hand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries, rules
from xiaoan.screening.events import ObservationNoted, ObservationWithdrawn, RetestDone
from xiaoan.screening.models import Observation, Retest

LONGEST_REASON = 200


@dataclass(frozen=True)
class Noted:
    """What a teacher's phone sends: which pupil of which class, what was seen. `id` is made there."""

    id: UUID
    unit_no: int
    enrolment_id: UUID
    symptoms: rules.Symptom


def note_observation(actor: Actor, sent: Noted) -> Observation:
    """Keep a symptom seen between the checks; the same id again answers as the first time.

    It is proposed at the class's next roll-call and counts for the statutory rules at once.
    """
    _require(actor, sent.unit_no)
    if not sent.symptoms:
        raise Invalid(_("请选择看到的症状。"), {"symptoms": "missing"})
    today = clock.today()
    _size, roll = directory.counted_roll(
        actor, sent.unit_no, today, [sent.enrolment_id], boarders=False
    )
    if sent.enrolment_id not in roll:
        raise Invalid(_("这名学生今天不在这个班。请刷新页面。"), {"pupil": "not_on_roll"})
    row = Observation(
        id=sent.id, **_about(roll[sent.enrolment_id], sent.unit_no), day=today, at=clock.now(),
        by_id=actor.user_id, symptoms=int(sent.symptoms),
    )  # fmt: skip
    return _keep(actor, row)


def _about(pupil: directory.Pupil, unit_no: int) -> dict[str, object]:
    return {
        "school_id": school_of(unit_no),
        "unit_no": unit_no,
        "class_no": unit_no,
        "enrolment_id": pupil.enrolment_id,
        "person_id": pupil.person_id,
        "dormitory_no": pupil.dormitory_no,
    }


def _keep(actor: Actor, row: Observation) -> Observation:
    before = Observation.objects.filter(pk=row.pk).first()
    if before is None:
        Observation.objects.bulk_create([row], ignore_conflicts=True)
        stored = Observation.objects.filter(pk=row.pk).first()
        if stored is not None and stored.at == row.at and stored.by_id == row.by_id:
            _told(actor, row)
            return row
        before = stored
    same = before is not None and (before.enrolment_id, before.symptoms, before.by_id) == (
        row.enrolment_id, row.symptoms, row.by_id,
    )  # fmt: skip
    if before is None or not same:
        raise Invalid(_("这个编号已用于另一份内容。请刷新页面后重新提交。"), {"id": "reused"})
    return before


def _told(actor: Actor, row: Observation) -> None:
    journal.record(
        actor,
        ObservationNoted(
            school_id=row.school_id, unit_no=row.unit_no, observation_id=row.pk,
            person_id=row.person_id, day=row.day, source=row.source,
        ),
    )  # fmt: skip


def withdraw_observation(actor: Actor, observation_id: UUID, reason: str) -> bool:
    """It was another pupil, or nothing: whoever noted it, or the school doctor, takes it back.

    The row stays. False if it was withdrawn before.
    """
    row = queries.observation(actor, observation_id)
    if row.by_id != actor.user_id and not actor.may(Permission.CARE, row.unit_no):
        raise Forbidden
    if len(reason) > LONGEST_REASON:
        said = _("为什么撤回:写了 %(n)s 个字,最多 200 个字。请删短。") % {"n": len(reason)}
        raise Invalid(said, {"reason": "too_long"})
    if not reason.strip() or "\0" in reason:
        raise Invalid(_("请写明为什么撤回,不超过 200 个字。"), {"reason": "missing"})
    done = Observation.objects.filter(pk=row.pk, withdrawn_at=None).update(
        withdrawn_at=clock.now(), withdrawn_by_id=actor.user_id, reason=reason.strip()
    )
    if done:
        journal.record(
            actor,
            ObservationWithdrawn(
                school_id=row.school_id, unit_no=row.class_no, observation_id=row.pk,
                person_id=row.person_id, day=row.day,
            ),
        )  # fmt: skip
    return bool(done)


def ask_retests(actor: Actor, rows: Sequence[Retest]) -> int:
    """Have pupils measured again by hand, each once while it is open; gives how many are new.

    The school doctor has the duty, the class teacher is the deputy.
    """
    Retest.objects.bulk_create(rows, ignore_conflicts=True)
    fresh = list(Retest.objects.filter(pk__in=[row.pk for row in rows]))
    if not fresh:
        return 0
    units = {no for row in fresh for no in (row.unit_no, row.school_id)}
    roles = ["school_doctor", "class_teacher"]
    held = accounts.holders(actor, roles, units, clock.today())
    named = {holder.unit_no: holder.user_id for holder in reversed(held)}
    ladders = duty_queries.ladders()
    for day in sorted({row.day for row in fresh}):
        wanted = [
            duties.NewDuty(
                school_id=row.school_id, unit_no=row.unit_no, people=1, due_at=row.due_at,
                assignee_id=named.get(row.school_id), deputy_id=named.get(row.unit_no),
                next_step_at=ladders.first_step_at(row.unit_no, row.due_at), about_id=row.pk,
            )
            for row in fresh
            if row.day == day
        ]  # fmt: skip
        duties.open_duties(actor, queries.RETEST, day, "", wanted)
    return len(fresh)


def finish_retest(actor: Actor, retest_id: UUID, celsius: Decimal) -> bool:
    """What the thermometer under the arm says; at the fever line it becomes an observation. Gives whether
    it is a fever. Said once: a second, different value is a conflict.
    """
    row = Retest.objects.select_for_update().filter(pk=retest_id).first()
    if row is None or not actor.sees(row.unit_no):
        raise NotFound
    _require(actor, row.unit_no)
    verdict = rules.judge_temperature(celsius, rules.Method.AXILLARY)
    if verdict.judgement in (rules.Judgement.IMPLAUSIBLE, rules.Judgement.MEASURE_AGAIN):
        raise Invalid(_("这个体温多半没测准,请重新测量。"), {"celsius": str(verdict.judgement)})
    if row.done_at is not None:
        if row.result == celsius and row.done_by_id == actor.user_id:
            return row.fever
        raise Conflict(_("已经有人填了复测结果。请刷新页面。"))
    _finish(actor, row, celsius, verdict.fever)
    return verdict.fever


def _finish(actor: Actor, row: Retest, celsius: Decimal, fever: bool) -> None:
    now = clock.now()
    row.done_at, row.done_by_id, row.result, row.fever = now, actor.user_id, celsius, fever
    row.save(update_fields=["done_at", "done_by_id", "result", "fever"])
    duties.discharge_about(actor, row.pk, queries.RETEST, now)
    journal.record(
        actor,
        RetestDone(
            school_id=row.school_id, unit_no=row.unit_no, retest_id=row.pk,
            person_id=row.person_id, fever=fever,
        ),
    )  # fmt: skip
    if fever:
        _note_fever(actor, row, celsius, now)


def _note_fever(actor: Actor, row: Retest, celsius: Decimal, now: dt.datetime) -> None:
    pupil = directory.enrolments(actor, [row.person_id], row.day).get(row.person_id)
    seen = Observation(
        id=uuid7(), school_id=row.school_id, unit_no=row.unit_no, class_no=row.unit_no,
        enrolment_id=row.enrolment_id, person_id=row.person_id,
        dormitory_no=pupil.dormitory_no if pupil else None, day=row.day, at=now,
        by_id=actor.user_id, source="retest", symptoms=int(rules.Symptom.FEVER),
        temperature=celsius, method=str(rules.Method.AXILLARY),
    )  # fmt: skip
    Observation.objects.bulk_create([seen])
    _told(actor, seen)


def _require(actor: Actor, unit_no: int) -> None:
    if not actor.may(Permission.OBSERVE, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
