"""Open duties of verification follow the pupil: into another class, to another school, and back."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import time_machine

from tests.builders import BUILDER, CLASS_11, CLASS_12, CLASS_71, DAY, Universe
from tests.verification.made import id_number, matched, pupil, round_of, said
from xiaoan.accounts.models import User
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people, transferring
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.surveys.models import Answer
from xiaoan.verification import queries, services
from xiaoan.verification.models import Disagreement, SpotCheck

Acting = Callable[[str], Actor]
ROW = {"姓名": "李明华", "证件号码": id_number(1)}


def owed(about_id: UUID) -> list[tuple[str, int, str]]:
    """State, unit and who is named, of the duties about a row."""
    rows = Duty.objects.filter(about_id=about_id).order_by("state", "id")
    names: dict[UUID | None, str] = dict(User.objects.values_list("id", "login"))
    return [(one.state, one.unit_no, names.get(one.assignee_id, "")) for one in rows]


def test_a_disagreement_goes_to_the_teacher_of_the_new_class(
    acting: Acting, universe: Universe
) -> None:
    child = pupil("李明华", 1)
    matched(universe.cast["officer"], round_of(universe.cast["officer"]), ROW)
    enter(BUILDER)
    one = Disagreement.objects.get()
    people.change_class(BUILDER, child, CLASS_12, When(DAY))
    assert services.follow_people(BUILDER) == 1
    assert services.follow_people(BUILDER) == 0
    assert owed(one.pk) == [("excused", CLASS_11, "teacher"), ("open", CLASS_12, "teacher_12")]


def test_a_spot_check_goes_to_the_teacher_of_the_new_class(
    acting: Acting, universe: Universe
) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    said(universe.cast["teacher"], row, child)
    services.draw(acting("principal"), uuid7(), row.pk, CLASS_11, 1)
    enter(BUILDER)
    spot = SpotCheck.objects.get()
    people.change_class(BUILDER, child, CLASS_12, When(DAY))
    assert services.follow_people(BUILDER) == 1
    assert owed(spot.pk) == [("excused", CLASS_11, "teacher"), ("open", CLASS_12, "teacher_12")]


def test_a_disagreement_goes_along_to_another_school_and_back(
    acting: Acting, universe: Universe
) -> None:
    child = pupil("李明华", 1)
    matched(universe.cast["officer"], round_of(universe.cast["officer"]), ROW)
    enter(BUILDER)
    here = Disagreement.objects.get()
    there_id = transferring.hand_over(BUILDER, child, CLASS_71, When(DAY)).person_id
    there = Disagreement.objects.get(state="open")
    assert (there.person_id, there.unit_no, services.follow_people(BUILDER)) == (
        there_id, CLASS_71, 0,
    )  # fmt: skip
    assert (owed(here.pk), owed(there.pk)) == (
        [("excused", CLASS_11, "teacher")], [("open", CLASS_71, "teacher_71")],
    )  # fmt: skip
    back_on = When(DAY + dt.timedelta(days=1))
    with time_machine.travel(clock.at(back_on.since, dt.time(9)), tick=False):
        transferring.hand_over(BUILDER, there_id, CLASS_12, back_on)
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.state, here.unit_no, there.state) == ("open", CLASS_12, "moved")
    assert (owed(here.pk), owed(there.pk)) == (
        [("excused", CLASS_11, "teacher"), ("open", CLASS_12, "teacher_12")],
        [("excused", CLASS_71, "teacher_71")],
    )  # fmt: skip


def test_a_spot_check_goes_along_to_another_school_and_back(
    acting: Acting, universe: Universe
) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    here_answer = said(universe.cast["teacher"], row, child)
    sample = services.draw(acting("principal"), uuid7(), row.pk, CLASS_11, 1)
    enter(BUILDER)
    here = SpotCheck.objects.get()
    there_id = transferring.hand_over(BUILDER, child, CLASS_71, When(DAY)).person_id
    there = SpotCheck.objects.get(went_at=None)
    there_answer = Answer.objects.get(person_id=there_id).pk
    assert (there.person_id, there.answer_id, there.unit_no, there.due_at) == (
        there_id, there_answer, CLASS_71, here.due_at,
    )  # fmt: skip
    assert services.follow_people(BUILDER) == 0
    assert (owed(here.pk), owed(there.pk)) == (
        [("excused", CLASS_11, "teacher")], [("open", CLASS_71, "teacher_71")],
    )  # fmt: skip
    principal = acting("principal")
    assert [(one.id, one.drawn, one.done, one.went) for one in _samples(principal, CLASS_11)] == [
        (sample.pk, 1, 0, 1)
    ]
    enter(BUILDER)
    back_on = When(DAY + dt.timedelta(days=1))
    with time_machine.travel(clock.at(back_on.since, dt.time(9)), tick=False):
        transferring.hand_over(BUILDER, there_id, CLASS_12, back_on)
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.went_at, here.unit_no, here.answer_id) == (None, CLASS_12, here_answer)
    assert there.went_at is not None
    assert (owed(here.pk), owed(there.pk)) == (
        [("excused", CLASS_11, "teacher"), ("open", CLASS_12, "teacher_12")],
        [("excused", CLASS_71, "teacher_71")],
    )  # fmt: skip
    assert SpotCheck.objects.count() == 2


def test_a_spot_check_that_is_done_stays_where_it_was_done(
    acting: Acting, universe: Universe
) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    answer = said(universe.cast["teacher"], row, child)
    services.draw(acting("principal"), uuid7(), row.pk, CLASS_11, 1)
    asked = services.Given(
        id=uuid7(), channel="phone", informant="guardian", result="confirms",
        happened_at=clock.now(), details={},
    )  # fmt: skip
    services.check_answer(acting("teacher"), answer, asked)
    enter(BUILDER)
    transferring.hand_over(BUILDER, child, CLASS_71, When(DAY))
    assert [(one.went_at, one.check_id) for one in SpotCheck.objects.all()] == [(None, asked.id)]


def _samples(actor: Actor, unit_no: int) -> list[queries.Drawn]:
    return queries.samples(actor, unit_no, unit_no + 1)
