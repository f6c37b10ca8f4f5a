"""What the night keeps: days, covers of stores and of units, shortages and what is owed of them."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.builders import BUILDER, COUNTY, DAY, JUNIOR, MORNING, PRIMARY, TOWN
from tests.demand.stores import MASK, count, used_before
from tests.supplies.stores import stocked
from xiaoan.demand import queries, services, tasks
from xiaoan.demand.models import Cover, Day, Shortage, Stale
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.supplies import services as supplies

Acting = Callable[[str], Actor]


def duties() -> list[tuple[int, dt.date, str]]:
    enter(BUILDER)
    rows = Duty.objects.filter(kind="demand.look").order_by("day", "unit_no")
    return list(rows.values_list("unit_no", "day", "state"))


def mine(actor: Actor, store_no: int = PRIMARY) -> queries.Cover:
    return next(one for one in queries.cover(actor, store_no, [MASK]) if one.store_no == store_no)


def test_each_day_is_kept_with_what_it_was(acting: Acting) -> None:
    count()
    enter(BUILDER)
    rows = Day.objects.filter(unit_no=PRIMARY, day=DAY)
    [row] = rows.values_list("teaching", "level", "outbreak", "counted")
    assert row == (True, "normal", False, False)
    sunday = Day.objects.get(unit_no=PRIMARY, day=DAY - dt.timedelta(days=1))
    assert sunday.teaching is False
    total = Day.objects.filter(unit_no=PRIMARY).count()
    count()
    enter(BUILDER)
    assert Day.objects.filter(unit_no=PRIMARY).count() == total


def test_cover_is_the_worse_of_use_and_standard_with_its_interval(acting: Acting) -> None:
    used_before(acting("logistics"))
    leave()
    count()
    found = mine(acting("logistics"))
    assert (found.usable, found.coming, found.wasted) == (60, 0, 0)
    assert found.basis in ("use", "standard")
    assert found.low is not None
    assert found.median is not None
    assert found.high is not None
    assert found.low <= found.median <= found.high < queries.HORIZON
    early, middle, late = found.out_interval
    assert early == DAY + dt.timedelta(days=found.low)
    assert middle is not None
    assert late is not None
    assert early <= middle <= late


def test_what_nobody_used_and_no_standard_asks_for_is_unknown(acting: Acting) -> None:
    stocked(acting("logistics"), item="gown", quantity="10", pack="", batch="G")
    leave()
    count()
    [found] = queries.cover(acting("logistics"), PRIMARY, ["gown"])
    assert (found.basis, found.low, found.median, found.high) == ("unknown", None, None, None)
    assert found.out_interval == (None, None, None)
    assert found.usable == 10


def test_the_soonest_is_first_and_the_unknown_last(acting: Acting) -> None:
    used_before(acting("logistics"))
    stocked(acting("logistics"), item="gown", quantity="10", pack="", batch="G")
    leave()
    count()
    found = [one.median for one in queries.cover(acting("officer"), COUNTY)]
    known = [days for days in found if days is not None]
    assert known == sorted(known)
    assert found[len(known) :] == [None] * (len(found) - len(known))


def test_units_are_the_sum_of_their_stores(acting: Acting) -> None:
    used_before(acting("logistics"))
    leave()
    count()
    for unit in (TOWN, COUNTY):
        whole = {one.item: one for one in queries.whole(acting("officer"), unit)}
        stores = queries.cover(acting("officer"), unit, [MASK])
        assert whole[MASK].usable == sum(one.usable for one in stores)
    with pytest.raises(NotFound):
        queries.cover(acting("logistics"), COUNTY)


def test_goods_on_the_way_are_told_apart(acting: Acting) -> None:
    used_before(acting("logistics"))
    stocked(acting("officer"), store_no=COUNTY, quantity="500", pack="")
    supplies.dispatch(
        acting("officer"), supplies.Dispatch(uuid7(), COUNTY, PRIMARY, MASK, "200", "")
    )
    leave()
    count()
    found = mine(acting("logistics"))
    assert (found.usable, found.coming) == (60, 200)


def test_more_stock_lasts_longer_and_is_seen_without_the_night(acting: Acting) -> None:
    used_before(acting("logistics"))
    leave()
    count()
    before = mine(acting("logistics")).median
    stocked(acting("logistics"), quantity="300", pack="", batch="B")
    enter(BUILDER)
    assert Stale.objects.count() == 1
    leave()
    assert [tasks.recount_stale(timestamp=0) for _ in range(2)] == [1, 0]
    found = mine(acting("logistics"))
    assert before is not None
    assert found.median is not None
    assert found.median > before
    assert found.usable == 360
    whole = Cover.objects.filter(unit_no=PRIMARY, whole=True)
    assert not whole.exists()


def test_what_runs_out_owes_a_look_until_stock_comes_in(acting: Acting) -> None:
    used_before(acting("logistics"), per_week=140, left=20)
    leave()
    count()
    assert duties() == [(PRIMARY, DAY, "open")]
    count()
    assert duties() == [(PRIMARY, DAY, "open")]
    stocked(acting("logistics"), quantity="5000", pack="", batch="B")
    leave()
    tasks.recount_stale(timestamp=0)
    assert duties() == [(PRIMARY, DAY, "done")]
    enter(BUILDER)
    assert Shortage.objects.filter(ended_at=None).count() == 0


def test_acting_answers_it_and_nothing_else_does(acting: Acting) -> None:
    used_before(acting("logistics"), per_week=140, left=20)
    leave()
    count()
    with pytest.raises(NotFound):
        services.answered(acting("other_principal"), PRIMARY, [MASK], "requested")
    assert services.answered(acting("logistics"), PRIMARY, ["gown"], "requested") == 0
    assert duties() == [(PRIMARY, DAY, "open")]
    row = uuid7()
    assert services.answered(acting("logistics"), PRIMARY, [MASK], "requested", row) == 1
    assert services.answered(acting("logistics"), PRIMARY, [MASK], "requested", row) == 0
    assert duties() == [(PRIMARY, DAY, "done")]
    leave()
    count()
    assert duties() == [(PRIMARY, DAY, "done")]


def test_what_was_never_there_is_a_gap_and_owes_no_look(acting: Acting) -> None:
    count()
    assert duties() == []
    enter(BUILDER)
    assert Shortage.objects.count() == 0


def test_only_the_system_counts(acting: Acting) -> None:
    with pytest.raises(Forbidden):
        services.recount(acting("officer"))
    with pytest.raises(Forbidden):
        services.marks(acting("officer"))
    with pytest.raises(Forbidden):
        services.recount_store(acting("officer"), services.Mark(PRIMARY, MORNING))


def test_what_is_wanted_grows_with_the_days(acting: Acting) -> None:
    used_before(acting("logistics"))
    leave()
    count()
    actor = acting("logistics")
    week = queries.wanted(actor, PRIMARY, DAY + dt.timedelta(days=6), [MASK])[MASK]
    month = queries.wanted(actor, PRIMARY, DAY + dt.timedelta(days=27), [MASK])[MASK]
    assert week.low is not None
    assert week.median is not None
    assert week.high is not None
    assert month.median is not None
    assert 0 <= week.low <= week.median <= week.high
    assert month.median > week.median
    for day in (DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=queries.HORIZON)):
        with pytest.raises(Invalid):
            queries.wanted(actor, PRIMARY, day)
    with pytest.raises(NotFound):
        queries.wanted(actor, JUNIOR, DAY)


def test_days_before_the_first_use_are_not_days_without_use(acting: Acting) -> None:
    count()
    enter(system("tests"))
    assert Day.objects.earliest("day").day == DAY - dt.timedelta(days=35)
    Day.objects.all().delete()
    used_before(acting("logistics"))
    count()
    enter(system("tests"))
    assert Day.objects.earliest("day").day == DAY - dt.timedelta(days=7 * 19 + 3)


def test_what_is_taken_back_is_owed_again(acting: Acting) -> None:
    used_before(acting("logistics"), per_week=7000)
    count()
    row = uuid7()
    assert services.answered(acting("logistics"), PRIMARY, [MASK], "asked", row) == 1
    assert services.unanswered(acting("logistics"), PRIMARY, uuid7()) == 0
    assert services.unanswered(acting("logistics"), PRIMARY, row) == 1
    enter(system("tests"))
    assert Shortage.objects.get(unit_no=PRIMARY, item=MASK).acted_at is None
