"""Contacts released by a person, ended with the event, and followed to their next school."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_K,
    DAY,
    KINDERGARTEN,
    PRIMARY,
    Universe,
)
from tests.investigations.contacts import (
    Travel,
    drawn,
    duties,
    follow_all,
    of,
    on,
    released,
    say,
    settle,
    wanted,
    watched,
)
from tests.investigations.events import decision, event
from tests.investigations.test_deciding import other
from tests.outbreaks.looks import Acting, report
from xiaoan.directory import services as directory
from xiaoan.directory.models import Person
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import holding, people, transferring
from xiaoan.investigations import services, tasks
from xiaoan.investigations.models import Contact, Event
from xiaoan.investigations.queries import contacts as queries
from xiaoan.investigations.queries.contact_sheets import sheet
from xiaoan.investigations.services import contact_ends, contact_sheets, contacts
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter


def test_released_the_day_after_the_last(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    follow_all(acting, morning, 3)
    assert contact_ends.release(acting("doctor"), released(event_id, 0)) == 0
    services.confirm(acting("doctor"), decision(event_id))
    closing = decision(event_id)
    with pytest.raises(Conflict, match="7 名"), transaction.atomic():
        services.close(acting("doctor"), closing)
    on(morning, 4)
    with pytest.raises(Forbidden):
        contact_ends.release(acting("grade_head"), released(event_id, 7))
    assert contact_ends.release(acting("doctor"), released(event_id, 7)) == 7
    assert contact_ends.release(acting("doctor"), released(event_id, 7)) == 0
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
        contact_ends.release(acting("doctor"), released(event_id, 7))
    said = released(event_id, 7, "周末班主任停机,已补问家长")
    assert contact_ends.release(acting("doctor"), said) == 7
    assert {(row.gap_days, row.gap_reason) for row in watched(event_id)} == {
        (2, "周末班主任停机,已补问家长")
    }


def test_an_excluded_event_ends_all_and_takes_them_back(acting: Acting, universe: Universe) -> None:
    event_id = drawn(acting, universe)
    services.exclude(acting("doctor"), decision(event_id, "不是"))
    settle(event_id)
    assert {(r.state, r.ended_as) for r in watched(event_id)} == {("ended", "event_excluded")}
    assert [row[2] for row in duties()] == ["excused"]
    services.reopen(acting("doctor"), decision(event_id, "又有人"))
    settle(event_id)
    assert {r.state for r in watched(event_id)} == {"watching"}
    assert [row[2] for row in duties()] == ["open"]


def test_merged_contacts_are_one(acting: Acting, universe: Universe) -> None:
    event_id = drawn(acting, universe)
    into = other(acting, universe)
    activity = {"activity": "合唱", "people": frozenset({universe.person(CLASS_11, 4)})}
    contacts.draw(acting("doctor"), wanted(into, "activity", **activity))
    services.merge(acting("doctor"), decision(event_id, "同一起"), into)
    settle(event_id)
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
    ((school_id, of_event),) = contact_ends.gone()
    assert contact_ends.end_of_gone(BUILDER, school_id, of_event) == 1
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
    tasks.carry_over([str(done.person_id)])
    enter(BUILDER)
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


@pytest.mark.parametrize("more", [0, 300])
def test_many_are_released_by_as_many_queries_as_a_few(
    acting: Acting, universe: Universe, morning: Travel, more: int
) -> None:
    event_id = drawn(acting, universe)
    model = of(event_id, CLASS_11, 4)
    person = Person.objects.get(pk=model.person_id)
    people, rows = [], []
    for n in range(more):
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
    with CaptureQueriesContext(connection) as asked:
        said = released(event_id, 7 + more, "周末没有联系上")
        assert contact_ends.release(acting("doctor"), said) == 7 + more
    assert len(asked) == 22


def test_a_pupil_who_comes_back_is_watched_again(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    pupil = universe.person(CLASS_11, 4)
    on(morning, 1)
    enter(BUILDER)
    there = transferring.hand_over(BUILDER, pupil, CLASS_K, When(clock.today())).person_id
    tasks.carry_over([str(there)])
    on(morning, 2)
    enter(BUILDER)
    transferring.hand_over(BUILDER, there, CLASS_12, When(clock.today()))
    tasks.carry_over([str(pupil)])
    enter(BUILDER)
    rows = {row.person_id: row for row in Contact.objects.filter(event_id=event_id)}
    assert (rows[there].state, rows[there].into_id) == ("moved", rows[pupil].pk)
    back = rows[pupil]
    assert (back.state, back.unit_no, back.into_id, back.gap_days) == (
        "watching",
        CLASS_12,
        None,
        2,
    )
    assert queries.overview(acting("doctor"), event_id).levels[0].total == 7
    found = sheet(acting("teacher_12"), CLASS_12, clock.today(), "day")
    assert [one.person_id for one in found.people] == [pupil]


def test_a_class_whose_contacts_have_gone_owes_nothing(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    people = frozenset({universe.person(CLASS_11, 4)})
    drawn(acting, universe, "activity", activity="合唱", people=people)
    assert [row[:3] for row in duties()] == [(CLASS_11, "day", "open")]
    enter(BUILDER)
    moved = universe.enrolment(CLASS_11, 4)
    directory.move_to_class(BUILDER, moved, CLASS_12, 11, clock.today())
    holding.follow(clock.today(), list(people))
    tasks.contacts_today(0)
    assert [row[:3] for row in duties()] == [
        (CLASS_11, "day", "excused"), (CLASS_12, "day", "open"),
    ]  # fmt: skip


# ------------------------------------------------------------- what was missed stays to be seen


def test_days_that_were_missed_do_not_vanish_with_an_exclusion(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    on(morning, 2)
    services.exclude(acting("doctor"), decision(event_id, "不是"))
    settle(event_id)
    assert {(r.state, r.gap_days) for r in watched(event_id)} == {("ended", 2)}
    services.reopen(acting("doctor"), decision(event_id, "又有人"))
    settle(event_id)
    rows = watched(event_id)
    assert {r.state for r in rows} == {"watching"}
    assert set(queries.gaps_of(rows).values()) == {2}
    contact_sheets.submit(acting("teacher"), say(day=clock.today()))
    on(morning, 4)
    # Monday, Tuesday before the exclusion, and Thursday after it.
    assert set(queries.gaps_of(watched(event_id)).values()) == {3}


def test_what_was_explained_stays_explained_and_what_is_new_is_asked_for(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    follow_all(acting, morning, 1)
    later = on(morning, 4)
    contact_ends.release(acting("doctor"), released(event_id, 7, "停机"))
    contacts.draw(acting("doctor"), wanted(event_id, last_exposed=later))
    rows = watched(event_id)
    assert {(r.state, r.gap_days, r.gap_reason) for r in rows} == {("watching", 2, "停机")}
    assert set(queries.gaps_of(rows).values()) == {2}
    for days in range(4, 8):
        contact_sheets.submit(acting("teacher"), say(day=on(morning, days)))
    on(morning, 8)
    assert contact_ends.release(acting("doctor"), released(event_id, 7)) == 7
    assert {(r.gap_days, r.gap_reason) for r in watched(event_id)} == {(2, "停机")}


def test_the_disease_brings_back_whom_the_exclusion_had_ended(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    services.exclude(acting("doctor"), decision(event_id, "不是"))
    settle(event_id)
    on(morning, 6)
    services.reopen(acting("doctor"), decision(event_id, "检测有结果"))
    settle(event_id)
    assert {r.ended_as for r in watched(event_id)} == {"event_excluded"}
    services.confirm(acting("doctor"), decision(event_id), "hepatitis_a_e")
    settle(event_id, timed=True)
    assert {(r.state, r.until) for r in watched(event_id)} == {
        ("watching", DAY + dt.timedelta(days=45))
    }


def test_merged_contacts_are_of_the_other_event_in_all(acting: Acting, universe: Universe) -> None:
    event_id = drawn(acting, universe)
    ill = {universe.person(CLASS_11, 4): contact_sheets.Unwell(symptoms=("vomiting",))}
    contact_sheets.submit(acting("teacher"), say(exceptions=ill))
    settle(event_id)
    into = other(acting, universe)
    enter(BUILDER)
    Event.objects.filter(pk=into).update(syndrome="RESP")
    theirs = services.add_case(
        acting("doctor"), services.NewCase(into, universe.person(CLASS_11, 4), onset=DAY)
    )
    services.merge(acting("doctor"), decision(event_id, "同一起"), into)
    settle(event_id)
    assert watched(event_id) == []
    assert {row.syndrome for row in watched(into)} == {"RESP"}
    one = of(into, CLASS_11, 4)
    assert (one.state, one.case_id) == ("case", theirs)


def test_who_left_and_comes_back_is_watched_again(
    acting: Acting, universe: Universe, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    on(morning, 1)
    enter(BUILDER)
    pupil = universe.person(CLASS_11, 5)
    directory.end_enrolment(BUILDER, universe.enrolment(CLASS_11, 5), clock.today())
    tasks.contacts_today(0)
    row = of(event_id, CLASS_11, 5)
    assert (row.ended_as, row.gap_days) == ("left", 1)
    on(morning, 2)
    enter(BUILDER)
    people.return_to_school(BUILDER, pupil, CLASS_12, When(clock.today()))
    assert tasks.carry_over([str(pupil)]) == 1
    row = of(event_id, CLASS_11, 5)
    assert (row.state, row.unit_no, row.gap_days) == ("watching", CLASS_12, 1)
    assert row.person_id in {
        one.person_id for one in sheet(acting("teacher_12"), CLASS_12, clock.today(), "day").people
    }
    assert tasks.carry_over([str(pupil)]) == 0


def test_one_who_can_not_be_a_case_keeps_none_of_the_others(
    acting: Acting, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_id = drawn(acting, universe)
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 4, 5, 6, base=1, reason="又有三人")
    bad = universe.person(CLASS_11, 5)
    take = contact_sheets.fall_ill

    def fall_ill(row: Contact, *given: object, **more: object) -> bool:
        if row.person_id == bad:
            raise Conflict("已在表中")
        return take(row, *given, **more)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(contact_sheets, "fall_ill", fall_ill)
    assert tasks.contacts_ill(0) == 2
    settle(event_id)
    assert [of(event_id, CLASS_11, seat).state for seat in (4, 5, 6)] == [
        "case", "watching", "case",
    ]  # fmt: skip
    monkeypatch.undo()
    assert tasks.contacts_ill(0) == 1
