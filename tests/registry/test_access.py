"""Who can see this child, and why: the page says what the requests of everybody get."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    DAY,
    JUNIOR,
    MORNING,
    PRIMARY,
    Universe,
)
from xiaoan.accounts.models import Grant, User, Ward
from xiaoan.accounts.services.positions import Days, Post
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import guardians, people
from xiaoan.directory.services.guardians import NewGuardian, Rights
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter, leave
from xiaoan.registry.queries import access
from xiaoan.registry.services import looks, positions, transfers

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
FRIDAY = DAY + dt.timedelta(days=4)
ROW = re.compile(r'data-user="([0-9a-f-]+)" data-opens="(yes|no)"')


def said(client: Client, universe: Universe, child: object) -> dict[str, bool]:
    """login → whether the page says that they open the pupil's page."""
    page = client.get(f"/registry/people/{child}/access/").content.decode()
    logins = {str(user.pk): login for login, user in universe.users.items()}
    return {logins[pk]: opens == "yes" for pk, opens in ROW.findall(page)}


@pytest.mark.parametrize(("unit_no", "asker"), [(CLASS_11, "principal"), (CLASS_71, "officer")])
def test_for_everybody_the_page_says_what_their_request_gets(
    signed_in: SignedIn, acting: Acting, universe: Universe, unit_no: int, asker: str
) -> None:
    child = universe.person(unit_no, 1)
    # Somebody stands in; another's position is over; a third begins on Friday; a fourth is locked.
    principal = acting("principal")
    who = {login: user.pk for login, user in universe.users.items()}
    held = Grant.objects.get(user_id=who["teacher"], until=None).pk
    positions.deputise(principal, held, who["canteen"], Days(DAY, FRIDAY))
    grade = Grant.objects.get(user_id=who["grade_head"]).pk
    positions.end(principal, grade, DAY, "退休")
    positions.appoint(principal, who["logistics"], Post("school_doctor", PRIMARY), Days(FRIDAY))
    enter(BUILDER)
    User.objects.filter(pk=who["doctor"]).update(is_active=False)
    leave()
    found = said(signed_in(asker), universe, child)
    got = {
        login: signed_in(login).get(f"/registry/people/{child}/").status_code
        for login in universe.users
        if login != "doctor"
    }
    assert {login for login, opens in found.items() if opens} == {
        login for login, status in got.items() if status == 200
    }
    assert "doctor" not in found
    assert {"canteen", "teacher"} <= set(found) or unit_no == CLASS_71


def test_each_with_the_position_and_what_it_opens(acting: Acting, universe: Universe) -> None:
    child = universe.person(CLASS_11, 1)
    found = looks.see_access(acting("principal"), child)
    rows = {row.name: row for row in found.rows}
    assert set(rows) == {
        "县长甲", "经办乙", "联络丙", "校长戊", "校医己", "组长辛", "班主任壬", "科任癸", "后勤巳", "家长申",
    }  # fmt: skip
    assert {name for name, row in rows.items() if row.in_full} == {
        "校长戊", "校医己", "组长辛", "班主任壬",
    }  # fmt: skip
    teacher = rows["班主任壬"]
    assert (teacher.role, teacher.place, teacher.since) == (
        "class_teacher", "一年级1班", dt.date(2026, 8, 25),
    )  # fmt: skip
    assert Permission.SEARCH_PEOPLE in teacher.permissions
    assert rows["科任癸"].permissions == (
        Permission.SEE_CHECKS, Permission.TAKE_ROLL_CALL, Permission.SEE_LESSONS, Permission.TEACH,
        Permission.OBSERVE, Permission.CARE_FOR_OWN, Permission.SEE_OUTREACH, Permission.SEE_HOMEWORK,
        Permission.SET_HOMEWORK,
    )  # fmt: skip
    assert rows["家长申"].permissions == (Permission.SEE_CHILD,)
    assert found.past == []


