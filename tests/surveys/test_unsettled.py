"""What is not settled about a person owes somebody a duty until it ends, and the duty goes along."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.builders import BUILDER, CLASS_11, CLASS_12, CLASS_71, DAY, Universe
from tests.surveys.made import counts, given, opened
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people, transferring
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.surveys import queries, services, tasks
from xiaoan.surveys.models import Answer, Round, Unsettled

Acting = Callable[[str], Actor]
KINDS = (services.SETTLE, services.AGAIN)


@pytest.fixture
def row(acting: Acting) -> Round:
    return opened(acting("officer"))


def dues() -> list[tuple[str, int, str]]:
    rows = Duty.objects.filter(kind__in=KINDS)
    return sorted((one.kind.split(".")[1], one.unit_no, one.state) for one in rows)


def open_points() -> list[tuple[str, str]]:
    return sorted(Unsettled.objects.values_list("what", "state"))


def both_sides(acting: Acting, row: Round, who: UUID) -> Answer:
    """The family says isolated, the school well."""
    services.answer(acting("guardian"), given(row, who, condition="isolated"))
    services.answer(acting("teacher"), given(row, who))
    return Answer.objects.get(person_id=who, state="current")


def test_two_answers_owe_a_decision_until_it_is_made(
    acting: Acting, row: Round, universe: Universe
) -> None:
    stands = both_sides(acting, row, universe.person(CLASS_11, 1))
    duty = Duty.objects.get(kind=services.SETTLE)
    assert (duty.unit_no, duty.assignee_id, duty.deputy_id, duty.due_at) == (
        CLASS_11, universe.users["doctor"].pk, universe.users["principal"].pk,
        clock.now() + dt.timedelta(hours=24),
    )  # fmt: skip
    assert duty.next_step_at is not None
    services.settle(acting("doctor"), stands.pk, True, "电话核实")
    assert dues() == [("settle", CLASS_11, "done")]
    assert open_points() == [("settle", "done")]


def test_nobody_decides_about_the_own_word(
    acting: Acting, row: Round, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    stands = both_sides(acting, row, universe.person(CLASS_11, 1))
    for keep in (True, False):
        with pytest.raises(Forbidden):
            services.settle(acting("teacher"), stands.pk, keep, "我说了算")
    assert counts(row, CLASS_11) == (10, 0, 9, 1)
    leave()
    page = signed_in("teacher").get(f"/surveys/decide/{stands.pk}/")
    assert (page.status_code, 'name="keep"' in page.content.decode()) == (200, False)
    assert (
        'name="keep"' in signed_in("doctor").get(f"/surveys/decide/{stands.pk}/").content.decode()
    )


def test_a_doctor_who_is_a_side_is_not_asked_to_decide(
    acting: Acting, row: Round, universe: Universe
) -> None:
    who = universe.person(CLASS_11, 1)
    services.answer(acting("guardian"), given(row, who, condition="isolated"))
    services.answer(acting("doctor"), given(row, who))
    duty = Duty.objects.get(kind=services.SETTLE)
    assert (duty.assignee_id, duty.deputy_id) == (universe.users["principal"].pk, None)


def test_a_side_that_agrees_after_all_settles_it(
    acting: Acting, row: Round, universe: Universe
) -> None:
    who = universe.person(CLASS_11, 1)
    both_sides(acting, row, who)
    services.answer(acting("teacher"), given(row, who, condition="symptoms", reason="再问"))
    assert dues() == [("settle", CLASS_11, "open")]
    services.answer(acting("teacher"), given(row, who, condition="isolated", reason="又问"))
    assert dues() == [("settle", CLASS_11, "done")]
    assert counts(row, CLASS_11) == (10, 1, 9, 0)


def test_what_a_source_outside_refutes_is_answered_anew_by_name(
    acting: Acting, row: Round, universe: Universe
) -> None:
    who = universe.person(CLASS_11, 3)
    told = services.answer(acting("teacher"), given(row, who))
    services.mark_contradicted(acting("doctor"), told.answer_id, uuid7())
    services.settle(acting("doctor"), told.answer_id, False, "名单属实")
    assert dues() == [("again", CLASS_11, "open"), ("settle", CLASS_11, "done")]
    assert counts(row, CLASS_11) == (10, 0, 10, 0)
    # In one act with the rest of the class nobody says so of them again.
    assert services.answer_rest(acting("teacher"), row.pk, CLASS_11, [who]) == (0, 10)
    services.answer(
        acting("teacher"), given(row, who, whereabouts="away", place="武汉", reason="问")
    )
    assert dues() == [("again", CLASS_11, "done"), ("settle", CLASS_11, "done")]
    assert counts(row, CLASS_11) == (10, 1, 9, 0)


def test_what_is_owed_by_name_outlives_the_round(
    acting: Acting, row: Round, universe: Universe
) -> None:
    told = services.answer(acting("teacher"), given(row, universe.person(CLASS_11, 3)))
    both_sides(acting, row, universe.person(CLASS_11, 1))
    assert services.found_untrue(acting("doctor"), told.answer_id, "家长承认")
    assert not services.found_untrue(acting("doctor"), told.answer_id, "家长承认")
    services.close_round(acting("officer"), row.pk)
    assert dues() == [("again", CLASS_11, "open"), ("settle", CLASS_11, "open")]
    assert open_points() == [("again", "open"), ("settle", "open")]
    # Deciding afterwards counts with the roll on which the round ended.
    stands = Answer.objects.get(person_id=universe.person(CLASS_11, 1), state="current")
    services.settle(acting("doctor"), stands.pk, False, "上门看过")
    assert counts(row, CLASS_11) == (10, 1, 9, 0)
    assert dues() == [("again", CLASS_11, "open"), ("settle", CLASS_11, "done")]


def test_the_duty_goes_to_the_teacher_of_the_new_class(
    acting: Acting, row: Round, universe: Universe
) -> None:
    who = universe.person(CLASS_11, 1)
    both_sides(acting, row, who)
    enter(BUILDER)
    people.change_class(BUILDER, who, CLASS_12, When(DAY))
    assert services.follow_people(BUILDER, DAY) == 1
    assert services.follow_people(BUILDER, DAY) == 0
    assert dues() == [("settle", CLASS_11, "excused"), ("settle", CLASS_12, "open")]
    duty = Duty.objects.get(kind=services.SETTLE, state="open")
    assert (duty.unit_no, duty.assignee_id) == (CLASS_12, universe.users["doctor"].pk)


def test_at_another_school_the_question_is_asked_anew(
    acting: Acting, row: Round, universe: Universe
) -> None:
    who = universe.person(CLASS_11, 1)
    both_sides(acting, row, who)
    enter(BUILDER)
    there = transferring.hand_over(BUILDER, who, CLASS_71, When(DAY)).person_id
    assert services.follow_people(BUILDER, DAY) == 1
    assert services.ask_there(BUILDER, DAY) == 1
    assert services.ask_there(BUILDER, DAY) == 0
    assert dues() == [("again", CLASS_71, "open"), ("settle", CLASS_11, "excused")]
    assert open_points() == [("again", "open"), ("settle", "moved")]
    services.answer(acting("teacher_71"), given(row, there))
    enter(BUILDER)
    assert dues() == [("again", CLASS_71, "done"), ("settle", CLASS_11, "excused")]


def test_what_was_contradicted_before_there_were_duties_gets_one(
    acting: Acting, row: Round, universe: Universe, morning: time_machine.Traveller
) -> None:
    both_sides(acting, row, universe.person(CLASS_11, 1))
    enter(BUILDER)
    Duty.objects.filter(kind=services.SETTLE).delete()
    services.follow_people(BUILDER, DAY)
    assert dues() == [("settle", CLASS_11, "open")]


def test_the_due_list_leads_there(
    acting: Acting, row: Round, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    who = universe.person(CLASS_11, 1)
    teacher, doctor = signed_in("teacher"), signed_in("doctor")
    stands = both_sides(acting, row, who)
    one = Unsettled.objects.get()
    where, versions = f"/surveys/unsettled/{one.pk}/", f"/surveys/versions/{row.pk}/{who}/"
    assert teacher.get(where).headers["Location"] == versions
    page = doctor.get("/duties/today/").content.decode()
    assert where in page
    assert "核定不同的申报" in page
    assert "测试生0001" in page
    assert doctor.get(where).headers["Location"] == f"/surveys/decide/{stands.pk}/"
    acting("doctor")
    services.settle(acting("doctor"), stands.pk, True, "电话核实")
    assert doctor.get(where).headers["Location"] == versions
    acting("doctor")
    services.found_untrue(acting("doctor"), stands.pk, "上门看过")
    again = Unsettled.objects.get(what="again")
    found = teacher.get(f"/surveys/unsettled/{again.pk}/")
    assert found.headers["Location"] == f"/surveys/answer/{row.pk}/{who}/"
    acting("teacher")
    assert queries.asked_again(acting("teacher"), who) == row.pk
    assert queries.asked_again(acting("leader"), who) is None
    with pytest.raises(NotFound):
        queries.unsettled(acting("leader"), again.pk)


def test_the_sweep_runs_by_itself(row: Round) -> None:
    assert tasks.go_on.func(0) == 0


def test_an_untrue_answer_of_a_round_that_is_over_is_owed_and_given_again(
    acting: Acting, row: Round, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    who, other = universe.person(CLASS_11, 3), universe.person(CLASS_11, 2)
    told = services.answer(acting("teacher"), given(row, who))
    services.close_round(acting("officer"), row.pk)
    assert counts(row, CLASS_11) == (10, 1, 9, 0)
    services.found_untrue(acting("doctor"), told.answer_id, "家长承认")
    assert counts(row, CLASS_11) == (10, 0, 10, 0)
    duty = Duty.objects.get(kind=services.AGAIN)
    assert (duty.state, duty.assignee_id) == ("open", universe.users["teacher"].pk)
    # The duty leads to the form, for this person and nobody else.
    owed = reverse("surveys:unsettled", args=[Unsettled.objects.get().pk])
    page = signed_in("teacher").get(owed, follow=True)
    assert (page.status_code, page.redirect_chain[-1][0]) == (
        200, reverse("surveys:answer", args=[row.pk, who]),
    )  # fmt: skip
    with pytest.raises(Conflict):
        services.answer(acting("teacher"), given(row, other))
    sent = given(row, who, condition="symptoms", reason="问清")
    assert services.answer(acting("teacher"), sent).late
    assert services.answer(acting("teacher"), sent).late
    assert dues() == [("again", CLASS_11, "done")]
    assert counts(row, CLASS_11) == (10, 1, 9, 0)
    # What is settled is over: no second answer.
    with pytest.raises(Conflict):
        services.answer(acting("teacher"), given(row, who, reason="再改"))
    assert Duty.objects.filter(kind="surveys.sheet", state="open").count() == 0


def test_an_answer_in_a_later_round_ends_what_a_round_before_it_owed(
    acting: Acting, row: Round, universe: Universe, morning: time_machine.Traveller
) -> None:
    who = universe.person(CLASS_11, 3)
    told = services.answer(acting("teacher"), given(row, who))
    services.close_round(acting("officer"), row.pk)
    services.found_untrue(acting("doctor"), told.answer_id, "家长承认")
    later = opened(acting("officer"))
    morning.shift(60)
    services.answer(acting("teacher"), given(later, who))
    enter(BUILDER)
    services.follow_people(BUILDER, DAY)
    assert dues() == [("again", CLASS_11, "excused")]
    assert open_points() == [("again", "over")]
