"""Two who arrange one school at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from tests.builders import PRIMARY, Universe
from tests.careteams import states
from tests.careteams.states import counted, recounted
from xiaoan.careteams import services
from xiaoan.careteams.models import Link
from xiaoan.careteams.rules import Asked
from xiaoan.kernel.actor import system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as


def test_two_at_once_arrange_once(own_database: str, universe: Universe) -> None:
    start = Barrier(4)

    def run(mode: str) -> services.Done:
        try:
            start.wait(20)
            if mode == "settle":
                with acting_as(system("careteams")) as actor:
                    return services.settle(actor, PRIMARY)
            with acting_as(universe.cast["principal"]) as actor:
                return services.assign(actor, uuid7(), PRIMARY, Asked(mode))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(run, ["fill", "fill", "anew", "settle"]))
    assert sum(one.begun for one in done) == 100
    with acting_as(system("tests")):
        assert Link.objects.filter(until=None).count() == Link.objects.count() == 100
        assert (counted(), states.twice()) == (recounted(), [])
        assert states.facts().count("arranged") in (3, 4)
