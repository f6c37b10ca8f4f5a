"""Sixty days of absence: rates as in the reference, outbreaks where they are written, few by chance."""

import datetime as dt
from collections import defaultdict
from dataclasses import asdict

import numpy as np
import pytest

from xiaoan.rehearsal import marks as m
from xiaoan.rehearsal.demo.plan import DAY, Plan, make_plan
from xiaoan.rehearsal.history import RATES
from xiaoan.rehearsal.reports import STAGES
from xiaoan.screening import queries, rules


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(20_000, 11, DAY)


@pytest.fixture(scope="module")
def stages(plan: Plan) -> list[str]:
    return [one.stage for one in plan.county.classes]


def test_sixty_school_days_around_the_holidays(plan: Plan) -> None:
    assert len(plan.past) == 60
    assert plan.past[0] == dt.date(2026, 8, 25)
    assert dt.date(2026, 9, 20) in plan.past
    assert dt.date(2026, 10, 10) in plan.past
    assert not {dt.date(2026, 9, 25), dt.date(2026, 10, 1), dt.date(2026, 10, 7)} & set(plan.past)


def test_the_same_each_time(plan: Plan) -> None:
    again = make_plan(20_000, 11, DAY)
    assert np.array_equal(again.history.marks, plan.history.marks)
    first, second = (one.habits.past(3, 0) for one in (plan, again))
    assert np.array_equal(first.second, second.second)


@pytest.mark.parametrize("day", [dt.date(2026, 11, 22), dt.date(2026, 10, 1), dt.date(2027, 5, 3)])
def test_a_day_without_school_is_refused(day: dt.date) -> None:
    with pytest.raises(ValueError, match="not a school day"):
        make_plan(2000, 1, day)


@pytest.mark.parametrize("stage", STAGES)
def test_sick_absence_is_as_in_the_reference(plan: Plan, stages: list[str], stage: str) -> None:
    """Within a fifth plus four standard errors of a count (spells make days go together: twice)."""
    own = np.array(stages) == stage
    sick = due = 0
    for day in range(len(plan.past) - 9):
        found = m.counts(plan.history.on(day, 0), plan.enrolled[0])
        sick += int(found["absent_sick"][own].sum())
        due += int(found["enrolled"][own].sum())
    expected = RATES[stage] * due
    assert abs(sick - expected) < 0.2 * expected + 8 * expected**0.5


def test_influenza_like_illness_is_about_a_sixth(plan: Plan) -> None:
    rows = plan.history.marks
    sick = rows[(rows["kind"] == m.ABSENT_SICK) & (rows["slot"] == 0)]
    airway = m.mask("cough") | m.mask("sore_throat")
    share = np.mean(((sick["symptoms"] & 1) > 0) & ((sick["symptoms"] & airway) > 0))
    assert 0.12 < share < 0.22


def test_figures_are_those_of_the_screening_rules(plan: Plan) -> None:
    """The numpy counts of every class on some days against the rules that the services use."""
    for day, slot in ((3, 0), (40, 1), (60, 0), (59, 1), (20, 2)):
        rows = plan.history.on(day, slot)
        found = m.counts(rows, plan.enrolled[slot])
        by_class: dict[int, list[rules.Mark]] = defaultdict(list)
        for _day, _slot, cls, pupil, kind, symptoms, _onset, _heat, _method in rows.tolist():
            mark = rules.Mark(pupil, rules.Kind(m.KINDS[kind]), rules.Symptom(symptoms))
            by_class[cls].append(mark)
        for cls, marks in by_class.items():
            counts = rules.counts(int(plan.enrolled[slot][cls]), marks)
            expected = queries.figures(counts, marks)
            assert {name: int(values[cls]) for name, values in found.items()} == expected
            assert set(asdict(counts)) <= set(expected)


