"""What is cleared away at night, and what stays."""

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.models import Session as Cookie
from procrastinate.contrib.django import app

from tests.builders import BUILDER, DAY, MORNING, Universe, session_of
from xiaoan.accounts import services, tasks
from xiaoan.accounts.models import Recovery, Session, Throttle
from xiaoan.accounts.services import Attempt, clearing, recovering
from xiaoan.accounts.services.recovering import Named
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter


def left() -> tuple[int, int, int]:
    enter(BUILDER)
    return Throttle.objects.count(), Session.objects.count(), Recovery.objects.count()


def test_what_is_over_goes_and_what_counts_stays(
    db: None, universe: Universe, morning: time_machine.Traveller
) -> None:
    enter(BUILDER)
    session_of(universe.users["guardian"], at=MORNING - dt.timedelta(days=29))
    session_of(universe.users["guardian"], at=MORNING - dt.timedelta(days=30))
    Session.objects.filter(seen_at__lt=MORNING - dt.timedelta(days=29)).update(ended_at=MORNING)
    session_of(universe.users["teacher"], at=MORNING)
    services.sign_in(Attempt("teacher", "guess"))
    recovering.ask(Named("teacher"))
    enter(BUILDER)
    # Two counts of each kind: of what was typed, and of the account.
    assert left() == (4, 3, 1)
    assert clearing.clear(BUILDER) == 1
    assert left() == (4, 2, 1)
    morning.move_to(MORNING + dt.timedelta(hours=2))
    assert clearing.clear(BUILDER) == 4
    morning.move_to(MORNING + dt.timedelta(days=29))
    assert clearing.clear(BUILDER) == 1
    assert left() == (0, 1, 1)
    morning.move_to(MORNING + dt.timedelta(days=30))
    assert clearing.clear(BUILDER) == 2
    assert left() == (0, 0, 0)


def test_what_was_decided_lately_stays(
    db: None, universe: Universe, morning: time_machine.Traveller
) -> None:
    recovering.ask(Named("teacher"))
    morning.move_to(MORNING + dt.timedelta(hours=20))
    principal = universe.cast["principal"]
    enter(principal)
    recovering.approve(principal, Recovery.objects.get().pk, uuid7())
    morning.move_to(MORNING + dt.timedelta(days=30))
    enter(BUILDER)
    clearing.clear(BUILDER)
    assert Recovery.objects.count() == 1


def test_cookies_past_their_time_go(db: None, universe: Universe) -> None:
    enter(BUILDER)
    old, running = (session_of(universe.users["teacher"]) for _ in range(2))
    Cookie.objects.filter(pk=old).update(expire_date=MORNING - dt.timedelta(seconds=1))
    clearing.clear(BUILDER)
    assert list(Cookie.objects.values_list("pk", flat=True)) == [running]


def test_only_the_system_clears(universe: Universe) -> None:
    with pytest.raises(Forbidden):
        clearing.clear(universe.cast["officer"])


def test_it_is_in_the_timetable(db: None, universe: Universe) -> None:
    found = [
        one.cron for one in app.periodic_registry.periodic_tasks.values() if one.task is tasks.clear
    ]
    assert found == ["50 3 * * *"]
    assert tasks.clear(int(dt.datetime.combine(DAY, dt.time(3, 50)).timestamp())) == 0
