"""Curve, rates, places and chain of an event."""

import datetime as dt
from collections import Counter

import time_machine

from tests.builders import (
    BUILDER,
    CLASS_12,
    CLASS_71,
    DAY,
    JUNIOR,
    MORNING,
    PRIMARY,
    ROOM_1,
    Universe,
)
from tests.investigations.events import cases, decision, running
from tests.outbreaks.looks import Acting, look, report
from xiaoan.directory import services as directory
from xiaoan.directory.models import Placement
from xiaoan.investigations import services
from xiaoan.investigations.models import Event
from xiaoan.investigations.queries.picture import picture
from xiaoan.kernel.scope import enter


def test_the_curve_by_onset(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    two_before = DAY - dt.timedelta(days=2)
    services.add_case(
        acting("doctor"),
        services.NewCase(event_id, universe.person(CLASS_12, 1), onset=two_before),
    )
    services.add_case(acting("doctor"), services.NewCase(event_id, universe.person(CLASS_12, 2)))
    found = picture(acting("doctor"), event_id)
    assert found.curve.days == (two_before, DAY - dt.timedelta(days=1), DAY)
    assert found.curve.series == (("一年级1班", (0, 0, 3)), ("一年级2班", (1, 0, 0)))
    assert (found.curve.unknown, found.curve.guessed) == (1, 0)
    by_status = picture(acting("doctor"), event_id, "status").curve
    assert by_status.series == (("疑似", (1, 0, 3)),)


def test_attack_rates_have_their_people(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    rates = picture(acting("doctor"), event_id).rates
    assert [(one.kind, one.name, one.ill, one.people) for one in rates] == [
        ("class", "一年级1班", 3, 10), ("grade", "一年级", 3, 20), ("sex", "男", 1, 5),
        ("sex", "女", 2, 5),
    ]  # fmt: skip


def test_a_grade_is_counted_against_its_own_roll_and_who_came_later(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    event_id = running(acting, universe)
    enter(BUILDER)
    # A class of the grade without a case is among the people; the school's other grades are not.
    since = DAY + dt.timedelta(days=1)
    new = directory.NewPupil(
        school_id=PRIMARY, unit_no=CLASS_12, number="20269999", name="新生", sex="M", seat=11,
        id_number="53010220190101991X", birth_date=dt.date(2019, 1, 1), since=since,
    )  # fmt: skip
    person, _enrolment = directory.enrol(BUILDER, new)
    morning.move_to(MORNING + dt.timedelta(days=2))
    services.add_case(acting("doctor"), services.NewCase(event_id, person.pk, onset=since))
    rates = picture(acting("doctor"), event_id).rates
    found = [(one.name, one.ill, one.people) for one in rates if one.kind in ("class", "grade")]
    assert found == [("一年级1班", 3, 10), ("一年级2班", 1, 11), ("一年级", 4, 21)]


def test_seats_rooms_and_buses(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher_71", CLASS_71, 1, 2, 3)
    look(CLASS_71)
    enter(BUILDER)
    event_id = Event.objects.get(school_id=JUNIOR).pk
    for seat in (1, 5):
        Placement.objects.create(
            school_id=JUNIOR, unit_no=CLASS_71, person_id=universe.person(CLASS_71, seat), kind="bus",
            place_no=JUNIOR + 1, label="东站", since=dt.date(2026, 9, 1),
        )  # fmt: skip
    found = picture(acting("other_principal"), event_id)
    assert [(p.kind, p.name, p.people, len(p.cases)) for p in found.places] == [
        ("class", "七年级1班", 10, 3), ("dormitory", "101室", 8, 3), ("bus", "", 2, 1),
    ]  # fmt: skip
    seats = [(seat, name) for seat, name, case in found.places[0].seats if case]
    assert seats == [(n, f"测试生040{n}") for n in (1, 2, 3)]
    assert ("dormitory", "101室", 3, 8) in [
        (one.kind, one.name, one.ill, one.people) for one in found.rates
    ]
    assert ROOM_1


def test_hints_need_a_disease(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    first = cases(event_id)[0]
    services.correct_onset(
        acting("doctor"), event_id, first.pk, first.version, DAY - dt.timedelta(days=3)
    )
    assert {one.hints for one in picture(acting("doctor"), event_id).chain} == {()}
    services.confirm(acting("doctor"), decision(event_id), "norovirus")
    found = picture(acting("doctor"), event_id)
    assert Counter(len(one.hints) for one in found.chain) == {1: 2, 0: 1}
    assert PRIMARY
