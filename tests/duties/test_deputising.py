"""Standing in for some days: agreed to first, ended by itself; nobody who has left stays named."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, MORNING, Universe
from xiaoan.accounts.models import Grant, User
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty
from xiaoan.duties.queries import deputies
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
ONE = dt.timedelta(days=1)
WHOLE = (COUNTY, COUNTY + 2**24)


def named(day: dt.date = DAY) -> list[tuple[str, UUID | None, UUID | None]]:
    enter(BUILDER)
    rows = Duty.objects.filter(unit_no=CLASS_11, day=day).order_by("due_at")
    return list(rows.values_list("slot", "assignee_id", "for_id"))


def offer(acting: Acting, universe: Universe, since: dt.date = DAY, days: int = 2) -> UUID:
    to = universe.users["deputy"].pk
    sent = duties.NewDeputising(uuid7(), to, since, since + ONE * (days - 1), "出差")
    teacher = acting("teacher")
    assert duties.ask_deputy(teacher, sent) == duties.ask_deputy(teacher, sent)
    return sent.id


def renew() -> int:
    enter(BUILDER)
    return duties.renew_owners(BUILDER)


def test_agreed_it_moves_and_ends_by_itself(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    teacher, deputy = universe.users["teacher"].pk, universe.users["deputy"].pk
    pk = offer(acting, universe)
    assert renew() == 0
    assert named()[0] == ("morning", teacher, None)
    assert duties.answer_deputy(acting("deputy"), pk, "agreed") == 2
    assert duties.answer_deputy(acting("deputy"), pk, "agreed") == 0
    assert named() == [("morning", deputy, teacher), ("noon", deputy, teacher)]
    for days, answers in ((1, (deputy, teacher)), (2, (teacher, None))):
        day = DAY + ONE * days
        morning.move_to(MORNING + ONE * days)
        enter(BUILDER)
        screening.open_day(BUILDER, day, WHOLE)
        renew()
        assert named(day)[0] == ("morning", *answers)
    # What was open of the days before came back.
    assert {one[1:] for one in named()} == {(teacher, None)}
    assert [one.state for one in deputies.standing(acting("teacher"))] == ["ended"]
    assert renew() == 0
    enter(BUILDER)
    assert Entry.objects.filter(kind="duties.reassigned").count() == 3


def test_either_ends_it_early(acting: Acting, universe: Universe) -> None:
    pk = offer(acting, universe)
    duties.answer_deputy(acting("deputy"), pk, "agreed")
    assert duties.answer_deputy(acting("teacher"), pk, "ended") == 2
    assert named()[0] == ("morning", universe.users["teacher"].pk, None)
    with pytest.raises(Conflict):
        duties.answer_deputy(acting("deputy"), pk, "agreed")


def test_who_may_and_for_how_long(acting: Acting, universe: Universe) -> None:
    pk = offer(acting, universe)
    with pytest.raises(Forbidden):
        duties.answer_deputy(acting("teacher"), pk, "agreed")
    with pytest.raises(NotFound):
        duties.answer_deputy(acting("principal"), pk, "agreed")
    with pytest.raises(Invalid):
        duties.answer_deputy(acting("deputy"), pk, "x")
    with pytest.raises(Conflict):
        offer(acting, universe, DAY + ONE)
    duties.answer_deputy(acting("deputy"), pk, "declined")
    teacher, to = acting("teacher"), universe.users["deputy"].pk
    for who, since, last in (
        (to, DAY - ONE, DAY), (to, DAY + ONE, DAY), (to, DAY, DAY + 31 * ONE),
        (to, DAY + 200 * ONE, DAY + 200 * ONE), (universe.users["teacher_71"].pk, DAY, DAY),
        (universe.users["teacher"].pk, DAY, DAY),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            duties.ask_deputy(teacher, duties.NewDeputising(uuid7(), who, since, last))


def test_what_the_deputy_may_not_do_stays(acting: Acting, universe: Universe) -> None:
    to = universe.users["grade_head"].pk
    sent = duties.NewDeputising(uuid7(), to, DAY, DAY)
    duties.ask_deputy(acting("teacher"), sent)
    # A head of a grade reports no roll-call.
    assert duties.answer_deputy(acting("grade_head"), sent.id, "agreed") == 0


def test_who_left_is_named_no_more(acting: Acting, universe: Universe) -> None:
    teacher, deputy = universe.users["teacher"], universe.users["deputy"].pk
    enter(BUILDER)
    Grant.objects.filter(user=teacher).update(until=DAY)
    assert renew() == 2
    assert named()[0] == ("morning", deputy, None)
    enter(BUILDER)
    User.objects.filter(pk=deputy).update(is_active=False)
    Grant.objects.filter(role="dormitory_keeper").update(until=DAY)
    assert renew() == 2
    assert named()[0] == ("morning", None, None)
    enter(BUILDER)
    Grant.objects.filter(user=teacher).update(until=None)
    assert renew() == 2
    assert named()[0] == ("morning", teacher.pk, None)
    assert renew() == 0
    with pytest.raises(Forbidden):
        duties.renew_owners(acting("principal"))


def test_the_page(signed_in: Callable[[str], Client], universe: Universe) -> None:
    teacher, deputy = signed_in("teacher"), signed_in("deputy")
    here = "/duties/deputies/"
    given = {
        "to": str(universe.users["deputy"].pk), "since": "2026-11-23", "last": "2026-11-24",
        "deputising_id": str(uuid7()),
    }  # fmt: skip
    for bad in ({"to": "x"}, {"since": ""}, {"last": "2026-11-22"}):
        assert teacher.post(here, {**given, **bad}).status_code == 422
    assert teacher.post(here, given).status_code == 302
    row = deputy.get(here).context["rows"][0]
    assert (row["other"], row["may_agree"]) == ("班主任壬", True)
    assert deputy.post(row["url"], {"what": "agreed"}).status_code == 302
    assert "您代 班主任壬" in deputy.get(here).content.decode()
    assert "代 班主任壬" in deputy.get("/duties/today/").content.decode()
