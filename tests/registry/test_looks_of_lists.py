"""Who looked at a child among others: on a class list, a roll-call sheet, in a search."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import Q
from django.db.utils import IntegrityError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    COUNTY,
    DAY,
    JUNIOR,
    MORNING,
    PRIMARY,
    Universe,
    sent,
)
from xiaoan.accounts import services as accounts
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.journal import services as journal
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter, leave
from xiaoan.registry.events import ClassListTaken, RosterExportTaken
from xiaoan.registry.models import Look
from xiaoan.registry.queries.classes import AROUND
from xiaoan.registry.queries.looks import PAGE, Stay, rows
from xiaoan.registry.services import exports, looks
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
SHEET = f"/screening/rollcall/{CLASS_11}/{DAY}/morning/"
RECEIPT = f"/screening/receipt/{CLASS_11}/{DAY}/morning/"


def listed(page: object) -> list[tuple[str, str, str]]:
    """Who, in which position, which page; of the looks before the one that asks."""
    return [
        (row["name"], str(row["role"]), str(row["page"]))
        for row in page.context["rows"]  # type: ignore[attr-defined]  # of the test client
    ]


def test_a_list_is_a_look_at_each_pupil_on_it(
    signed_in: SignedIn, universe: Universe, morning: time_machine.Traveller
) -> None:
    for minutes, (login, address) in enumerate(
        (
            ("grade_head", f"/registry/classes/{CLASS_11}/"),
            ("doctor", f"/registry/classes/{CLASS_11}/list.xlsx"),
            ("doctor", SHEET),
            ("teacher", f"/registry/classes/{CLASS_11}/"),
            ("principal", f"/registry/classes/{CLASS_12}/"),
        )
    ):
        morning.move_to(MORNING + dt.timedelta(minutes=minutes))
        assert signed_in(login).get(address).status_code == 200
    expected = [
        ("班主任壬", "班主任", "班级名单"),
        ("校医己", "校医", "班级点名表或结果"),
        ("校医己", "校医", "导出班级名单"),
        ("组长辛", "年级组长", "班级名单"),
    ]
    for seat in (1, 2):
        child = universe.person(CLASS_11, seat)
        found = listed(signed_in("teacher").get(f"/registry/people/{child}/looks/"))
        assert found == expected
    assert listed(signed_in("guardian").get("/registry/looks/"))[1:] == [
        ("班**", "班主任", "孩子所在班的名单"),
        ("校**", "校医", "孩子所在班的点名表或结果"),
        ("校**", "校医", "导出了孩子所在班的名单"),
        ("组**", "年级组长", "孩子所在班的名单"),
    ]
    other = universe.person(CLASS_12, 1)
    assert listed(signed_in("principal").get(f"/registry/people/{other}/looks/")) == [
        ("校长戊", "校长", "班级名单")
    ]
    enter(BUILDER)
    # One row and one fact a look, however many children; without a name.
    assert Look.objects.filter(person_id=None).count() == 5
    facts = Entry.objects.filter(kind="directory.class_seen").order_by("n")
    assert [(fact.school_id, fact.unit_no, fact.body) for fact in facts] == [
        (PRIMARY, unit_no, f'{{"day":"{DAY}","page":"{page}"}}')
        for unit_no, page in (
            (CLASS_11, "class_list"), (CLASS_11, "roll_call"), (CLASS_11, "class_list"),
            (CLASS_12, "class_list"),
        )
    ]  # fmt: skip


def test_the_daily_roll_call_of_the_classs_own_teachers_writes_nothing(
    signed_in: SignedIn, acting: Acting
) -> None:
    before = Entry.objects.count
    enter(BUILDER)
    facts = before()
    leave()
    for login in ("teacher", "deputy"):
        with CaptureQueriesContext(connection) as asked:
            assert signed_in(login).get(SHEET).status_code == 200
        assert [q for q in asked if "registry_look" in q["sql"] or "journal_" in q["sql"]] == []
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    leave()
    assert signed_in("teacher").get(RECEIPT).status_code == 200
    enter(BUILDER)
    assert Look.objects.count() == 0
    kinds = Entry.objects.order_by("at", "n").values_list("kind", flat=True)
    assert (list(kinds).count("directory.class_seen"), before() > facts) == (0, True)


def test_what_came_of_a_roll_call_is_a_look_of_whoever_stands_above(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    leave()
    desk = signed_in("principal")
    for address in (RECEIPT, RECEIPT.replace("receipt", "versions")):
        assert desk.get(address).status_code == 200
    assert desk.get(f"/api/v1/screening/roll-calls/{CLASS_11}/{DAY}/noon").status_code == 200
    child = universe.person(CLASS_11, 1)
    found = listed(signed_in("teacher").get(f"/registry/people/{child}/looks/"))
    assert found == [("校长戊", "校长", "班级点名表或结果")] * 3
    # What is refused or not there was no look.
    assert signed_in("teacher_12").get(RECEIPT).status_code == 404
    assert desk.get(RECEIPT.replace("morning", "noon")).status_code == 404
    enter(BUILDER)
    assert Look.objects.filter(page="roll_call").count() == 3


def test_a_search_is_a_look_at_the_pupils_it_showed(
    signed_in: SignedIn, universe: Universe
) -> None:
    desk = signed_in("officer")
    assert desk.post("/overview/search/", {"q": "测试生0001"}).status_code == 200
    assert desk.post("/overview/search/", {"q": "没有这人"}).status_code == 200
    child = universe.person(CLASS_11, 1)
    found = listed(signed_in("teacher").get(f"/registry/people/{child}/looks/"))
    assert found == [("经办乙", "教育局经办人", "查人结果")]
    assert set(listed(signed_in("guardian").get("/registry/looks/"))) == {
        ("经**", "教育局经办人", "查人的结果,里面有孩子"),
        ("班**", "班主任", "谁看过孩子的资料"),
    }
    enter(BUILDER)
    fact = Entry.objects.filter(kind="overview.people_searched").order_by("n").first()
    assert fact is not None
    assert fact.body == f'{{"found":1,"letters":7,"pupils":["{child}"]}}'
    assert list(Look.objects.filter(page="search").values_list("person_id", "unit_no", "role")) == [
        (child, CLASS_11, "bureau_officer")
    ]


def test_who_was_not_in_the_class_that_day_was_not_seen(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    """The day that the list shows counts, not the day of the look."""
    child, leaves = universe.person(CLASS_11, 1), DAY + dt.timedelta(days=2)
    people.change_class(acting("principal"), child, CLASS_12, When(leaves))
    head = acting("grade_head")
    looks.see_class_list(head, CLASS_12, DAY)  # not there yet
    looks.see_class_list(head, CLASS_12, leaves)
    looks.take_class_list(acting("doctor"), CLASS_11, leaves)  # not there any more
    looks.see_class_list(head, CLASS_11, leaves)  # named among those who left
    looks.see_class_list(head, CLASS_11, leaves + AROUND)
    enter(head)
    _life, found = looks.see_looks(acting("principal"), child)
    enter(BUILDER)
    seen = Look.objects.filter(page="class_list").order_by("id")
    assert [one.page for one in found.rows] == ["class_list"] * 2
    assert found.total == 2
    assert seen.count() == 4


@pytest.mark.parametrize("boarder", [True, False])
@pytest.mark.parametrize("until", [None, DAY])
@pytest.mark.parametrize("page", ["class_list", "class_sheet", "roll_call", "evening", "roster"])
def test_the_database_and_the_rule_agree_on_who_was_seen(
    page: str, until: dt.date | None, boarder: bool, acting: Acting
) -> None:
    acting("principal")
    enter(BUILDER)
    days = [DAY + dt.timedelta(days=n) for n in (-11, -10, -1, 0, 29, 30)]
    unit_nos = (PRIMARY, JUNIOR) if page == "roster" else (CLASS_11, CLASS_12)
    for unit_no in unit_nos:
        Look.objects.bulk_create(
            Look(
                school_id=PRIMARY, unit_no=unit_no, day=day, user_id=uuid7(), role="", held_at=0,
                page=page, at=MORNING,
            )
            for day in days
        )  # fmt: skip
    stay = Stay(uuid7(), CLASS_11, DAY - dt.timedelta(days=10), until, boarder)
    ruled = {one.pk for one in Look.objects.all() if stay.was_seen(one)}
    found, total = rows([stay.person_id], [stay], 0)
    assert ({one.pk for one in found}, total) == (ruled, len(ruled))
    shown = sorted(one.day for one in found if one.day)
    last = {None: 6, DAY: 5 if page == "class_list" else 3}[until]
    assert shown == ([] if page == "evening" and not boarder else days[1:last])


def test_a_look_is_at_a_pupil_or_at_a_class_of_a_day(acting: Acting, universe: Universe) -> None:
    acting("principal")
    given = {
        "school_id": PRIMARY, "unit_no": CLASS_11, "user_id": universe.users["principal"].pk,
        "role": "", "held_at": 0, "at": MORNING,
    }  # fmt: skip
    for wrong in (
        {"page": "class_list"}, {"page": "search"},
        {"page": "class_list", "day": DAY, "person_id": uuid7()},
        {"page": "life", "day": DAY, "person_id": uuid7()},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Look.objects.create(**given, **wrong)


@pytest.mark.parametrize(("login", "unit_no"), [("principal", PRIMARY), ("officer", COUNTY)])
def test_a_roster_taken_away_is_a_look_at_everybody_on_it(
    login: str, unit_no: int, own_database: str, universe: Universe
) -> None:
    actor = universe.cast[login]
    wanted = exports.Asked(uuid7(), unit_no, "csv", "masked", "核对学籍")
    with acting_as(actor):
        exports.ask(actor, wanted)
    exports.make(actor, wanted.id)
    with acting_as(actor):
        exports.fetch(actor, wanted.id)
    own, elsewhere = universe.person(CLASS_11, 1), universe.person(CLASS_71, 1)
    for reader, child, expected in (
        ("principal", own, 1),
        ("other_principal", elsewhere, int(unit_no == COUNTY)),
    ):
        with acting_as(universe.cast[reader]) as head:
            _life, found = looks.see_looks(head, child)
        assert [(one.page, one.people) for one in found.rows] == [("roster", (child,))] * expected


def test_lists_taken_away_before_are_laid_out_from_the_record(
    acting: Acting, universe: Universe
) -> None:
    doctor = acting("doctor")
    fact = ClassListTaken(
        school_id=PRIMARY, unit_no=CLASS_11, day=DAY - dt.timedelta(days=3), rows=10
    )
    journal.record(doctor, fact)
    taken = RosterExportTaken(school_id=PRIMARY, unit_no=PRIMARY, export_id=uuid7(), rows=30)
    journal.record(acting("principal"), taken)
    enter(BUILDER)
    laid_out = import_module("xiaoan.registry.migrations.0012_looks_from_the_record")
    with connection.cursor() as cursor:
        cursor.execute(laid_out.FROM_THE_RECORD)
    enter(BUILDER)
    found = Look.objects.order_by("page").values_list("page", "unit_no", "day", "user_id", "role")
    assert list(found) == [
        ("class_sheet", CLASS_11, fact.day, doctor.user_id, ""),
        ("roster", PRIMARY, DAY, universe.cast["principal"].user_id, ""),
    ]


def test_a_list_refused_is_no_look(acting: Acting) -> None:
    with pytest.raises(Forbidden):
        looks.see_class_list(acting("deputy"), CLASS_11, DAY)
    enter(BUILDER)
    assert Look.objects.count() == 0


def test_a_guardian_of_two_reads_which_child_a_list_was_about(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    enter(BUILDER)
    second = universe.person(CLASS_11, 2)
    accounts.answer_for(BUILDER, universe.users["guardian"], PRIMARY, CLASS_11, second)
    leave()
    looks.see_class_list(acting("principal"), CLASS_11, DAY)
    looks.see_life(acting("principal"), second)
    leave()
    home = signed_in("guardian").get("/registry/looks/")
    shown = sorted(sorted(row["child"].split("、")) for row in home.context["rows"])
    assert shown == [["测试生0001", "测试生0002"], ["测试生0002"]]


@pytest.mark.parametrize("times", [1, 3])
def test_one_and_three_rows_cost_the_same(
    times: int,
    signed_in: SignedIn,
    acting: Acting,
    universe: Universe,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for login in ("officer", "principal", "grade_head")[:times]:
        looks.see_class_list(acting(login), CLASS_11, DAY)
        looks.found_in_search(acting(login), [(universe.person(CLASS_11, 1), CLASS_11)])
    leave()
    desk, home = signed_in("teacher"), signed_in("guardian")
    with django_assert_num_queries(25):
        page = desk.get(f"/registry/people/{universe.person(CLASS_11, 1)}/looks/")
    with django_assert_num_queries(14):
        at_home = home.get("/registry/looks/")
    assert [len(one.context["rows"]) for one in (page, at_home)] == [2 * times, 2 * times + 1]
    # A list costs its look and its fact, however many are on it.
    grade_head = signed_in("grade_head")
    with CaptureQueriesContext(connection) as asked:
        grade_head.get(f"/registry/classes/{CLASS_11}/")
    written = [q["sql"] for q in asked if "journal_append" in q["sql"] or "INSERT" in q["sql"]]
    assert len(written) == 2


def test_many_looks_are_turned_page_by_page_along_an_index(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    child = universe.person(CLASS_11, 1)
    principal = acting("principal")
    for _ in range(PAGE):
        looks.see_class_list(principal, CLASS_11, DAY)
    looks.see_life(principal, child)
    leave()
    first = signed_in("teacher").get(f"/registry/people/{child}/looks/")
    assert (len(first.context["rows"]), first.context["pager"]["total"]) == (PAGE, PAGE + 1)
    enter(BUILDER)
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    stay = Stay(child, CLASS_11, DAY, None, False)
    plan = Look.objects.filter(Q(person_id__in=[child]) | stay.looks()).explain()
    assert ("look_person" in plan, "look_class" in plan) == (True, True)
