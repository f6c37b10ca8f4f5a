"""Contacts: drawn once, observed to the day, ended with the event, released in bulk."""

import datetime as dt
import time
from uuid import UUID

import pytest
import time_machine
from django.db import transaction

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    CLASS_72,
    CLASS_K,
    DAY,
    KINDERGARTEN,
    MORNING,
    PRIMARY,
    ROOM_1,
    Universe,
    unit,
)
from tests.investigations.events import cases, decision, event, facts, running
from tests.investigations.test_deciding import other
from tests.outbreaks.looks import Acting, look, report, seat_of
from xiaoan.directory import services as directory
from xiaoan.directory.models import Guardian, Person
from xiaoan.directory.rules import school_of
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import holding, placements, transferring
from xiaoan.duties.models import Duty
from xiaoan.investigations import services
from xiaoan.investigations.models import Case, Contact, ContactCheck, ContactSheet, Event
from xiaoan.investigations.queries import contacts as queries
from xiaoan.investigations.queries.contact_sheets import FOLLOW, sheet, unfollowed
from xiaoan.investigations.queries.drawing import Wanted
from xiaoan.investigations.services import contact_ends, contact_sheets, contacts
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Travel = time_machine.Traveller
# The bar is two seconds; a crowded machine is no fault.
SLOW = 3


def wanted(event_id: UUID, *ways: str, **more: object) -> Wanted:
    given = {"last_exposed": DAY, **more}
    return Wanted(event_id, frozenset(ways or ("class",)), **given)  # type: ignore[arg-type]  # a builder's options


def watched(event_id: UUID) -> list[Contact]:
    enter(BUILDER)
    rows = Contact.objects.filter(event_id=event_id)
    return sorted(rows, key=lambda one: (one.class_then, seat_of(one.person_id)))


def of(event_id: UUID, unit_no: int, seat: int) -> Contact:
    rows = watched(event_id)
    return next(r for r in rows if (r.class_then, seat_of(r.person_id)) == (unit_no, seat))


def duties() -> list[tuple[int, str, str, UUID | None]]:
    enter(BUILDER)
    rows = Duty.objects.filter(kind=FOLLOW).order_by("day", "unit_no", "slot")
    return [(one.unit_no, one.slot, one.state, one.assignee_id) for one in rows]


def on(morning: Travel, days: int, hour: int = 7) -> dt.date:
    at = MORNING + dt.timedelta(days=days, hours=hour - 7)
    morning.move_to(at)
    return at.date()


def say(unit_no: int = CLASS_11, day: dt.date = DAY, **more: object) -> contact_sheets.Sheet:
    given = {"id": uuid7(), **more}
    return contact_sheets.Sheet(unit_no=unit_no, day=day, **given)  # type: ignore[arg-type]  # a builder's options


def drawn(acting: Acting, universe: Universe, *ways: str, **more: object) -> UUID:
    event_id = running(acting, universe)
    contacts.draw(acting("doctor"), wanted(event_id, *ways, **more))
    return event_id


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
    assert {row.until for row in watched(event_id)} == {DAY + dt.timedelta(days=45)}
    found = queries.overview(acting("doctor"), event_id)
    assert (found.term.days, found.term.of, found.term.is_ours) == (45, "disease", False)
    services.confirm(acting("doctor"), decision(event_id, "检测结果"), "norovirus")
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
    assert (of(event_id, CLASS_11, 4).state, event(event_id).cases) == ("watching", 3)


def test_an_excluded_case_after_the_period_does_not_come_back(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    ill = {universe.person(CLASS_11, 4): contact_sheets.Unwell(symptoms=("vomiting",))}
    contact_sheets.submit(acting("teacher"), say(exceptions=ill))
    on(morning, 4)
    (case,) = [one for one in cases(event_id) if one.source == "contact"]
    services.decide_cases(acting("doctor"), event_id, {case.pk: case.version}, "excluded", "不是")
    row = of(event_id, CLASS_11, 4)
    assert (row.state, row.ended_as) == ("released", "case_excluded")


def test_a_roll_call_shows_a_contact_ill(acting: Acting, universe: Universe) -> None:
    event_id = drawn(acting, universe)
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 6, base=1, reason="又有一人")
    enter(BUILDER)
    assert contact_ends.look_for_ill(BUILDER, DAY) == 1
    assert contact_ends.look_for_ill(BUILDER, DAY) == 0
    assert of(event_id, CLASS_11, 6).state == "case"


def follow_all(acting: Acting, morning: Travel, last: int) -> None:
    for days in range(last + 1):
        contact_sheets.submit(acting("teacher"), say(day=on(morning, days)))


