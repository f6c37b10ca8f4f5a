"""What follows for open duties when a position changes hands, and who is told."""

import datetime as dt
import time
from collections.abc import Callable
from threading import Thread
from uuid import UUID

import psycopg
import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tests import environment
from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    DAY,
    MORNING,
    Universe,
    sent,
)
from tests.registry.posts import (
    FRIDAY,
    TUESDAY,
    WHY,
    facts,
    grant_of,
    named,
    open_days,
    told,
    user,
)
from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts.models import Grant, Notice
from xiaoan.accounts.queries import positions as reading
from xiaoan.accounts.services import notices
from xiaoan.accounts.services.positions import Days, Post
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty, Step
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter, leave
from xiaoan.registry.services import positions
from xiaoan.registry.services.positions import Handing
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


# ---------------------------------------------------------------- duties follow


def test_handing_over_moves_open_duties_and_both_are_told(
    acting: Acting, universe: Universe
) -> None:
    old, new = user(universe, "teacher"), user(universe, "logistics")
    deputy = user(universe, "deputy")
    enter(BUILDER)
    Duty.objects.filter(unit_no=CLASS_11, slot="morning").update(
        state="done", done_at=MORNING, done_by_id=old
    )
    held = grant_of(universe, "teacher")
    positions.hand_over(acting("principal"), held, Handing(new, DAY, WHY))
    assert named(CLASS_11) == [("morning", old, deputy), ("noon", new, deputy)]
    assert told(universe, "teacher") == [("gave", "class_teacher", "后勤巳", 1)]
    assert told(universe, "logistics") == [("took", "class_teacher", "班主任壬", 1)]
    kinds = ("accounts.role_granted", "accounts.role_ended", "duties.reassigned")
    assert facts(*kinds) == ["accounts.role_ended", "accounts.role_granted", "duties.reassigned"]
    enter(BUILDER)
    ended = Grant.objects.get(user_id=old)
    assert (ended.until, ended.end_reason) == (DAY, WHY)
    open_days(TUESDAY)
    assert named(CLASS_11, TUESDAY)[0] == ("morning", new, deputy)


def test_handing_over_from_a_day_to_come(
    acting: Acting, universe: Universe, signed_in: SignedIn, morning: time_machine.Traveller
) -> None:
    old, new = user(universe, "teacher"), user(universe, "logistics")
    held = grant_of(universe, "teacher")
    positions.hand_over(acting("principal"), held, Handing(new, TUESDAY, WHY))
    assert [who for _slot, who, _deputy in named(CLASS_11)] == [old, old]
    address = f"/registry/classes/{CLASS_11}/"

    def answers() -> list[int]:
        return [signed_in(who).get(address).status_code for who in ("teacher", "logistics")]

    assert answers() == [200, 404]
    morning.move_to(MORNING + dt.timedelta(days=1))
    assert answers() == [404, 200]
    open_days(TUESDAY)
    assert [who for _slot, who, _deputy in named(CLASS_11, TUESDAY)] == [new, new]


def test_handing_over_to_the_deputy_leaves_no_one_named_twice(
    acting: Acting, universe: Universe
) -> None:
    new = user(universe, "deputy")
    held = grant_of(universe, "teacher")
    positions.hand_over(acting("principal"), held, Handing(new, DAY, WHY))
    assert named(CLASS_11) == [("morning", new, None), ("noon", new, None)]


