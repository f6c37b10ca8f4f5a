"""Holding the rules against the cases: what is met, what belongs together, what is news."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from xiaoan.epidemiology import count_people
from xiaoan.outbreaks.rules.book import Rule
from xiaoan.outbreaks.rules.cases import Case, Person, Sighting, UnitDay, cases_of
from xiaoan.outbreaks.rules.holding import CLASS, DORMITORY

_LEVELS = (CLASS, DORMITORY)


@dataclass(frozen=True, slots=True)
class Counted:
    """A person of a finding and the onset that was used; `onset_known` False: first detection."""

    person: Person
    onset: dt.date
    onset_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule met in one unit and group of symptoms in the window that ends on `day`.

    With `days_reported` below `days_due` the unit was silent on some days of the window and the
    number of people is a lower bound. Window days on which nothing was due (weekends) are in
    neither.
    """

    rule_id: str
    rule_version: str
    basis: str
    status: str
    severity: str
    level: str
    unit_no: int
    syndrome: str
    day: dt.date
    window_from: dt.date
    window_to: dt.date
    people: tuple[Counted, ...]
    days_reported: int
    days_due: int
    deadline_hours: int | None
    deadline_text: str
    to: tuple[str, ...]
    continues_within_days: int
    about: UUID | None = None  # the illness of which alone it is told

    @property
    def cases(self) -> int:
        return len(self.people)

    @property
    def is_lower_bound(self) -> bool:
        return self.days_reported < self.days_due

    @property
    def persons(self) -> frozenset[Person]:
        return frozenset(counted.person for counted in self.people)


def is_evaluated(rule: Rule) -> bool:
    """Whether `evaluate` can hold this rule against roll-calls: similar symptoms, by class or
    dormitory, in a window of days. Rules on diagnoses, exposures and deaths need other facts.
    """
    return (
        bool(rule.groups)
        and rule.min_cases is not None
        and rule.window_days is not None
        and any(level in rule.units for level in _LEVELS)
    )


def evaluate(
    rule: Rule,
    sightings: Iterable[Sighting],
    day: dt.date,
    *,
    reported: AbstractSet[UnitDay] = frozenset(),
    due: AbstractSet[UnitDay] = frozenset(),
) -> list[Finding]:
    """What meets `rule` in the window that ends on `day`, by level, unit and group.

    `sightings`: of about the last 14 days, also those after `day` if they are known. `reported`,
    `due`: (class number, day) of the same days; a dormitory's own pairs may be among them.

    Cases are counted by onset, so a roll-call can complete a window that ended before it was
    taken: after a roll-call evaluate every day from the earliest onset it brought to today
    (`evaluate_days`). ValueError for a rule that `is_evaluated` denies.
    """
    return evaluate_days((rule,), sightings, (day,), reported=reported, due=due)


def evaluate_days(
    rules: Sequence[Rule],
    sightings: Iterable[Sighting],
    days: Iterable[dt.date],
    *,
    reported: AbstractSet[UnitDay] = frozenset(),
    due: AbstractSet[UnitDay] = frozenset(),
) -> list[Finding]:
    """`evaluate` for several rules and days at once, ordered by day, then rule as given."""
    for rule in rules:
        if not is_evaluated(rule):
            raise ValueError(f"rule {rule.id} cannot be evaluated from roll-calls")
    wanted = sorted(set(days))
    cases = cases_of(sightings, reported)
    found = [
        finding
        for rule in rules
        for level in _LEVELS
        if level in rule.units
        for finding in _at_level(rule, level, cases, wanted, reported, due)
    ]
    return sorted(found, key=lambda finding: finding.day)


def _at_level(
    rule: Rule,
    level: str,
    cases: Sequence[Case],
    days: Sequence[dt.date],
    reported: AbstractSet[UnitDay],
    due: AbstractSet[UnitDay],
) -> list[Finding]:
    """By day, unit and group."""
    groups = _by_group(rule, level, cases)
    found = []
    for day, key in _met(rule, groups, days):
        window = _window(rule, day)
        inside = [case for case in groups[key] if window[0] <= case.onset <= window[-1]]
        coverage = _coverage(level, key[0], inside, window, reported, due)
        found.append(_finding(rule, level, key, window, inside, coverage))
    return found


def _finding(
    rule: Rule,
    level: str,
    group: tuple[int, str],
    window: Sequence[dt.date],
    cases: Sequence[Case],
    coverage: tuple[int, int],
) -> Finding:
    return Finding(
        rule_id=rule.id,
        rule_version=rule.version,
        basis=rule.basis,
        status=rule.status,
        severity=rule.severity,
        level=level,
        unit_no=group[0],
        syndrome=group[1],
        day=window[-1],
        window_from=window[0],
        window_to=window[-1],
        people=_counted(cases),
        days_reported=coverage[0],
        days_due=coverage[1],
        deadline_hours=rule.deadline_hours,
        deadline_text=rule.deadline_text,
        to=rule.to,
        continues_within_days=len(window) + rule.continuation_days,
    )


def _window(rule: Rule, day: dt.date) -> list[dt.date]:
    """The rolling calendar days that end on `day`, weekends included (reading rule 2)."""
    _, length = _numbers(rule)
    return [day - dt.timedelta(days=back) for back in reversed(range(length))]


def _numbers(rule: Rule) -> tuple[int, int]:
    """How many cases in how many days."""
    if rule.min_cases is None or rule.window_days is None:
        raise ValueError(f"rule {rule.id} does not count cases in a window of days")
    return rule.min_cases, rule.window_days


