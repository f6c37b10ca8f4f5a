"""Resting lessons (停课): proposed by the school, decided by a named person of the bureau upon a named
person's assessment, extended, and ended by a decision. Never by itself: no rule and no task decides.

Lock order: the school's events, then duties, then rows, then the journal.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.investigations import queries as investigations
from xiaoan.investigations.services.joining import lock_school
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, new_id, taken
from xiaoan.measures import queries, rules
from xiaoan.measures.events import SuspensionChanged, SuspensionProposed
from xiaoan.measures.models import Suspension, SuspensionStep
from xiaoan.measures.queries import suspensions
from xiaoan.measures.queries.words import STEP_NAMES
from xiaoan.measures.services.ordering import refuse_words
from xiaoan.screening import services as screening

ONE = dt.timedelta(days=1)
_NONE: Mapping[str, dt.date] = MappingProxyType({})


@dataclass(frozen=True)
class Proposal:
    """What the school asks for. `id` is the form's own (UUIDv7): the same once more proposes nothing."""

    id: UUID
    event_id: UUID
    class_nos: tuple[int, ...]
    since: dt.date
    until: dt.date
    reason: str


@dataclass(frozen=True)
class Decision:
    """What a person does with a suspension. `base`: how many steps there were when they looked."""

    id: UUID
    suspension_id: UUID
    base: int
    reason: str


@dataclass(frozen=True)
class Assessment:
    """Who assessed the risk: the person and office of the CDC, and the paper."""

    person: str
    office: str
    paper_no: str
    paper_on: dt.date


