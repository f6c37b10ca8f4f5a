"""What waits for a decision is found at once: on the due list, and as a count for the navigation."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_71,
    COUNTY,
    DAY,
    JUNIOR,
    MORNING,
    PRIMARY,
    Universe,
)
from xiaoan.accounts import services
from xiaoan.accounts.services import recovering
from xiaoan.accounts.services.positions import Days, Post
from xiaoan.directory.rules.lives import When
from xiaoan.directory.rules.roll import RosterRow
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter, leave
from xiaoan.registry import services as registry
from xiaoan.registry.models import DoubtfulPair
from xiaoan.registry.services import pairs, positions, transfers
from xiaoan.registry.services.recognising import Doubt, Other
from xiaoan.web import waiting

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
FRIDAY = DAY + dt.timedelta(days=4)


def counts(actor: Actor) -> dict[str, int]:
    """url → how many wait there."""
    return {one.url: one.count for one in waiting.lines(actor)}


def everybody(universe: Universe, acting: Acting) -> dict[str, dict[str, int]]:
    """For whom of the cast something waits."""
    found = {name: counts(acting(name)) for name in universe.cast}
    return {name: lines for name, lines in found.items() if lines}


def doubt(actor: Actor, universe: Universe, row_no: int = 2) -> UUID:
    """A row of class 1(1) that may be about a pupil of it."""
    sheet = registry.receive(actor, f"roster{row_no}.csv", b"x")
    row = RosterRow(
        row_no, "student", PRIMARY, CLASS_11, f"N{row_no}", "测试生", "F", dt.date(2017, 3, 4),
        "resident", f"-{row_no}",
    )  # fmt: skip
    pairs.park(
        actor,
        sheet,
        [Doubt(row, (Other(universe.person(CLASS_11, 4), "", PRIMARY, ("name_same",)),))],
    )
    return DoubtfulPair.objects.latest("row_no").pk


def test_a_lost_account_waits_for_whoever_may_decide(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    assert everybody(universe, acting) == {}
    recovering.ask(recovering.Named("guardian"))
    recovering.ask(recovering.Named("teacher_71"))
    one = {"/registry/recovery/": 1}
    assert everybody(universe, acting) == {
        "principal": one, "teacher": one, "other_principal": one, "officer": one,
    }  # fmt: skip
    morning.move_to(MORNING + dt.timedelta(hours=24))
    assert everybody(universe, acting) == {}


def test_a_transfer_waits_for_the_school_that_did_not_ask(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    child = universe.person(CLASS_11, 3)
    pk = transfers.offer(acting("principal"), child, JUNIOR, When(FRIDAY))
    assert everybody(universe, acting) == {"other_principal": {"/registry/transfers/": 1}}
    transfers.refuse(acting("other_principal"), pk, "班级已满")
    assert everybody(universe, acting) == {}
    sought = transfers.Sought("测试生0003", "990101201703010003")
    transfers.ask_for(acting("other_principal"), CLASS_71, sought, When(FRIDAY))
    assert everybody(universe, acting) == {"principal": {"/registry/transfers/": 1}}
    morning.move_to(MORNING + transfers.WAITS)
    assert everybody(universe, acting) == {}


def test_a_doubtful_pair_waits_for_whoever_may_import(acting: Acting, universe: Universe) -> None:
    pk = doubt(acting("principal"), universe)
    one = {"/registry/pairs/": 1}
    assert everybody(universe, acting) == {"principal": one, "officer": one}
    pairs.decide(acting("officer"), pk, "different")
    assert everybody(universe, acting) == {}


def test_an_appointment_waits_for_a_second_person(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    new = services.NewAccount(login="new", name="新经办", school_id=0, unit_no=COUNTY)
    user = services.open_account(BUILDER, new)
    post = Post("bureau_officer", COUNTY)
    positions.propose(acting("officer"), user.pk, post, Days(DAY))
    assert everybody(universe, acting) == {"leader": {"/registry/positions/proposals/": 1}}


def test_the_due_list_says_it_and_the_navigation_asks_for_it(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    transfers.offer(acting("other_principal"), universe.person(CLASS_71, 1), PRIMARY, When(FRIDAY))
    leave()
    recovering.ask(recovering.Named("teacher"))
    desk = signed_in("principal")
    today = desk.get("/duties/today/").content.decode()
    for words in ("等您决定", "转学,等您答复", "找回账号,等您核对", 'href="/registry/recovery/"'):
        assert words in today
    assert desk.get("/waiting/").json() == {"count": 2}
    assert 'data-count="/waiting/"' in desk.get("/registry/transfers/").content.decode()
    assert 'id="waiting"' not in signed_in("logistics").get("/duties/today/").content.decode()
    assert signed_in("guardian").get("/waiting/").json() == {"count": 0}


@pytest.mark.parametrize("times", [1, 3])
def test_one_and_three_waiting_cost_the_same(
    times: int,
    acting: Acting,
    signed_in: SignedIn,
    universe: Universe,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for seat in range(1, times + 1):
        child = universe.person(CLASS_71, seat)
        transfers.offer(acting("other_principal"), child, PRIMARY, When(FRIDAY))
        doubt(acting("principal"), universe, seat + 1)
    enter(BUILDER)
    for login in ("teacher", "guardian", "logistics")[:times]:
        recovering.ask(recovering.Named(login))
    leave()
    desk = signed_in("principal")
    with django_assert_num_queries(51):
        assert desk.get("/waiting/").json() == {"count": 3 * times}


def test_every_kind_opens_for_whom_it_is_shown(signed_in: SignedIn, acting: Acting) -> None:
    """A kind names the permission that its page asks for."""
    who = {
        Permission.RECOVER_ACCOUNTS: "principal", Permission.KEEP_ROLL: "principal",
        Permission.IMPORT_ROSTER: "officer", Permission.CONFIRM_POSITIONS: "leader",
        Permission.APPROVE_EXPORT: "leader", Permission.EXPORT_ROSTER: "principal",
        Permission.ANSWER_FOR_CHILD: "guardian", Permission.MY_DUTIES: "teacher",
        Permission.TRACE: "teacher", Permission.DECIDE_SUSPENSION: "officer",
        Permission.CLEAR: "doctor", Permission.SEE_SIGNALS: "principal",
        Permission.CONFIRM_LEVEL: "leader", Permission.VERIFY: "officer",
        Permission.ISSUE_DIRECTIVES: "liaison",
        Permission.KEEP_FILES: "leader", Permission.STAND_DUTY: "teacher",
        Permission.KEEP_SUPPLIES: "principal", Permission.APPROVE_REQUISITION: "principal",
        Permission.DECIDE_ALLOCATION: "leader",
        Permission.KEEP_DEVICES: "doctor", Permission.CERTIFY: "principal",
        Permission.KEEP_COURSES: "officer",
        Permission.INSPECT: "principal", Permission.APPROVE_HYGIENE: "principal",
        Permission.DISINFECT: "logistics",
        Permission.READ_NOTICES: "teacher", Permission.APPROVE_NOTICES: "principal",
        Permission.DECIDE_OPENING: "leader", Permission.APPROVE_PUBLIC: "leader",
        Permission.APPROVE_RUMOURS: "leader", Permission.REPORT_RUMOURS: "teacher",
        Permission.ASK: "guardian", Permission.CHECK_PAPERS: "doctor",
        Permission.APPROVE_MATERIALS: "leader",
        Permission.READ_MATERIALS: "teacher", Permission.APPROVE_STORIES: "principal",
        Permission.READ_STORIES: "teacher", Permission.KEEP_DROPOUT: "principal",
        Permission.ANSWER_SCREENING: "guardian", Permission.SET_COUNSELLING: "officer",
        Permission.KEEP_LESSONS: "teacher", Permission.SET_HOMEWORK: "teacher",
        Permission.SEE_CHILD: "guardian",
        Permission.KEEP_CHILDREN: "liaison",
        Permission.DECIDE_READINESS: "leader", Permission.SET_READINESS: "officer",
        Permission.APPROVE_SCHOOL_PLAN: "officer", Permission.WRITE_SCHOOL_PLAN: "principal",
    }  # fmt: skip
    assert {one.permission for one in waiting.kinds()} == set(who)
    for one in waiting.kinds():
        assert signed_in(who[one.permission]).get(reverse(one.address)).status_code == 200
