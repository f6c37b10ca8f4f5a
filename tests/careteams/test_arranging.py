"""Arranging a school's teams, settling them as people come and go, the proof of coverage."""

from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_71,
    DAY,
    JUNIOR,
    PRIMARY,
    TOWN,
    Universe,
    enrol,
)
from tests.careteams import states
from tests.careteams.states import (
    assigned,
    counted,
    end_role,
    facts,
    guardian,
    guardians,
    jobs,
    over,
    owed,
    recounted,
    settled,
    team,
)
from xiaoan.accounts.models import Grant
from xiaoan.careteams import services, tasks
from xiaoan.careteams.models import Link, School
from xiaoan.careteams.queries import coverage
from xiaoan.careteams.rules import Asked
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Guardian
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people, transferring
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter, everywhere
from xiaoan.registry.services import positions

Acting = Callable[[str], Actor]


def test_a_school_is_arranged_in_one_step(acting: Acting, universe: Universe) -> None:
    guardians(universe)
    done = assigned(acting("principal"))
    one = universe.person(CLASS_11, 1)
    users = {name: user.pk for name, user in universe.users.items()}
    assert {role: pk for role, pk in team(one).items() if role != "guardian"} == {
        "leader": users["principal"], "grade_head": users["grade_head"],
        "class_teacher": users["teacher"], "subject_teacher": users["deputy"],
    }  # fmt: skip
    # 1(1) whole; 1(2) and 2(1) without subject teachers and guardians. The grade head of grade 1 helps out.
    assert (done.begun, done.ended, done.uncovered) == (10 * 5 + 10 * 3 + 10 * 3, 0, 40)
    assert counted() == recounted()
    assert counted()[CLASS_11, "student", ""] == (10, 10)
    assert facts() == ["arranged"]
    assert owed() == [("open", users["principal"], 20)]
    assert states.twice() == []


def test_the_same_form_once_more_does_nothing(acting: Acting, universe: Universe) -> None:
    actor, act_id = acting("principal"), uuid7()
    first = services.assign(actor, act_id, PRIMARY, Asked())
    again = services.assign(actor, act_id, PRIMARY, Asked())
    assert (again.begun, again.again, first.again) == (first.begun, True, False)
    assert facts() == ["arranged"]
    with pytest.raises(Conflict):
        services.assign(actor, act_id, PRIMARY, Asked("anew"))
    other = assigned(actor)
    assert (other.begun, other.ended) == (0, 0)


def test_looking_first_writes_nothing(acting: Acting, universe: Universe) -> None:
    found = services.preview(acting("principal"), PRIMARY, Asked())
    assert (len(found.plan.begins), found.plan.ends) == (20 * 3 + 10 * 4, [])
    assert (counted(), facts(), School.objects.count()) == ({}, [], 0)


@pytest.mark.parametrize(
    ("name", "school", "refused"),
    [
        ("teacher", PRIMARY, NotFound), ("doctor", PRIMARY, Forbidden),
        ("liaison", PRIMARY, Forbidden), ("other_principal", PRIMARY, NotFound),
        ("principal", JUNIOR, NotFound), ("officer", TOWN, NotFound), ("principal", CLASS_11, NotFound),
        ("leader", PRIMARY, Forbidden), ("officer", PRIMARY, None),
    ],
)  # fmt: skip
def test_who_arranges(
    acting: Acting, name: str, school: int, refused: type[Exception] | None
) -> None:
    actor = acting(name)
    if refused is None:
        assert assigned(actor, school).begun == 100
        return
    with pytest.raises(refused):
        assigned(actor, school)
    with pytest.raises(refused):
        services.preview(actor, school, Asked())


