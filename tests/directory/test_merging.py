"""Comparing a roster with the roll, and bringing one school's roll to it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine

from tests.builders import (
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_71,
    CLASS_K,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    MORNING,
    PRIMARY,
    PUPILS,
    ROOM_1,
    ROOM_2,
    Universe,
)
from xiaoan.directory import queries
from xiaoan.directory import services as directory
from xiaoan.directory.models import Enrolment, Guardian, Person, Unit
from xiaoan.directory.rules.lives import When
from xiaoan.directory.rules.names import search_text
from xiaoan.directory.rules.roll import Kin, RosterRow
from xiaoan.directory.services import people
from xiaoan.journal.models import Entry
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound

Acting = Callable[[str], Actor]
TERM = dt.date(2026, 8, 25)
TUESDAY = DAY + dt.timedelta(days=1)


def row(unit_no: int, index: int, seat: int, /, **said: object) -> RosterRow:
    """A row that says what the built county has on record for a pupil."""
    tail = f"{index:02d}{seat:02d}"
    whole = RosterRow(
        number=index * 100 + seat + 1, kind="student", school_no=unit_no // 4096 * 4096,
        unit_no=unit_no, code=f"2026{tail}", name=f"测试生{tail}", sex="MF"[seat % 2],
        birth_date=dt.date(2017, 3, seat), id_kind="resident", id_number=f"99010120170301{tail}",
        seat=seat,
    )  # fmt: skip
    return replace(whole, **said)  # type: ignore[arg-type]  # fields by name


def of_class(unit_no: int, index: int) -> list[RosterRow]:
    return [row(unit_no, index, seat) for seat in range(1, PUPILS + 1)]


def new(unit_no: int, /, **said: object) -> RosterRow:
    stranger = row(unit_no, 90, 1, number=900, seat=None, name="新同学")
    return replace(stranger, **said)  # type: ignore[arg-type]  # fields by name


def merge(actor: Actor, *rows: RosterRow, **more: object) -> directory.Merged:
    wanted = {"school_no": PRIMARY, "since": DAY, "rows": rows, **more}
    return directory.merge_roster(actor, directory.Merge(**wanted))  # type: ignore[arg-type]  # fields by name


def counts(merged: directory.Merged) -> tuple[int, int, int, int]:
    return merged.new, merged.changed, merged.moved, merged.left


def facts() -> list[tuple[int, str]]:
    found = Entry.objects.filter(kind="directory.roster_merged").order_by("school_id", "n")
    return list(found.values_list("school_id", "body"))


def on_roll(actor: Actor, unit_no: int, day: dt.date = DAY) -> list[tuple[int, str]]:
    return [(p.seat, p.name) for p in queries.class_roll(actor, unit_no, day)]


def test_what_is_on_record_is_the_same(acting: Acting) -> None:
    actor = acting("principal")
    rows = of_class(CLASS_11, 0)
    assert directory.compare_roster(actor, rows) == directory.Comparison()
    assert counts(merge(actor, *rows)) == (0, 0, 0, 0)
    assert facts() == []


def test_each_difference_is_named(acting: Acting, universe: Universe) -> None:
    actor = acting("principal")
    kin = (Kin("王一", "母亲", "13800000001"), None)
    rows = [
        row(CLASS_11, 0, 1, name="测试生改"),
        row(CLASS_11, 0, 2, code="X1", sex="F", birth_date=DAY, id_kind="passport"),
        row(CLASS_11, 0, 3, kin=kin, seat=33),
        row(CLASS_11, 0, 4, code="", seat=None),
        row(CLASS_12, 0, 5),
        new(CLASS_11),
    ]
    found = directory.compare_roster(actor, rows)
    assert {n: known.changed for n, known in found.known.items()} == {
        2: ["name"],
        3: ["number", "sex", "birth_date", "id_kind"],
        4: ["seat", "guardian_1"],
        6: [],
    }
    assert found.known[6].unit_no == CLASS_11
    assert found.known[2].person_id == universe.person(CLASS_11, 1)
    assert found.strangers == {900}
    assert (found.elsewhere, found.missing) == ({}, ())


def test_a_new_pupil_is_enrolled_with_sealed_numbers(acting: Acting) -> None:
    actor = acting("principal")
    kin = (Kin("王一", "母亲", "13800000001"), Kin("李二", "父亲", "13800000002"))
    assert counts(merge(actor, new(CLASS_11, kin=kin))) == (1, 0, 0, 0)
    person = Person.objects.get(name="新同学")
    assert ciphers.unseal(
        person.id_cipher, place=directory.ID_PLACE, row=person.pk
    ) == "990101201703019001"  # fmt: skip
    assert person.identity_id == person.pk
    assert (person.unit_no, person.kind, person.pinyin) == (
        CLASS_11, "student", search_text("新同学"),
    )  # fmt: skip
    told = queries.contacts(actor, person.pk, in_full=True)
    assert [(c.name, c.relation, c.phone) for c in told] == [
        ("王一", "母亲", "13800000001"),
        ("李二", "父亲", "13800000002"),
    ]
    assert on_roll(actor, CLASS_11)[-1] == (PUPILS + 1, "新同学")
    assert on_roll(actor, CLASS_11, DAY - dt.timedelta(days=1))[-1][0] == PUPILS
    assert facts() == [
        (PRIMARY, '{"changed":0,"gone":0,"left":0,"moved":0,"new":1,"since":"2026-11-23"}')
    ]
    assert counts(merge(actor, new(CLASS_11, kin=kin))) == (0, 0, 0, 0)


def test_a_correction_keeps_the_enrolment(acting: Acting, universe: Universe) -> None:
    actor = acting("principal")
    before = universe.enrolment(CLASS_11, 1)
    changed = row(CLASS_11, 0, 1, name="单雄信", seat=21, code="N1")
    assert counts(merge(actor, changed)) == (0, 1, 0, 0)
    person = Person.objects.get(pk=universe.person(CLASS_11, 1))
    assert (person.name, person.number) == ("单雄信", "N1")
    (enrolment,) = Enrolment.objects.filter(person_id=person.pk)
    assert (enrolment.pk, enrolment.name, enrolment.seat) == (before, "单雄信", 21)
    assert counts(merge(actor, changed)) == (0, 0, 0, 0)


def test_a_move_leaves_the_past_as_it_was(acting: Acting, universe: Universe) -> None:
    actor = acting("principal")
    kin = (Kin("王一", "母亲", "13800000001"), None)
    merge(actor, row(CLASS_11, 0, 1, kin=kin))
    moved = merge(actor, row(CLASS_12, 0, 1, seat=None))
    who = universe.person(CLASS_11, 1)
    assert (counts(moved), moved.placed) == ((0, 0, 1, 0), {who: CLASS_12})
    friday = DAY - dt.timedelta(days=3)
    assert (1, "测试生0001") in on_roll(actor, CLASS_11, friday)
    assert (1, "测试生0001") not in on_roll(actor, CLASS_11)
    assert on_roll(actor, CLASS_12)[-1] == (PUPILS + 1, "测试生0001")
    assert Person.objects.get(pk=who).unit_no == CLASS_12
    assert Guardian.objects.get(person_id=who).unit_no == CLASS_12
    # Moved again on the same day: an enrolment lasts at least a day.
    assert counts(merge(actor, row(CLASS_21, 0, 1, seat=None))) == (0, 0, 1, 0)
    assert (PUPILS + 1, "测试生0001") in on_roll(actor, CLASS_12)
    assert (PUPILS + 1, "测试生0001") in on_roll(actor, CLASS_21, TUESDAY)


def test_boarding_is_dated(acting: Acting, universe: Universe) -> None:
    actor = acting("other_principal")
    who = universe.person(CLASS_71, 1)
    there = row(CLASS_71, 4, 1, boarder=True, room_no=ROOM_2)
    assert counts(merge(actor, there, school_no=JUNIOR)) == (0, 1, 0, 0)
    home = row(CLASS_71, 4, 1, boarder=False)
    assert counts(merge(actor, home, school_no=JUNIOR, since=TUESDAY)) == (0, 1, 0, 0)
    lived = Enrolment.objects.filter(person_id=who).order_by("since")
    assert list(lived.values_list("since", "until", "seat", "boarder", "dormitory_no")) == [
        (TERM, DAY, 1, True, ROOM_1),
        (DAY, TUESDAY, 1, True, ROOM_2),
        (TUESDAY, None, 1, False, None),
    ]


def test_guardians_have_days(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    """What began today is corrected in place; what began before ends, and the next begins."""
    actor = acting("principal")
    who = universe.person(CLASS_11, 1)
    merge(actor, row(CLASS_11, 0, 1, kin=(Kin("王一", "母亲", "13800000001"), None)))
    changed = row(CLASS_11, 0, 1, kin=(Kin("王一", "", "13800000009"), None))
    assert counts(merge(actor, changed)) == (0, 1, 0, 0)
    assert [(c.name, c.relation, c.phone) for c in queries.contacts(actor, who, in_full=True)] == [
        ("王一", "母亲", "13800000009")
    ]
    assert counts(merge(actor, changed)) == (0, 0, 0, 0)
    assert Guardian.objects.filter(person_id=who).count() == 1
    morning.move_to(MORNING + dt.timedelta(days=1))
    Guardian.objects.filter(person_id=who).update(may_see=False)
    assert counts(merge(actor, row(CLASS_11, 0, 1, kin=(Kin("王二", "", "13800000010"), None)))) == (
        0, 1, 0, 0,
    )  # fmt: skip
    spells = Guardian.objects.filter(person_id=who).order_by("since")
    assert list(spells.values_list("name", "rank", "past_rank", "since", "until", "may_see")) == [
        ("王一", None, 1, DAY, TUESDAY, False),
        ("王二", 1, None, TUESDAY, None, False),
    ]


def test_staff_have_a_post_and_a_phone(acting: Acting) -> None:
    actor = acting("principal")
    teacher = RosterRow(
        number=2, kind="staff", school_no=PRIMARY, unit_no=PRIMARY, code="T1", name="曾老师",
        sex="F", birth_date=dt.date(1980, 1, 1), id_kind="resident", id_number="990101198001010021",
        phone="13800000003", post="班主任",
    )  # fmt: skip
    assert counts(merge(actor, teacher)) == (1, 0, 0, 0)
    later = replace(teacher, post="年级组长", phone="")
    assert counts(merge(actor, later)) == (0, 1, 0, 0)
    person = Person.objects.get(name="曾老师")
    assert (person.post, person.unit_no) == ("年级组长", PRIMARY)
    phone = ciphers.unseal(person.phone_cipher or b"", place=directory.PHONE_PLACE, row=person.pk)
    assert phone == "13800000003"
    assert Enrolment.objects.filter(person_id=person.pk).count() == 0
    assert counts(merge(actor, later)) == (0, 0, 0, 0)


def test_what_copy_would_take_for_its_own_marks_stays_text(acting: Acting) -> None:
    actor = acting("principal")
    kin = (Kin("王\\N", "父\t母", "13800000001"), Kin("\\.", "\\x41\n", "13800000002"))
    odd = new(CLASS_11, kin=kin)
    assert counts(merge(actor, odd)) == (1, 0, 0, 0)
    assert counts(merge(actor, odd)) == (0, 0, 0, 0)
    assert list(
        Guardian.objects.filter(name__contains="\\")
        .order_by("rank")
        .values_list("name", "relation")
    ) == [("王\\N", "父\t母"), ("\\.", "\\x41\n")]


def test_a_pupil_of_another_school_is_seen_and_not_taken(acting: Acting) -> None:
    """The principal learns that there is somebody, and nothing is written."""
    actor = acting("principal")
    theirs = row(CLASS_71, 4, 1, school_no=PRIMARY, unit_no=CLASS_11, seat=None)
    found = directory.compare_roster(actor, [theirs])
    assert {n: e.school_no for n, e in found.elsewhere.items()} == {402: JUNIOR}
    done = merge(actor, theirs)
    assert (counts(done), set(done.skipped)) == ((0, 0, 0, 0), {402})
    assert on_roll(actor, CLASS_11)[-1][0] == PUPILS


def test_the_county_brings_a_pupil_over(acting: Acting, universe: Universe) -> None:
    actor = acting("officer")
    theirs = row(CLASS_71, 4, 1, school_no=PRIMARY, unit_no=CLASS_11, seat=None)
    assert counts(merge(actor, theirs, transfers=True)) == (0, 0, 1, 0)
    old = Person.objects.get(pk=universe.person(CLASS_71, 1))
    here = Person.objects.get(school_id=PRIMARY, identity_id=old.identity_id)
    assert (here.pk == old.pk, here.name) == (False, old.name)
    spells = Enrolment.objects.filter(person_id__in=[old.pk, here.pk]).order_by("since")
    assert list(spells.values_list("unit_no", "since", "until")) == [
        (CLASS_71, TERM, DAY),
        (CLASS_11, DAY, None),
    ]
    assert facts() == [
        (PRIMARY, '{"changed":0,"gone":0,"left":0,"moved":1,"new":0,"since":"2026-11-23"}'),
        (JUNIOR, '{"changed":0,"gone":1,"left":0,"moved":0,"new":0,"since":"2026-11-23"}'),
    ]
    assert counts(merge(actor, theirs, transfers=True)) == (0, 0, 0, 0)


def test_who_is_missing_leaves_and_comes_back(acting: Acting, universe: Universe) -> None:
    actor = acting("officer")
    there = of_class(CLASS_K, 3)[1:]
    found = directory.compare_roster(actor, there, complete=[KINDERGARTEN])
    assert [one.person_id for one in found.missing] == [universe.person(CLASS_K, 1)]
    wanted = {"school_no": KINDERGARTEN, "leaving": found.missing}
    assert counts(merge(actor, *there, **wanted)) == (0, 0, 0, 1)
    assert len(on_roll(actor, CLASS_K)) == PUPILS - 1
    assert counts(merge(actor, *there, **wanted)) == (0, 0, 0, 0)
    back = row(CLASS_K, 3, 1)
    assert counts(merge(actor, back, school_no=KINDERGARTEN, since=TUESDAY)) == (1, 0, 0, 0)
    assert len(on_roll(actor, CLASS_K)) == PUPILS - 1
    assert len(on_roll(actor, CLASS_K, TUESDAY)) == PUPILS


def test_named_elsewhere_in_the_sheet_is_not_missing(acting: Acting) -> None:
    actor = acting("officer")
    named = directory.id_index(row(CLASS_K, 3, 1).id_number)
    found = directory.compare_roster(
        actor, of_class(CLASS_K, 3)[1:], complete=[KINDERGARTEN], also_named=[named]
    )
    assert found.missing == ()


def test_a_decided_row_takes_the_new_number(acting: Acting, universe: Universe) -> None:
    """A person decided that the row is about this pupil, though the ID number is another one."""
    actor = acting("principal")
    who = universe.person(CLASS_11, 1)
    decided = row(CLASS_11, 0, 1, id_number="990101201703019999")
    assert counts(merge(actor, decided, same={2: who})) == (0, 1, 0, 0)
    person = Person.objects.get(pk=who)
    assert bytes(person.id_index) == directory.id_index("990101201703019999")
    assert ciphers.unseal(person.id_cipher, place=directory.ID_PLACE, row=who)[-4:] == "9999"
    assert counts(merge(actor, decided)) == (0, 0, 0, 0)


def test_a_pupil_is_not_turned_into_staff(acting: Acting) -> None:
    actor = acting("principal")
    other = row(CLASS_11, 0, 1, kind="staff", unit_no=PRIMARY)
    done = merge(actor, other)
    assert (counts(done), set(done.skipped)) == ((0, 0, 0, 0), {2})


def test_only_who_may(acting: Acting) -> None:
    with pytest.raises(Forbidden):
        merge(acting("doctor"), new(CLASS_11))
    with pytest.raises(Forbidden):
        merge(acting("liaison"), new(CLASS_11))
    with pytest.raises(NotFound):
        merge(acting("other_principal"), new(CLASS_11))


def test_a_class_that_is_not_there_stops_the_school(acting: Acting) -> None:
    actor = acting("principal")
    with pytest.raises(Conflict):
        merge(actor, new(CLASS_11 + 40))


def test_a_class_that_closes_takes_nobody_in(acting: Acting) -> None:
    actor = acting("principal")
    closes = DAY + dt.timedelta(days=7)
    Unit.objects.filter(pk=CLASS_11).update(closed=closes)
    row = new(CLASS_11)
    found = merge(actor, row)
    assert (found.new, found.skipped) == (0, frozenset({row.number}))
    assert found.shut == {row.number: closes}


def stretches(who: str) -> list[tuple[int, dt.date, dt.date | None]]:
    """Everywhere, by the end of the ID number."""
    people = Person.objects.filter(id_index=directory.id_index(f"99010120170301{who}"))
    rows = Enrolment.objects.filter(person_id__in=people.values("id")).order_by("since", "until")
    return list(rows.values_list("unit_no", "since", "until"))


def test_who_left_for_another_school_is_not_taken_back_by_an_old_sheet(acting: Acting) -> None:
    """Once at this school, now at another: the sheet of this school does not enrol them twice."""
    officer = acting("officer")
    merge(officer, row(CLASS_71, 0, 1), school_no=JUNIOR, transfers=True)
    there = [(CLASS_11, TERM, DAY), (CLASS_71, DAY, None)]
    assert stretches("0001") == there
    merged = merge(officer, row(CLASS_11, 0, 1), since=TUESDAY)
    assert (counts(merged), merged.skipped) == ((0, 0, 0, 0), frozenset({2}))
    assert stretches("0001") == there
    back = merge(officer, row(CLASS_12, 0, 1), since=TUESDAY, transfers=True)
    assert (counts(back), back.skipped) == ((0, 0, 1, 0), frozenset())
    assert stretches("0001") == [
        (CLASS_11, TERM, DAY), (CLASS_71, DAY, TUESDAY), (CLASS_12, TUESDAY, None),
    ]  # fmt: skip


def test_who_is_to_leave_another_school_begins_after_that_day(
    acting: Acting, universe: Universe
) -> None:
    friday = DAY + dt.timedelta(days=4)
    people.leave_school(
        acting("other_principal"), universe.person(CLASS_71, 1), "other", When(friday)
    )
    merged = merge(acting("officer"), row(CLASS_11, 4, 1, seat=None))
    assert counts(merged) == (1, 0, 0, 0)
    assert stretches("0401") == [(CLASS_71, TERM, friday), (CLASS_11, friday, None)]