def test_released_the_day_after_the_last(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    follow_all(acting, morning, 3)
    assert contact_ends.release(acting("doctor"), event_id) == 0
    services.confirm(acting("doctor"), decision(event_id))
    closing = decision(event_id)
    with pytest.raises(Conflict, match="7 名"), transaction.atomic():
        services.close(acting("doctor"), closing)
    on(morning, 4)
    with pytest.raises(Forbidden):
        contact_ends.release(acting("grade_head"), event_id)
    assert contact_ends.release(acting("doctor"), event_id) == 7
    assert contact_ends.release(acting("doctor"), event_id) == 0
    doctor = universe.users["doctor"].pk
    assert {(r.state, r.ended_as, r.ended_by_id, r.gap_days) for r in watched(event_id)} == {
        ("released", "over", doctor, 0)
    }
    services.close(acting("doctor"), decision(event_id))
    assert event(event_id).state == "closed"


def test_gaps_are_explained(acting: Acting, universe: Universe, morning: Travel) -> None:
    event_id = drawn(acting, universe)
    follow_all(acting, morning, 1)
    on(morning, 4)
    with pytest.raises(Invalid, match="7 人共 14 人天"):
        contact_ends.release(acting("doctor"), event_id)
    assert contact_ends.release(acting("doctor"), event_id, "周末班主任停机,已补问家长") == 7
    assert {(row.gap_days, row.gap_reason) for row in watched(event_id)} == {
        (2, "周末班主任停机,已补问家长")
    }


def test_an_excluded_event_ends_all_and_takes_them_back(acting: Acting, universe: Universe) -> None:
    event_id = drawn(acting, universe)
    services.exclude(acting("doctor"), decision(event_id, "不是"))
    assert {(r.state, r.ended_as) for r in watched(event_id)} == {("ended", "event_excluded")}
    assert [row[2] for row in duties()] == ["excused"]
    services.reopen(acting("doctor"), decision(event_id, "又有人"))
    assert {r.state for r in watched(event_id)} == {"watching"}
    assert [row[2] for row in duties()] == ["open"]


def test_merged_contacts_are_one(acting: Acting, universe: Universe) -> None:
    event_id = drawn(acting, universe)
    into = other(acting, universe)
    activity = {"activity": "合唱", "people": frozenset({universe.person(CLASS_11, 4)})}
    contacts.draw(acting("doctor"), wanted(into, "activity", **activity))
    services.merge(acting("doctor"), decision(event_id, "同一起"), into)
    (left,) = watched(event_id)
    assert (left.state, left.ended_as) == ("moved", "merged")
    assert len(watched(into)) == 7
    one = of(into, CLASS_11, 4)
    assert (one.level, one.ways, one.pk) == ("close", ["class", "activity"], left.into_id)


def test_a_pupil_who_changes_class_or_leaves(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    on(morning, 1)
    enter(BUILDER)
    moving = universe.person(CLASS_11, 4)
    directory.move_to_class(BUILDER, universe.enrolment(CLASS_11, 4), CLASS_12, 11, clock.today())
    holding.follow(clock.today(), [moving])
    row = of(event_id, CLASS_11, 4)
    assert (row.unit_no, row.class_then) == (CLASS_12, CLASS_11)
    directory.end_enrolment(BUILDER, universe.enrolment(CLASS_11, 5), clock.today())
    contact_ends.end_of_gone(BUILDER)
    assert of(event_id, CLASS_11, 5).ended_as == "left"
    found = sheet(acting("teacher_12"), CLASS_12, clock.today(), "day")
    assert [one.person_id for one in found.people] == [moving]
    assert row.school_id == PRIMARY


def test_a_pupil_at_another_school_is_watched_there(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    on(morning, 2)
    enter(BUILDER)
    done = transferring.hand_over(
        BUILDER, universe.person(CLASS_11, 4), CLASS_K, When(clock.today())
    )
    rows = Contact.objects.filter(event_id=event_id, ended_as="transferred")
    (old,) = rows.values_list("state", "gap_days", "into_id")
    there = Contact.objects.get(person_id=done.person_id)
    assert old == ("moved", 2, there.pk)
    assert (there.school_id, there.event_school_id, there.until, there.state) == (
        KINDERGARTEN, PRIMARY, DAY + dt.timedelta(days=3), "watching",
    )  # fmt: skip
    found = sheet(acting("teacher_k"), CLASS_K, clock.today(), "day")
    assert [one.person_id for one in found.people] == [done.person_id]
    view = queries.overview(acting("doctor"), event_id)
    assert (view.levels[0].total, view.outside) == (7, 1)
    assert queries.rows(acting("doctor"), event_id, queries.Which(state="watching"), 0, 100)[0] == 6
    with pytest.raises(NotFound):
        queries.rows(acting("teacher_k"), event_id, queries.Which(), 0, 100)
    ill = {done.person_id: contact_sheets.Unwell(symptoms=("vomiting",))}
    contact_sheets.submit(acting("teacher_k"), say(CLASS_K, clock.today(), exceptions=ill))
    view = queries.overview(acting("doctor"), event_id)
    assert (view.levels[0].ill, event(event_id).cases) == (1, 3)


def test_300_are_released_within_two_seconds(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    model = of(event_id, CLASS_11, 4)
    person = Person.objects.get(pk=model.person_id)
    people, rows = [], []
    for n in range(300):
        copy = Person(**{f.attname: getattr(person, f.attname) for f in Person._meta.fields})
        copy.id, copy.identity_id, copy.id_index = uuid7(), uuid7(), b"contact%03d" % n
        copy.number = f"C{n:03d}"
        people.append(copy)
        row = Contact(**{f.attname: getattr(model, f.attname) for f in Contact._meta.fields})
        row.id, row.person_id = uuid7(), copy.id
        rows.append(row)
    Person.objects.bulk_create(people)
    Contact.objects.bulk_create(rows)
    on(morning, 4)
    begun = time.perf_counter()
    assert contact_ends.release(acting("doctor"), event_id, "周末没有联系上") == 307
    assert time.perf_counter() - begun < 2 * SLOW