def test_what_opens_something_is_named(universe: Universe) -> None:
    """A permission that is neither named as opening something of a pupil, nor known to open nothing,
    stops here until somebody has looked."""
    nothing = {
        Permission.MY_DUTIES, Permission.SEE_DUTIES, Permission.URGE, Permission.SET_ESCALATION,
        Permission.SWITCH_LEVEL, Permission.CONFIRM_LEVEL, Permission.DECIDE_DUTIES,
        Permission.EXCUSE, Permission.RESOLVE, Permission.SET_CALENDAR, Permission.KEEP_UNITS,
        Permission.KEEP_SCHOOLS, Permission.ACKNOWLEDGE, Permission.SEE_BOARD, Permission.VERIFY,
        Permission.SEE_POSITIONS, Permission.KEEP_POSITIONS, Permission.CONFIRM_POSITIONS,
        Permission.INVITE_STAFF, Permission.RECOVER_ACCOUNTS, Permission.APPROVE_EXPORT,
        Permission.OPEN_SURVEY, Permission.KEEP_DEVICES,
        Permission.SEE_COMMAND, Permission.KEEP_COMMAND, Permission.CALL_DUTY, Permission.STAND_DUTY,
        Permission.ASSIGN_EVENT, Permission.DECIDE_EVENT, Permission.SEND_REPORTS,
        Permission.RECEIVE_REPORTS, Permission.ENTER_WARNINGS, Permission.ANSWER_WARNINGS,
        Permission.SEE_MEASURES, Permission.ORDER_MEASURES, Permission.CARRY_OUT,
        Permission.SEE_DIRECTIVES, Permission.ISSUE_DIRECTIVES, Permission.ANSWER_DIRECTIVES,
        Permission.DECIDE_SUSPENSION, Permission.SET_CARE, Permission.KEEP_FILES, Permission.REPLY,
        Permission.SEE_SUPPLIES, Permission.USE_DEVICES,
        Permission.KEEP_SUPPLIES, Permission.SET_STANDARD, Permission.APPROVE_REQUISITION, Permission.BUY,
        Permission.DECIDE_ALLOCATION,
        Permission.SEE_TRAINING, Permission.LEARN, Permission.KEEP_COURSES, Permission.CERTIFY,
        Permission.SEE_INSPECTIONS, Permission.INSPECT, Permission.RECTIFY, Permission.SET_CHECKLISTS,
        Permission.ASK, Permission.SEE_ENQUIRIES, Permission.REPORT_RUMOURS,
        Permission.CHECK_RUMOURS, Permission.APPROVE_RUMOURS,
        Permission.SEE_HYGIENE, Permission.PLAN_HYGIENE, Permission.APPROVE_HYGIENE,
        Permission.DISINFECT, Permission.CHECK_HYGIENE,
        Permission.SEE_OPENINGS, Permission.PROPOSE_OPENING, Permission.DECIDE_OPENING,
        Permission.WRITE_PUBLIC, Permission.APPROVE_PUBLIC,
        Permission.READ_MATERIALS, Permission.SEE_READING, Permission.ASSIGN_READING,
        Permission.KEEP_MATERIALS, Permission.APPROVE_MATERIALS, Permission.READ_STORIES,
        Permission.READ_NOTICES, Permission.WRITE_NOTICES, Permission.APPROVE_NOTICES,
        Permission.URGENT_NOTICES, Permission.KEEP_TEMPLATES,
        Permission.KEEP_CHANNELS, Permission.KEEP_GROUPS,
        Permission.KEEP_DROPOUT, Permission.REPORT_DROPOUT, Permission.REVIEW_DROPOUT,
        Permission.ATTEND, Permission.SET_PLATFORMS,
        Permission.REFER, Permission.SEE_COUNSELLING, Permission.SET_COUNSELLING,
        Permission.ANSWER_SCREENING,
        Permission.SEE_LEARNING, Permission.SET_WORKLOAD, Permission.ASK_COLLECTION,
        Permission.SEE_DRILLS, Permission.KEEP_DRILLS,
        Permission.SEE_CAMPUS, Permission.KEEP_CAMPUS, Permission.SEE_SCHOOL_PLANS,
        Permission.WRITE_SCHOOL_PLAN, Permission.APPROVE_SCHOOL_PLAN, Permission.SET_PLAN_TEMPLATES,
        Permission.SEE_SIMULATIONS,
        Permission.RUN_SIMULATIONS, Permission.PLAN_ARRIVALS,
        Permission.SEE_READINESS, Permission.SELF_CHECK,
        Permission.INSPECT_READINESS, Permission.DECIDE_READINESS, Permission.SET_READINESS,
        Permission.KEEP_CHILDREN,
        Permission.SET_MAP, Permission.SEE_DAILY, Permission.WRITE_DAILY, Permission.SIGN_DAILY,
        Permission.SEE_RETURNS, Permission.FILL_RETURNS, Permission.KEEP_RETURNS, Permission.ANALYSE,
        Permission.SEE_BRIEFINGS, Permission.WRITE_BRIEFINGS,
        Permission.PLAN_ARRIVALS,
        Permission.SEE_CAMPUS, Permission.KEEP_CAMPUS,
    }  # fmt: skip
    assert nothing | set(access.OPENS) == set(Permission)
    assert nothing & set(access.OPENS) == set()


