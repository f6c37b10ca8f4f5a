"""What the night keeps of the days ahead: the same as reckoned now, and read where it is of today."""

import datetime as dt
from collections.abc import Callable

import time_machine

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY
from tests.demand.stores import MASK, count, used_before
from xiaoan.demand import rules, services, tasks
from xiaoan.demand.models import Ahead
from xiaoan.demand.queries import kept, outlooks
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]


def test_the_night_keeps_what_would_be_reckoned_now(acting: Acting) -> None:
    used_before(acting("logistics"), per_week=700)
    count()
    keeper = acting("logistics")
    told = kept.of_store(keeper, PRIMARY)
    now = kept.most_of(outlooks.of_store(keeper, PRIMARY))
    assert told.most == now
    assert len(now[MASK]) == rules.HORIZON
    assert told.at == Ahead.objects.get(unit_no=PRIMARY).at


def test_a_store_of_which_nothing_is_known_was_reckoned_too(acting: Acting) -> None:
    count()
    acting("officer")
    row = Ahead.objects.get(unit_no=COUNTY)
    assert (row.most, row.day, row.scenario_id) == ({}, DAY, None)


def test_what_was_kept_yesterday_is_not_read_today(acting: Acting) -> None:
    used_before(acting("logistics"), per_week=700)
    count()
    enter(BUILDER)
    Ahead.objects.update(day=DAY - dt.timedelta(days=1), most={})
    told = kept.of_store(acting("logistics"), PRIMARY)
    assert told.at == clock.now()
    assert MASK in told.most


def test_a_scenario_set_by_day_is_kept_with_the_next_count_of_stores(acting: Acting) -> None:
    used_before(acting("logistics"), per_week=700)
    count()
    given = services.NewScenario(uuid7(), "三级响应", 0, (rules.Part(level="III"),))
    services.set_scenario(acting("officer"), given)
    keeper = acting("logistics")
    live = kept.of_store(keeper, PRIMARY, given.id)
    assert live.at == clock.now()
    with time_machine.travel(clock.now() + dt.timedelta(minutes=5), tick=False):
        tasks.recount_stale(timestamp=0)
    told = kept.of_store(acting("logistics"), PRIMARY, given.id)
    assert told.most == live.most
    assert told.at > live.at
    before = Ahead.objects.get(unit_no=PRIMARY, scenario_id=given.id).pk
    tasks.recount_stale(timestamp=0)
    enter(BUILDER)
    assert Ahead.objects.get(unit_no=PRIMARY, scenario_id=given.id).pk == before
