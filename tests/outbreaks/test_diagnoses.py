"""Diagnoses become signals: by school, class and room, and of one child; corrected, excluded, transferred."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import time_machine

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    DAY,
    JUNIOR,
    PRIMARY,
    ROOM_1,
    Universe,
    sent,
    sick,
)  # fmt: skip
from tests.outbreaks.looks import Acting, facts, stored
from xiaoan.illness import services as illness
from xiaoan.illness.models import Illness
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.outbreaks import queries
from xiaoan.outbreaks import services as outbreaks
from xiaoan.outbreaks.models import Signal, SignalCase
from xiaoan.rehearsal.replay.run import Jobs
from xiaoan.screening import rules as checks
from xiaoan.screening import services as screening

Clock = time_machine.Traveller
WORKER = system("outbreaks")


def fall_ill(
    universe: Universe, unit_no: int, seat: int, *, onset: dt.date | None = DAY, absent: bool = True
) -> UUID:
    """A child at home, found by hand; gives the illness."""
    enter(BUILDER)
    person = universe.person(unit_no, seat)
    found = illness.Found(person, unit_no, absent, onset=onset, since=DAY)
    made = illness.open_many(BUILDER, [found], DAY)
    return made[0].pk


def step(about: UUID, kind: str, **more: Any) -> None:
    enter(BUILDER)
    illness.take_step(BUILDER, illness.Done(uuid7(), about, kind, None, more))


def diagnose(about: UUID, disease: str, certainty: str = "suspected", **more: Any) -> None:
    step(about, "diagnose", diagnosis=disease, certainty=certainty, **more)


def look(about: UUID) -> int:
    enter(WORKER)
    school_id = Illness.objects.get(pk=about).school_id
    return len(outbreaks.look_at_illness(WORKER, school_id, about))


def told(universe: Universe, unit_no: int, seat: int, disease: str, **more: Any) -> UUID:
    """A child with a diagnosis, looked at."""
    about = fall_ill(universe, unit_no, seat, onset=more.pop("onset", DAY))
    diagnose(about, disease, **more)
    look(about)
    return about


def known(*rule_ids: str) -> list[tuple[str, str, int, str, int, str]]:
    return [
        (s.rule, s.level, s.unit_no, s.syndrome, s.cases, s.state)
        for s in stored()
        if s.rule in rule_ids
    ]


# ---- one child ----


@pytest.mark.usefixtures("acting")
def test_a_suspected_disease_is_a_signal_at_once(universe: Universe) -> None:
    about = told(universe, CLASS_11, 1, "varicella")
    assert known("N-02") == [("N-02", "person", CLASS_11, "varicella", 1, "open")]
    (signal,) = stored()
    assert (signal.about_id, signal.deadline_at) == (about, signal.raised_at)
    assert look(about) == 0  # twice changes nothing
    diagnose(about, "varicella", "confirmed")
    assert look(about) == 0
    assert facts() == ["raised"]


@pytest.mark.usefixtures("acting")
def test_two_children_of_a_class_are_two_signals(universe: Universe) -> None:
    for seat in (1, 2):
        told(universe, CLASS_11, seat, "varicella")
    assert [row[2:5] for row in known("N-02")] == [(CLASS_11, "varicella", 1)] * 2


@pytest.mark.usefixtures("acting")
def test_what_was_excluded_is_withdrawn_and_raised_again(universe: Universe) -> None:
    about = told(universe, CLASS_11, 1, "measles")
    diagnose(about, "measles", "excluded")
    assert look(about) == 0
    assert known("N-02") == [("N-02", "person", CLASS_11, "measles", 1, "withdrawn")]
    diagnose(about, "measles", "confirmed")
    assert look(about) == 1
    assert known("N-02") == [("N-02", "person", CLASS_11, "measles", 1, "open")]
    assert facts() == ["raised", "withdrawn", "raised"]


@pytest.mark.usefixtures("acting")
def test_another_diagnosis_is_another_signal(universe: Universe) -> None:
    about = told(universe, CLASS_11, 1, "varicella")
    diagnose(about, "hfmd")
    look(about)
    assert [(row[3], row[5]) for row in known("N-02")] == [
        ("hfmd", "open"), ("varicella", "withdrawn"),
    ]  # fmt: skip


@pytest.mark.usefixtures("acting")
def test_a_cold_is_no_notifiable_disease(universe: Universe) -> None:
    told(universe, CLASS_11, 1, "cold")
    assert stored() == []


@pytest.mark.usefixtures("acting")
def test_a_grave_sign_of_one_child(universe: Universe) -> None:
    about = fall_ill(universe, CLASS_11, 1, absent=False)
    step(about, "retest_fever", fever=True, flags=["high_fever"])
    assert look(about) == 1
    (signal,) = stored()
    assert (signal.rule, signal.level, signal.syndrome) == ("N-03", "person", "SEVERE")
    assert signal.deadline_at == signal.raised_at + dt.timedelta(hours=24)
    step(about, "observe")
    step(about, "send")
    diagnose(about, "influenza")
    look(about)
    assert [row[0::5] for row in known("N-02", "N-03")] == [("N-02", "open"), ("N-03", "withdrawn")]


@pytest.mark.usefixtures("acting")
def test_a_slip_takes_its_signal_back(universe: Universe) -> None:
    about = fall_ill(universe, CLASS_11, 1, absent=False)
    step(about, "retest_fever", fever=True, flags=["rapid_breathing"])
    look(about)
    step(about, "withdraw")
    look(about)
    assert known("N-03") == [("N-03", "person", CLASS_11, "SEVERE", 1, "withdrawn")]


# ---- a school, a class, a room ----


@pytest.mark.usefixtures("acting")
def test_two_in_a_class_and_not_in_two_classes(universe: Universe) -> None:
    told(universe, CLASS_11, 1, "hfmd")
    told(universe, CLASS_12, 1, "hfmd")
    assert known("D-HFMD-S1") == []
    told(universe, CLASS_11, 2, "hfmd", certainty="confirmed")
    assert known("D-HFMD-S1") == [("D-HFMD-S1", "class", CLASS_11, "hfmd", 2, "open")]


@pytest.mark.usefixtures("acting")
def test_five_in_a_school_grow_and_shrink(universe: Universe) -> None:
    children = [told(universe, CLASS_11, seat, "hfmd") for seat in (1, 2, 3)]
    children += [told(universe, CLASS_12, 1, "hfmd")]
    assert known("D-HFMD-S2") == []
    children += [told(universe, CLASS_12, 2, "hfmd"), told(universe, CLASS_12, 3, "hfmd")]
    assert known("D-HFMD-S2") == [("D-HFMD-S2", "school", PRIMARY, "hfmd", 6, "open")]
    diagnose(children[0], "hfmd", "excluded")
    look(children[0])
    assert known("D-HFMD-S2") == [("D-HFMD-S2", "school", PRIMARY, "hfmd", 5, "open")]
    diagnose(children[1], "varicella")
    look(children[1])
    assert known("D-HFMD-S2") == [("D-HFMD-S2", "school", PRIMARY, "hfmd", 5, "withdrawn")]
    diagnose(children[1], "hfmd")
    look(children[1])
    assert known("D-HFMD-S2") == [("D-HFMD-S2", "school", PRIMARY, "hfmd", 5, "open")]


@pytest.mark.usefixtures("acting")
def test_an_onset_outside_the_window_and_one_nobody_knows(universe: Universe) -> None:
    told(universe, CLASS_11, 1, "hfmd", onset=DAY - dt.timedelta(days=7))
    told(universe, CLASS_11, 2, "hfmd", onset=None)
    assert known("D-HFMD-S1") == []
    other = told(universe, CLASS_11, 3, "hfmd", onset=DAY - dt.timedelta(days=6))
    assert known("D-HFMD-S1") == [("D-HFMD-S1", "class", CLASS_11, "hfmd", 3, "open")]
    (signal,) = [one for one in stored() if one.rule == "D-HFMD-S1"]
    cases = SignalCase.objects.filter(signal_id=signal.pk).order_by("onset")
    assert [((DAY - c.onset).days, c.onset_known) for c in cases] == [
        (7, True), (6, True), (0, False),
    ]  # fmt: skip
    diagnose(other, "hfmd", onset=DAY.isoformat())
    look(other)
    assert known("D-HFMD-S1")[0][4:] == (2, "open")


@pytest.mark.usefixtures("acting")
def test_a_room_is_counted_beside_its_classes(universe: Universe) -> None:
    for seat in (1, 2):
        told(universe, CLASS_71, seat, "hfmd")
    assert {row[1:3] for row in known("D-HFMD-S1")} == {("class", CLASS_71), ("dormitory", ROOM_1)}


@pytest.mark.usefixtures("acting")
def test_whoever_transfers_stays_counted_where_it_fell_ill(universe: Universe) -> None:
    children = [told(universe, CLASS_11, seat, "hfmd") for seat in (1, 2)]
    step(children[0], "moved")
    assert look(children[0]) == 0
    assert known("D-HFMD-S1") == [("D-HFMD-S1", "class", CLASS_11, "hfmd", 2, "open")]


@pytest.mark.usefixtures("acting")
def test_one_tuberculosis_has_its_school_looked_at(universe: Universe) -> None:
    told(universe, CLASS_71, 1, "tb_other")
    assert [(row[0], row[2]) for row in known("D-TB-1", "D-TB-S")] == [("D-TB-1", JUNIOR)]
    (signal,) = [one for one in stored() if one.rule == "D-TB-1"]
    assert signal.rule_status == "verify"


@pytest.mark.usefixtures("acting")
def test_an_overlay_counts_where_it_was_chosen(universe: Universe, settings: Any) -> None:
    settings.XIAOAN_RULE_OVERLAYS = ["huzhou-2023"]
    settings.XIAOAN_JURISDICTION = ""
    for seat in (1, 2):
        told(universe, CLASS_11, seat, "measles")
    (signal,) = [one for one in stored() if one.rule == "HZ-MEA"]
    assert (signal.unit_no, signal.cases, signal.rule_status) == (PRIMARY, 2, "secondary")


@pytest.mark.usefixtures("acting")
def test_without_the_overlay_two_measles_are_two_patients(universe: Universe) -> None:
    for seat in (1, 2):
        told(universe, CLASS_11, seat, "measles")
    assert [one.rule for one in stored()] == ["N-02", "N-02"]


# ---- influenza-like illness: teachers' signs and doctors' words ----


def flu(universe: Universe, unit_no: int, seat: int, celsius: str = "") -> checks.Mark:
    return checks.Mark(
        person=universe.enrolment(unit_no, seat), kind=checks.Kind.ABSENT_SICK,
        symptoms=checks.symptoms_of(["fever", "cough"]), onset=DAY,
        temperature=Decimal(celsius) if celsius else None, method="axillary" if celsius else "",
    )  # fmt: skip


def flu_class(universe: Universe, unit_no: int, *seats: int, celsius: str = "") -> None:
    marks = [flu(universe, unit_no, seat, celsius) for seat in seats]
    enter(BUILDER)
    screening.submit_roll_call(BUILDER, sent(unit_no, *marks))


def look_at_school() -> int:
    enter(WORKER)
    if not outbreaks.may_meet_by_signs(WORKER, PRIMARY):
        return -1
    return len(outbreaks.look_at_school(WORKER, PRIMARY))


@pytest.mark.usefixtures("acting")
def test_ten_with_signs_in_a_school(universe: Universe) -> None:
    flu_class(universe, CLASS_11, 1, 2, 3, 4, 5)
    flu_class(universe, CLASS_12, 1, 2, 3, 4)
    assert look_at_school() == -1  # nine cannot meet it
    told(universe, CLASS_12, 5, "influenza")  # the tenth has no sign, a doctor says it
    assert known("D-ILI-S") == [("D-ILI-S", "school", PRIMARY, "ILI", 10, "open")]
    (signal,) = [one for one in stored() if one.rule == "D-ILI-S"]
    assert signal.deadline_at is None
    assert look_at_school() == 0


@pytest.mark.usefixtures("acting")
def test_a_measured_fever_below_38_is_no_ili(universe: Universe) -> None:
    flu_class(universe, CLASS_11, *range(1, 10), celsius="37.9")
    flu_class(universe, CLASS_12, 1, celsius="38.0")
    assert look_at_school() == 0
    assert known("D-ILI-S") == []


@pytest.mark.usefixtures("acting")
def test_whoever_is_seen_and_diagnosed_is_one(universe: Universe) -> None:
    flu_class(universe, CLASS_11, *range(1, 10))
    told(universe, CLASS_11, 1, "influenza")
    assert known("D-ILI-S") == []


# ---- absences that nobody can explain ----


def absent(universe: Universe, unit_no: int, *seats: int, base: int = 0) -> None:
    marks = [
        sick(universe.enrolment(unit_no, seat), kind="absent_unknown", onset=None) for seat in seats
    ]
    enter(BUILDER)
    reason = "问到了" if base else ""
    screening.submit_roll_call(BUILDER, sent(unit_no, *marks, base=base, reason=reason))


def look_at_absence() -> int:
    enter(WORKER)
    return len(outbreaks.look_at_absence(WORKER, PRIMARY, DAY))


@pytest.mark.usefixtures("acting")
def test_ten_absent_of_whom_nobody_knows_why(universe: Universe) -> None:
    absent(universe, CLASS_11, *range(1, 10))
    assert look_at_absence() == 0
    absent(universe, CLASS_12, 1)
    assert look_at_absence() == 1
    assert known("N-05") == [("N-05", "school", PRIMARY, "ABSENT", 10, "open")]
    (signal,) = stored()
    assert (signal.rule_status, signal.deadline_at) == ("single_copy", None)
    assert SignalCase.objects.count() == 0  # nobody of them is counted as ill
    absent(universe, CLASS_12, 1, 2, base=1)
    assert look_at_absence() == 0
    assert known("N-05")[0][4:] == (11, "open")
    absent(universe, CLASS_11, 1, base=1)
    assert look_at_absence() == 0
    assert known("N-05")[0][5] == "withdrawn"
    assert facts() == ["raised", "grew", "withdrawn"]


# ---- who looks, and when ----


def test_only_the_system_looks(acting: Acting, universe: Universe) -> None:
    officer: Actor = acting("officer")
    with pytest.raises(Forbidden):
        outbreaks.look_at_school(officer, PRIMARY)
    with pytest.raises(Forbidden):
        outbreaks.look_at_illness(officer, PRIMARY, uuid7())
    with pytest.raises(Forbidden):
        outbreaks.look_at_absence(officer, PRIMARY, DAY)


@pytest.mark.usefixtures("acting")
def test_an_illness_that_is_not_there_is_nothing(universe: Universe) -> None:
    enter(WORKER)
    assert outbreaks.look_at_illness(WORKER, PRIMARY, uuid7()) == []


def test_the_worker_follows_a_diagnosis(universe: Universe, own_database: str) -> None:
    with acting_as(BUILDER):
        person = universe.person(CLASS_11, 1)
        made = illness.open_many(BUILDER, [illness.Found(person, CLASS_11, True)], DAY)
        diagnose(made[0].pk, "varicella")
    with Jobs() as jobs:
        jobs.run()
    with acting_as(BUILDER):
        assert known("N-02") == [("N-02", "person", CLASS_11, "varicella", 1, "open")]


# ---- advice ----


def test_advice_has_its_figures(acting: Acting, universe: Universe) -> None:
    flu_class(universe, CLASS_11, 1, 2, 3, 4)
    told(universe, CLASS_12, 1, "influenza")
    (one,) = queries.advice(acting("principal"), PRIMARY)
    assert (one.rule, one.unit_no, one.days, one.needs) == (
        "C-ILI", CLASS_11, 4, ("cdc_assessment", "edu_bureau_decision"),
    )  # fmt: skip
    assert [(f.measure, f.count, f.of, f.is_met) for f in one.figures] == [
        ("new_today", 4, 10, False), ("current_ratio", 4, 10, True),
    ]  # fmt: skip
    assert (one.confirmed, one.reported, len(one.people)) == (True, 1, 4)
    assert Signal.objects.filter(rule="C-ILI").count() == 0


def test_the_worker_looks_at_a_school_once_for_many_classes(
    universe: Universe, own_database: str
) -> None:
    with acting_as(BUILDER):
        for unit_no in (CLASS_11, CLASS_12):
            marks = [flu(universe, unit_no, seat) for seat in range(1, 6)]
            screening.submit_roll_call(BUILDER, sent(unit_no, *marks))
    with Jobs() as jobs:
        jobs.run()
    with acting_as(BUILDER):
        assert known("D-ILI-S") == [("D-ILI-S", "school", PRIMARY, "ILI", 10, "open")]
