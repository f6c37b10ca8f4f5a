"""The statutory rule against an oracle that walks the calendar, and its invariants."""

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from xiaoan.outbreaks import rules
from xiaoan.outbreaks.rules import Condition, Rule, Sighting, UnitDay

START = dt.date(2026, 11, 16)
LENGTH = 12
# Small numbers, so that small examples meet the rule; the reading is the same.
RULES = [
    replace(
        rules.rule_book().rule(rule_id), conditions=(Condition("cases", cases),), window_days=days
    )
    for rule_id, cases, days in (("N-01a", 2, 1), ("N-01b", 3, 3))
]
DAYS = [START + dt.timedelta(days=at) for at in range(-2, LENGTH + 3)]
Key = tuple[str, str, int, str, dt.date]

day = st.integers(0, LENGTH).map(lambda at: START + dt.timedelta(days=at))
sighting = st.builds(
    lambda person, unit, room, on, back, groups: Sighting(
        person, unit, room, on, None if back is None else on - dt.timedelta(days=back), groups
    ),
    st.integers(0, 4),
    st.sampled_from([5, 6]),
    st.sampled_from([None, 1, 2]),
    day,
    st.sampled_from([None, None, 0, 1, 2, -1]),
    st.frozensets(st.sampled_from(["GI", "FEVER", "COUGH", "UNSPECIFIED"]), max_size=2),
)
sightings_ = st.lists(sighting, max_size=25, unique_by=lambda each: (each.person, each.day))
unit_days = st.frozensets(st.tuples(st.sampled_from([5, 6]), day), max_size=20)


def evaluated(
    sightings: list[Sighting], reported: frozenset[UnitDay], due: frozenset[UnitDay] = frozenset()
) -> dict[Key, frozenset[Any]]:
    return {
        (each.rule_id, each.level, each.unit_no, each.syndrome, each.day): frozenset(each.people)
        for each in rules.evaluate_days(RULES, sightings, DAYS, reported=reported, due=due)
    }


# --- the oracle ----------------------------------------------------------------------------------


def illnesses(
    sightings: list[Sighting], reported: frozenset[UnitDay]
) -> list[dict[dt.date, Sighting]]:
    """Walk the calendar: an illness is open until a report of the child's class leaves it out."""
    closed: list[dict[dt.date, Sighting]] = []
    for person in {each.person for each in sightings}:
        diary = {each.day: each for each in sightings if each.person == person}
        running: dict[dt.date, Sighting] = {}
        for today in DAYS:
            if today in diary:
                running[today] = diary[today]
            elif running and (running[max(running)].unit_no, today) in reported:
                closed.append(running)
                running = {}
        closed.append(running)
    return [illness for illness in closed if illness]


def onset_of(illness: dict[dt.date, Sighting], group: str) -> tuple[dt.date, bool]:
    with_group = [on for on, each in illness.items() if group in each.syndromes]
    begin = min(with_group)
    for on in sorted(illness, reverse=True):
        if on < begin:
            if not illness[on].syndromes <= {"UNSPECIFIED"}:
                break
            begin = on
    stated = [
        (on, each.onset)
        for on, each in illness.items()
        if on >= begin and each.onset and each.onset <= begin
        if group in each.syndromes or on < min(with_group)
    ]
    return (max(stated)[1], True) if stated else (begin, False)


def by_walking(
    rule: Rule, sightings: list[Sighting], reported: frozenset[UnitDay]
) -> dict[Key, frozenset[Any]]:
    counted: dict[Key, dict[Any, tuple[dt.date, bool]]] = {}
    window_days = rule.window_days or 0
    for illness in illnesses(sightings, reported):
        for group in rule.groups:
            told = [each for each in illness.values() if group in each.syndromes]
            if not told:
                continue
            onset, known = onset_of(illness, group)
            places = {("class", each.unit_no) for each in told}
            places |= {("dormitory", each.dormitory_no) for each in told if each.dormitory_no}
            for today in DAYS:
                if not today - dt.timedelta(days=window_days) < onset <= today:
                    continue
                for level, unit in places:
                    people = counted.setdefault((rule.id, level, unit, group, today), {})
                    before = people.get(told[0].person, (dt.date.max, True))
                    best = min((onset, not known), (before[0], not before[1]))
                    people[told[0].person] = (best[0], not best[1])
    return {
        key: frozenset(rules.Counted(person, *onset) for person, onset in people.items())
        for key, people in counted.items()
        if len(people) >= (rule.min_cases or 0)
    }


