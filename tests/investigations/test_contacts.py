"""Contacts: drawn once, followed by class and day."""

import datetime as dt

import pytest

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    CLASS_72,
    DAY,
    PRIMARY,
    ROOM_1,
    Universe,
    unit,
)
from tests.investigations.contacts import (
    Travel,
    drawn,
    duties,
    of,
    on,
    say,
    settle,
    wanted,
    watched,
)
from tests.investigations.events import cases, decision, event, facts, running
from tests.outbreaks.looks import Acting, look, report, seat_of
from xiaoan.directory.models import Guardian
from xiaoan.directory.rules import school_of
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import placements
from xiaoan.investigations import services, tasks
from xiaoan.investigations.models import Case, ContactCheck, ContactSheet, Event
from xiaoan.investigations.queries import contacts as queries
from xiaoan.investigations.queries.contact_sheets import sheet, unfollowed
from xiaoan.investigations.services import contact_sheets, contacts
from xiaoan.kernel import ciphers
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.scope import enter


def test_a_class_is_drawn_in_one_step_and_once(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    found = contacts.preview(acting("doctor"), wanted(event_id))
    assert [(w.way, w.level, w.on_roll, w.cases, w.known, w.new) for w in found.ways] == [
        ("class", "close", 10, 3, 0, 7)
    ]
    assert (found.new, found.of_level("close"), found.bases, found.gone) == (7, 7, 3, 0)
    assert contacts.draw(acting("doctor"), wanted(event_id)) == (7, 0)
    assert contacts.draw(acting("doctor"), wanted(event_id)) == (0, 0)
    rows = watched(event_id)
    assert [seat_of(row.person_id) for row in rows] == [4, 5, 6, 7, 8, 9, 10]
    assert {(row.level, row.until, row.first_day, row.state) for row in rows} == {
        ("close", DAY + dt.timedelta(days=3), DAY, "watching")
    }
    teacher = universe.users["teacher"].pk
    settle(event_id)
    assert duties() == [(CLASS_11, "day", "open", teacher)]
    assert facts()[-1] == "contacts_drawn"
    again = contacts.preview(acting("doctor"), wanted(event_id))
    assert [(w.cases, w.known, w.new) for w in again.ways] == [(3, 7, 0)]


def test_room_and_class_of_a_boarder_are_one_contact(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher_71", CLASS_71, 1, 2, 3)
    look(CLASS_71)
    enter(BUILDER)
    event_id = Event.objects.latest("opened_at", "id").pk
    principal = acting("other_principal")
    contacts.draw(principal, wanted(event_id, "dormitory", evening=True))
    assert {(r.class_then, seat_of(r.person_id), tuple(r.ways)) for r in watched(event_id)} == {
        (CLASS_71, 4, ("dormitory",)),
        *((CLASS_72, seat, ("dormitory",)) for seat in range(1, 5)),
    }
    assert contacts.draw(acting("other_principal"), wanted(event_id, "class")) == (6, 1)
    settle(event_id)
    both = of(event_id, CLASS_71, 4)
    assert (both.ways, both.level, both.evening) == (["class", "dormitory"], "close", True)
    keeper, teacher = universe.users["keeper"].pk, universe.users["teacher_71"].pk
    assert (CLASS_71, "evening", "open", keeper) in duties()
    assert (CLASS_71, "day", "open", teacher) in duties()
    assert ROOM_1 not in {row.unit_no for row in watched(event_id)}


def test_an_activity_and_the_strongest_level(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    people = frozenset({universe.person(CLASS_11, 4), universe.person(CLASS_12, 1)})
    given = wanted(event_id, "class", "activity", activity="合唱排练", people=people)
    found = contacts.preview(acting("doctor"), given)
    assert [(w.way, w.level, w.new) for w in found.ways] == [
        ("class", "close", 7), ("activity", "general", 2),
    ]  # fmt: skip
    contacts.draw(acting("doctor"), given)
    assert of(event_id, CLASS_11, 4).level == "close"
    assert of(event_id, CLASS_11, 4).ways == ["class", "activity"]
    assert (of(event_id, CLASS_12, 1).level, of(event_id, CLASS_12, 1).activity) == (
        "general", "合唱排练",
    )  # fmt: skip
    for more in ({"activity": "", "people": people}, {"activity": "合唱", "people": frozenset()}):
        with pytest.raises(Invalid):
            contacts.preview(acting("doctor"), wanted(event_id, "activity", **more))


def test_a_bus_line_and_a_table(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    enter(BUILDER)
    bus, hall = PRIMARY + 3, PRIMARY + 4
    unit(bus, 1, PRIMARY, "bus", "1 号线", PRIMARY)
    unit(hall, 1, PRIMARY, "canteen", "食堂", PRIMARY)
    for class_no, seat, kind, place, label in (
        (CLASS_11, 1, "bus", bus, "东门"), (CLASS_12, 1, "bus", bus, "村口"),
        (CLASS_11, 2, "canteen", hall, "3 号桌"), (CLASS_12, 2, "canteen", hall, "3 号桌"),
        (CLASS_12, 3, "canteen", hall, "5 号桌"),
    ):  # fmt: skip
        who = universe.person(class_no, seat)
        placements.set_placement(BUILDER, who, kind, place, label, When(DAY))
    found = contacts.preview(acting("doctor"), wanted(event_id, "bus", "canteen"))
    assert [(w.way, w.level, w.on_roll, w.new) for w in found.ways] == [
        ("bus", "general", 2, 1), ("canteen", "close", 2, 1),
    ]  # fmt: skip


def test_siblings_at_another_school_are_watched_there(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    enter(BUILDER)
    phone = ciphers.blind_index("13900000001", kind="phone")
    for class_no, seat, key in ((CLASS_11, 1, "a"), (CLASS_71, 1, "b"), (CLASS_12, 3, "c")):
        who = universe.person(class_no, seat)
        Guardian.objects.create(
            school_id=school_of(class_no), unit_no=class_no, person_id=who, name="家长", relation="mother",
            rank=3, phone_cipher=key.encode(), phone_index=phone,
        )  # fmt: skip
    found = contacts.preview(acting("doctor"), wanted(event_id, "household"))
    assert [(w.on_roll, w.cases, w.new) for w in found.ways] == [(3, 1, 2)]
    assert found.elsewhere == 1
    assert contacts.draw(acting("doctor"), wanted(event_id, "household")) == (2, 0)
    total, rows = queries.rows(acting("doctor"), event_id, queries.Which(), 0, 10)
    assert (total, rows[0].unit_no) == (1, CLASS_12)
    assert queries.overview(acting("doctor"), event_id).outside == 1
    (one,) = sheet(acting("teacher_71"), CLASS_71, DAY, "day").people
    assert one.person_id == universe.person(CLASS_71, 1)


@pytest.mark.parametrize("far", [1, -61])
def test_days_of_exposure_that_can_not_be(acting: Acting, universe: Universe, far: int) -> None:
    event_id = running(acting, universe)
    given = wanted(event_id, last_exposed=DAY + dt.timedelta(days=far))
    with pytest.raises(Invalid):
        contacts.draw(acting("doctor"), given)


def test_who_may_draw(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    for name, refused in (
        ("grade_head", Forbidden), ("liaison", Forbidden), ("leader", Forbidden),
        ("teacher", NotFound), ("other_principal", NotFound), ("guardian", NotFound),
    ):  # fmt: skip
        with pytest.raises(refused):
            contacts.draw(acting(name), wanted(event_id))
    assert contacts.draw(acting("officer"), wanted(event_id)) == (7, 0)


def test_the_disease_moves_the_last_day(acting: Acting, universe: Universe) -> None:
    event_id = drawn(acting, universe)
    services.confirm(acting("doctor"), decision(event_id), "hepatitis_a_e")
    settle(event_id, timed=True)
    assert {row.until for row in watched(event_id)} == {DAY + dt.timedelta(days=45)}
    found = queries.overview(acting("doctor"), event_id)
    assert (found.term.days, found.term.of, found.term.is_ours) == (45, "disease", False)
    services.confirm(acting("doctor"), decision(event_id, "检测结果"), "norovirus")
    settle(event_id, timed=True)
    assert {row.until for row in watched(event_id)} == {DAY + dt.timedelta(days=3)}
    assert facts().count("contacts_retimed") == 2


def test_a_later_exposure_moves_it_too(acting: Acting, universe: Universe, morning: Travel) -> None:
    event_id = drawn(acting, universe)
    later = on(morning, 2)
    assert contacts.draw(acting("doctor"), wanted(event_id, last_exposed=later)) == (0, 7)
    assert {row.until for row in watched(event_id)} == {later + dt.timedelta(days=3)}


def test_a_class_is_followed_in_one_submit(acting: Acting, universe: Universe) -> None:
    event_id = drawn(acting, universe)
    sent = say(exceptions={universe.person(CLASS_11, 4): contact_sheets.Unwell(reached=False)})
    done = contact_sheets.submit(acting("teacher"), sent)
    assert (done.people, done.ill, done.unreached, done.late, done.no) == (7, 0, 1, False, 1)
    assert contact_sheets.submit(acting("teacher"), sent).pk == sent.id
    assert ContactSheet.objects.count() == 1
    assert [row[2] for row in duties()] == ["done"]
    (close, _general) = queries.overview(acting("doctor"), event_id).levels
    assert (close.due, close.reached) == (7, 6)
    (due,) = unfollowed(acting("doctor"), DAY)
    assert (due.unit_no, due.people, due.reached, due.status) == (CLASS_11, 7, 6, "done")


def test_other_content_under_the_same_id_is_not_passed_over(
    acting: Acting, universe: Universe
) -> None:
    drawn(acting, universe)
    sent = say()
    contact_sheets.submit(acting("teacher"), sent)
    ill = {universe.person(CLASS_11, 4): contact_sheets.Unwell(symptoms=("vomiting",))}
    for more in (ill, {universe.person(CLASS_11, 5): contact_sheets.Unwell(reached=False)}):
        with pytest.raises(Conflict):
            contact_sheets.submit(acting("teacher"), say(id=sent.id, exceptions=more))
    assert contact_sheets.submit(acting("teacher"), say(base=1, exceptions=ill)).ill == 1


def test_two_send_the_same_class(acting: Acting, universe: Universe) -> None:
    drawn(acting, universe)
    contact_sheets.submit(acting("doctor"), say())
    with pytest.raises(Conflict, match="校医己 在 07:30"):
        contact_sheets.submit(acting("teacher"), say())
    fixed = say(base=1, exceptions={universe.person(CLASS_11, 5): contact_sheets.Unwell(False)})
    assert contact_sheets.submit(acting("teacher"), fixed).no == 2
    enter(BUILDER)
    assert ContactCheck.objects.filter(current=True).count() == 7
    assert ContactCheck.objects.filter(current=True, reached=False).count() == 1


def test_late_stays_late_and_silence_is_no_answer(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    day = on(morning, 2)
    assert contact_sheets.submit(acting("teacher"), say(day=DAY)).late is True
    with pytest.raises(Invalid):
        contact_sheets.submit(acting("teacher"), say(day=day + dt.timedelta(days=1)))
    with pytest.raises(Conflict):
        contact_sheets.submit(acting("teacher"), say(day=DAY - dt.timedelta(days=1)))
    assert queries.gaps_of([of(event_id, CLASS_11, 4)]) == {of(event_id, CLASS_11, 4).pk: 1}


def test_who_follows(acting: Acting, universe: Universe) -> None:
    drawn(acting, universe)
    for name, refused in (
        ("teacher_12", NotFound), ("deputy", Forbidden), ("officer", Forbidden), ("keeper", NotFound),
    ):  # fmt: skip
        with pytest.raises(refused):
            contact_sheets.submit(acting(name), say())
    assert contact_sheets.submit(acting("grade_head"), say()).people == 7


def test_a_contact_with_the_illness_is_a_case(acting: Acting, universe: Universe) -> None:
    event_id = drawn(acting, universe)
    ill = {
        universe.person(CLASS_11, 4): contact_sheets.Unwell(symptoms=("vomiting",), onset=DAY),
        universe.person(CLASS_11, 5): contact_sheets.Unwell(symptoms=("red_eyes",)),
    }
    contact_sheets.submit(acting("teacher"), say(exceptions=ill))
    settle(event_id)
    row = of(event_id, CLASS_11, 4)
    assert (row.state, row.ended_as) == ("case", "case")
    enter(BUILDER)
    assert row.case_id is not None
    case = Case.objects.get(pk=row.case_id)
    assert (case.source, case.status, case.onset, event(event_id).cases) == (
        "contact", "suspected", DAY, 4,
    )  # fmt: skip
    assert of(event_id, CLASS_11, 5).state == "watching"
    (close, _general) = queries.overview(acting("doctor"), event_id).levels
    assert (close.ill, close.total, close.rate) == (1, 7, 100 / 7)
    services.decide_cases(
        acting("doctor"), event_id, {case.pk: case.version}, "excluded", "食物不耐受"
    )
    settle(event_id)
    assert (of(event_id, CLASS_11, 4).state, event(event_id).cases) == ("watching", 3)


def test_an_excluded_case_after_the_period_does_not_come_back(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    ill = {universe.person(CLASS_11, 4): contact_sheets.Unwell(symptoms=("vomiting",))}
    contact_sheets.submit(acting("teacher"), say(exceptions=ill))
    settle(event_id)
    on(morning, 4)
    (case,) = [one for one in cases(event_id) if one.source == "contact"]
    services.decide_cases(acting("doctor"), event_id, {case.pk: case.version}, "excluded", "不是")
    settle(event_id)
    row = of(event_id, CLASS_11, 4)
    assert (row.state, row.ended_as) == ("released", "case_excluded")


def test_a_roll_call_shows_a_contact_ill(acting: Acting, universe: Universe) -> None:
    event_id = drawn(acting, universe)
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 6, base=1, reason="又有一人")
    assert tasks.contacts_ill(0) == 1
    assert tasks.contacts_ill(0) == 0
    settle(event_id)
    assert of(event_id, CLASS_11, 6).state == "case"