def propose(actor: Actor, given: Proposal) -> UUID:
    """The school proposes that lessons rest; nothing rests by it. Gives the suspension."""
    head = investigations.event(actor, given.event_id)
    if not actor.may(Permission.ORDER_MEASURES, head.school_id):
        raise Forbidden
    refuse_words(given.reason)
    lock_school(head.school_id)
    known = Suspension.objects.filter(pk=given.id).first()
    if known:
        if (known.event_id, known.proposed_by_id) != (head.id, actor.user_id):
            raise taken()
        said = {"since": given.since, "until": given.until}
        _refuse_altered(SuspensionStep.objects.get(pk=given.id), given.reason, said)
        if known.class_nos != sorted(set(given.class_nos)):
            raise altered()
        return known.pk
    if not investigations.event(actor, given.event_id).is_running:
        raise Conflict(_("疫情已经结束,不能再建议停课。"))
    _refuse(head.school_id, given)
    classes = sorted(set(given.class_nos))
    unit = classes[0] if len(classes) == 1 else head.school_id
    row = Suspension(
        id=given.id, event_id=head.id, school_id=head.school_id, unit_no=unit,
        class_nos=classes, since=given.since, until=given.until,
        proposed_at=clock.now(), proposed_by_id=actor.user_id,
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    told = Decision(given.id, row.pk, 0, given.reason)
    _keep(actor, row, told, "propose")
    journal.record(
        actor,
        SuspensionProposed(
            **_about(row), classes=len(row.class_nos), since=row.since, until=row.until
        ),
    )
    return row.pk


def _refuse(school_id: int, given: Proposal) -> None:
    _refuse_days(given.since, given.until)
    if not given.reason.strip():
        raise Invalid(_("请写明理由。"), {"reason": "empty"})
    classes = {no for no, _name in queries.places_of(school_id)} - {school_id}
    if not given.class_nos or not set(given.class_nos) <= classes:
        raise Invalid(_("请从本校的班级中选择。"), {"classes": "unknown"})
    _refuse_second(school_id, given.class_nos, given.since, given.until)


def _refuse_second(
    school_id: int,
    class_nos: Collection[int],
    since: dt.date,
    until: dt.date,
    but: UUID | None = None,
) -> None:
    """A class rests by one suspension at a time: longer by extending it. `but`: the one decided about;
    what is only proposed does not stand in its way."""
    other = suspensions.overlapping(school_id, class_nos, since, until, but=but)
    if other is None or (but and other.state == "proposed"):
        return
    if other.state == "proposed":
        raise Conflict(_("所选班级中有的已有停课建议,请先处理那一份。"))
    shared = sorted(set(other.class_nos) & set(class_nos))
    places = directory.places(shared)
    last = rules.last_day(other.since, other.until, other.back_on) or other.until
    raise Conflict(
        _("%(classes)s在 %(since)s 至 %(until)s 已经停课,日子有重叠。要停得更久,请教育局延长那一份。")
        % {
            "classes": _("、").join(places[no].name for no in shared if no in places),
            "since": other.since.isoformat(), "until": last.isoformat(),
        }
    )  # fmt: skip


def _refuse_days(since: dt.date, until: dt.date) -> None:
    fault = rules.days_fault(since, until, clock.today())
    words = {
        "past": _("停课不能从过去的日子开始。"),
        "far": _("停课的开始日期最晚在今天之后 31 天,请核对年份。"),
        "order": _("结束日期不能早于开始日期。"),
        "long": _("一次停课不超过 31 天,需要更久请到时延长。"),
    }
    if fault:
        raise Invalid(words[fault], {"since" if fault in ("past", "far") else "until": fault})


def decide(
    actor: Actor, given: Decision, assessed: Assessment, since: dt.date, until: dt.date
) -> None:
    """Lessons rest from a day to a day: decided by the actor, upon the assessment."""
    said = {"since": since, "until": until}
    row = _begin(actor, given, "decide", Permission.DECIDE_SUSPENSION, said)
    if row is None:
        _refuse_other_paper(given.suspension_id, assessed)
        return
    _refuse_days(since, until)
    _refuse_assessment(assessed)
    if not investigations.event(actor, row.event_id).is_running:
        raise Conflict(_("疫情已经结束,不能再停课。"))
    _refuse_second(row.school_id, row.class_nos, since, until, row.pk)
    row.since, row.until, row.state = since, until, "decided"
    row.decided_at, row.decided_by_id = clock.now(), actor.user_id
    row.cdc_person, row.cdc_office = assessed.person.strip(), assessed.office.strip()
    row.paper_no, row.paper_on = assessed.paper_no.strip(), assessed.paper_on
    row.save()
    if since == clock.today():
        screening.suspend(actor, row.school_id, set(row.class_nos), since, row.paper_no)
    changed(actor, row, given, "decide")


def _refuse_assessment(given: Assessment) -> None:
    texts = {"cdc_person": given.person, "cdc_office": given.office, "paper_no": given.paper_no}
    for name, text in texts.items():
        refuse_words(text)
        if not text.strip():
            raise Invalid(_("请写明疾控机构、评估人和评估文书编号。"), {name: "empty"})
    if not clock.FIRST_DAY <= given.paper_on <= clock.today():
        raise Invalid(_("评估日期不能晚于今天。"), {"paper_on": "future"})


def refuse(actor: Actor, given: Decision) -> None:
    """Lessons go on."""
    row = _begin(actor, given, "refuse", Permission.DECIDE_SUSPENSION)
    if row is not None:
        row.state, row.decided_at, row.decided_by_id = "refused", clock.now(), actor.user_id
        changed(actor, row, given, "refuse")


def withdraw(actor: Actor, given: Decision) -> None:
    """The school does not propose it any more."""
    row = _begin(actor, given, "withdraw", Permission.ORDER_MEASURES)
    if row is not None:
        row.state = "withdrawn"
        changed(actor, row, given, "withdraw")


def extend(actor: Actor, given: Decision, until: dt.date) -> None:
    """Lessons rest longer: until another, later day."""
    row = _begin(actor, given, "extend", Permission.DECIDE_SUSPENSION, {"until": until})
    if row is None:
        return
    today = clock.today()
    if until <= max(row.until, today - ONE):
        raise Invalid(_("延长到的日期要晚于原来的结束日期,也不能是过去。"), {"until": "order"})
    _refuse_days(max(row.since, today), until)
    first = min(row.until, dt.date.max - ONE) + ONE
    _refuse_second(row.school_id, row.class_nos, first, until, row.pk)
    was_over = row.until < today
    row.until = until
    row.save()
    if was_over:
        screening.suspend(actor, row.school_id, set(row.class_nos), today, row.paper_no)
    changed(actor, row, given, "extend")


def reopen(actor: Actor, given: Decision, back_on: dt.date) -> None:
    """Lessons begin again on a day, today at the earliest; roll-calls are due again from the next slot."""
    row = _begin(actor, given, "reopen", Permission.DECIDE_SUSPENSION, {"back_on": back_on})
    if row is None:
        return
    today = clock.today()
    last = min(row.until, dt.date.max - ONE)
    if not today <= back_on <= max(today, last + ONE):
        raise Invalid(_("复课日期从今天起,不晚于停课结束的第二天。"), {"back_on": "range"})
    # Saved first: who hears that roll-calls are due again reads when lessons rest.
    row.state, row.back_on = "reopened", back_on
    row.save()
    if back_on == today:
        screening.resume(actor, row.school_id, set(row.class_nos), today, row.paper_no)
    changed(actor, row, given, "reopen", back_on=back_on)


def _begin(
    actor: Actor, given: Decision, act: str, permission: Permission,
    said: Mapping[str, dt.date] = _NONE,
) -> Suspension | None:  # fmt: skip
    """Lock the school of a suspension and see that the act can be done now; None: this form did it.
    `said`: the days that it names. Conflict if it was sent before and says something else now."""
    seen = suspensions.find(actor, given.suspension_id)
    if not actor.may(permission, seen.unit_no):
        raise Forbidden
    refuse_words(given.reason)
    lock_school(seen.school_id)
    known = SuspensionStep.objects.filter(pk=given.id).first()
    if known:
        if (known.suspension_id, known.kind, known.by_id) != (seen.pk, act, actor.user_id):
            raise taken()
        _refuse_altered(known, given.reason, said)
        return None
    if not given.reason.strip():
        raise Invalid(_("请写明理由。"), {"reason": "empty"})
    row = Suspension.objects.get(pk=seen.pk)
    if row.steps != given.base or row.state != rules.ACTS[act]:
        raise Conflict(_overtaken(actor, row))
    return row


def _refuse_altered(known: SuspensionStep, reason: str, said: Mapping[str, dt.date]) -> None:
    kept = {name: known.facts.get(name) for name in said}
    if known.reason != reason.strip() or kept != {k: day.isoformat() for k, day in said.items()}:
        raise altered()


def _refuse_other_paper(suspension_id: UUID, given: Assessment) -> None:
    """The same decision once more, upon another assessment."""
    row = Suspension.objects.get(pk=suspension_id)
    kept = (row.cdc_person, row.cdc_office, row.paper_no, row.paper_on)
    said = (given.person.strip(), given.office.strip(), given.paper_no.strip(), given.paper_on)
    if kept != said:
        raise altered()


def _overtaken(actor: Actor, row: Suspension) -> str:
    last = SuspensionStep.objects.filter(
        school_id=row.school_id, suspension_id=row.pk
    ).latest("no")  # fmt: skip
    names = accounts.names(actor, {last.by_id} if last.by_id else set())
    return _("%(who)s 在 %(at)s 已经“%(what)s”。您的操作没有保存,请看过最新情况再决定。") % {
        "who": names.get(last.by_id, "") if last.by_id else _("系统"),
        "at": f"{last.at.astimezone(clock.ZONE):%H:%M}",
        "what": STEP_NAMES[last.kind],
    }


def changed(actor: Actor, row: Suspension, given: Decision, act: str, **facts: dt.date) -> None:
    """Keep the step and say that it was taken; the caller has locked the school."""
    _keep(actor, row, given, act, **facts)
    journal.record(
        actor,
        SuspensionChanged(
            **_about(row), how=act, classes=len(row.class_nos), since=row.since, until=row.until
        ),
    )


def _keep(actor: Actor, row: Suspension, given: Decision, act: str, **facts: dt.date) -> None:
    row.steps += 1
    row.save()
    told = {"since": row.since, "until": row.until, **facts}
    with new_id():
        SuspensionStep.objects.create(
            id=given.id, suspension_id=row.pk, school_id=row.school_id, unit_no=row.unit_no,
            no=row.steps, kind=act, at=clock.now(), by_id=actor.user_id,
            reason=given.reason.strip(),
            facts={name: day.isoformat() for name, day in told.items()},
        )  # fmt: skip


def _about(row: Suspension) -> dict[str, Any]:
    return {
        "school_id": row.school_id, "unit_no": row.unit_no, "event_id": row.event_id,
        "suspension_id": row.pk,
    }  # fmt: skip
