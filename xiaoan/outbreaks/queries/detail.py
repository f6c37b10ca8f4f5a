"""One signal: the people it counts, the days before, how complete they are."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.illness import queries as illness
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.outbreaks import rules
from xiaoan.outbreaks.models import Signal, SignalCase
from xiaoan.outbreaks.queries.patients import as_sighting, patients_of
from xiaoan.outbreaks.queries.rows import SignalRow, rows_of, rule_of
from xiaoan.outbreaks.queries.rulebook import left_in_words
from xiaoan.screening import queries as screening
from xiaoan.screening.queries import SYMPTOM_NAMES, codes_of

REPORT_PLACE = "outbreaks_signal.words"


@dataclass(frozen=True)
class CountedPerson:
    """A person counted by a signal; `class_no`: the class of then."""

    person_id: UUID
    class_no: int
    name: str
    place: str
    dormitory: str
    onset: dt.date
    onset_known: bool
    symptoms: tuple[str, ...]
    diagnosis: str = ""
    certainty: str = ""


@dataclass(frozen=True)
class SignalDetail:
    """One signal with the people it counts, and the signals that share people with it.

    `onsets`: people of the unit newly ill in the same group by day, also before the window.
    `reported`: day → done, missed or excused for the classes counted. `unspecified`: pupils absent
    sick on the signal's last day whose symptoms nobody has filled in; they are not counted. `left`: what of
    the rule only a person can say; `words`: what the person said who reported it.
    """

    row: SignalRow
    people: tuple[CountedPerson, ...]
    related: tuple[SignalRow, ...]
    onsets: Counter[dt.date]
    reported: dict[dt.date, str]
    unspecified: int
    rule: rules.Rule | None = None
    left: tuple[str, ...] = ()
    words: str = ""


def signal(actor: Actor, signal_id: UUID) -> SignalDetail:
    """One signal; NotFound if it is not there or not the actor's to see."""
    found = visible(Signal.objects.filter(pk=signal_id), actor, Permission.SEE_SIGNALS).first()
    if found is None:
        raise NotFound
    cases = list(SignalCase.objects.filter(school_id=found.school_id, signal_id=signal_id))
    people = {case.person_id for case in cases}
    shared = SignalCase.objects.filter(school_id=found.school_id, person_id__in=people)
    others = visible(
        Signal.objects.filter(
            school_id=found.school_id,
            pk__in=set(shared.values_list("signal_id", flat=True)) - {signal_id},
        ),
        actor,
        Permission.SEE_SIGNALS,
    ).order_by("raised_at", "id")
    classes = {case.class_no for case in cases}
    return SignalDetail(
        rows_of(actor, [found])[0],
        tuple(_counted(actor, found, cases)),
        tuple(rows_of(actor, others)),
        _curve(actor, classes, found, cases),
        _coverage(actor, classes, found),
        _unspecified(actor, classes, found.last_day),
        rule_of(found),
        left_in_words(rule) if (rule := rule_of(found)) else (),
        _words(found),
    )


def _words(found: Signal) -> str:
    if found.words is None:
        return ""
    return ciphers.unseal(found.words, place=REPORT_PLACE, row=found.pk)


def _counted(actor: Actor, found: Signal, cases: list[SignalCase]) -> list[CountedPerson]:
    roll = directory.enrolments(actor, {case.person_id for case in cases}, found.last_day)
    rooms = {pupil.dormitory_no for pupil in roll.values() if pupil.dormitory_no}
    places = directory.places({case.class_no for case in cases} | rooms)

    def room(person_id: UUID) -> str:
        no = roll[person_id].dormitory_no if person_id in roll else None
        return places[no].name if no in places else ""

    told = _diagnoses(actor, found, cases)
    people = [
        CountedPerson(
            case.person_id,
            case.class_no,
            roll[case.person_id].name if case.person_id in roll else "",
            places[case.class_no].name if case.class_no in places else "",
            room(case.person_id),
            case.onset,
            case.onset_known,
            tuple(str(SYMPTOM_NAMES[code]) for code in codes_of(case.symptoms)),
            *told.get(case.person_id, ("", "")),
        )
        for case in cases
    ]
    return sorted(people, key=lambda one: (one.onset, one.place, one.name))


def _diagnoses(actor: Actor, found: Signal, cases: list[SignalCase]) -> dict[UUID, tuple[str, str]]:
    """What doctors said of each, for whoever sees the children's illnesses."""
    if not actor.may(Permission.SEE_ILLNESS, found.unit_no):
        return {}
    return illness.certainty_of(actor, found.school_id, [case.person_id for case in cases])


def _curve(
    actor: Actor, classes: set[int], found: Signal, cases: list[SignalCase]
) -> Counter[dt.date]:
    """New illnesses by day, also before the window; of a rule whose people nobody looks for, its own."""
    rule = rule_of(found)
    way = rules.way_of(rule, rules.rule_book()) if rule else ""
    if found.source == "system" and way == "symptoms":
        return _onsets(actor, classes, found)
    if found.source == "system" and way == "diagnoses":
        return _of_disease(actor, found)
    return Counter(case.onset for case in cases)


def _of_disease(actor: Actor, found: Signal) -> Counter[dt.date]:
    patients, _coverage, _told = patients_of(actor, found.school_id, _back(found))
    level = found.level if found.level in (rules.CLASS, rules.DORMITORY) else rules.SCHOOL
    first: dict[rules.Person, dt.date] = {}
    for one in sorted(patients, key=lambda each: each.onset):
        if found.syndrome in one.diseases and found.unit_no in one.units_at(level):
            first.setdefault(one.person, one.onset)
    return Counter(first.values())


def _back(found: Signal) -> dt.timedelta:
    return clock.today() - found.window_from + dt.timedelta(days=14)


def _onsets(actor: Actor, classes: set[int], found: Signal) -> Counter[dt.date]:
    """Who else fell ill there in the same way: the days before the window are part of the picture."""
    since = found.window_from - dt.timedelta(days=14)
    rooms = [found.unit_no] if found.level == rules.DORMITORY else []
    seen = screening.sightings(actor, since, found.last_day, unit_nos=classes, dormitory_nos=rooms)
    reported, _due = screening.reported_days(actor, classes, since, found.last_day)
    return Counter(
        case.onset
        for case in rules.cases_of([as_sighting(one) for one in seen], reported)
        if case.syndrome == found.syndrome
        and found.unit_no in (case.dormitory_nos if rooms else case.class_nos)
    )


def _coverage(actor: Actor, classes: set[int], found: Signal) -> dict[dt.date, str]:
    """Which days the counted classes reported: done if all that were due did."""
    since = found.window_from - dt.timedelta(days=7)
    reported, due = screening.reported_days(actor, classes, since, found.last_day)
    days: dict[dt.date, str] = {}
    for unit_no, day in sorted(due):
        done = (unit_no, day) in reported and days.get(day, "done") == "done"
        days[day] = "done" if done else "missed"
    return days


def _unspecified(actor: Actor, classes: set[int], day: dt.date) -> int:
    seen = screening.sightings(actor, day, day, unit_nos=classes)
    return len({one.person_id for one in seen if "UNSPECIFIED" in one.syndromes})
