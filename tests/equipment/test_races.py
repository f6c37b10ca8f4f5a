"""Acts on kits and devices at the same moment, with real connections: none waits in a circle."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.builders import DAY, Universe
from tests.equipment.things import did, full, kit, on_kit, registered, stocked_for
from tests.registry.real import apart, until_wait
from tests.supplies.stores import issue, receipt
from xiaoan.equipment import rules
from xiaoan.equipment.models import Piece, Tool
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import services as screening
from xiaoan.supplies import services as supplies

GATE = rules.KIT_KINDS["gate"].items


def post(keeper: Actor) -> None:
    """Goods go out: until the end of the transaction the chain of facts of the school is held."""
    supplies.issue(keeper, issue(id=uuid7(), quantity="1"))


@pytest.mark.parametrize("other", ["check", "drop", "lend", "calibrate", "register"])
def test_a_kit_is_filled_while_another_act_waits_for_the_chain(
    own_database: str, universe: Universe, other: str
) -> None:
    with acting_as(universe.cast["logistics"]) as keeper:
        supplies.receive(keeper, receipt(quantity="5"))
        stocked_for(keeper, "gate", times=3)
        first, second = kit(keeper), full(keeper, name="西门")
        device = registered(keeper)[0].id
    acts: dict[str, Callable[[Actor], object]] = {
        "check": lambda actor: on_kit(actor, second, "check", **GATE),
        "drop": lambda actor: on_kit(actor, second, "drop", "破损", gloves_latex=1),
        "lend": lambda actor: did(
            actor, device, "lend", who_id=universe.users["doctor"].pk, until=DAY
        ),
        "calibrate": lambda actor: screening.calibrate(actor, device, DAY),
        "register": lambda actor: registered(actor, number=1),
    }  # fmt: skip

    def act() -> None:
        with acting_as(universe.cast["logistics"]) as actor:
            acts[other](actor)

    with ThreadPoolExecutor(1) as pool:
        with acting_as(universe.cast["logistics"]) as keeper:
            post(keeper)
            waiting = pool.submit(apart, act)
            until_wait()
            assert on_kit(keeper, first, "fill", **GATE) == 0
        waiting.result(60)
    with acting_as(universe.cast["logistics"]):
        assert Piece.objects.filter(kit_id=first).count() == len(GATE)


@pytest.mark.parametrize("other", ["calibrate", "revoke"])
def test_the_register_and_the_keeper_act_on_one_device(
    own_database: str, universe: Universe, other: str
) -> None:
    """The register has the device and waits for the chain; its keeper comes second, and after it."""
    with acting_as(universe.cast["logistics"]) as keeper:
        supplies.receive(keeper, receipt(quantity="5"))
        device = registered(keeper, calibrated=None)[0].id

    def follow() -> None:
        with acting_as(universe.cast["logistics"]) as actor:
            if other == "calibrate":
                screening.calibrate(actor, device, DAY)
            else:
                screening.revoke(actor, device)

    def report() -> None:
        with acting_as(universe.cast["logistics"]) as actor:
            did(actor, device, "assign", place_no=actor.intervals[0][0])

    with ThreadPoolExecutor(2) as pool:
        with acting_as(universe.cast["logistics"]) as keeper:
            post(keeper)
            first = pool.submit(apart, follow)
            until_wait()
            second = pool.submit(apart, report)
            until_wait(2)
        first.result(60)
        if other == "calibrate":
            second.result(60)
        else:
            assert second.exception(60).__class__.__name__ == "Conflict"  # retired meanwhile
    with acting_as(universe.cast["logistics"]):
        row = Tool.objects.get(pk=device)
        assert (row.state, row.valid_until is not None) == (
            ("in_use", True) if other == "calibrate" else ("retired", False)
        )