def test_nobody_is_marked_twice_in_a_roll_call(plan: Plan) -> None:
    rows = plan.history.marks
    key = (rows["day"].astype(np.int64) * 3 + rows["slot"]) * 10**6 + rows["pupil"]
    assert len(np.unique(key)) == len(key)
    evening = rows[rows["slot"] == 2]["pupil"].tolist()
    assert all(plan.population.pupils[at].boarder for at in evening)


def test_three_alike_in_a_class_on_a_day_are_rare_by_chance(plan: Plan) -> None:
    """N-01a by onset over sixty days, the written outbreaks left out: well under one a week."""
    rows = plan.history.marks
    rows = rows[(rows["kind"] == m.ABSENT_SICK) & (rows["onset"] >= 0)]
    written = [one.index for one in plan.history.incidents.classes]
    rows = rows[~np.isin(rows["cls"], written)]
    calendar = np.array([day.toordinal() for day in plan.history.days])
    onset = calendar[rows["day"]] - rows["onset"]
    clusters = 0
    for group in (1, m.mask("vomiting", "diarrhoea", "abdominal_pain"), m.mask("rash")):
        own = (rows["symptoms"] & group) > 0
        cases = np.unique(np.stack([rows["cls"][own], onset[own], rows["pupil"][own]]), axis=1)
        _places, found = np.unique(cases[:2], axis=1, return_counts=True)
        clusters += int((found >= 3).sum())
    assert clusters <= 3


def test_the_gastric_class_completes_the_rule_and_one_class_is_silent(plan: Plan) -> None:
    incidents = plan.history.incidents
    rows = plan.history.on(len(plan.past), 0)
    stages = np.array([one.stage for one in plan.county.classes])
    made = plan.habits.today(stages, incidents).made
    signal = rows[rows["cls"] == incidents.gastro["signal"].index]
    new = (signal["onset"] == 0) & ((signal["symptoms"] & m.mask("vomiting", "diarrhoea")) > 0)
    assert new.sum() == 3
    silent = [one for one in incidents.school.classes if not made[one.index]]
    assert silent == [incidents.silent]
    told = rows[(rows["cls"] == incidents.silent.index) & (rows["kind"] == m.ABSENT_SICK)]
    assert len(told) == 0
    assert sum(onset == 0 for _pupil, _symptoms, onset in incidents.untold) == 3


def test_varicella_is_slow(plan: Plan) -> None:
    incidents = plan.history.incidents
    rows = plan.history.marks
    calendar = np.array([day.toordinal() for day in plan.history.days])
    own = rows[
        (rows["cls"] == incidents.varicella.index) & ((rows["symptoms"] & m.mask("rash")) > 0)
    ]
    onsets = sorted(set(zip(own["pupil"].tolist(), (calendar[own["day"]] - own["onset"]).tolist(),
                            strict=True)))  # fmt: skip
    assert 5 <= len(onsets) <= 6
    days = [day for _pupil, day in onsets]
    for day in set(days):
        assert days.count(day) < 3
        assert sum(day <= other < day + 3 for other in days) < 5


def test_most_report_some_late_some_never(plan: Plan) -> None:
    reports = [plan.habits.past(day, slot) for day in range(60) for slot in range(2)]
    due = sum(int(one.due.sum()) for one in reports)
    made = sum(int(one.made.sum()) for one in reports)
    assert 0.975 < made / due < 0.992
    assert 0.02 < sum(int(one.late.sum()) for one in reports) / made < 0.06
    assert 0.003 < sum(int(one.corrected.sum()) for one in reports) / made < 0.009
    for one in reports:
        assert not (one.late & ~one.made).any()


def test_the_morning_stops_at_five_past_eight(plan: Plan, stages: list[str]) -> None:
    kinds = np.array(stages)
    today = plan.habits.today(kinds, plan.history.incidents)
    assert today.second.max() <= 8 * 3600 + 300
    shares = {stage: float(today.made[kinds == stage].mean()) for stage in STAGES}
    assert shares["kindergarten"] < shares["primary"] < shares["junior"] <= 1
    deadline = plan.habits.deadlines[0]
    assert np.array_equal(today.late, today.made & (today.second > deadline))
