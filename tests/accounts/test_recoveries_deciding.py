"""Who may decide about a lost account, also after changes and when several act at once."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tests.accounts.lost import (
    CODE,
    LIST,
    NEW_PASSWORD,
    approved,
    asked,
    facts,
    renewed,
)
from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    COUNTY,
    DAY,
    JUNIOR,
    PRIMARY,
    Universe,
)
from xiaoan.accounts import services
from xiaoan.accounts.models import (
    Grant,
    Notice,
    Recovery,
    Session,
    User,
    Ward,
)
from xiaoan.accounts.queries import recoveries
from xiaoan.accounts.services import recovering
from xiaoan.accounts.services.recovering import Named, Renewal
from xiaoan.directory import rules as numbering
from xiaoan.directory.models import Enrolment
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


# Who may decide about whom: by login of the account that is lost.
DECIDERS = {
    "teacher": {"principal", "officer"},
    "logistics": {"principal", "officer"},
    "principal": {"officer"},
    "other_principal": {"officer"},
    "liaison": {"officer"},
    "leader": {"officer"},
    "officer": set(),
    "teacher_71": {"other_principal", "officer"},
    "guardian": {"principal", "teacher"},
}


@pytest.mark.parametrize("lost", DECIDERS)
def test_who_may_decide(lost: str, acting: Acting, universe: Universe) -> None:
    pk = asked(lost)
    listed, may, told = set(), set(), {}
    for name in universe.cast:
        actor = acting(name)
        if [one.id for one in recoveries.requests(actor).waiting] == [pk]:
            listed.add(name)
        try:
            with transaction.atomic():
                recovering.refuse(actor, pk, " ")
        except Invalid:
            may.add(name)
        except Refusal as refused:
            told[name] = type(refused)
    assert (listed, may) == (DECIDERS[lost], DECIDERS[lost])
    assert told[lost] is Forbidden if lost not in DECIDERS[lost] else False
    assert told.get("teacher_72") is NotFound


def _give(universe: Universe, login: str, role: str, lo: int, hi: int) -> Grant:
    enter(BUILDER)
    school = numbering.school_of(lo) if hi - lo <= numbering.SCHOOL else 0
    return services.grant_role(BUILDER, universe.users[login], role, lo, hi, school, DAY)


def deciders(universe: Universe, acting: Acting, pk: UUID) -> set[str]:
    return {
        name
        for name in universe.cast
        if pk in [one.id for one in recoveries.requests(acting(name)).waiting]
    }


def test_every_position_of_an_account_must_lie_in_reach(acting: Acting, universe: Universe) -> None:
    """Else a principal came into an officer's account by a class that the officer teaches."""
    _give(universe, "teacher", "bureau_officer", COUNTY, COUNTY + numbering.COUNTY)
    pk = asked("teacher")
    assert deciders(universe, acting, pk) == {"officer"}
    _give(universe, "deputy", "class_teacher", CLASS_71, CLASS_71 + 1)
    assert deciders(universe, acting, asked("deputy")) == {"officer"}


def test_a_position_to_come_counts_and_one_that_is_over_does_not(
    acting: Acting, universe: Universe
) -> None:
    grant = _give(universe, "teacher", "principal", JUNIOR, JUNIOR + numbering.SCHOOL)
    Grant.objects.filter(pk=grant.pk).update(since=DAY + dt.timedelta(days=9))
    pk = asked("teacher")
    assert deciders(universe, acting, pk) == {"officer"}
    enter(BUILDER)
    Grant.objects.filter(pk=grant.pk).update(until=DAY, since=DAY - dt.timedelta(days=1))
    assert deciders(universe, acting, pk) == {"principal", "officer"}
    # Of the staff without a position: the school they are on.
    enter(BUILDER)
    Grant.objects.filter(user=universe.users["teacher"]).update(until=DAY)
    assert deciders(universe, acting, pk) == {"principal", "officer"}


