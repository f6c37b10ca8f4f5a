"""Rules on diagnoses: how many people of a class, room or school have a disease within the rule's window."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from uuid import UUID

from xiaoan.outbreaks.rules.book import Rule
from xiaoan.outbreaks.rules.cases import Person, UnitDay
from xiaoan.outbreaks.rules.findings import Counted, Finding
from xiaoan.outbreaks.rules.holding import ANY, CLASS, COUNTED_IN, PERSON, SCHOOL

# Where no term is on record: half a year back.
_HALF_YEAR = dt.timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Patient:
    """One illness of one person as far as the rules on diagnoses ask. `diseases`: of the rule file, one
    diagnosis can count for two. `class_nos`, `rooms`: where the person was while ill. `about`: the illness.
    """

    person: Person
    diseases: frozenset[str]
    onset: dt.date
    onset_known: bool
    school_no: int
    class_nos: frozenset[int]
    rooms: frozenset[int] = frozenset()
    about: UUID | None = None

    def units_at(self, level: str) -> frozenset[int]:
        """The units of a level in which the person is counted."""
        if level == CLASS:
            return self.class_nos
        return frozenset({self.school_no}) if level in (SCHOOL, ANY) else self.rooms


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which (class, day) were due and which came in, and since when the term runs."""

    reported: AbstractSet[UnitDay] = frozenset()
    due: AbstractSet[UnitDay] = frozenset()
    term_from: dt.date | None = None


def evaluate_patients(
    rules: Sequence[Rule],
    patients: Iterable[Patient],
    *,
    since: dt.date,
    until: dt.date,
    coverage: Coverage = Coverage(),
) -> list[Finding]:
    """What the patients meet of rules on diagnoses, ordered by day, then rule as given.

    A window ends on each day of onset from `since` to `until`: only there does a count rise. People are
    counted once, by their first onset inside the window, weekends included (reading rules 1 to 4).
    """
    known = list(patients)
    found = [
        finding
        for rule in rules
        for level in COUNTED_IN
        if level in rule.units
        for finding in _at_level(rule, level, known, (since, until), coverage)
    ]
    return sorted(found, key=lambda finding: finding.day)


def _at_level(
    rule: Rule,
    level: str,
    patients: Sequence[Patient],
    span: tuple[dt.date, dt.date],
    coverage: Coverage,
) -> list[Finding]:
    by_unit: dict[int, list[Patient]] = defaultdict(list)
    for patient in patients:
        if rule.disease in patient.diseases:
            for unit_no in patient.units_at(level):
                by_unit[unit_no].append(patient)
    found = []
    for unit_no, members in sorted(by_unit.items()):
        ends = sorted({each.onset for each in members if span[0] <= each.onset <= span[1]})
        for day in ends:
            first = window_from(rule, day, coverage.term_from)
            inside = [each for each in members if first <= each.onset <= day]
            people = counted_once(inside)
            if len(people) >= (rule.min_cases or 1):
                told = _coverage(inside, first, day, coverage)
                place = SCHOOL if level == ANY else level
                found.append(_finding(rule, place, unit_no, (first, day), people, told))
    return found


def window_from(rule: Rule, day: dt.date, term_from: dt.date | None = None) -> dt.date:
    """The first day of the rule's window that ends on `day`: calendar days, both ends inside."""
    if rule.window == "semester":
        return first_of_term(day, term_from)
    return day - dt.timedelta(days=(rule.window_days or 1) - 1)


def first_of_term(day: dt.date, term_from: dt.date | None) -> dt.date:
    """Since when the semester of a day runs."""
    return min(term_from or day - _HALF_YEAR, day)


def counted_once(patients: Iterable[Patient]) -> tuple[Counted, ...]:
    """Each person once, by the first onset."""
    first: dict[Person, Counted] = {}
    for each in sorted(patients, key=lambda one: (one.onset, not one.onset_known, str(one.person))):
        first.setdefault(each.person, Counted(each.person, each.onset, each.onset_known))
    return tuple(first.values())


def _coverage(
    patients: Iterable[Patient], first: dt.date, last: dt.date, told: Coverage
) -> tuple[int, int]:
    """Days of the window on which a class of the people counted was due; on which all of those came in."""
    classes = {no for each in patients for no in each.class_nos}
    owed: Mapping[dt.date, set[UnitDay]] = _owed(classes, first, last, told.due)
    return sum(pairs <= told.reported for pairs in owed.values()), len(owed)


def _owed(
    classes: set[int], first: dt.date, last: dt.date, due: AbstractSet[UnitDay]
) -> dict[dt.date, set[UnitDay]]:
    owed: dict[dt.date, set[UnitDay]] = defaultdict(set)
    for unit_no, day in due:
        if unit_no in classes and first <= day <= last:
            owed[day].add((unit_no, day))
    return owed


def _finding(
    rule: Rule,
    level: str,
    unit_no: int,
    window: tuple[dt.date, dt.date],
    people: tuple[Counted, ...],
    coverage: tuple[int, int],
    *,
    syndrome: str = "",
) -> Finding:
    length = (window[1] - window[0]).days + 1
    return Finding(
        rule_id=rule.id,
        rule_version=rule.version,
        basis=rule.basis,
        status=rule.status,
        severity=rule.severity,
        level=level,
        unit_no=unit_no,
        syndrome=syndrome or rule.disease,
        day=window[1],
        window_from=window[0],
        window_to=window[1],
        people=people,
        days_reported=coverage[0],
        days_due=coverage[1],
        deadline_hours=rule.deadline_hours,
        deadline_text=rule.deadline_text,
        to=rule.to,
        continues_within_days=length + rule.continuation_days,
    )


# ---- one child alone ----

# What the rule of one child asks for, and the sign in the child's record that says it.
SIGNS = {
    "unexplained_high_fever": "high_fever",
    "dyspnoea": "rapid_breathing",
    "severe_vomiting_or_diarrhoea": "severe_gut",
}
SEVERE = "SEVERE"


@dataclass(frozen=True, slots=True)
class OneChild:
    """One illness with its diagnosis as it stands ("" none, or excluded) and its grave signs."""

    patient: Patient
    diagnosis: str
    signs: frozenset[str]


def evaluate_child(rules: Sequence[Rule], child: OneChild) -> list[Finding]:
    """What one child alone meets: a disease suspected or confirmed (named by its diagnosis), or a grave sign.

    A high fever that a diagnosis explains is not an unexplained one; the other signs stand whatever it is.
    """
    found = []
    for rule in rules:
        what = _what(rule, child)
        if PERSON in rule.units and what:
            day = child.patient.onset
            people = counted_once([child.patient])
            (class_no,) = sorted(child.patient.class_nos)[:1]
            one = _finding(rule, PERSON, class_no, (day, day), people, (0, 0), syndrome=what)
            found.append(replace(one, about=child.patient.about))
    return found


def _what(rule: Rule, child: OneChild) -> str:
    if "notifiable_or_suspected" in rule.match:
        return child.diagnosis
    asked = {SIGNS[each] for each in rule.match if each in SIGNS}
    met = asked & child.signs
    if child.diagnosis:
        met -= {SIGNS["unexplained_high_fever"]}
    return SEVERE if met else ""
