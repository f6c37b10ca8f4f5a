"""Positions: given, stood in for, ended, handed over; what follows for duties; two who are fast."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_71,
    COUNTY,
    DAY,
    GRADE_1,
    JUNIOR,
    MORNING,
    PRIMARY,
    TOWN,
    Universe,
)
from tests.registry.posts import (
    FRIDAY,
    TUESDAY,
    WHY,
    facts,
    grant_of,
    member_of,
    told,
    user,
)
from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts import services as accounts
from xiaoan.accounts.models import Grant, Notice, User
from xiaoan.accounts.services.positions import Days, Post
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.registry.services import positions
from xiaoan.registry.services.positions import Handing

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


# ---------------------------------------------------------------- who may give what


@pytest.mark.parametrize(
    ("giver", "role", "unit_no", "to"),
    [
        ("principal", "subject_teacher", CLASS_12, "logistics"),
        ("principal", "school_doctor", PRIMARY, "teacher"),
        ("principal", "dormitory_keeper", PRIMARY, "canteen"),
        ("officer", "school_doctor", PRIMARY, "teacher"),
        ("officer", "grade_head", GRADE_1 + 64, "teacher"),
        ("officer", "township_liaison", TOWN, "leader"),
    ],
)
def test_a_position_is_given(
    acting: Acting, universe: Universe, giver: str, role: str, unit_no: int, to: str
) -> None:
    actor = acting(giver)
    done = positions.appoint(actor, user(universe, to), Post(role, unit_no), Days(DAY, FRIDAY))
    enter(BUILDER)
    row = Grant.objects.get(pk=done.grant_id)
    assert (row.role, row.unit_no, row.since, row.until) == (role, unit_no, DAY, FRIDAY)
    assert (row.given_by_id, row.deputises_id) == (actor.user_id, None)
    assert facts("accounts.role_granted")[-1:] == ["accounts.role_granted"]
    assert told(universe, to)[-1][:2] == ("appointed", role)
    acts = accounts_queries.actor_of(universe.users[to])
    assert (role, unit_no) in {(scope.role, scope.lo) for scope in acts.scopes}


@pytest.mark.parametrize(
    ("giver", "role", "unit_no", "to", "error"),
    [
        # Not principal, not above, not for another school, nothing for oneself.
        ("principal", "principal", PRIMARY, "teacher", Forbidden),
        ("principal", "township_liaison", TOWN, "teacher", NotFound),
        ("principal", "bureau_officer", COUNTY, "teacher", NotFound),
        ("principal", "class_teacher", CLASS_71, "teacher", NotFound),
        ("principal", "class_teacher", CLASS_71, "teacher_71", NotFound),
        ("principal", "school_doctor", PRIMARY, "principal", Forbidden),
        ("officer", "principal", PRIMARY, "officer", Forbidden),
        ("officer", "bureau_officer", COUNTY, "leader", Forbidden),
        ("officer", "county_leader", COUNTY, "officer", Forbidden),
        # Who sees without keeping.
        ("doctor", "class_teacher", CLASS_11, "teacher_12", Forbidden),
        ("liaison", "class_teacher", CLASS_11, "teacher_12", Forbidden),
        ("leader", "principal", PRIMARY, "teacher", Forbidden),
        ("teacher", "subject_teacher", CLASS_11, "deputy", Forbidden),
        # Somebody who does not belong there, a place that is not for it, nobody.
        ("officer", "class_teacher", CLASS_71, "teacher", Invalid),
        ("officer", "school_doctor", PRIMARY, "liaison", Invalid),
        ("officer", "township_liaison", TOWN, "principal", Invalid),
        ("officer", "township_liaison", TOWN, "other_liaison", Invalid),
        ("principal", "class_teacher", PRIMARY, "teacher", Invalid),
        ("principal", "guardian", PRIMARY, "teacher", Invalid),
        ("principal", "emperor", PRIMARY, "teacher", Invalid),
        ("principal", "class_teacher", 33550000, "teacher", NotFound),
    ],
)
def test_and_not_beyond_ones_sway(
    acting: Acting, universe: Universe, giver: str, role: str, unit_no: int, to: str,
    error: type[Exception],
) -> None:  # fmt: skip
    enter(BUILDER)
    before = Grant.objects.count()
    actor = acting(giver)
    with pytest.raises(error):
        positions.appoint(actor, user(universe, to), Post(role, unit_no), Days(DAY))
    enter(BUILDER)
    assert (Grant.objects.count(), Notice.objects.count()) == (before, 0)


def test_nobody_ends_or_moves_what_they_could_not_give(acting: Acting, universe: Universe) -> None:
    for login, target, error in (
        ("principal", "principal", Forbidden),
        ("principal", "teacher_71", NotFound),
        ("liaison", "principal", Forbidden),
        ("doctor", "teacher", Forbidden),
        ("teacher", "teacher", Forbidden),
    ):
        held = grant_of(universe, target)
        actor = acting(login)
        with pytest.raises(error):
            positions.end(actor, held, DAY, WHY)
        with pytest.raises(error):
            positions.hand_over(actor, held, Handing(user(universe, "canteen"), DAY, WHY))
        with pytest.raises(error):
            positions.deputise(actor, held, user(universe, "canteen"), Days(DAY, FRIDAY))


def test_the_system_alone_passes_the_rules(acting: Acting, universe: Universe) -> None:
    actor = acting("principal")
    with pytest.raises(Forbidden):
        accounts.grant_role(
            actor, universe.users["teacher"], "principal", PRIMARY, PRIMARY + 4096, PRIMARY, DAY
        )


# ---------------------------------------------------------------- days


def test_a_position_begins_and_ends_by_itself_at_midnight(
    signed_in: SignedIn, acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    days = Days(TUESDAY, TUESDAY + dt.timedelta(days=1))
    post = Post("grade_head", numbering.grade_no(PRIMARY, 1))
    positions.appoint(acting("principal"), user(universe, "logistics"), post, days)
    address = f"/registry/classes/{CLASS_21}/"
    midnight = dt.datetime(2026, 11, 24, tzinfo=MORNING.tzinfo)
    found = []
    for at in (
        midnight - dt.timedelta(seconds=1),
        midnight,
        midnight + dt.timedelta(hours=24, seconds=-1),
        midnight + dt.timedelta(hours=24),
    ):
        morning.move_to(at)
        found.append(signed_in("logistics").get(address).status_code)
    assert found == [404, 200, 200, 404]


@pytest.mark.parametrize(
    "days",
    [
        Days(DAY - dt.timedelta(days=1)),
        Days(DAY + dt.timedelta(days=367)),
        Days(DAY, DAY),
        Days(FRIDAY, TUESDAY),
    ],
)
def test_impossible_days_are_refused(acting: Acting, universe: Universe, days: Days) -> None:
    with pytest.raises(Invalid):
        positions.appoint(
            acting("principal"), user(universe, "canteen"), Post("subject_teacher", CLASS_12), days
        )


def test_the_same_does_not_run_twice(acting: Acting, universe: Universe) -> None:
    post, who = Post("subject_teacher", CLASS_12), user(universe, "canteen")
    principal = acting("principal")
    positions.appoint(principal, who, post, Days(DAY, FRIDAY))
    for days in (Days(DAY), Days(TUESDAY, FRIDAY), Days(DAY, TUESDAY)):
        with pytest.raises(Invalid) as refused:
            positions.appoint(principal, who, post, days)
        assert refused.value.fields == {"who": "twice"}
    positions.appoint(principal, who, post, Days(FRIDAY))
    # The table refuses it too, whoever writes.
    enter(BUILDER)
    for since, until, refused_by_table in (
        (TUESDAY, FRIDAY, True), (FRIDAY, None, True), (TUESDAY, TUESDAY, False),
    ):  # fmt: skip
        row = Grant(
            id=uuid7(), user_id=who, role=post.role, school_id=PRIMARY, unit_no=CLASS_12,
            unit_end=CLASS_12 + 1, since=since, until=until,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            written = True
        except IntegrityError:
            written = False
        assert written is not refused_by_table


def test_one_class_one_class_teacher(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    with pytest.raises(Invalid) as refused:
        positions.appoint(
            principal, user(universe, "canteen"), Post("class_teacher", CLASS_11), Days(FRIDAY)
        )
    assert str(refused.value) == "这里已有班主任:班主任壬。请办移交或代理,或先结束原来的。"


def test_the_same_form_sent_twice_is_done_once(acting: Acting, universe: Universe) -> None:
    act, principal = uuid7(), acting("principal")
    first, second = (
        positions.appoint(
            principal, user(universe, "canteen"), Post("subject_teacher", CLASS_12), Days(DAY), act
        )
        for _ in range(2)
    )
    assert first.grant_id == second.grant_id == act
    handing, act = Handing(user(universe, "canteen"), DAY, WHY), uuid7()
    held = grant_of(universe, "teacher")
    principal = acting("principal")
    for _ in range(2):
        assert positions.hand_over(principal, held, handing, act).grant_id == act
    assert len(told(universe, "canteen")) == 2
    assert told(universe, "teacher") == [("gave", "class_teacher", "食堂午", 2)]


# ---------------------------------------------------------------- who has no account yet


def test_an_account_is_opened_for_who_has_none(acting: Acting) -> None:
    pk = member_of(PRIMARY)
    done = positions.appoint(acting("principal"), pk, Post("subject_teacher", CLASS_12), Days(DAY))
    enter(BUILDER)
    opened = User.objects.get(pk=done.user_id)
    assert (opened.person_id, opened.school_id, opened.unit_no) == (pk, PRIMARY, PRIMARY)
    assert (opened.name, opened.has_usable_password()) == ("新来的", False)
    again = positions.appoint(acting("principal"), pk, Post("subject_teacher", CLASS_11), Days(DAY))
    assert again.user_id == done.user_id


def test_nobody_opens_an_account_elsewhere_or_for_a_pupil(
    acting: Acting, universe: Universe
) -> None:
    theirs = member_of(JUNIOR)
    principal = acting("principal")
    for who in (theirs, universe.person(CLASS_11, 3), uuid7()):
        with pytest.raises(Invalid):
            positions.appoint(principal, who, Post("subject_teacher", CLASS_12), Days(DAY))
    # A refused appointment leaves no account behind.
    ours = member_of(PRIMARY, number="T2")
    with pytest.raises(Invalid):
        positions.appoint(acting("principal"), ours, Post("class_teacher", CLASS_11), Days(DAY))
    enter(BUILDER)
    assert User.objects.exclude(person_id=None).count() == 0
