"""Positions: given, stood in for, ended, handed over; what follows for duties; two who are fast."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

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
from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts import services as accounts
from xiaoan.accounts.models import Grant, Notice, User
from xiaoan.accounts.queries import positions as reading
from xiaoan.accounts.services import notices
from xiaoan.accounts.services.positions import Days, Post
from xiaoan.directory import rules as numbering
from xiaoan.directory.models import Person
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty, Step
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.registry.services import positions
from xiaoan.registry.services.positions import Handing
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
TERM = dt.date(2026, 8, 25)
TUESDAY, FRIDAY = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=4)
WHY = "调往外校"


def user(universe: Universe, login: str) -> UUID:
    return universe.users[login].pk


def grant_of(universe: Universe, login: str) -> UUID:
    enter(BUILDER)
    return Grant.objects.get(user=universe.users[login], until=None).pk


def named(unit_no: int, day: dt.date = DAY) -> list[tuple[str, UUID | None, UUID | None]]:
    enter(BUILDER)
    rows = Duty.objects.filter(unit_no=unit_no, day=day).order_by("due_at")
    return list(rows.values_list("slot", "assignee_id", "deputy_id"))


def told(universe: Universe, login: str) -> list[tuple[str, str, str, int]]:
    enter(BUILDER)
    rows = Notice.objects.filter(user=universe.users[login]).order_by("at", "id")
    return list(rows.values_list("kind", "role", "other_name", "duties"))


def facts(*kinds: str) -> list[str]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind__in=kinds, actor__contains="-").order_by("school_id", "n")
    return list(rows.values_list("kind", flat=True))


def open_days(day: dt.date) -> None:
    enter(BUILDER)
    screening.open_day(BUILDER, day, (COUNTY, 2 * COUNTY))


def member_of(unit_no: int, name: str = "新来的", number: str = "T1") -> UUID:
    """Somebody on the roster of a school's staff, without an account."""
    enter(BUILDER)
    person = Person(
        school_id=unit_no, unit_no=unit_no, kind="staff", number=number, name=name, pinyin="",
        sex="F", birth_date=dt.date(1990, 1, 1), id_cipher=b"", id_index=number.encode(),
    )  # fmt: skip
    person.save(force_insert=True)
    return person.pk


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
    positions.hand_over(acting("principal"), grant_of_acting(universe), Handing(new, DAY, WHY))
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


def grant_of_acting(universe: Universe) -> UUID:
    """The class teacher's position, read without leaving the principal's scope."""
    return Grant.objects.get(user=universe.users["teacher"], until=None).pk


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
    acting: Acting, universe: Universe, morning: time_machine.Traveller
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
