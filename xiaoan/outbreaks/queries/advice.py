"""Advice on suspending lessons at a school: what its rules count on a day. No signal and no clock: named
people of the bureau and the CDC decide (app measures).
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.illness import queries as illness
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks import rules
from xiaoan.outbreaks.queries.in_force import rules_on
from xiaoan.outbreaks.queries.patients import as_sighting, patients_of
from xiaoan.outbreaks.queries.rulebook import left_in_words, text_of
from xiaoan.screening import queries as screening

_BACK = dt.timedelta(days=30)


@dataclass(frozen=True)
class AdviceRow:
    """A rule of advice that is met. `figures`: each count, of how many (the class or school), against which
    number, met or not; `days`: how long lessons usually rest; `needs`: who assesses and decides (codes);
    `left`: what else of the rule only a person can say. `reported`, `due`: classes of the day's checks.
    """

    rule: str
    rule_version: str
    text: str
    basis: str
    status: str
    confirmed: bool
    disease: str
    level: str
    unit_no: int
    day: dt.date
    figures: tuple[rules.Figure, ...]
    people: frozenset[UUID]
    days: int | None
    needs: tuple[str, ...]
    left: tuple[str, ...]
    reported: int
    due: int


def advice(actor: Actor, school_id: int, day: dt.date | None = None) -> list[AdviceRow]:
    """What the rules of advice in force say of a school on a day (today): for each class, and the school."""
    if not actor.may(Permission.SEE_MEASURES, school_id):
        raise NotFound
    on = day or clock.today()
    book = rules.rule_book()
    asked = [rule for rule in rules_on(on) if rules.way_of(rule, book) == "advice"]
    patients, coverage, _told = patients_of(actor, school_id, clock.today() - on + _BACK)
    now = _present(actor, school_id, on)
    due = {pair for pair in coverage.due if pair[1] == on}
    reported = {pair for pair in coverage.reported if pair[1] == on}
    return [
        AdviceRow(
            rule=one.rule.id, rule_version=one.rule.version, text=text_of(one.rule),
            basis=one.rule.basis, status=one.rule.status, confirmed=one.rule.is_confirmed,
            disease=one.rule.disease, level=one.level, unit_no=one.unit_no, day=on,
            figures=one.figures, people=frozenset(UUID(str(who)) for who in one.people),
            days=one.rule.suspend_days, needs=one.rule.needs, left=left_in_words(one.rule),
            reported=len(reported & due), due=len(due),
        )
        for one in rules.advise(asked, patients, now, on)
    ]  # fmt: skip


def _present(actor: Actor, school_id: int, day: dt.date) -> rules.Present:
    """Who is ill on the day: seen so at its checks, or with a diagnosis whose illness is not over."""
    within = (school_id, school_id + numbering.SCHOOL)
    ill: dict[str, dict[int, set[rules.Person]]] = defaultdict(lambda: defaultdict(set))
    book = rules.rule_book()
    for disease in book.diseases.values():
        if disease.syndrome:
            for seen in screening.sightings_within(actor, day, day, within):
                if disease.code in as_sighting(seen, disease).syndromes:
                    ill[disease.code][seen.unit_no].add(seen.person_id)
    for one in illness.diagnosed(actor, school_id, day - _BACK):
        if one.is_open and one.since <= day:
            for code in book.diagnosed_as(one.diagnosis):
                ill[code][one.class_no].add(one.person_id)
    sizes = {size.place.no: size.enrolled for size in directory.class_sizes(actor, within, day)}
    sizes[school_id] = sum(sizes.values())
    told = {
        code: {no: frozenset(who) for no, who in classes.items()} for code, classes in ill.items()
    }
    return rules.Present(told, sizes)
