"""A response level has key persons followed up more often, and earlier in the day; and back again."""

import datetime as dt
from collections.abc import Callable

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, Universe
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty
from xiaoan.duties.queries.levels import Grounds
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.keypersons import services
from xiaoan.keypersons.models import KeyPerson
from xiaoan.keypersons.services import NewKeyPerson

Acting = Callable[[str], Actor]
ONE = dt.timedelta(days=1)


def switch(acting: Acting, level: str) -> None:
    pk = duties.ask_level(acting("leader"), COUNTY, level, Grounds("疫情", "预案"))
    duties.decide_level(acting("officer"), pk, confirmed=True)
    enter(BUILDER)


def later(acting: Acting, universe: Universe) -> KeyPerson:
    """Somebody followed up yesterday, whose next time is in four days."""
    new = NewKeyPerson(universe.person(CLASS_11, 3), "respiratory", uuid7())
    pk = services.open_key_person(acting("principal"), new).line_id
    enter(BUILDER)
    Duty.objects.filter(kind="keypersons.follow").delete()
    KeyPerson.objects.filter(pk=pk).update(last_day=DAY - ONE, next_due=DAY + 4 * ONE)
    return KeyPerson.objects.get(pk=pk)


def follow_ups() -> list[str]:
    rows = Duty.objects.filter(kind="keypersons.follow", state="open")
    return [
        f"{due.astimezone(clock.ZONE):%m-%d %H:%M}" for due in rows.values_list("due_at", flat=True)
    ]


def test_daily_and_by_noon_at_level_two(acting: Acting, universe: Universe) -> None:
    line = later(acting, universe)
    services.open_day(BUILDER, DAY)
    assert follow_ups() == []
    switch(acting, "II")
    services.open_day(BUILDER, DAY)
    assert follow_ups() == ["11-23 12:00"]
    line.refresh_from_db()
    assert line.next_due == DAY


def test_after_the_hour_it_counts_from_tomorrow(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    line = later(acting, universe)
    at("12:30")
    switch(acting, "II")
    services.open_day(BUILDER, DAY)
    assert follow_ups() == []
    line.refresh_from_db()
    assert line.next_due == DAY + ONE


def test_back_again_each_goes_on_as_its_category_says(acting: Acting, universe: Universe) -> None:
    line = later(acting, universe)
    switch(acting, "II")
    switch(acting, "normal")
    services.open_day(BUILDER, DAY)
    line.refresh_from_db()
    assert line.next_due == DAY + 4 * ONE