def test_a_leaver_is_replaced_the_same_day(acting: Acting, universe: Universe) -> None:
    guardians(universe)
    assigned(acting("principal"))
    one, teacher = universe.person(CLASS_11, 1), universe.users["teacher"].pk
    enter(BUILDER)
    Duty.objects.filter(kind="careteams.rearrange").update(state="excused")
    end_role("teacher", universe)
    done = settled()
    assert (done.begun, done.ended) == (0, 10)
    assert over(one) == [("class_teacher", "carer_left")]
    assert "class_teacher" not in team(one)
    assert counted() == recounted()
    assert owed()[-1] == ("open", universe.users["principal"].pk, 30)
    # Somebody takes the class: they take its pupils too, and the past stays as it was.
    grade = universe.users["deputy"]
    with everywhere("tests"):
        Grant.objects.create(
            user=grade, role="class_teacher", school_id=PRIMARY, unit_no=CLASS_11,
            unit_end=CLASS_11 + 1, since=DAY,
        )  # fmt: skip
    settled()
    # The deputy teaches the class already; in one team nobody fills two places.
    assert team(one)["subject_teacher"] == grade.pk
    assert "class_teacher" not in team(one)
    with everywhere("tests"):
        links = Link.objects.filter(person_id=one, role="class_teacher")
        assert [(row.carer_id, row.since, row.until) for row in links] == [(teacher, DAY, DAY)]


def test_a_position_that_ends_has_the_school_settled_in_a_job(
    acting: Acting, universe: Universe
) -> None:
    principal = acting("principal")
    assigned(principal)
    grant = Grant.objects.get(user=universe.users["teacher_12"])
    positions.end(principal, grant.pk, DAY, "调走")
    assert jobs() == [("careteams.settle_school", {"school_no": PRIMARY})]
    with everywhere("careteams") as system:
        assert services.settle(system, PRIMARY).ended == 10


