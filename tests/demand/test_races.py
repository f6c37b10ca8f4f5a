"""Counting and posting at the same moment, with real connections: neither waits for the other."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import psycopg
import pytest
from django.db import IntegrityError, connections

from tests import environment
from tests.builders import BUILDER, COUNTY, PRIMARY, Universe
from tests.registry.real import apart, until_wait
from tests.supplies.stores import issue, receipt
from xiaoan.demand import services, tasks
from xiaoan.demand.models import Stale
from xiaoan.demand.services import shortages
from xiaoan.kernel.actor import system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.supplies import services as supplies

SOON = 10  # seconds; a wait for the count would be one for ever


@pytest.fixture
def stocked(own_database: str, universe: Universe) -> None:
    with acting_as(universe.cast["logistics"]) as keeper:
        supplies.receive(keeper, receipt(quantity="5"))


def post(universe: Universe) -> object:
    with acting_as(universe.cast["logistics"]) as keeper:
        return supplies.issue(keeper, issue(id=uuid7(), quantity="1"))


@pytest.mark.parametrize("count", [tasks.recount, tasks.recount_stale])
def test_goods_are_issued_while_a_count_is_under_way(
    stocked: None, universe: Universe, count: Callable[..., int]
) -> None:
    """The count has reckoned the store and waits to settle its shortages, as behind whoever answers one."""
    with ThreadPoolExecutor(2) as pool:
        with acting_as(BUILDER):
            shortages._hold(PRIMARY)
            counting: Future[int] = pool.submit(apart, lambda: count(timestamp=0))
            until_wait()
            pool.submit(apart, lambda: post(universe)).result(SOON)
        assert counting.result(60) > 0
    with acting_as(BUILDER):
        # What was posted meanwhile is counted once more.
        assert list(Stale.objects.values_list("unit_no", flat=True)) == [PRIMARY]
    assert [tasks.recount_stale(timestamp=0) for _ in range(2)] == [1, 0]


def test_a_mark_that_is_renewed_stays(stocked: None, universe: Universe) -> None:
    with acting_as(system("demand")) as worker:
        [mark] = services.marks(worker)
    post(universe)
    with acting_as(system("demand")) as worker:
        assert services.recount_store(worker, mark) is True
        [again] = services.marks(worker)
        assert again.at > mark.at
        assert services.recount_store(worker, again) is True
        assert services.marks(worker) == []


def above(sql: str) -> None:
    """As the owner of the tables of this test's database."""
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(environment.PLACE.superuser, dbname=str(name), autocommit=True) as su:
        su.execute(sql)


def test_a_store_that_cannot_be_counted_holds_nobody_up(stocked: None, universe: Universe) -> None:
    """The database refuses what is reckoned of one store: the younger mark is worked off all the same, and
    the other store waits behind it."""
    with acting_as(universe.cast["officer"]) as officer:
        supplies.receive(officer, receipt(id=uuid7(), store_no=COUNTY, quantity="5"))
    above(f"alter table demand_cover add constraint refused check (unit_no <> {PRIMARY})")
    with acting_as(system("demand")) as worker:
        assert [one.unit_no for one in services.marks(worker)] == [PRIMARY, COUNTY]
    with pytest.raises(IntegrityError):
        tasks.recount_stale(timestamp=0)
    with acting_as(system("demand")) as worker:
        assert [one.unit_no for one in services.marks(worker)] == [PRIMARY]
    above("alter table demand_cover drop constraint refused")
    assert tasks.recount_stale(timestamp=0) == 1
