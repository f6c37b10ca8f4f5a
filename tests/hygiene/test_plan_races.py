"""Two act on one school's plan at the same moment, with real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.builders import DAY, PRIMARY, Universe
from tests.hygiene.premises import TOILET, drafted, entered, handed_in
from tests.registry.real import apart, until_wait
from xiaoan.hygiene.models import Place, Plan
from xiaoan.hygiene.rules.proposing import NewPlace
from xiaoan.hygiene.services import drafting, handing, placing
from xiaoan.hygiene.services.handing import Decision
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as


def held_by_first(
    universe: Universe,
    first: Callable[[Any], object],
    second: Callable[[Any], object],
    *,
    who: tuple[str, str],
) -> Any:
    """The first act is done and not committed while the second waits; what became of the second."""

    def act() -> Any:
        with acting_as(universe.cast[who[1]]) as actor:
            return second(actor)

    with ThreadPoolExecutor(1) as pool:
        with acting_as(universe.cast[who[0]]) as actor:
            first(actor)
            waiting = pool.submit(apart, act)
            until_wait()
        return waiting.result(60)


def test_two_begin_a_draft_and_there_is_one(own_database: str, universe: Universe) -> None:
    with acting_as(universe.cast["doctor"]) as doctor:
        entered(doctor, TOILET)
    held_by_first(
        universe, lambda a: drafting.draft(a, uuid7(), PRIMARY),
        lambda a: drafting.draft(a, uuid7(), PRIMARY), who=("doctor", "logistics"),
    )  # fmt: skip
    with acting_as(universe.cast["doctor"]):
        assert Plan.objects.count() == 1


def test_a_place_more_while_the_plan_is_handed_in_is_in_it(
    own_database: str, universe: Universe
) -> None:
    with acting_as(universe.cast["doctor"]) as doctor:
        entered(doctor, TOILET)
        plan = drafted(doctor)
    held_by_first(
        universe,
        lambda a: placing.add(a, uuid7(), PRIMARY, [NewPlace("toilet", "二楼厕所")]),
        lambda a: handing.hand_in(a, uuid7(), plan.id, plan.edit),
        who=("logistics", "doctor"),
    )
    with acting_as(universe.cast["doctor"]):
        assert handing.missing(plan.id, PRIMARY, DAY) == []


def test_a_place_more_while_the_principal_approves_is_said(
    own_database: str, universe: Universe
) -> None:
    """The place comes first: the approval is refused and names it. It comes second: the school owes it."""
    with acting_as(universe.cast["doctor"]) as doctor:
        entered(doctor, TOILET)
        plan = handed_in(doctor)
    decision = Decision(uuid7(), plan.id, True, "", DAY, plan.edit)
    with pytest.raises(Exception, match="二楼厕所"):
        held_by_first(
            universe,
            lambda a: placing.add(a, uuid7(), PRIMARY, [NewPlace("toilet", "二楼厕所")]),
            lambda a: handing.decide(a, decision),
            who=("logistics", "principal"),
        )


def test_one_takes_back_what_the_other_approves(own_database: str, universe: Universe) -> None:
    with acting_as(universe.cast["doctor"]) as doctor:
        entered(doctor, TOILET)
        plan = handed_in(doctor)
    decision = Decision(uuid7(), plan.id, True, "", DAY, plan.edit)
    with pytest.raises(Conflict, match="已经有结果"):
        held_by_first(
            universe, lambda a: handing.decide(a, decision),
            lambda a: handing.take_back(a, uuid7(), plan.id), who=("principal", "doctor"),
        )  # fmt: skip
    with acting_as(universe.cast["doctor"]):
        assert Plan.objects.get().state == "in_force"
        assert Place.objects.count() == 4