def _by_group(rule: Rule, level: str, cases: Sequence[Case]) -> dict[tuple[int, str], list[Case]]:
    """The cases of each unit of the level and group of similar symptoms."""
    groups: dict[tuple[int, str], list[Case]] = defaultdict(list)
    for case in cases:
        if case.syndrome in rule.groups:
            for unit_no in case.class_nos if level == CLASS else case.dormitory_nos:
                groups[unit_no, case.syndrome].append(case)
    return groups


def _met(
    rule: Rule, groups: Mapping[tuple[int, str], list[Case]], days: Sequence[dt.date]
) -> list[tuple[dt.date, tuple[int, str]]]:
    """On which day which group has at least the rule's number of people in the window."""
    if not days or not groups:
        return []
    min_cases, window_days = _numbers(rule)
    rows = [(case, unit_no) for (unit_no, _), members in groups.items() for case in members]
    number = {person: at for at, person in enumerate(dict.fromkeys(row[0].person for row in rows))}
    counted = count_people(
        [number[case.person] for case, _ in rows],
        [unit_no for _, unit_no in rows],
        [rule.groups.index(case.syndrome) for case, _ in rows],
        [case.onset.toordinal() for case, _ in rows],
        first_day=days[0].toordinal(),
        last_day=days[-1].toordinal(),
        window_days=window_days,
    )
    asked = set(days)
    return [
        (day, (int(counted.units[column]), rule.groups[int(counted.syndromes[column])]))
        for row, column in np.argwhere(counted.counts >= min_cases)
        for day in [dt.date.fromordinal(int(counted.days[row]))]
        if day in asked
    ]


def _counted(cases: Iterable[Case]) -> tuple[Counted, ...]:
    """Each person once, with the first onset inside the window (two illnesses are one person)."""
    first: dict[Person, Case] = {}
    for case in sorted(cases, key=lambda case: (case.onset, not case.onset_known)):
        first.setdefault(case.person, case)
    people = [Counted(case.person, case.onset, case.onset_known) for case in first.values()]
    return tuple(sorted(people, key=lambda each: (each.onset, str(each.person))))


def _coverage(
    level: str,
    unit_no: int,
    cases: Sequence[Case],
    window: Sequence[dt.date],
    reported: AbstractSet[UnitDay],
    due: AbstractSet[UnitDay],
) -> tuple[int, int]:
    """On how many days of the window the unit reported, of how many on which it was due.

    A dormitory for which nothing is due by itself speaks through the classes of its people: a day
    counts as due if one of them was due, and as reported if all that were due reported.
    """
    units = {unit_no}
    if level == DORMITORY and not any((unit_no, day) in due for day in window):
        units = {no for case in cases for no in case.class_nos}
    owed = [{(no, day) for no in units} & due for day in window]
    return sum(bool(each) and each <= reported for each in owed), sum(map(bool, owed))


def same_event(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    """Group findings that share a person, directly or through others (reading rule 4).

    A child is in a class and in a dormitory, vomits and has a fever: several findings, one event.
    Each group keeps the order of the findings; groups come in the order of their first one.
    """
    events: list[tuple[set[Person], list[Finding]]] = []
    ordered = list(findings)
    for finding in ordered:
        joined = [event for event in events if event[0] & finding.persons]
        people = set(finding.persons).union(*(event[0] for event in joined))
        members = [each for event in joined for each in event[1]] + [finding]
        events = [event for event in events if event not in joined] + [(people, members)]
    place = {id(finding): at for at, finding in enumerate(ordered)}
    groups = [sorted(members, key=lambda each: place[id(each)]) for _, members in events]
    return tuple(tuple(group) for group in sorted(groups, key=lambda group: place[id(group[0])]))


@dataclass(frozen=True, slots=True)
class RunningSignal:
    """What a signal is known by. `day`: its latest completion; `people`: all counted so far."""

    rule_id: str
    unit_no: int
    syndrome: str
    day: dt.date
    people: frozenset[Person]


def is_continuation(finding: Finding, signal: RunningSignal) -> bool:
    """The finding is growth of a running signal: same rule, unit and group, and completed within
    the rule's window plus the file's `continuation_days` of the signal's latest completion.

    Before or after: a late correction may complete an earlier day of the same wave.
    """
    same = (finding.rule_id, finding.unit_no, finding.syndrome) == (
        signal.rule_id,
        signal.unit_no,
        signal.syndrome,
    )
    return same and abs((finding.day - signal.day).days) <= finding.continues_within_days


def people_added(finding: Finding, signals: Collection[RunningSignal]) -> tuple[Counted, ...]:
    """The people whom no signal that this finding continues has counted yet.

    None: the window still holds the old cases, and there is nothing to tell anybody again.
    """
    known = {
        person for signal in signals if is_continuation(finding, signal) for person in signal.people
    }
    return tuple(counted for counted in finding.people if counted.person not in known)


def due_clock(raised_at: dt.datetime, deadline_hours: int | None) -> dt.datetime | None:
    """When the report is due. Clock hours: the norm knows no office hours. None where the text
    names no hours; 0 hours = at once. ValueError for a time without a zone.
    """
    if raised_at.tzinfo is None:
        raise ValueError("raised_at needs a time zone")
    if deadline_hours is None:
        return None
    return raised_at + dt.timedelta(hours=deadline_hours)
