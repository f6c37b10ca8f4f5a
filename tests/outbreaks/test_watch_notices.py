"""A new entry of the watch list stands on the due list of who answers for it, until the office has looked."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, PRIMARY, TOWN, Universe
from tests.outbreaks.past import live, now_and_then, weekdays
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter, leave
from xiaoan.outbreaks.models import Glance, Signal, Statistic
from xiaoan.outbreaks.queries.watch import count_unseen
from xiaoan.outbreaks.services import statistics

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
PAST = weekdays(56)


def listed(universe: Universe, *classes: int) -> dict[int, UUID]:
    """Three ill at once in each of these classes: an entry each, by class."""
    ill = {(no, DAY): dict.fromkeys((1, 2, 3), "vomiting") for no in classes}
    live(universe, PAST, {**now_and_then(PAST[:-1], classes[0]), **ill})
    enter(BUILDER)
    statistics.look_at_day(BUILDER, DAY)
    found = dict(Signal.objects.exclude(layer="statutory").values_list("school_id", "pk"))
    leave()
    return found


def new_to(acting: Acting, login: str) -> int:
    actor = acting(login)
    enter(actor)
    n = count_unseen(actor)
    leave()
    return n


def test_it_is_new_to_the_school_and_to_the_county_each_until_one_has_looked(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    found = listed(universe, CLASS_11, CLASS_71)
    first, second = sorted(found)
    who = ("principal", "doctor", "other_principal", "officer", "liaison", "leader", "teacher")
    assert [new_to(acting, one) for one in who] == [1, 1, 1, 2, 0, 0, 0]
    doctor = signed_in("doctor")
    assert "监测名单的新条目,等您看" in doctor.get("/duties/today/").content.decode()
    assert [row["is_new"] for row in doctor.get("/outbreaks/watch/").context["rows"]] == [True]
    for _ in range(2):
        assert doctor.get(f"/outbreaks/watch/{found[first]}/").status_code == 200
    assert [new_to(acting, one) for one in who] == [0, 0, 1, 2, 0, 0, 0]
    assert [row["is_new"] for row in doctor.get("/outbreaks/watch/").context["rows"]] == [False]
    signed_in("officer").get(f"/outbreaks/watch/{found[second]}/")
    signed_in("leader").get(f"/outbreaks/watch/{found[first]}/")
    assert [new_to(acting, one) for one in who] == [0, 0, 1, 1, 0, 0, 0]
    enter(BUILDER)
    assert Glance.objects.count() == 2
    assert Entry.objects.filter(kind="outbreaks.watch_entry_seen").count() == 2


def test_it_comes_once_and_the_night_that_runs_again_adds_nothing(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    (signal_id,) = listed(universe, CLASS_11).values()
    signed_in("officer").get(f"/outbreaks/watch/{signal_id}/")
    enter(BUILDER)
    statistics.look_at_day(BUILDER, DAY)
    leave()
    assert (new_to(acting, "officer"), new_to(acting, "principal")) == (0, 1)


def test_what_was_laid_aside_waits_for_nobody(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    (signal_id,) = listed(universe, CLASS_11).values()
    signed_in("principal").post(
        f"/outbreaks/watch/{signal_id}/dismiss/", {"reason": "吃坏了肚子,各不相干"}
    )
    assert (new_to(acting, "officer"), new_to(acting, "principal")) == (0, 0)


NOON = dt.datetime.combine(DAY, dt.time(12), clock.ZONE) + dt.timedelta(days=1)


def test_a_township_is_told_what_its_school_has_not_looked_at_in_its_time(
    acting: Acting, universe: Universe, signed_in: SignedIn, morning: time_machine.Traveller
) -> None:
    found = listed(universe, CLASS_11, CLASS_71)
    here = f"/outbreaks/watch/{found[PRIMARY]}/"
    morning.move_to(NOON - dt.timedelta(seconds=1))
    assert new_to(acting, "liaison") == 0
    morning.move_to(NOON)
    # The other school is of another township.
    assert new_to(acting, "liaison") == 1
    liaison = signed_in("liaison")
    page = liaison.get("/outbreaks/watch/")
    assert [(row["url"], row["is_passed_over"]) for row in page.context["rows"]] == [(here, True)]
    assert "学校到时没看" in page.content.decode()
    assert "监测名单的新条目,等您看" in liaison.get("/duties/today/").content.decode()
    # Looked at, it waits for the township no more; it goes on waiting for the school.
    assert liaison.get(here).status_code == 200
    assert [new_to(acting, who) for who in ("liaison", "principal", "leader")] == [0, 1, 0]
    enter(BUILDER)
    assert [glance.office_no for glance in Glance.objects.all()] == [TOWN]


def test_what_the_school_has_looked_at_does_not_reach_the_township(
    acting: Acting, universe: Universe, signed_in: SignedIn, morning: time_machine.Traveller
) -> None:
    (signal_id,) = listed(universe, CLASS_11).values()
    signed_in("doctor").get(f"/outbreaks/watch/{signal_id}/")
    morning.move_to(NOON)
    assert new_to(acting, "liaison") == 0


def test_what_is_of_the_township_itself_is_new_to_it_at_once(
    acting: Acting, universe: Universe
) -> None:
    (signal_id,) = listed(universe, CLASS_11).values()
    enter(BUILDER)
    Signal.objects.filter(pk=signal_id).update(level="township")
    Statistic.objects.filter(pk=signal_id).update(unit_no=TOWN)
    leave()
    assert [new_to(acting, who) for who in ("liaison", "officer", "leader")] == [1, 1, 0]
