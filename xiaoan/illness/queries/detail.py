"""One child's illness in full: the steps with times and names, what may be done, when it may be back."""

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.illness import rules
from xiaoan.illness.models import Illness, Late, Step
from xiaoan.illness.queries.rows import Row, rows_of, seen, situation, verdict
from xiaoan.illness.queries.settings import InForce, settings
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries as screening

WORDS_PLACE = "illness_step.words"
# Which permission an act needs; what is not named here is nobody's to do by hand.
NEEDS: dict[str, tuple[Permission, ...]] = {
    "noticed": (Permission.TRACE, Permission.CARE),
    "retest_fever": (Permission.CARE,),
    "retest_normal": (Permission.CARE,),
    "observe": (Permission.CARE,),
    "unreachable": (Permission.CARE,),
    "reach": (Permission.CARE,),
    "send": (Permission.CARE,),
    "diagnose": (Permission.CARE,),
    "home": (Permission.CARE,),
    "trace": (Permission.TRACE,),
    "follow": (Permission.TRACE,),
    "investigate": (Permission.CARE,),
    "hand_in": (Permission.TRACE, Permission.CLEAR),
    "refuse": (Permission.CLEAR,),
    "clear": (Permission.CLEAR,),
    "clear_against": (Permission.CLEAR,),
    "well": (Permission.TRACE, Permission.CARE),
    "withdraw": (Permission.TRACE, Permission.CARE),
}


@dataclass(frozen=True)
class StepRow:
    """One step as it is read: who, when, the codes, and the words said."""

    kind: str
    stage: str
    at: dt.datetime
    recorded_at: dt.datetime
    by: str
    facts: dict[str, Any]
    words: dict[str, str]


@dataclass(frozen=True)
class Detail:
    """One illness with everything its page shows."""

    row: Row
    place: directory.Place
    steps: list[StepRow]
    acts: tuple[str, ...]
    next_duty: str | None
    verdict: rules.Verdict
    in_force: InForce
    contacts: list[directory.Contact]
    dates: dict[str, str]
    is_refused: bool


def detail(actor: Actor, illness_id: UUID) -> Detail:
    """Everything about one illness that the actor may see; the look is recorded by the caller."""
    row = seen(actor, illness_id)
    in_force = settings().at(row.unit_no)
    steps = steps_of(actor, [row])[row.pk]
    steps[:1] = [_with_readings(actor, row, one) for one in steps[:1]]
    full = accounts.sees_family_phones(actor)
    return Detail(
        row=rows_of(actor, [row])[0],
        place=directory.place(row.unit_no),
        steps=steps,
        acts=acts_of(actor, row),
        next_duty=rules.next_duty(situation(row)),
        verdict=verdict(row, in_force),
        in_force=in_force,
        contacts=directory.contacts(actor, row.person_id, in_full=full),
        dates=dict(row.dates),
        is_refused=was_refused(steps),
    )


def _with_readings(actor: Actor, row: Illness, first: StepRow) -> StepRow:
    """The first sign with what the roll-call measured: the readings stand there, not in the step."""
    slot = first.facts.get("slot")
    if not slot:
        return first
    seen = screening.exceptions_in(actor, (row.class_no, row.class_no + 1), row.since, slot)
    for mark in seen.get(row.class_no, []):
        if mark.person_id == row.person_id and mark.temperature is not None:
            read = {"celsius": str(mark.temperature), "method": mark.method}
            again = (
                {"retest": str(mark.retest), "retest_method": mark.retest_method}
                if mark.retest is not None
                else {}
            )
            return replace(first, facts={**first.facts, **read, **again})
    return first


def was_refused(steps: list[StepRow]) -> bool:
    """The certificate that was shown last did not meet the profile: only a second act lets in anyway."""
    judged = [step.kind for step in steps if step.kind in ("refuse", "clear", "diagnose")]
    return bool(judged) and judged[-1] == "refuse"


def acts_of(actor: Actor, row: Illness) -> tuple[str, ...]:
    """What this actor may do about an illness now."""
    return tuple(
        act
        for act in rules.acts_at(situation(row))
        if any(actor.may(one, row.unit_no) for one in NEEDS.get(act, ()))
    )


def steps_of(actor: Actor, rows: list[Illness]) -> dict[UUID, list[StepRow]]:
    """The steps of illnesses the actor sees, the oldest first."""
    found = list(
        Step.objects.filter(illness_id__in=[row.pk for row in rows]).order_by("illness_id", "no")
    )
    names = accounts.names(actor, {one.by_id for one in found if one.by_id})
    steps: dict[UUID, list[StepRow]] = {row.pk: [] for row in rows}
    for one in found:
        by = names.get(one.by_id, "") if one.by_id else ""
        steps[one.illness_id].append(
            StepRow(
                one.kind,
                one.stage,
                one.at.astimezone(clock.ZONE),
                one.recorded_at.astimezone(clock.ZONE),
                by,
                one.facts,
                words_of(one),
            )
        )
    return steps


def words_of(step: Step | Late) -> dict[str, str]:
    """What was said, unsealed."""
    if step.words is None:
        return {}
    told = ciphers.unseal(step.words, place=WORDS_PLACE, row=step.pk)
    return {str(name): str(text) for name, text in json.loads(told).items()}
