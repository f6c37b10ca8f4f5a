"""From a roll-call to a signal: completed, not completed, grown, withdrawn, acknowledged."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.builders import (
    CLASS_11,
    CLASS_71,
    CLASS_72,
    DAY,
    PRIMARY,
    ROOM_1,
    Universe,
    sent,
    sick,
)
from tests.outbreaks.looks import Acting, known, look, report
from xiaoan.journal.models import Entry
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.outbreaks import queries as outbreak_queries
from xiaoan.outbreaks import services as outbreaks
from xiaoan.outbreaks.models import Signal, SignalCase
from xiaoan.screening import services as screening


def test_two_are_not_three(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2)
    assert look(CLASS_11) == 0
    assert known() == []


def test_three_in_one_day_in_one_class(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    assert look(CLASS_11) == 1
    assert known() == [("N-01a", "class", CLASS_11, "GI", 3, "open")]
    signal = Signal.objects.get()
    assert signal.deadline_at is not None
    assert signal.deadline_at - signal.raised_at == dt.timedelta(hours=24)
    assert (signal.basis, signal.rule_status) == ("卫办疾控发〔2006〕65号", "confirmed")
    assert SignalCase.objects.filter(onset=DAY, onset_known=True).count() == 3
    fact = Entry.objects.get(kind="outbreaks.signal_raised")
    assert (fact.school_id, fact.unit_no) == (PRIMARY, CLASS_11)


def test_looking_twice_changes_nothing(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    assert [look(CLASS_11), look(CLASS_11)] == [1, 0]
    assert len(known()) == 1


def test_different_symptoms_are_not_similar(acting: Acting, universe: Universe) -> None:
    marks = [
        sick(universe.enrolment(CLASS_11, 1), "vomiting"),
        sick(universe.enrolment(CLASS_11, 2), "rash"),
        sick(universe.enrolment(CLASS_11, 3), "red_eyes"),
    ]
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, *marks))
    assert look(CLASS_11) == 0


def test_the_same_children_at_noon_are_the_same_cases(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2)
    at("13:30")
    report(acting, universe, "teacher", CLASS_11, 1, 2, slot="noon")
    assert look(CLASS_11) == 0


def test_a_dormitory_across_two_classes(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher_71", CLASS_71, 1, 2)
    assert look(CLASS_71) == 0
    report(acting, universe, "teacher_72", CLASS_72, 3)
    assert look(CLASS_72) == 1
    assert known() == [("N-01a", "dormitory", ROOM_1, "GI", 3, "open")]


def test_growth_is_the_same_signal(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 4, 5, base=1, reason="又有两人")
    assert look(CLASS_11) == 1
    assert known() == [
        ("N-01a", "class", CLASS_11, "GI", 5, "open"),
        ("N-01b", "class", CLASS_11, "GI", 5, "open"),
    ]
    assert Entry.objects.filter(kind="outbreaks.signal_grew").count() == 1


def test_a_correction_that_takes_the_cases_away_withdraws(
    acting: Acting, universe: Universe
) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    report(acting, universe, "teacher", CLASS_11, 1, base=1, reason="点错了")
    look(CLASS_11)
    assert known() == [("N-01a", "class", CLASS_11, "GI", 3, "withdrawn")]


def test_who_sees_and_who_acknowledges(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    for name in ("doctor", "principal", "liaison", "officer", "leader"):
        assert len(outbreak_queries.signals(acting(name))) == 1, name
    for name in ("other_principal", "other_liaison", "teacher"):
        assert outbreak_queries.signals(acting(name)) == [], name
    signal = outbreak_queries.signals(acting("doctor"))[0]
    with pytest.raises(NotFound):
        outbreaks.acknowledge(acting("other_principal"), signal.id)
    with pytest.raises(Forbidden):
        outbreaks.acknowledge(acting("leader"), signal.id)
    outbreaks.acknowledge(acting("doctor"), signal.id)
    with pytest.raises(Conflict):
        outbreaks.acknowledge(acting("principal"), signal.id)
    row = outbreak_queries.signal(acting("officer"), signal.id).row
    assert (row.state, row.acknowledged_by) == ("acknowledged", "校医己")


def test_the_page_names_the_people_and_the_clock(
    acting: Acting, universe: Universe, signed_in: Callable[[str], object]
) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    detail = outbreak_queries.signal(
        acting("doctor"), outbreak_queries.signals(acting("doctor"))[0].id
    )
    assert [one.name for one in detail.people] == [
        pupil.name for pupil in universe.pupils[CLASS_11][:3]
    ]
    assert (detail.row.days_reported, detail.row.days_due) == (1, 1)
    assert detail.row.minutes_left == 24 * 60
    client = signed_in("doctor")
    page = client.get(f"/outbreaks/{detail.row.id}/")  # type: ignore[attr-defined]  # a client
    assert page.status_code == 200
    assert universe.pupils[CLASS_11][0].name in page.content.decode()