def test_who_had_the_class_of_then_sees_only_then(acting: Acting, universe: Universe) -> None:
    child = universe.person(CLASS_11, 3)
    people.change_class(acting("principal"), child, CLASS_12, When(DAY))
    found = looks.see_access(acting("principal"), child)
    assert "班主任壬" not in {row.name for row in found.rows}
    assert {row.name for row in found.past} == {"班主任壬", "科任癸"}
    assert {row.opens for row in found.past} == {False}


def test_a_transfer_that_waits_shows_what_the_other_school_sees(
    signed_in: SignedIn, acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    child = universe.person(CLASS_11, 3)
    url = f"/registry/people/{child}/access/"
    assert signed_in("teacher").get(url).context["moving"] is None
    pk = transfers.offer(acting("principal"), child, JUNIOR, When(FRIDAY))
    leave()
    answer = signed_in("teacher").get(url)
    lapses = DAY + transfers.WAITS
    assert answer.context["moving"] == access.Moving("河口初中", False, DAY, lapses)
    assert "河口初中的校长从 11月23日(周一)起能看到" in answer.content.decode()
    # And that is what they get: the transfer, and not the pupil's page.
    other = signed_in("other_principal")
    assert other.get(f"/registry/transfers/{pk}/").status_code == 200
    assert other.get(f"/registry/people/{child}/").status_code == 404
    transfers.accept(acting("other_principal"), pk, CLASS_71)
    leave()
    moving = signed_in("teacher").get(url).context["moving"]
    assert moving == access.Moving("河口初中", True, DAY, FRIDAY)
    morning.move_to(MORNING + dt.timedelta(days=4))
    assert signed_in("principal").get(url).context["moving"] is None


def test_a_transfer_nobody_answered_is_not_shown(
    signed_in: SignedIn, acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    child = universe.person(CLASS_11, 3)
    transfers.offer(acting("principal"), child, JUNIOR, When(FRIDAY))
    leave()
    morning.move_to(MORNING + transfers.WAITS)
    url = f"/registry/people/{child}/access/"
    assert signed_in("principal").get(url).context["moving"] is None


def test_which_guardians_have_an_account(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    child, principal = universe.person(CLASS_11, 1), acting("principal")
    mother, _father, aunt = (
        guardians.add_guardian(principal, child, NewGuardian(name, "亲属", phone, rights))
        for name, phone, rights in (
            ("王一", "13800000001", Rights()),
            ("李二", "13800000002", Rights()),
            ("王三", "13800000003", Rights(may_see=False)),
        )
    )
    enter(BUILDER)
    Ward.objects.filter(person_id=child).update(guardian_id=mother)
    leave()
    page = signed_in("teacher").get(f"/registry/people/{child}/access/")
    told = [(row["one"].name, row["has_account"]) for row in page.context["kin"]]
    assert told == [("王一", True), ("李二", False), ("王三", False)]
    # Who may not see any more has no account that opens.
    enter(BUILDER)
    Ward.objects.filter(person_id=child).update(guardian_id=aunt)
    leave()
    page = signed_in("teacher").get(f"/registry/people/{child}/access/")
    assert {row["has_account"] for row in page.context["kin"]} == {False}
    assert "家长申" not in page.content.decode()


def test_each_look_is_recorded_without_a_name(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    child = universe.person(CLASS_11, 3)
    assert signed_in("teacher").get(f"/registry/people/{child}/access/").status_code == 200
    enter(BUILDER)
    fact = Entry.objects.get(kind="registry.access_seen")
    assert fact.body == f'{{"people":9,"person_id":"{child}"}}'
    assert (fact.school_id, fact.unit_no) == (PRIMARY, CLASS_11)
    leave()
    for login, status in (
        ("doctor", 404), ("grade_head", 404), ("liaison", 404), ("teacher_12", 404),
        ("other_principal", 404), ("guardian", 404), ("officer", 200),
    ):  # fmt: skip
        assert signed_in(login).get(f"/registry/people/{child}/access/").status_code == status
    enter(BUILDER)
    assert Entry.objects.filter(kind="registry.access_seen").count() == 2


def test_the_scope_is_the_askers_again_afterwards(acting: Acting, universe: Universe) -> None:
    looks.see_access(acting("teacher"), universe.person(CLASS_11, 3))
    assert not Grant.objects.filter(school_id=JUNIOR).exists()
    assert set(Grant.objects.values_list("unit_no", flat=True)) == {CLASS_11}


def test_the_page_costs_the_same_for_one_and_three_more(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    child, client = universe.person(CLASS_11, 3), signed_in("principal")

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/registry/people/{child}/access/")
        return len(caught)

    def add(login: str) -> None:
        post = Post("subject_teacher", CLASS_11)
        positions.appoint(acting("principal"), universe.users[login].pk, post, Days(DAY))
        leave()

    add("teacher_12")
    first = cost()
    add("teacher_21")
    add("logistics")
    assert cost() == first
