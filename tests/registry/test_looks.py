"""Who looked at a child: listed for whoever may ask who can, and for the guardians."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, MORNING, PRIMARY, Universe
from xiaoan.accounts import queries
from xiaoan.accounts import services as accounts
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.scope import enter, leave
from xiaoan.registry.models import Look
from xiaoan.registry.queries.looks import PAGE
from xiaoan.registry.services import looks

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def listed(page: object) -> list[tuple[str, str, str, str]]:
    return [
        (row["name"], str(row["role"]), row["place"], str(row["page"]))
        for row in page.context["rows"]  # type: ignore[attr-defined]  # of the test client
    ]


def test_whoever_may_ask_reads_who_looked_the_newest_first(
    signed_in: SignedIn, universe: Universe, morning: time_machine.Traveller
) -> None:
    child = universe.person(CLASS_11, 1)
    for minutes, login in enumerate(("grade_head", "teacher", "officer")):
        morning.move_to(MORNING + dt.timedelta(minutes=minutes))
        assert signed_in(login).get(f"/registry/people/{child}/").status_code == 200
    morning.move_to(MORNING + dt.timedelta(minutes=5))
    desk = signed_in("teacher")
    page = desk.get(f"/registry/people/{child}/access/").content.decode()
    assert f'href="/registry/people/{child}/looks/"' in page
    answer = desk.get(f"/registry/people/{child}/looks/")
    assert listed(answer) == [
        ("班主任壬", "班主任", "一年级1班", "谁能看到"),
        ("经办乙", "教育局经办人", "青禾县", "学生主页"),
        ("班主任壬", "班主任", "一年级1班", "学生主页"),
        ("组长辛", "年级组长", "一年级", "学生主页"),
    ]
    assert [row["at"] for row in answer.context["rows"]][1] == MORNING + dt.timedelta(minutes=2)
    # Asking is a look, which the next one sees.
    morning.move_to(MORNING + dt.timedelta(minutes=6))
    seen = {row[3] for row in listed(desk.get(f"/registry/people/{child}/looks/"))[:2]}
    assert seen == {"谁能看到", "谁看过"}
    enter(BUILDER)
    fact = Entry.objects.filter(kind="registry.looks_seen").first()
    assert fact is not None
    assert (fact.school_id, fact.unit_no, fact.body) == (
        PRIMARY, CLASS_11, f'{{"person_id":"{child}"}}',
    )  # fmt: skip


def test_a_guardian_reads_positions_and_schools_and_no_names(
    signed_in: SignedIn, universe: Universe, morning: time_machine.Traveller
) -> None:
    own, other = universe.person(CLASS_11, 1), universe.person(CLASS_11, 2)
    for minutes, login in enumerate(("teacher", "officer")):
        morning.move_to(MORNING + dt.timedelta(minutes=minutes))
        signed_in(login).get(f"/registry/people/{own}/")
    signed_in("doctor").get(f"/registry/people/{other}/")
    home = signed_in("guardian")
    assert "/registry/looks/" in home.get("/screening/children/").content.decode()
    answer = home.get("/registry/looks/")
    assert listed(answer) == [
        ("经**", "教育局经办人", "青禾县", "孩子的资料和在校经历"),
        ("班**", "班主任", "实验小学", "孩子的资料和在校经历"),
    ]
    page = answer.content.decode()
    assert "经办乙" not in page
    assert "班主任壬" not in page
    assert home.get(f"/registry/people/{own}/looks/").status_code == 404
    # A look of a guardian at their own child is none.
    enter(BUILDER)
    assert Look.objects.filter(person_id=own).count() == 2


def test_a_guardian_whose_right_to_see_is_over_reads_nothing(universe: Universe, db: None) -> None:
    actor = Actor(user_id=universe.users["guardian"].pk, name="")
    enter(actor)
    with pytest.raises(NotFound):
        looks.see_looks_at_own(actor)
    leave()


def test_who_looked_from_elsewhere_is_not_told_by_name(
    signed_in: SignedIn,
    acting: Acting,
    universe: Universe,
    morning: time_machine.Traveller,
) -> None:
    """The teacher of the class of then is nobody that the new teacher knows."""
    child = universe.person(CLASS_11, 3)
    signed_in("teacher").get(f"/registry/people/{child}/")
    people.change_class(acting("principal"), child, CLASS_12, When(DAY))
    leave()
    morning.move_to(MORNING + dt.timedelta(minutes=1))
    found = listed(signed_in("teacher_12").get(f"/registry/people/{child}/looks/"))
    assert found == [("班**", "班主任", "一年级1班", "学生主页")]
    assert listed(signed_in("principal").get(f"/registry/people/{child}/looks/"))[1:] == [
        ("班主任壬", "班主任", "一年级1班", "学生主页")
    ]


def test_the_page_with_the_phones_of_the_family_is_a_look_too(
    signed_in: SignedIn, universe: Universe
) -> None:
    child = universe.person(CLASS_11, 1)
    desk = signed_in("principal")
    assert desk.get(f"/registry/people/{child}/guardians/").status_code == 200
    # What is sent from it is a change with a fact of its own.
    desk.post(f"/registry/people/{child}/guardians/", {"what": "add"})
    at_home = listed(signed_in("guardian").get("/registry/looks/"))
    assert at_home == [("校**", "校长", "实验小学", "孩子的监护人和电话")]
    assert listed(signed_in("teacher").get(f"/registry/people/{child}/looks/")) == [
        ("校长戊", "校长", "实验小学", "监护人")
    ]


def test_seen_without_the_right_is_refused_and_leaves_nothing(
    acting: Acting, universe: Universe
) -> None:
    child = universe.person(CLASS_11, 1)
    for login, refusal in (
        ("doctor", Forbidden),
        ("teacher_12", NotFound),
        ("teacher_71", NotFound),
    ):
        with pytest.raises(refusal):
            looks.see_looks(acting(login), child)
    enter(BUILDER)
    assert Look.objects.count() == 0


def test_a_look_cannot_be_changed_or_removed(acting: Acting, universe: Universe) -> None:
    looks.see_life(acting("teacher"), universe.person(CLASS_11, 1))
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from registry_look")


def test_looks_are_turned_page_by_page(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    child = universe.person(CLASS_11, 1)
    teacher = acting("teacher")
    for _ in range(PAGE + 2):
        looks.see_life(teacher, child)
    leave()
    desk = signed_in("principal")
    first = desk.get(f"/registry/people/{child}/looks/")
    assert (len(first.context["rows"]), first.context["pager"]["total"]) == (PAGE, PAGE + 2)
    # The look before is the newest now.
    rest = desk.get(f"/registry/people/{child}/looks/?offset={PAGE}")
    assert len(rest.context["rows"]) == 3
    assert rest.context["pager"]["prev_url"] == "?offset=0"
    for odd in ("x", "-1", "9" * 30, "１"):
        assert desk.get(f"/registry/people/{child}/looks/?offset={odd}").status_code == 200
    home = signed_in("guardian").get("/registry/looks/")
    assert home.context["pager"]["next_url"] == f"?offset={PAGE}"


@pytest.mark.parametrize("times", [1, 3])
def test_one_and_three_rows_cost_the_same(
    times: int,
    signed_in: SignedIn,
    acting: Acting,
    universe: Universe,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    child = universe.person(CLASS_11, 1)
    for login in ("officer", "principal", "grade_head")[:times]:
        looks.see_life(acting(login), child)
    leave()
    desk, home = signed_in("teacher"), signed_in("guardian")
    with django_assert_num_queries(25):
        page = desk.get(f"/registry/people/{child}/looks/")
    with django_assert_num_queries(14):
        at_home = home.get("/registry/looks/")
    assert [len(one.context["rows"]) for one in (page, at_home)] == [times, times + 1]


def test_a_look_tells_the_nearest_position(acting: Acting, universe: Universe) -> None:
    teacher = universe.users["teacher"]
    enter(BUILDER)
    accounts.grant_role(
        BUILDER, teacher, "grade_head", CLASS_11 - 1, CLASS_11 + 63, PRIMARY, DAY
    )  # fmt: skip
    leave()
    enter(BUILDER)
    actor = queries.actor_of(teacher)
    enter(actor)
    looks.see_life(actor, universe.person(CLASS_11, 1))
    assert list(Look.objects.values_list("role", "held_at")) == [("class_teacher", CLASS_11)]
