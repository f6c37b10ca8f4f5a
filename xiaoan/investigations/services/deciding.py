"""Assigning, confirming, excluding, merging, closing and reopening an event: who, when, why.

All changes of a school's events take its lock first, then duties, then rows, then the journal.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.duties import services as duties
from xiaoan.illness.queries.words import DIAGNOSIS_NAMES
from xiaoan.investigations import queries, rules
from xiaoan.investigations.events import (
    DefinitionSet,
    EventAssigned,
    EventClosed,
    EventConfirmed,
    EventExcluded,
    LessonsWritten,
)
from xiaoan.investigations.models import Event, Step
from xiaoan.investigations.queries.words import ACT_DONE
from xiaoan.investigations.services import due
from xiaoan.investigations.services.joining import lock_school
from xiaoan.investigations.services.steps import Decision, about, keep, put_back
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, taken
from xiaoan.screening.queries import SYMPTOM_NAMES, symptoms_of

_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Definition:
    """Who is a case: in words; with one of these symptoms, from a day to a day, in these units."""

    text: str
    symptoms: int = 0
    since: dt.date | None = None
    until: dt.date | None = None
    units: tuple[int, ...] = ()


def assign(actor: Actor, given: Decision, assignee_id: UUID) -> None:
    """Somebody who may investigate there answers for the event from now on."""
    facts = {"assignee": str(assignee_id)}
    row = begin(actor, given, "assign", Permission.ASSIGN_EVENT, facts)
    if row is None:
        return
    if assignee_id not in {one.user_id for one in queries.assignable(actor, row.school_id)}:
        raise Invalid(_("请从名单中选一位负责人。"), {"assignee": "unknown"})
    duties.name_about(queries.JUDGE, [row.pk], assignee_id)
    row.assigned_to_id, row.assigned_at = assignee_id, clock.now()
    row.assigned_by_id = actor.user_id
    keep(actor, row, given, "assign", facts)
    journal.record(actor, EventAssigned(**about(row), assignee_id=assignee_id))


def confirm(actor: Actor, given: Decision, disease: str = "") -> None:
    """It is an outbreak; of which disease, if one is suspected or known. Also: the disease set right."""
    if disease and disease not in DIAGNOSIS_NAMES:
        raise Invalid(_("请从列表中选择疾病。"), {"disease": "unknown"})
    row = begin(actor, given, "confirm", Permission.DECIDE_EVENT, {"disease": disease})
    if row is None:
        return
    again = row.state == "confirmed"
    if again and row.disease == disease:
        raise Invalid(_("疫情已经核实,疾病没有变。"), {"disease": "same"})
    _judge(actor, row, "confirmed", given.reason)
    row.disease = disease
    keep(actor, row, given, "confirm", {"disease": disease})
    journal.record(
        actor, EventConfirmed(**about(row), disease=disease, cases=row.cases, again=again)
    )


def exclude(actor: Actor, given: Decision) -> None:
    """It is none. Its signals stay to be seen; one of them growing opens it anew."""
    row = begin(actor, given, "exclude", Permission.DECIDE_EVENT)
    if row is None:
        return
    _judge(actor, row, "excluded", given.reason)
    keep(actor, row, given, "exclude")
    journal.record(actor, EventExcluded(**about(row)))


def close(actor: Actor, given: Decision) -> None:
    """A confirmed event is over. Whoever hears it refuses while something is left to do."""
    row = begin(actor, given, "close", Permission.DECIDE_EVENT)
    if row is None:
        return
    row.state, row.closed_at, row.closed_by_id = "closed", clock.now(), actor.user_id
    keep(actor, row, given, "close", {"cases": row.cases})
    journal.record(actor, EventClosed(**about(row), cases=row.cases))


def reopen(actor: Actor, given: Decision) -> None:
    """It was excluded or closed too early."""
    row = begin(actor, given, "reopen", Permission.DECIDE_EVENT)
    if row is not None:
        put_back(actor, row, given)


def learn(actor: Actor, given: Decision) -> None:
    """Write down what a closed event taught; what was written before stays beside it."""
    row = begin(actor, given, "learn", Permission.INVESTIGATE)
    if row is None:
        return
    keep(actor, row, given, "learn")
    journal.record(actor, LessonsWritten(**about(row)))


def define(actor: Actor, given: Decision, told: Definition) -> None:
    """Write down who is a case."""
    days = [day.isoformat() if day else None for day in (told.since, told.until)]
    facts = {"text": told.text, "symptoms": told.symptoms, "days": days, "units": list(told.units)}
    row = begin(actor, given, "define", Permission.INVESTIGATE, facts)
    if row is None:
        return
    _refuse_definition(row, told)
    row.definition, row.case_symptoms = told.text, told.symptoms
    row.case_since, row.case_until = told.since, told.until
    row.case_units = list(told.units)
    keep(actor, row, given, "define", facts)
    journal.record(actor, DefinitionSet(**about(row)))


def _refuse_definition(row: Event, told: Definition) -> None:
    refuse_words(told.text)
    if not told.text:
        raise Invalid(_("请写明什么样的人算病例。"), {"text": "empty"})
    if told.symptoms & ~int(symptoms_of(SYMPTOM_NAMES)):
        raise Invalid(_("请从列表中选择症状。"), {"symptoms": "unknown"})
    if told.since and told.until and told.since > told.until:
        raise Invalid(_("结束日期不能早于开始日期。"), {"until": "before_since"})
    school = range(row.school_id, row.school_id + 4096)
    if any(no not in school for no in told.units):
        raise Invalid(_("请从本校的班级中选择。"), {"units": "unknown"})


def begin(
    actor: Actor, given: Decision, act: str, permission: Permission, said: Mapping[str, Any] = _NONE
) -> Event | None:
    """Lock the school of an event and see that the act can be done now; None: it was done by this form.

    `said`: what the form says besides the reason, as the step keeps it. Conflict if the form was sent before
    and says something else now; and if somebody has done anything since the person looked, and says what.
    """
    head = queries.event(actor, given.event_id)
    if not actor.may(permission, head.unit_no):
        raise Forbidden
    refuse_words(given.reason, rules.LONGEST_LESSONS if act == "learn" else rules.LONGEST_REASON)
    lock_school(head.school_id)
    known = Step.objects.filter(pk=given.id).first()
    if known:
        _refuse_altered(known, given, act, actor, said)
        return None
    if act not in ("assign", "define") and not given.reason:
        raise Invalid(_("请写明理由。"), {"reason": "empty"})
    row = Event.objects.get(pk=head.id)
    if row.steps != given.base:
        raise Conflict(_overtaken(actor, row))
    if row.state not in rules.ACTS[act]:
        raise Conflict(_("疫情现在的状态下不能这样做,请刷新后再看。"))
    return row


def _refuse_altered(
    known: Step, given: Decision, act: str, actor: Actor, said: Mapping[str, Any]
) -> None:
    if (known.event_id, known.kind, known.by_id) != (given.event_id, act, actor.user_id):
        raise taken()
    kept = {name: known.facts.get(name) for name in said}
    if known.reason != given.reason or kept != said:
        raise altered()


def _overtaken(actor: Actor, row: Event) -> str:
    """Who was faster, and what they did."""
    last = Step.objects.filter(school_id=row.school_id, event_id=row.pk).order_by("-no").first()
    if last is None:
        return _("疫情现在的状态下不能这样做,请刷新后再看。")
    names = accounts.names(actor, {last.by_id} if last.by_id else set())
    return _("%(who)s 在 %(at)s 已经“%(what)s”。您的操作没有保存,请看过最新情况再决定。") % {
        "who": names.get(last.by_id, "") if last.by_id else _("系统"),
        "at": f"{last.at.astimezone(clock.ZONE):%H:%M}",
        "what": ACT_DONE[last.kind],
    }


def refuse_words(text: str, longest: int = rules.LONGEST_REASON) -> None:
    if len(text) > longest or "\0" in text:
        raise Invalid(_("说明不超过 %(n)s 个字。") % {"n": longest}, {"reason": "too_long"})


def _judge(actor: Actor, row: Event, state: str, reason: str) -> None:
    due.judged(actor, row.pk)
    row.state, row.reason = state, reason
    row.decided_at, row.decided_by_id = clock.now(), actor.user_id
