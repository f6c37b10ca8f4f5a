"""Who has, or had, a disease of the rules at a school: diagnoses, and the signs that teachers saw."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.illness import queries as illness
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.outbreaks import rules
from xiaoan.outbreaks.queries.in_force import rules_on
from xiaoan.screening import queries as screening

# Signs are read from so far before the first window, that an illness at its edge keeps its first day.
_EDGE = dt.timedelta(days=14)


def as_child(one: illness.Diagnosed) -> rules.OneChild:
    """One illness as the rules of one child read it."""
    return rules.OneChild(_patient(one, frozenset()), one.diagnosis, one.signs)


def patients_of(
    actor: Actor, school_id: int, back: dt.timedelta
) -> tuple[list[rules.Patient], rules.Coverage, dict[UUID, tuple[int, int]]]:
    """The patients of a school so far back from today (of the term, if that is longer), which class-days came
    in, and the class and symptoms of each person.
    """
    today = clock.today()
    term = directory.calendar(school_id).terms
    term_from = max((since for since, _until in term if since <= today), default=None)
    first = today - back
    known = illness.diagnosed(actor, school_id, min(first - back, term_from or first))
    rooms = _rooms(actor, known)
    patients = [_patient(one, rooms.get(one.illness_id, frozenset())) for one in known]
    told = {one.person_id: (one.class_no, one.symptoms) for one in known}
    reported, due = _reported(actor, school_id, first, today)
    for case, symptoms in _by_signs(actor, school_id, (first, today), reported):
        patients.append(case)
        person = UUID(str(case.person))
        told.setdefault(person, (max(case.class_nos), symptoms))
    return patients, rules.Coverage(reported, due, term_from), told


def _rooms(actor: Actor, known: Sequence[illness.Diagnosed]) -> dict[UUID, frozenset[int]]:
    """The room of each on the day it fell ill, for the diseases that a rule counts in rooms."""
    asked = {rule.disease for rule in rules_on(clock.today()) if rules.DORMITORY in rule.units}
    book = rules.rule_book()
    by_day: dict[dt.date, list[illness.Diagnosed]] = defaultdict(list)
    for one in known:
        if book.diagnosed_as(one.diagnosis) & asked:
            by_day[one.since].append(one)
    found = {}
    for day, some in by_day.items():
        roll = directory.enrolments(actor, {one.person_id for one in some}, day)
        for one in some:
            room = roll[one.person_id].dormitory_no if one.person_id in roll else None
            found[one.illness_id] = frozenset({room} if room else ())
    return found


def _patient(one: illness.Diagnosed, rooms: frozenset[int]) -> rules.Patient:
    onset = one.onset if one.onset and one.onset <= one.since else None
    return rules.Patient(
        one.person_id,
        rules.rule_book().diagnosed_as(one.diagnosis),
        onset or one.since,
        onset is not None,
        one.school_id,
        frozenset({one.class_no}),
        rooms,
        one.illness_id,
    )


def _reported(
    actor: Actor, school_id: int, since: dt.date, until: dt.date
) -> tuple[set[tuple[int, dt.date]], set[tuple[int, dt.date]]]:
    within = (school_id, school_id + numbering.SCHOOL)
    classes = [place.no for place in directory.places_inside(within, "class")]
    return screening.reported_days(actor, classes, since, until)


def _by_signs(
    actor: Actor,
    school_id: int,
    span: tuple[dt.date, dt.date],
    reported: set[tuple[int, dt.date]],
) -> list[tuple[rules.Patient, int]]:
    """Cases of the diseases that teachers can see, with the symptoms they ticked."""
    seen_as = [one for one in rules.rule_book().diseases.values() if one.syndrome]
    within = (school_id, school_id + numbering.SCHOOL)
    seen = screening.sightings_within(actor, span[0] - _EDGE, span[1], within) if seen_as else []
    symptoms: dict[UUID, int] = {}
    for one in seen:
        symptoms[one.person_id] = symptoms.get(one.person_id, 0) | one.symptoms
    found = []
    for disease in seen_as:
        sightings = [as_sighting(one, disease) for one in seen]
        for case in rules.cases_of(sightings, reported):
            if case.syndrome == disease.code:
                patient = rules.Patient(
                    case.person, frozenset({disease.code}), case.onset, case.onset_known, school_id,
                    case.class_nos, case.dormitory_nos,
                )  # fmt: skip
                found.append((patient, symptoms[UUID(str(case.person))]))
    return found


def as_sighting(seen: screening.Seen, disease: rules.Disease | None = None) -> rules.Sighting:
    """A pupil seen sick, as the rules read it; with a disease that signs count for, as a group of its own."""
    groups = {str(group) for group in seen.syndromes}
    if disease and disease.syndrome in groups and not _is_too_low(seen, disease):
        groups.add(disease.code)
    return rules.Sighting(
        person=seen.person_id,
        unit_no=seen.unit_no,
        dormitory_no=seen.dormitory_no,
        day=seen.day,
        onset=seen.onset,
        syndromes=frozenset(groups),
    )


def _is_too_low(seen: screening.Seen, disease: rules.Disease) -> bool:
    least = disease.at_least_celsius
    return least is not None and seen.celsius is not None and seen.celsius < least
