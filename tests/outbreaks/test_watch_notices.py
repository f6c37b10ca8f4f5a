"""A new entry of the watch list stands on the due list of who answers for it, until the office has looked."""

from collections.abc import Callable
from uuid import UUID

from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, Universe
from tests.outbreaks.past import live, now_and_then, weekdays
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter, leave
from xiaoan.outbreaks.models import Glance, Signal
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
