"""Several at one store at once: nothing is given out twice, and nothing is lost between two stores."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from django.db import connections

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, PRIMARY, Universe
from tests.supplies.stores import MASK, faults, issue, receipt
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.supplies import queries, services
from xiaoan.supplies.models import Entry
from xiaoan.supplies.queries import moves

HANDS = 6


def at_once(
    universe: Universe, login: str, acts: Sequence[Callable[[Actor], object]]
) -> list[object]:
    """Each act in a thread and a transaction of its own, all begun together; None: refused."""
    start = Barrier(len(acts))

    def run(act: Callable[[Actor], object]) -> object:
        try:
            start.wait(20)
            with acting_as(universe.cast[login]) as actor:
                return act(actor)
        except Refusal:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_who_issues_at_once_gives_out_what_is_there_and_no_more(
    own_database: str, universe: Universe
) -> None:
    with acting_as(universe.cast["logistics"]) as keeper:
        services.receive(keeper, receipt(quantity="2"))
    wanted = [
        partial(services.issue, given=issue(quantity="30", to_nos=(CLASS_11,)))
        for _ in range(HANDS)
    ]
    done = at_once(universe, "logistics", wanted)
    assert sorted(done, key=str) == [30, 30, 30, None, None, None]
    with acting_as(BUILDER):
        assert [one.held for one in queries.held(PRIMARY)] == [10]
        assert faults() == (0, 0)


def test_one_form_sent_many_times_at_once_is_one_act(own_database: str, universe: Universe) -> None:
    given = receipt()
    acts = [lambda actor: services.receive(actor, given)] * HANDS
    assert at_once(universe, "logistics", acts) == [150] * HANDS
    with acting_as(BUILDER):
        assert (Entry.objects.count(), faults()) == (1, (0, 0))


def test_a_transfer_is_counted_in_once(own_database: str, universe: Universe) -> None:
    with acting_as(universe.cast["officer"]) as officer:
        services.receive(officer, receipt(store_no=COUNTY))
        sent = services.dispatch(
            officer, services.Dispatch(uuid7(), COUNTY, PRIMARY, MASK, "1", "box")
        )
        [line] = moves.transfer(officer, sent).lines
    acts = [
        partial(services.take_in, given=services.TakeIn(uuid7(), sent, {line.id: "50"}))
        for _ in range(HANDS)
    ]
    assert sorted(at_once(universe, "logistics", acts), key=str) == [0, *[None] * (HANDS - 1)]
    with acting_as(BUILDER):
        assert [one.held for one in queries.held(PRIMARY)] == [50]
        assert (faults(), DAY.year) == ((0, 0), 2026)