def test_a_second_child_brings_its_class_teacher_and_a_child_that_left_takes_it_away(
    acting: Acting, universe: Universe
) -> None:
    enter(BUILDER)
    sibling = universe.person(CLASS_12, 2)
    services.answer_for(BUILDER, universe.users["guardian"], PRIMARY, CLASS_12, sibling)
    pk = asked("guardian")
    assert deciders(universe, acting, pk) == {"principal", "teacher", "teacher_12"}
    enter(BUILDER)
    Ward.objects.filter(person_id=sibling).delete()
    assert deciders(universe, acting, pk) == {"principal", "teacher"}


def test_when_no_child_is_in_a_class_the_school_that_last_had_one_decides(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    """Left or graduated: the class teacher answers for nobody any more; the principal of the school knows
    the family, and the bureau stands in for a school that is no more."""
    enter(BUILDER)
    Enrolment.objects.filter(person_id=universe.person(CLASS_11, 1)).update(until=DAY)
    pk = asked("guardian")
    assert deciders(universe, acting, pk) == {"principal", "officer"}
    with pytest.raises(Refusal):
        recovering.approve(acting("teacher"), pk, uuid7())
    desk = signed_in("principal")
    page = desk.get(f"{LIST}{pk}/").content.decode()
    assert "家长(孩子已不在校) 实验小学" in page
    # Nothing of the pupil is opened, not even the name.
    assert "测试生0001" not in page + desk.get(LIST).content.decode()
    code = desk.post(f"{LIST}{pk}/", {"what": "approve"}).context["code"]
    assert renewed("guardian", code)
    assert facts() == ["asked", "approved", "used"]


def test_of_two_schools_the_one_that_had_a_child_last(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    younger = universe.person(CLASS_71, 2)
    services.answer_for(BUILDER, universe.users["guardian"], JUNIOR, CLASS_71, younger)
    own = Enrolment.objects.filter(person_id=universe.person(CLASS_11, 1))
    own.update(until=DAY - dt.timedelta(days=2))
    # The other is still there: its class teacher and principal, as ever.
    pk = asked("guardian")
    assert deciders(universe, acting, pk) == {"teacher_71", "other_principal"}
    enter(BUILDER)
    Enrolment.objects.filter(person_id=younger).update(until=DAY - dt.timedelta(days=1))
    assert deciders(universe, acting, pk) == {"other_principal", "officer"}
    enter(BUILDER)
    own.update(until=DAY)
    assert deciders(universe, acting, pk) == {"principal", "officer"}


def test_a_decision_of_the_class_teacher_ends_when_the_child_leaves(
    acting: Acting, universe: Universe
) -> None:
    code = approved("guardian", acting("teacher"))
    enter(BUILDER)
    Enrolment.objects.filter(person_id=universe.person(CLASS_11, 1)).update(until=DAY)
    assert not renewed("guardian", code)


def test_an_account_without_any_child_goes_to_the_school_it_was_opened_at(
    acting: Acting, universe: Universe
) -> None:
    enter(BUILDER)
    guardian = universe.users["guardian"]
    Ward.objects.filter(user=guardian).delete()
    User.objects.filter(pk=guardian.pk).update(school_id=JUNIOR, unit_no=JUNIOR)
    assert deciders(universe, acting, asked("guardian")) == {"other_principal", "officer"}


def test_nobody_decides_about_oneself_not_even_by_the_database(
    acting: Acting, universe: Universe
) -> None:
    _give(universe, "principal", "class_teacher", CLASS_12, CLASS_12 + 1)
    pk = asked("principal")
    for act in (
        lambda me: recovering.approve(me, pk, uuid7()),
        lambda me: recovering.refuse(me, pk, "不认识"),
    ):
        with pytest.raises(Forbidden):
            act(acting("principal"))
    enter(BUILDER)
    mine = universe.users["principal"].pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=pk).update(state="refused", decided_by_id=mine)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=pk).update(state="used")
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=pk).update(digest=b"x")


