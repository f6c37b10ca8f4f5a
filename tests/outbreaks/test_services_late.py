"""What comes late and what is corrected: windows that ended, people who leave a signal, rooms."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connections

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_71,
    CLASS_72,
    DAY,
    JUNIOR,
    ROOM_1,
    Universe,
    sent,
    sick,
)
from tests.outbreaks.looks import (
    Acting,
    counted,
    facts,
    known,
    look,
    noon_of,
    open_days,
    report,
    stored,
)
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks import services as outbreaks
from xiaoan.outbreaks.models import Signal
from xiaoan.screening import services as screening

Clock = time_machine.Traveller


def before(days: int) -> dt.date:
    return DAY - dt.timedelta(days=days)


def after(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def test_only_the_system_looks(acting: Acting, universe: Universe) -> None:
    with pytest.raises(Forbidden):
        outbreaks.look_for_clusters(acting("officer"), JUNIOR, CLASS_71, DAY)


def live(
    acting: Acting, universe: Universe, morning: Clock, story: dict[dt.date, tuple[int, ...]]
) -> list[int]:
    """Day by day, these seats of 一年级1班 newly ill; gives how many signals each day brought."""
    open_days(story)
    found = []
    for day, seats in story.items():
        morning.move_to(noon_of(day))
        report(acting, universe, "teacher", CLASS_11, *seats, day=day)
        found.append(look(CLASS_11, day))
    return found


def test_five_in_three_days_and_not_four(
    acting: Acting, universe: Universe, morning: Clock
) -> None:
    story = {DAY: (1, 2), after(1): (3,), after(2): (4,)}
    assert live(acting, universe, morning, story) == [0, 0, 0]
    report(acting, universe, "teacher", CLASS_11, 4, 5, day=after(2), base=1, reason="又一人")
    assert look(CLASS_11, after(2)) == 1
    assert known() == [("N-01b", "class", CLASS_11, "GI", 5, "open")]
    (signal,) = stored()
    assert (signal.window_from, signal.day, signal.last_day) == (DAY, after(2), after(2))
    assert (signal.days_reported, signal.days_due) == (3, 3)


def test_the_fifth_on_the_fourth_day_is_too_late(
    acting: Acting, universe: Universe, morning: Clock
) -> None:
    story = {DAY: (1,), after(2): (2, 3), after(3): (4, 5)}
    assert live(acting, universe, morning, story) == [0, 0, 0]
    assert known() == []


def test_a_silent_day_is_said(acting: Acting, universe: Universe, morning: Clock) -> None:
    open_days([before(3), before(2)])  # a Friday and a Saturday; on Saturday nothing is due
    morning.move_to(noon_of(DAY))
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 4, 5)
    look(CLASS_11)
    rows = {s.rule: (s.days_reported, s.days_due) for s in stored()}
    assert rows == {"N-01a": (1, 1), "N-01b": (1, 1)}
    open_days([before(-1)])
    morning.move_to(noon_of(before(-2)))
    open_days([before(-2)])
    report(acting, universe, "teacher", CLASS_11, 6, day=before(-2))
    look(CLASS_11, before(-2))
    rows = {s.rule: (s.days_reported, s.days_due) for s in stored()}
    assert rows == {"N-01a": (1, 1), "N-01b": (2, 3)}  # Tuesday was due and silent


def test_an_onset_nobody_told_is_the_day_of_detection_and_flagged(
    acting: Acting, universe: Universe
) -> None:
    marks = [
        sick(universe.enrolment(CLASS_11, seat), "vomiting", onset=None if seat == 2 else DAY)
        for seat in (1, 2, 3)
    ]
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, *marks))
    look(CLASS_11)
    assert counted() == {"N-01a": [(1, DAY, True), (2, DAY, False), (3, DAY, True)]}


def test_a_late_report_completes_a_day_that_is_over(
    acting: Acting, universe: Universe, morning: Clock
) -> None:
    friday = before(3)
    open_days([friday])
    morning.move_to(noon_of(DAY))
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, day=friday)
    assert look(CLASS_11, friday) == 1
    (signal,) = stored()
    assert (signal.day, signal.raised_at) == (friday, noon_of(DAY))
    assert signal.deadline_at == noon_of(DAY) + dt.timedelta(hours=24)


def test_onsets_on_a_weekend_complete_that_weekend(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, onset=before(2))
    assert look(CLASS_11) == 1
    assert [signal.day for signal in stored()] == [before(2)]


def test_people_corrected_away_leave_the_signal(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 4)
    look(CLASS_11)
    report(acting, universe, "teacher", CLASS_11, 1, 2, 4, base=1, reason="3号到校")
    assert [look(CLASS_11), look(CLASS_11)] == [0, 0]
    assert known() == [("N-01a", "class", CLASS_11, "GI", 3, "open")]
    assert counted() == {"N-01a": [(1, DAY, True), (2, DAY, True), (4, DAY, True)]}
    assert facts() == ["raised", "recounted"]


def test_a_corrected_onset_is_the_one_shown(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 4)
    look(CLASS_11)
    marks = [sick(universe.enrolment(CLASS_11, seat), "vomiting") for seat in (1, 2, 3)]
    marks.append(sick(universe.enrolment(CLASS_11, 4), "diarrhoea", onset=None))
    again = sent(CLASS_11, *marks, base=1, reason="4号昨晚不确定")
    screening.submit_roll_call(acting("teacher"), again)
    look(CLASS_11)
    assert counted() == {"N-01a": [(1, DAY, True), (2, DAY, True), (3, DAY, True), (4, DAY, False)]}
    assert facts() == ["raised"]


def test_met_again_after_a_correction_is_the_same_signal_with_the_old_clock(
    acting: Acting, universe: Universe, at: object
) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    (signal,) = stored()
    deadline = signal.deadline_at
    outbreaks.acknowledge(acting("doctor"), signal.pk)
    report(acting, universe, "teacher", CLASS_11, 1, base=1, reason="点错了")
    look(CLASS_11)
    assert [row[-1] for row in known()] == ["withdrawn"]
    at("08:05")  # type: ignore[operator]  # the clock fixture
    report(acting, universe, "teacher", CLASS_11, 1, 2, 4, base=2, reason="还是三个")
    assert [look(CLASS_11), look(CLASS_11)] == [1, 0]
    assert known() == [("N-01a", "class", CLASS_11, "GI", 3, "open")]
    assert counted() == {"N-01a": [(1, DAY, True), (2, DAY, True), (4, DAY, True)]}
    (signal,) = stored()
    assert (signal.deadline_at, signal.acknowledged_by_id) == (deadline, None)
    assert facts() == ["raised", "acknowledged", "withdrawn", "raised"]


def test_a_closed_signal_is_not_raised_again_for_the_same_people(
    acting: Acting, universe: Universe
) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    (signal,) = stored()
    Signal.objects.filter(pk=signal.pk).update(state="closed")
    assert look(CLASS_11) == 0
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 4, base=1, reason="又一人")
    assert look(CLASS_11) == 1
    assert known() == [("N-01a", "class", CLASS_11, "GI", 4, "open")]


@pytest.mark.parametrize("days", [12, 13, 14])
def test_a_later_roll_call_does_not_withdraw_what_lies_at_the_edge(
    acting: Acting, universe: Universe, morning: Clock, days: int
) -> None:
    """The window of an old signal begins before the days that are looked at; it was met all the same."""
    story = {DAY: (1, 2, 3), after(2): (4, 5), after(2 + days): (9,)}
    assert live(acting, universe, morning, story) == [1, 1, 0]
    assert known() == [
        ("N-01a", "class", CLASS_11, "GI", 3, "open"),
        ("N-01b", "class", CLASS_11, "GI", 5, "open"),
    ]


def test_a_long_illness_without_onset_is_no_new_case_at_the_edge(
    acting: Acting, universe: Universe, morning: Clock
) -> None:
    """Three children ill for four weeks: seen from two weeks back only, all would begin on one day."""
    days = [before(n) for n in range(28, -1, -1) if before(n).weekday() < 5]
    open_days(days[:-1])
    for day in days:
        morning.move_to(noon_of(day))
        report(acting, universe, "teacher", CLASS_11, 1, 2, 3, day=day, onset=None)
        look(CLASS_11, day)
    assert [(s.rule, s.day, s.last_day) for s in stored()] == [("N-01a", days[0], days[0])]


def test_whoever_is_ill_for_long_brings_no_new_signal_of_old_days(
    acting: Acting, universe: Universe, morning: Clock
) -> None:
    """Three waves of three; on day 10 the first three are still ill, and day 0 is looked at again."""
    onsets = {1: 0, 2: 0, 3: 0, 4: 4, 5: 4, 6: 4, 7: 9, 8: 9, 9: 9}
    new = []
    for day in (0, 4, 9, 10):
        open_days([after(day)])
        morning.move_to(noon_of(after(day)))
        marks = [
            sick(universe.enrolment(CLASS_11, seat), "vomiting", onset=after(onset))
            for seat, onset in onsets.items()
            if onset <= day
        ]
        screening.submit_roll_call(acting("teacher"), sent(CLASS_11, *marks, day=after(day)))
        new.append(look(CLASS_11, after(day)))
    assert (new, facts()) == ([1, 0, 0, 0], ["raised", "grew", "grew"])
    rows = [(s.rule, s.day, s.last_day, s.cases) for s in stored()]
    assert rows == [("N-01a", DAY, after(9), 9)]


def test_a_class_and_a_room_are_two_signals_of_one_event(
    acting: Acting, universe: Universe
) -> None:
    report(acting, universe, "teacher_71", CLASS_71, 1, 2, 3)
    assert look(CLASS_71) == 2
    assert known() == [
        ("N-01a", "dormitory", ROOM_1, "GI", 3, "open"),
        ("N-01a", "class", CLASS_71, "GI", 3, "open"),
    ]


def test_a_correction_in_one_class_withdraws_the_room_of_two(
    acting: Acting, universe: Universe
) -> None:
    report(acting, universe, "teacher_71", CLASS_71, 1, 2)
    report(acting, universe, "teacher_72", CLASS_72, 3)
    look(CLASS_72)
    report(acting, universe, "teacher_72", CLASS_72, base=1, reason="看错了")
    look(CLASS_72)
    assert known() == [("N-01a", "dormitory", ROOM_1, "GI", 3, "withdrawn")]


def test_two_classes_of_one_room_looked_at_in_the_same_moment(
    universe: Universe, own_database: str
) -> None:
    """Both find the room's three; the second waits for the first and finds the signal there."""
    with acting_as(BUILDER):
        for who, unit, seats in (("teacher_71", CLASS_71, (1, 2)), ("teacher_72", CLASS_72, (3,))):
            marks = [sick(universe.enrolment(unit, seat), "vomiting") for seat in seats]
            assert isinstance(universe.cast[who], Actor)
            screening.submit_roll_call(BUILDER, sent(unit, *marks))

    def looked(unit_no: int) -> int:
        try:
            return look(unit_no)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as crowd:
        found = list(crowd.map(looked, [CLASS_71, CLASS_72] * 4))
    assert sum(found) == 1
    with acting_as(BUILDER):
        assert known() == [("N-01a", "dormitory", ROOM_1, "GI", 3, "open")]
