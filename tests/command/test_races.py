"""Two who plan at once: nobody ends up in two seats, and a shift has one leader."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from tests.builders import DAY, PRIMARY, TOWN, Universe
from tests.command import states
from tests.command.states import begun, seat
from xiaoan.accounts import services as accounts
from xiaoan.command import services
from xiaoan.command.models import CheckIn, Seat
from xiaoan.command.services import Coming, Plan
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as


def together(actors: list[Actor], act: Callable[[Actor, int], object]) -> list[str]:
    """What became of each, all begun at the same moment."""
    start = Barrier(len(actors))

    def run(n: int) -> str:
        try:
            start.wait(20)
            with acting_as(actors[n]) as actor:
                return str(act(actor, n))
        except (Conflict, Invalid) as refused:
            return type(refused).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actors)) as pool:
        return list(pool.map(run, range(len(actors))))


def test_one_leader_and_nobody_twice(own_database: str, universe: Universe) -> None:
    """Four plan the same seat; two units plan the same person at the same hours."""
    with acting_as(universe.cast["principal"]) as principal:
        school = begun(principal)["白班"]
    with acting_as(system("tests")) as tests:
        accounts.grant_role(
            tests, universe.users["doctor"], "township_liaison", TOWN, TOWN + 2**19, 0, DAY
        )
        town = begun(tests, TOWN)["白班"]
    people = ("doctor", "teacher", "canteen", "logistics")

    def lead(actor: Actor, n: int) -> object:
        plan = Plan(uuid7(), PRIMARY, (seat(universe, school, people[n], "lead"),))
        return services.plan(actor, plan).begun

    found = together([universe.cast["principal"]] * 4, lead)
    assert sorted(found) == ["1", "Invalid", "Invalid", "Invalid"]

    def twice(actor: Actor, n: int) -> object:
        unit, kind = ((PRIMARY, school), (TOWN, town))[n]
        return services.plan(actor, Plan(uuid7(), unit, (seat(universe, kind, "doctor"),))).begun

    with acting_as(system("tests")):
        Seat.objects.all().delete()
    found = together([universe.cast["principal"], universe.cast["officer"]], twice)
    assert min(found) == "1"
    assert max(found) in ("Conflict", "Invalid")


def test_pressed_by_many_thumbs(own_database: str, universe: Universe) -> None:
    with acting_as(universe.cast["principal"]) as principal:
        day = begun(principal)["白班"]
        services.plan(principal, Plan(uuid7(), PRIMARY, (seat(universe, day, "teacher"),)))
        place = states.room(principal)
        pk = states.of(universe, "teacher")

    def come(actor: Actor, n: int) -> object:
        return services.check_in(actor, Coming(uuid7(), pk, *place))

    assert together([universe.cast["teacher"]] * 4, come) == ["early"] * 4
    with acting_as(system("tests")):
        assert CheckIn.objects.count() == 1
        assert states.facts().count("checked_in") == 1
