"""The use by day is what the ledger says, after any sequence of entries; what flows back reaches its day."""

import datetime as dt
from collections.abc import Callable

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings

from tests.builders import CLASS_11, DAY, PRIMARY, Universe
from tests.supplies.stores import MASK, issue, stocked
from tests.supplies.test_machine import ACTS, Play
from xiaoan.demand import projections
from xiaoan.demand.models import Use
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.supplies import queries, services

Acting = Callable[[str], Actor]
_UNLIKE = """
select count(*) from (
  select unit_no, item, day, sum(-quantity) q from (
    select e.unit_no, e.item, coalesce(i.day, e.day) as day, e.quantity
    from supplies_entry e
    left join supplies_entry i on e.kind = 'return' and i.id = e.about_id
    where e.kind in ('issue', 'use', 'return')) x
  group by 1, 2, 3) e
full join demand_use u using (unit_no, item, day)
where coalesce(u.used, 0) <> coalesce(e.q, 0)
"""
_LOSSES = """
select (select coalesce(-sum(quantity), 0) from supplies_entry
        where kind = 'disposal' or kind = 'count' and quantity < 0),
       (select coalesce(sum(quantity), 0) from supplies_entry
        where kind = 'correction' or kind = 'count' and quantity > 0),
       (select coalesce(sum(lost), 0) from demand_use), (select coalesce(sum(put_right), 0) from demand_use)
"""


def kept() -> list[tuple[object, ...]]:
    """The whole table."""
    with everywhere("tests"):
        rows = Use.objects.order_by("unit_no", "item", "day")
        return list(rows.values_list("unit_no", "item", "day", "used", "lost", "put_right"))


def faults() -> int:
    """Days whose use is not what the ledger says."""
    with everywhere("tests"), connection.cursor() as cursor:
        cursor.execute(_UNLIKE)
        unlike = int(cursor.fetchone()[0])
        cursor.execute(_LOSSES)
        lost, right, kept_lost, kept_right = cursor.fetchone()
        return unlike + int(lost != kept_lost) + int(right != kept_right)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ACTS)
def test_any_sequence_leaves_what_the_ledger_says(
    db: None, universe: Universe, acts: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        play = Play(universe.cast["officer"], system("tests"))
        for name, at, n in acts:
            play.run(name, at, n)
            assert faults() == 0
        before = kept()
        with everywhere("tests") as actor:
            projections.rebuild(actor)
        # A day on which all that was done came back again is kept with nothing, and that is the same.
        assert [row for row in kept() if any(row[3:])] == [row for row in before if any(row[3:])]
        transaction.set_rollback(True)


def test_what_comes_back_lowers_the_day_of_its_issue(acting: Acting) -> None:
    stocked(acting("logistics"))
    actor = acting("logistics")
    early = DAY - dt.timedelta(days=3)
    services.issue(actor, issue(quantity="20", to_nos=(CLASS_11,), reason="", day=early))
    [out] = queries.issued(actor, {"unit_no": PRIMARY})
    services.give_back(actor, services.Return(uuid7(), out.entry_id, "5", "", DAY))
    services.issue(actor, issue(quantity="7"))
    assert kept() == [
        (PRIMARY, MASK, early, 15, 0, 0),
        (PRIMARY, MASK, DAY, 7, 0, 0),
    ]


def test_losses_and_corrections_are_no_use(acting: Acting) -> None:
    lot = stocked(acting("logistics"))
    actor = acting("logistics")
    for disposal, more in ((True, False), (False, True), (False, False)):
        services.correct(
            actor,
            services.Correction(uuid7(), PRIMARY, lot, MASK, "4", "", "破损", disposal, more),
        )
    assert kept() == [(PRIMARY, MASK, DAY, 0, 4, 0)]


def test_the_same_form_twice_counts_once(acting: Acting) -> None:
    stocked(acting("logistics"))
    given_once = issue()
    for _ in range(2):
        services.issue(acting("logistics"), given_once)
    assert kept() == [(PRIMARY, MASK, DAY, 10, 0, 0)]