def test_a_school_that_has_not_begun_is_left_alone(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    grant = Grant.objects.get(user=universe.users["teacher_12"])
    positions.end(principal, grant.pk, DAY, "调走")
    assert jobs() == []
    assert settled().begun == 0
    assert counted() == recounted()
    assert counted()[CLASS_11, "student", ""] == (10, 0)


def test_a_pupil_who_transfers_gets_carers_there(acting: Acting, universe: Universe) -> None:
    assigned(acting("principal"))
    enter(BUILDER)
    assigned(BUILDER, JUNIOR)
    one = universe.person(CLASS_11, 1)
    new = transferring.hand_over(BUILDER, one, CLASS_71, When(DAY))
    assert {args["school_no"] for _task, args in jobs()} == {PRIMARY, JUNIOR}
    settled()
    settled(JUNIOR)
    assert team(one) == {}
    assert set(dict(over(one)).values()) == {"person_left"}
    assert team(new.person_id)["class_teacher"] == universe.users["teacher_71"].pk
    assert (counted(), counted(JUNIOR)) == (recounted(), recounted(JUNIOR))


def test_whoever_changes_class_gets_the_teachers_of_that_class(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    principal = acting("principal")
    assigned(principal)
    one = universe.person(CLASS_11, 1)
    people.change_class(principal, one, CLASS_12, When(DAY))
    settled()
    now = team(one)
    assert now["class_teacher"] == universe.users["teacher_12"].pk
    assert now["leader"] == universe.users["principal"].pk
    assert "subject_teacher" not in now
    assert counted() == recounted()


def test_a_new_pupil_is_covered(acting: Acting, universe: Universe) -> None:
    assigned(acting("principal"))
    enter(BUILDER)
    pk = enrol(CLASS_11, 11, "9911")
    assert len(jobs()) == 1
    settled()
    assert {place: n for place, n in counted().items() if place[0] == CLASS_11 and place[2] == ""} == {
        (CLASS_11, "student", ""): (11, 0)
    }  # fmt: skip
    with everywhere("tests"):
        (person_id,) = Enrolment.objects.filter(pk=pk).values_list("person_id", flat=True)
    assert set(team(person_id)) == {"leader", "grade_head", "class_teacher", "subject_teacher"}


def test_other_guardians_other_carers(acting: Acting, universe: Universe) -> None:
    guardians(universe)
    assigned(acting("principal"))
    one = universe.person(CLASS_11, 1)
    second = guardian(one, CLASS_11, "祖母", 2)
    with everywhere("tests"):
        Guardian.objects.filter(person_id=one, rank=1).update(until=DAY, rank=None, past_rank=1)
    settled()
    assert team(one)["guardian"] == second


def test_staff_have_three(acting: Acting, universe: Universe) -> None:
    pk = states.teacher_on_roster(universe)
    assigned(acting("principal"))
    users = {name: user.pk for name, user in universe.users.items()}
    assert team(pk) == {
        "leader": users["principal"], "grade_head": users["grade_head"],
        "county_cadre": users["officer"],
    }  # fmt: skip
    assert counted()[PRIMARY, "staff", ""] == (1, 1)


def test_the_duty_ends_when_nobody_is_without(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    for unit_no in (CLASS_11, CLASS_12, CLASS_21):
        guardians(universe, unit_no)
    assigned(principal)
    assert owed() == [("open", universe.users["principal"].pk, 20)]
    for unit_no in (CLASS_12, CLASS_21):
        listed = services.NewListed(uuid7(), unit_no, "subject_teacher", "代课教师")
        services.list_carer(principal, listed)
    # The second grade has no head of its own: the head of the first helps, as the rule has it.
    assert assigned(principal).uncovered == 0
    assert owed() == [("done", universe.users["principal"].pk, 20)]
    # Somebody leaves on the same day: the duty is there anew.
    end_role("teacher", universe)
    settled()
    assert [state for state, _who, _n in owed()] == ["done", "open"]


def test_the_duty_is_the_principals_of_today(acting: Acting, universe: Universe) -> None:
    assigned(acting("principal"))
    end_role("principal", universe)
    with everywhere("tests"):
        Grant.objects.create(
            user=universe.users["deputy"], role="principal", school_id=PRIMARY, unit_no=PRIMARY,
            unit_end=PRIMARY + 4096, since=DAY,
        )  # fmt: skip
    settled()
    assert owed() == [("open", universe.users["deputy"].pk, 30)]


def test_coverage_adds_up_at_every_level(acting: Acting, universe: Universe) -> None:
    guardians(universe)
    assigned(acting("principal"))
    with everywhere("careteams") as system:
        services.count_county(system)
    officer = acting("officer")
    for unit_no in (directory.county().no, TOWN, PRIMARY):
        found = coverage.coverage(officer, unit_no)
        for kind in ("student", "staff"):
            for role in ("", *found.scheme.roles(kind)):
                parts = [line.of(kind, role) for line in (found.own, *found.lines)]
                total = (sum(a for a, _b in parts), sum(b for _a, b in parts))
                assert found.total.of(kind, role) == total
    county = coverage.coverage(officer, directory.county().no)
    assert county.total.of("student") == (60, 10)
    town = coverage.coverage(officer, TOWN)
    assert [(line.place.name, line.has_begun) for line in town.lines] == [
        ("实验小学", True), ("城关幼儿园", False),
    ]  # fmt: skip
    named = coverage.uncovered(officer, PRIMARY, 0, 100)
    assert len(named) == 20
    assert {(one.unit, one.roles) for one in named} == {
        ("一年级2班", ("subject_teacher", "guardian")), ("二年级1班", ("subject_teacher", "guardian")),
    }  # fmt: skip
    with pytest.raises(NotFound):
        coverage.coverage(acting("other_principal"), PRIMARY)


def test_each_night_all_is_settled_and_counted(own_database: str, universe: Universe) -> None:
    with acting_as(BUILDER):
        services.assign(BUILDER, uuid7(), PRIMARY, Asked())
        end_role("teacher_12", universe)
    assert tasks.settle_county(0) == 0
    with acting_as(BUILDER):
        assert (counted(), counted(JUNIOR)) == (recounted(), recounted(JUNIOR))
    assert tasks.settle_school(PRIMARY) == 0


def test_a_school_of_any_size_is_written_in_as_many_statements(
    acting: Acting, universe: Universe
) -> None:
    principal = acting("principal")
    with CaptureQueriesContext(connection) as few:
        assigned(principal)
    enter(BUILDER)
    with CaptureQueriesContext(connection) as other:
        assigned(BUILDER, JUNIOR)
    assert abs(len(few) - len(other)) <= 2
