"""Following, isolating, releasing, carrying over: what changes, what is refused, what stays on record."""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
import time_machine
from django.db import DatabaseError, transaction

from tests.builders import (
    CLASS_11,
    CLASS_12,
    CLASS_71,
    DAY,
    JUNIOR,
    MORNING,
    PRIMARY,
    Universe,
    sent,
)
from tests.keypersons.states import (
    PAPER,
    SYSTEM,
    due_today,
    followed,
    held,
    isolated,
    opened,
    staff,
)
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people, transferring
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere
from xiaoan.keypersons import services as keypersons
from xiaoan.keypersons.models import Change, FollowUp, Isolation, KeyPerson, Paper, Travel
from xiaoan.keypersons.services import (
    NewFollowUp,
    NewKeyPerson,
    NewRelease,
    NewTravel,
)
from xiaoan.screening import services as screening
from xiaoan.screening.services import Doubtful

Acting = Callable[[str], Actor]
DAYS = dt.timedelta(days=1)


def line_of(pk: UUID) -> KeyPerson:
    with everywhere("tests"):
        return KeyPerson.objects.get(pk=pk)


def kinds() -> list[str]:
    rows = Entry.objects.filter(kind__startswith="keypersons.").order_by("at", "n")
    return [kind.removeprefix("keypersons.") for kind in rows.values_list("kind", flat=True)]