@given(sightings_, unit_days)
def test_same_as_the_oracle(sightings: list[Sighting], reported: frozenset[UnitDay]) -> None:
    expected: dict[Key, frozenset[Any]] = {}
    for rule in RULES:
        expected |= by_walking(rule, sightings, reported)
    assert evaluated(sightings, reported) == expected


# --- invariants ----------------------------------------------------------------------------------


@given(st.lists(sighting, max_size=20), unit_days, st.randoms(use_true_random=False))
def test_order_does_not_matter(
    sightings: list[Sighting], reported: frozenset[UnitDay], random: Any
) -> None:
    shuffled = list(sightings)
    random.shuffle(shuffled)
    findings = rules.evaluate_days(RULES, sightings, DAYS, reported=reported, due=reported)

    assert findings == rules.evaluate_days(RULES, shuffled, DAYS, reported=reported, due=reported)


def test_sick_and_feverish_on_one_day_is_not_unasked() -> None:
    """Two words of one day, then vomiting: whichever came first, the fever stands before the vomiting."""
    monday = DAYS[0]
    told = [
        Sighting(1, 5, None, monday, None, frozenset()),
        Sighting(1, 5, None, monday, None, frozenset({"FEVER"})),
        Sighting(1, 5, None, DAYS[1], None, frozenset({"GI"})),
    ]
    for order in (told, [told[1], told[0], told[2]]):
        (gi,) = (case for case in rules.cases_of(order, frozenset()) if case.syndrome == "GI")
        assert (gi.onset, gi.onset_known) == (DAYS[1], False)


@given(sightings_, unit_days, sighting)
def test_another_sick_child_never_lowers_a_count(
    sightings: list[Sighting], reported: frozenset[UnitDay], other: Sighting
) -> None:
    before = evaluated(sightings, reported)
    after = evaluated([*sightings, replace(other, person=99)], reported)

    assert {key: people - after.get(key, frozenset()) for key, people in before.items()} == {
        key: frozenset() for key in before
    }


@given(sightings_, unit_days, st.integers(-400, 400))
def test_shifting_all_dates_shifts_the_findings(
    sightings: list[Sighting], reported: frozenset[UnitDay], days: int
) -> None:
    by = dt.timedelta(days=days)
    moved = [
        replace(each, day=each.day + by, onset=each.onset and each.onset + by) for each in sightings
    ]
    later = rules.evaluate_days(
        RULES, moved, [at + by for at in DAYS], reported={(no, at + by) for no, at in reported}
    )
    back = [
        replace(
            each,
            day=each.day - by,
            window_from=each.window_from - by,
            window_to=each.window_to - by,
            people=tuple(replace(one, onset=one.onset - by) for one in each.people),
        )
        for each in later
    ]
    assert back == rules.evaluate_days(RULES, sightings, DAYS, reported=reported)


@given(sightings_, unit_days, unit_days)
def test_a_finding_is_inside_its_bounds(
    sightings: list[Sighting], reported: frozenset[UnitDay], due: frozenset[UnitDay]
) -> None:
    everybody = {each.person for each in sightings}
    for finding in rules.evaluate_days(RULES, sightings, DAYS, reported=reported, due=due):
        assert len(finding.persons) == finding.cases <= len(everybody)
        assert finding.persons <= everybody
        assert all(finding.window_from <= one.onset <= finding.window_to for one in finding.people)
        assert 0 <= finding.days_reported <= finding.days_due
        assert finding.days_due <= (finding.window_to - finding.window_from).days + 1


@given(sightings_, unit_days)
def test_events_share_nobody_and_lose_nothing(
    sightings: list[Sighting], reported: frozenset[UnitDay]
) -> None:
    findings = rules.evaluate_days(RULES, sightings, DAYS, reported=reported)
    events = rules.same_event(findings)
    everybody = [frozenset[Any]().union(*(each.persons for each in event)) for event in events]

    assert sorted(map(repr, findings)) == sorted(repr(each) for event in events for each in event)
    assert sum(map(len, everybody)) == len(frozenset[Any]().union(*everybody))
