"""The rules on diagnoses and on one child alone, held against the records of the children's illnesses."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.directory import rules as numbering
from xiaoan.illness import queries as illness
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.outbreaks import queries, rules
from xiaoan.outbreaks.models import Signal, SignalCase
from xiaoan.outbreaks.services import signals
from xiaoan.outbreaks.services.signals import RUNNING, Scene
from xiaoan.screening import queries as screening

# A diagnosis often comes days after the first sign: window ends are looked at from so far back.
BACK = dt.timedelta(days=30)


def look_at_illness(actor: Actor, school_id: int, illness_id: UUID) -> list[UUID]:
    """Hold the rules against one child's illness after a step, and against the diagnoses of its school if
    it has or had one; gives the new signals. Idempotent, one look at a school at a time.
    """
    if not actor.is_system:
        raise Forbidden
    signals.lock_school(school_id)
    one = illness.diagnosis_of(actor, illness_id)
    raised = _look_at_child(actor, school_id, illness_id, one)
    if (one and one.diagnosis) or _is_counted(school_id, illness_id, one):
        raised += _look(actor, school_id, _rules_on("diagnoses"))
    return raised


def look_at_school(actor: Actor, school_id: int) -> list[UUID]:
    """Hold all rules on diagnoses against a school: those that teachers' signs count for among them."""
    if not actor.is_system:
        raise Forbidden
    signals.lock_school(school_id)
    return _look(actor, school_id, _rules_on("diagnoses"))


def may_meet_by_signs(actor: Actor, school_id: int) -> bool:
    """Whether enough pupils have the signs of a disease for which signs count (ILI), or a signal of it runs:
    one cheap look after each roll-call, before the long one.
    """
    asked = [rule for rule in _rules_on("diagnoses") if _syndrome(rule)]
    if not asked:
        return False
    today = clock.today()
    if _running(school_id, asked).exists():
        return True
    since = today - signals.LOOK_BACK
    seen = screening.with_respiratory_fever(actor, _school(school_id), since, today)
    return seen >= min(rule.min_cases or 1 for rule in asked)


def _rules_on(way: str) -> list[rules.Rule]:
    book = rules.rule_book()
    return [rule for rule in queries.rules_on(clock.today()) if rules.way_of(rule, book) == way]


def _syndrome(rule: rules.Rule) -> str:
    return rules.rule_book().diseases[rule.disease].syndrome


def _school(school_id: int) -> tuple[int, int]:
    return (school_id, school_id + numbering.SCHOOL)


def _running(school_id: int, asked: Sequence[rules.Rule]) -> QuerySet[Signal]:
    return Signal.objects.filter(
        school_id=school_id,
        rule__in=[rule.id for rule in asked],
        source="system",
        state__in=RUNNING,
    )


# ---- one child ----


def _look_at_child(
    actor: Actor, school_id: int, illness_id: UUID, one: illness.Diagnosed | None
) -> list[UUID]:
    asked = _rules_on("one_child")
    known = {
        (each.signal.rule, each.signal.syndrome): each
        for each in signals.known_of(
            school_id, list(Signal.objects.filter(school_id=school_id, about_id=illness_id))
        )
    }
    if one is None and not known:
        return []
    found = rules.evaluate_child(asked, queries.as_child(one)) if one else []
    told = {one.person_id: (one.class_no, one.symptoms)} if one else {}
    scene = _scene(school_id, asked, found, told, clock.today())
    raised = []
    for finding in found:
        before = known.pop((finding.rule_id, finding.syndrome), None)
        if before is None:
            raised.append(signals.raise_new(actor, scene, finding).signal.pk)
        elif before.is_running:
            signals.bring_up(scene, before, finding.people)
        else:
            signals.raise_again(actor, scene, before, finding)
            raised.append(before.signal.pk)
    for gone in known.values():
        if gone.is_running and gone.signal.rule in scene.rule_ids:
            signals.withdraw(actor, gone.signal)
    return raised


def _is_counted(school_id: int, illness_id: UUID, one: illness.Diagnosed | None) -> bool:
    """Whether a signal counts the child for a diagnosis that it had: then the school is looked at again."""
    about = Signal.objects.filter(school_id=school_id, about_id=illness_id)
    people = set(
        SignalCase.objects.filter(
            school_id=school_id, signal_id__in=about.values("id")
        ).values_list("person_id", flat=True)
    )
    if one:
        people.add(one.person_id)
    counting = SignalCase.objects.filter(school_id=school_id, person_id__in=people)
    running = _running(school_id, _rules_on("diagnoses"))
    return running.filter(pk__in=counting.values("signal_id")).exists()


# ---- a school ----


def _look(actor: Actor, school_id: int, asked: Sequence[rules.Rule]) -> list[UUID]:
    """Rules of a semester look back to its first day, all others over BACK."""
    today = clock.today()
    patients, coverage, told = queries.patients_of(actor, school_id, BACK)
    raised = []
    for is_long in (False, True):
        own = [rule for rule in asked if (rule.window == "semester") == is_long]
        since = rules.first_of_term(today, coverage.term_from) if is_long else today - BACK
        found = rules.evaluate_patients(own, patients, since=since, until=today, coverage=coverage)
        scene = _scene(school_id, own, found, told, since)
        rows = Signal.objects.filter(
            school_id=school_id, rule__in=scene.rule_ids, source="system", about_id=None,
            last_day__gte=since - BACK,
        ).order_by("-last_day", "-raised_at", "id")  # fmt: skip
        raised += signals.settle(actor, scene, signals.known_of(school_id, list(rows)))
    return raised


def _scene(
    school_id: int,
    asked: Sequence[rules.Rule],
    found: Sequence[rules.Finding],
    told: dict[UUID, tuple[int, int]],
    since: dt.date,
) -> Scene:
    days = clock.days(since, clock.today())
    return Scene(
        school_id,
        None,
        frozenset(rule.id for rule in asked),
        tuple(found),
        frozenset(days),
        lambda person, _onset: told[person],
    )