def test_a_code_of_somebody_who_no_longer_decides_is_worth_nothing(
    acting: Acting, universe: Universe
) -> None:
    """A principal who is dismissed leaves no keys behind; nor one for a teacher who became officer."""
    code = approved("teacher", acting("principal"))
    enter(BUILDER)
    Grant.objects.filter(user=universe.users["principal"]).update(until=DAY)
    assert not renewed("teacher", code)
    enter(BUILDER)
    Grant.objects.filter(user=universe.users["principal"]).update(until=None)
    county = _give(universe, "teacher", "bureau_officer", COUNTY, COUNTY + numbering.COUNTY)
    assert not renewed("teacher", code)
    enter(BUILDER)
    Grant.objects.filter(pk=county.pk).update(until=DAY)
    assert renewed("teacher", code)


def test_who_lost_the_position_meanwhile_comes_back_without_it(
    acting: Acting, universe: Universe
) -> None:
    code = approved("teacher", acting("principal"))
    enter(BUILDER)
    Grant.objects.filter(user=universe.users["teacher"]).update(until=DAY)
    client = Client()
    body = {"login": "teacher", "code": code, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert client.post(CODE, body).headers["Location"] == "/account/"
    assert "校长戊" in client.get("/account/").content.decode()
    assert client.get("/screening/school/").status_code == 404


def test_of_two_deciders_one_wins(own_database: str, universe: Universe) -> None:
    with acting_as(BUILDER):
        recovering.ask(Named("teacher"))
    with acting_as(BUILDER):
        pk = Recovery.objects.get().pk

    def decide(number: int) -> str:
        try:
            with acting_as(universe.cast["principal" if number % 2 else "officer"]) as actor:
                if number < 3:
                    recovering.approve(actor, pk, uuid7())
                else:
                    recovering.refuse(actor, pk, "不是本人")
        except Conflict:
            return "late"
        else:
            return "decided"
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(decide, range(3))) == ["decided", "late", "late"]
    with acting_as(BUILDER):
        assert Entry.objects.filter(kind="accounts.recovery_approved").count() == 1


def test_a_code_used_twice_at_once_opens_one_session(own_database: str, universe: Universe) -> None:
    with acting_as(BUILDER):
        recovering.ask(Named("teacher"))
    with acting_as(BUILDER):
        pk = Recovery.objects.get().pk
    with acting_as(universe.cast["principal"]) as principal:
        code = recovering.approve(principal, pk, uuid7())

    def use(number: int) -> str:
        try:
            with transaction.atomic():
                given = Renewal(Named("teacher"), code, f"{NEW_PASSWORD}{number}")
                return "in" if recovering.renew(given) else "late"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == ["in", "late", "late", "late"]
    with acting_as(BUILDER):
        running = Session.objects.filter(user=universe.users["teacher"], ended_at=None)
        assert running.count() == 1
        assert Notice.objects.filter(kind="recovered").count() == 1


def test_asked_for_twice_at_once_is_one_request(own_database: str, universe: Universe) -> None:
    def ask(_number: int) -> None:
        try:
            with transaction.atomic():
                recovering.ask(Named("teacher"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))
    with acting_as(BUILDER):
        assert Recovery.objects.filter(state="asked").count() == 1
        assert Entry.objects.filter(kind="accounts.recovery_asked").count() == 1


def test_rows_are_seen_by_whom_they_concern_and_nobody_else(
    acting: Acting, universe: Universe
) -> None:
    """Row security under the queries: a class teacher sees the families of the class, not colleagues."""
    for login in ("guardian", "deputy", "teacher_71"):
        asked(login)
    seen = {
        name: Recovery.objects.count() if acting(name) else 0
        for name in ("principal", "officer", "teacher", "teacher_12", "deputy", "liaison")
    }
    assert seen == {
        "principal": 2, "officer": 3, "teacher": 1, "teacher_12": 0, "deputy": 2, "liaison": 2
    }  # fmt: skip