def test_standing_in_for_some_days(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    old, new = user(universe, "teacher_12"), user(universe, "logistics")
    held = grant_of(universe, "teacher_12")
    positions.deputise(acting("principal"), held, new, Days(DAY, TUESDAY + dt.timedelta(days=1)))
    assert named(CLASS_12)[0][1] == new
    assert told(universe, "logistics") == [("deputises", "class_teacher", "班主任子", 2)]
    assert told(universe, "teacher_12") == [("deputised", "class_teacher", "后勤巳", 2)]
    wednesday = DAY + dt.timedelta(days=2)
    open_days(TUESDAY)
    open_days(wednesday)
    assert named(CLASS_12, TUESDAY)[0] == ("morning", new, old)
    assert named(CLASS_12, wednesday)[0] == ("morning", old, None)
    morning.move_to(MORNING + dt.timedelta(days=2))
    enter(BUILDER)
    assert accounts_queries.actor_of(universe.users["logistics"]).roles == {"logistics"}


def test_two_do_not_stand_in_for_one(acting: Acting, universe: Universe) -> None:
    held = grant_of(universe, "teacher")
    principal = acting("principal")
    positions.deputise(principal, held, user(universe, "logistics"), Days(DAY, FRIDAY))
    with pytest.raises(Invalid) as refused:
        positions.deputise(principal, held, user(universe, "canteen"), Days(TUESDAY, FRIDAY))
    assert refused.value.fields == {"since": "deputised"}
    positions.deputise(
        principal, held, user(universe, "canteen"), Days(FRIDAY, FRIDAY + dt.timedelta(days=1))
    )
    enter(BUILDER)
    first = Grant.objects.get(user=universe.users["logistics"], role="class_teacher")
    first.pk, first.user_id = uuid7(), user(universe, "doctor")
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


@pytest.mark.parametrize(
    ("to", "days", "field"),
    [
        ("logistics", Days(DAY), "until"),
        ("logistics", Days(DAY, DAY + dt.timedelta(days=184)), "until"),
        ("teacher", Days(DAY, FRIDAY), "who"),
        ("teacher_71", Days(DAY, FRIDAY), "who"),
        ("logistics", Days(DAY - dt.timedelta(days=1), FRIDAY), "since"),
    ],
)
def test_standing_in_has_its_limits(
    acting: Acting, universe: Universe, to: str, days: Days, field: str
) -> None:
    held = grant_of(universe, "teacher")
    with pytest.raises(Invalid) as refused:
        positions.deputise(acting("principal"), held, user(universe, to), days)
    assert list(refused.value.fields) == [field]


def test_a_vacant_class_owes_its_roll_call_and_goes_up(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: Callable[[str], None]
) -> None:
    held = grant_of(universe, "teacher_12")
    positions.end(acting("principal"), held, DAY, WHY)
    assert [who for _slot, who, _deputy in named(CLASS_12)] == [None, None]
    assert told(universe, "teacher_12") == [("ended", "class_teacher", "", 2)]
    enter(BUILDER)
    taken = duties.escalate(BUILDER, MORNING.replace(hour=8, minute=26))
    steps = Step.objects.filter(unit_no=CLASS_12, kind="escalate")
    assert (taken >= 1, steps.get().role) == (True, "grade_head")
    assert steps.get().recipient_ids == [user(universe, "grade_head")]
    at("08:26")
    leave()
    page = signed_in("principal").get("/duties/blind-spots/").content.decode()
    # Once in its column, once under the name on a narrow screen, once to say how it went when pressed.
    assert page.count("岗位空缺") == 3
    at("07:30")
    open_days(TUESDAY)
    assert named(CLASS_12, TUESDAY)[0] == ("morning", None, None)
    # Whoever is appointed then takes over what is open.
    new = user(universe, "logistics")
    positions.appoint(acting("principal"), new, Post("class_teacher", CLASS_12), Days(DAY))
    assert [who for _slot, who, _deputy in named(CLASS_12)] == [new, new]
    assert told(universe, "logistics") == [("appointed", "class_teacher", "", 4)]


def test_who_stands_in_goes_on_when_the_holder_leaves(acting: Acting, universe: Universe) -> None:
    held, stands_in = grant_of(universe, "teacher_12"), user(universe, "logistics")
    principal = acting("principal")
    positions.deputise(principal, held, stands_in, Days(DAY, FRIDAY))
    positions.end(principal, held, DAY, WHY)
    assert named(CLASS_12)[0][1] == stands_in
    # Handing over ends the standing in; ending it early gives the duty back to the holder.
    held = grant_of(universe, "teacher_21")
    positions.deputise(acting("principal"), held, stands_in, Days(DAY, FRIDAY))
    assert named(CLASS_21)[0][1] == stands_in
    mine = Grant.objects.get(user_id=stands_in, unit_no=CLASS_21).pk
    positions.end(acting("principal"), mine, DAY, WHY)
    assert named(CLASS_21)[0][1] == user(universe, "teacher_21")
    positions.deputise(acting("principal"), held, stands_in, Days(TUESDAY, FRIDAY))
    new = user(universe, "canteen")
    positions.hand_over(acting("principal"), held, Handing(new, DAY, WHY))
    open_days(TUESDAY)
    assert named(CLASS_21, TUESDAY)[0][1] == new


def test_ending_says_why_and_lies_ahead(acting: Acting, universe: Universe) -> None:
    held = grant_of(universe, "teacher")
    principal = acting("principal")
    for day, reason in (
        (DAY, " "), (DAY, "因" * 201), (DAY - dt.timedelta(days=1), WHY),
        (DAY + dt.timedelta(days=367), WHY),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            positions.end(principal, held, day, reason)
    positions.end(principal, held, FRIDAY, WHY)
    positions.end(principal, held, TUESDAY, "提前")
    with pytest.raises(Conflict):
        positions.end(principal, held, FRIDAY, WHY)
    assert reading.position(principal, held).until == TUESDAY


def test_a_notice_is_ones_own_until_it_is_read(acting: Acting, universe: Universe) -> None:
    held = grant_of(universe, "teacher")
    positions.hand_over(acting("principal"), held, Handing(user(universe, "logistics"), DAY, WHY))
    enter(BUILDER)
    fresh = accounts_queries.actor_of(universe.users["teacher"])
    assert fresh.scopes == ()
    enter(fresh)
    (one,) = reading.notices(fresh)
    assert (one.kind, one.other_name, one.duties) == ("gave", "后勤巳", 2)
    assert Notice.objects.count() == 1
    other = acting("deputy")
    assert reading.notices(other) == []
    with pytest.raises(NotFound):
        notices.dismiss(other, one.id)
    enter(fresh)
    notices.dismiss(fresh, one.id)
    notices.dismiss(fresh, one.id)
    assert reading.notices(fresh) == []
    assert facts("accounts.notice_dismissed") == ["accounts.notice_dismissed"]


def test_a_roll_call_at_the_same_moment_is_waited_for(
    universe: Universe, own_database: str
) -> None:
    """The teacher holds the duty while the class is handed over: neither waits for the other for ever."""
    held, new = grant_of_committed(universe), universe.users["logistics"].pk
    outcome: list[str] = []

    def hand_over() -> None:
        try:
            with acting_as(universe.cast["principal"]) as principal:
                positions.hand_over(principal, held, Handing(new, DAY, WHY))
            outcome.append("done")
        finally:
            connection.close()

    thread = Thread(target=hand_over)
    with acting_as(universe.cast["teacher"]) as teacher:
        assert duties.hold(CLASS_11, "screening.rollcall", DAY, "morning")
        thread.start()
        wait_for_a_waiting_session()
        screening.submit_roll_call(teacher, sent(CLASS_11))
    thread.join()
    assert outcome == ["done"]
    with acting_as(BUILDER):
        found = dict(Duty.objects.filter(unit_no=CLASS_11).values_list("slot", "assignee_id"))
        assert found["morning"] == universe.users["teacher"].pk
        assert found["noon"] == new


def grant_of_committed(universe: Universe) -> UUID:
    with acting_as(BUILDER):
        return Grant.objects.get(user=universe.users["teacher"], until=None).pk


def wait_for_a_waiting_session() -> None:
    with psycopg.connect(environment.PLACE.superuser, autocommit=True) as superuser:
        for _ in range(1000):
            row = superuser.execute("select count(*) from pg_locks where not granted").fetchone()
            if row and row[0]:
                return
            time.sleep(0.01)
    raise AssertionError("the hand-over does not wait")