def test_a_day_is_done_once_somebody_was_reached(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    line = opened(teacher, universe)
    assert due_today() == {line}
    nobody = followed(teacher, line, reached="nobody")
    assert (nobody.next_due, due_today()) == (DAY, {line})
    reached = followed(teacher, line, temperature=Decimal("37.5"), method="axillary")
    assert (reached.fever, reached.next_due, due_today()) == (True, DAY + DAYS, set())
    duty = Duty.objects.get(about_id=line)
    assert (duty.state, duty.assignee_id, duty.done_by_id, duty.late, duty.on_behalf) == (
        "done", teacher.user_id, teacher.user_id, False, False
    )  # fmt: skip
    assert Entry.objects.filter(kind="keypersons.followed_up").count() == 2


def test_the_same_follow_up_twice_is_one(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    note = NewFollowUp(uuid7(), opened(teacher, universe), DAY, symptoms=("cough",))
    first, again = (keypersons.follow_up(teacher, note) for _ in range(2))
    assert (first.is_new, again.is_new) == (True, False)
    assert (FollowUp.objects.count(), again.follow_up_id) == (1, note.id)
    other = NewFollowUp(note.id, opened(teacher, universe, 2), DAY)
    with pytest.raises(Conflict):
        keypersons.follow_up(teacher, other)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"day": DAY + DAYS}, "day"), ({"day": DAY - DAYS}, "day"), ({"reached": "x"}, "reached"),
        ({"whereabouts": "x"}, "whereabouts"), ({"symptoms": ("x",)}, "symptoms"),
        ({"temperature": Decimal(50), "method": "ear"}, "temperature"),
        ({"temperature": Decimal(37), "method": "x"}, "method"), ({"remark": "长" * 201}, "note"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(
    acting: Acting, universe: Universe, more: dict[str, object], field: str
) -> None:
    teacher = acting("teacher")
    line = opened(teacher, universe)
    with pytest.raises(Invalid) as refused:
        followed(teacher, line, **more)
    assert list(refused.value.fields) == [field]


def test_a_follow_up_is_never_changed(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    followed(teacher, opened(teacher, universe))
    for change in ({"reached": "nobody"}, {"day": DAY - DAYS}):
        with pytest.raises(DatabaseError), transaction.atomic():
            FollowUp.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Change.objects.all().delete()


def test_who_follows_up(acting: Acting, universe: Universe) -> None:
    """The deputy of the class may, since the line names them; another subject teacher may not."""
    line = opened(acting("teacher"), universe)
    assert line_of(line).deputy_id == universe.cast["deputy"].user_id
    assert followed(acting("deputy"), line).is_new
    assert Duty.objects.get(about_id=line).on_behalf
    with pytest.raises(NotFound):
        followed(acting("teacher_12"), line)
    with pytest.raises(Forbidden):
        followed(acting("liaison"), line)


def test_missed_yesterday_due_today_and_caught_up_late(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    line = opened(acting("teacher"), universe)
    morning.move_to(MORNING + DAYS)
    enter(SYSTEM)
    assert [keypersons.open_day(SYSTEM, DAY + DAYS) for _ in range(2)] == [1, 0]
    followed(acting("teacher"), line)
    rows = Duty.objects.filter(about_id=line).order_by("day").values_list("day", "state", "late")
    assert list(rows) == [(DAY, "done", True), (DAY + DAYS, "done", False)]


def test_isolation_holds_back_until_a_named_person_has_seen_the_paper(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    teacher, child = acting("teacher"), universe.person(CLASS_11, 2)
    line = opened(teacher, universe, 2)
    isolated(teacher, line)
    assert (held(), line_of(line).isolated) == ({child}, True)
    with pytest.raises(Doubtful) as asked:
        screening.submit_roll_call(teacher, sent(CLASS_11, confirmed=False))
    assert [str(doubt.code) for doubt in asked.value.doubts] == ["present_in_isolation"]
    with pytest.raises(Conflict):
        isolated(teacher, line)
    with pytest.raises(Forbidden):
        keypersons.release(teacher, NewRelease((line,), PAPER))
    doctor = acting("doctor")
    with pytest.raises(Invalid) as refused:
        keypersons.release(doctor, NewRelease((line,)))
    assert list(refused.value.fields) == ["paper"]
    with pytest.raises(Invalid) as refused:
        keypersons.release(doctor, NewRelease((line,), PAPER))
    assert list(refused.value.fields) == ["early"]
    morning.move_to(MORNING + 14 * DAYS)
    assert keypersons.release(doctor, NewRelease((line,), PAPER)) == 1
    row = line_of(line)
    assert (held(), row.state, row.ended_as, row.ended_early, row.isolated) == (
        set(), "released", "paper", False, False
    )  # fmt: skip
    paper = Paper.objects.get()
    assert (row.paper_id, paper.seen_by_id, Isolation.objects.get().paper_id) == (
        paper.pk, doctor.user_id, paper.pk
    )  # fmt: skip
    with pytest.raises(Conflict):
        keypersons.release(doctor, NewRelease((line,), PAPER))


def test_before_the_planned_end_only_with_a_reason_that_stays(
    acting: Acting, universe: Universe
) -> None:
    doctor = acting("doctor")
    line = opened(doctor, universe)
    isolated(doctor, line)
    keypersons.release(doctor, NewRelease((line,), PAPER, "核酸阴性,疾控书面同意"))
    row = Isolation.objects.get()
    assert (line_of(line).ended_early, row.early_cipher is not None, due_today()) == (
        True, True, set()
    )  # fmt: skip
    assert Duty.objects.get(about_id=line).state == "excused"
    acting("teacher")  # who sees the pupil sees the paper
    assert Paper.objects.count() == 1


def test_isolation_ends_and_the_follow_up_goes_on(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    line = opened(doctor, universe)
    isolated(doctor, line, days=1, since=DAY - DAYS)
    keypersons.end_isolation(doctor, line, PAPER)
    assert (held(), line_of(line).state, line_of(line).isolated) == (set(), "open", False)
    isolated(doctor, line)
    assert held() == {universe.person(CLASS_11, 1)}


def test_a_label_expires_by_itself_and_says_so(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    doctor = acting("doctor")
    plain, paper, apart = (
        opened(doctor, universe, 1, "gastro"),
        opened(doctor, universe, 2, "notifiable"),
        opened(doctor, universe, 3, "gastro"),
    )
    isolated(doctor, apart)
    morning.move_to(MORNING + 21 * DAYS)
    enter(SYSTEM)
    assert [keypersons.expire(SYSTEM, DAY + 21 * DAYS) for _ in range(2)] == [1, 0]
    assert [(line_of(x).state, line_of(x).ended_as) for x in (plain, paper, apart)] == [
        ("released", "expiry"), ("open", ""), ("open", "")
    ]  # fmt: skip
    assert Change.objects.get(what="expired").about_id == plain
    entry = Entry.objects.get(kind="keypersons.expired")
    assert (entry.actor, json.loads(entry.body)["line_ids"]) == ("system:tests", [str(plain)])


def test_many_are_released_with_one_paper_and_one_fact_per_school(
    acting: Acting, universe: Universe
) -> None:
    enter(SYSTEM)
    places = [(CLASS_11, 1), (CLASS_11, 2), (CLASS_12, 1), (CLASS_71, 1)]
    lines = [opened(SYSTEM, universe, seat, unit=unit) for unit, seat in places]
    officer = acting("officer")
    assert keypersons.release(officer, NewRelease(tuple(lines), PAPER)) == 4
    facts = Entry.objects.filter(kind="keypersons.released").order_by("school_id")
    assert [(row.school_id, len(json.loads(row.body)["line_ids"])) for row in facts] == [
        (PRIMARY, 3), (JUNIOR, 1)
    ]  # fmt: skip
    assert Change.objects.filter(what="released", by_id=officer.user_id).count() == 4
    assert (Paper.objects.count(), due_today()) == (2, set())


def test_all_or_none_are_released(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    first, second = opened(doctor, universe, 1), opened(doctor, universe, 2)
    keypersons.release(doctor, NewRelease((second,)))
    with pytest.raises(Conflict):
        keypersons.release(doctor, NewRelease((first, second)))
    with pytest.raises(NotFound):
        keypersons.release(doctor, NewRelease((first, uuid7())))
    assert line_of(first).state == "open"


def test_a_withdrawn_line_stays_on_record(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    line = opened(doctor, universe)
    isolated(doctor, line)
    with pytest.raises(Invalid):
        keypersons.withdraw(doctor, line, " ")
    keypersons.withdraw(doctor, line, "同名学生,登错了人")
    assert (line_of(line).state, held(), due_today()) == ("withdrawn", set(), set())


def test_a_carer_is_named_for_many_and_stays_named(acting: Acting, universe: Universe) -> None:
    doctor, head = acting("doctor"), universe.cast["grade_head"]
    lines = [opened(doctor, universe, seat) for seat in (1, 2)]
    assert keypersons.assign(doctor, lines, universe.users["grade_head"].pk) == 2
    assert set(Duty.objects.filter(about_id__in=lines).values_list("assignee_id", flat=True)) == {
        head.user_id
    }
    enter(SYSTEM)
    keypersons.open_day(SYSTEM, DAY)
    assert {line_of(line).carer_id for line in lines} == {head.user_id}
    assert followed(acting("grade_head"), lines[0]).is_new
    with pytest.raises(Invalid):
        keypersons.assign(acting("doctor"), lines, universe.users["other_principal"].pk)


def test_staff_are_followed_by_the_principal(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    who = staff(PRIMARY)
    enter(doctor)
    line = keypersons.open_key_person(doctor, NewKeyPerson(who, "respiratory", uuid7())).line_id
    isolated(doctor, line)
    row = line_of(line)
    assert (row.kind, row.unit_no, row.carer_id, row.deputy_id, held()) == (
        "staff", PRIMARY, universe.cast["principal"].user_id, doctor.user_id, set()
    )  # fmt: skip


def test_the_open_line_follows_the_class(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    line = opened(principal, universe)
    followed(principal, line)
    people.change_class(principal, universe.person(CLASS_11, 1), CLASS_12, When(DAY))
    row = line_of(line)
    assert (row.unit_no, row.first_unit_no) == (CLASS_12, CLASS_11)
    assert [x.unit_no for x in (FollowUp.objects.get(), Change.objects.get())] == [CLASS_12] * 2
    assert followed(acting("teacher_12"), line).is_new


def test_a_transfer_carries_the_line_the_isolation_and_the_journey_over(
    acting: Acting, universe: Universe
) -> None:
    principal, child = acting("principal"), universe.person(CLASS_11, 1)
    line = opened(principal, universe)
    isolated(principal, line)
    travel = NewTravel(uuid7(), child, DAY + DAYS, "外省", "train", "G1", "guardian")
    keypersons.announce(principal, travel)
    new = transferring.hand_over(principal, child, CLASS_71, When(DAY))
    other = acting("other_principal")
    here = KeyPerson.objects.get()
    assert (here.person_id, here.source, here.state, here.isolated, here.carer_id) == (
        new.person_id, "move", "open", True, universe.cast["teacher_71"].user_id
    )  # fmt: skip
    old = line_of(line)
    assert (old.state, old.ended_as, old.into_id) == ("moved", "moved", here.pk)
    assert (held(), due_today()) == ({new.person_id}, {here.pk})
    assert list(Travel.objects.values_list("person_id", "state")) == [(new.person_id, "expected")]
    assert keypersons.carry_over(other) == 0


def test_who_starts_later_is_carried_over_on_that_morning(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    principal, child = acting("principal"), universe.person(CLASS_11, 1)
    line = opened(principal, universe)
    new = transferring.hand_over(principal, child, CLASS_71, When(DAY + DAYS))
    assert line_of(line).state == "open"
    morning.move_to(MORNING + DAYS)
    enter(SYSTEM)
    keypersons.open_day(SYSTEM, DAY + DAYS)
    assert line_of(line).state == "moved"
    assert KeyPerson.objects.get(state="open").person_id == new.person_id


def test_an_announced_return_is_confirmed_on_its_day(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    teacher, child = acting("teacher"), universe.person(CLASS_11, 4)
    travel = NewTravel(uuid7(), child, DAY + DAYS, "外省某市", "train", "G1234", "guardian")
    assert [keypersons.announce(teacher, travel) for _ in range(2)] == [True, False]
    assert due_today("keypersons.arrival") == set()
    morning.move_to(MORNING + DAYS)
    enter(SYSTEM)
    keypersons.open_day(SYSTEM, DAY + DAYS)
    assert due_today("keypersons.arrival") == {travel.id}
    keypersons.not_arrived(acting("teacher"), travel.id, DAY + 2 * DAYS, "车票改签")
    assert due_today("keypersons.arrival") == set()
    morning.move_to(MORNING + 2 * DAYS)
    enter(SYSTEM)
    keypersons.open_day(SYSTEM, DAY + 2 * DAYS)
    keypersons.arrived(acting("teacher"), travel.id, DAY + 2 * DAYS)
    assert (Travel.objects.get().state, due_today("keypersons.arrival")) == ("arrived", set())
    with pytest.raises(Conflict):
        keypersons.withdraw_travel(acting("teacher"), travel.id, "不回来了")


def test_the_officer_chooses_the_pack_from_a_day_on(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    with pytest.raises(Forbidden):
        keypersons.choose_pack(acting("leader"), "covid-2020-02", DAY)
    officer = acting("officer")
    with pytest.raises(Invalid):
        keypersons.choose_pack(officer, "covid-2020-02", DAY - DAYS)
    keypersons.choose_pack(officer, "covid-2020-02", DAY + DAYS)
    with pytest.raises(Invalid):
        opened(officer, universe, 1, "epidemic_area")
    morning.move_to(MORNING + DAYS)
    row = line_of(opened(officer, universe, 1, "epidemic_area"))
    assert (row.pack, row.until, row.needs_paper) == ("covid-2020-02", DAY + 15 * DAYS, False)
    assert kinds().count("pack_set") == 1
