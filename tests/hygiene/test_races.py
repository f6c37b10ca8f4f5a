"""Several people at one school at one moment, with real connections: nobody waits in a circle, nothing is
counted twice or lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.builders import BUILDER, DAY, PRIMARY, Universe
from tests.hygiene.days import (
    CORRIDOR,
    ROOM,
    TOILET,
    due,
    figures,
    laid_out,
    places,
    plan,
    recount,
    round_faults,
    told,
    usual,
)
from tests.registry.real import apart
from tests.supplies.stores import faults, issue, receipt
from xiaoan.duties import services as duties
from xiaoan.hygiene import services
from xiaoan.hygiene.models import Due, Record
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.supplies import services as supplies

BLEACH = "disinfectant_84"


def prepare(universe: Universe) -> dict[tuple[str, str], Due]:
    with acting_as(BUILDER):
        plan(places())
        laid_out()
    with acting_as(universe.cast["logistics"]) as keeper:
        supplies.receive(keeper, receipt(item=BLEACH, quantity="500", pack="", price="", batch="A"))
    wanted = [(TOILET, "surface"), (TOILET, "floor"), (CORRIDOR, "rails"), (ROOM, "surface")]
    with acting_as(BUILDER):
        return {key: due(*key) for key in wanted}


def together(acts: list[Callable[[], object]]) -> list[BaseException | None]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.exception(120) for one in [pool.submit(apart, act) for act in acts]]


def test_the_same_tap_arrives_twice_at_once(own_database: str, universe: Universe) -> None:
    found = prepare(universe)
    sent = usual(found[TOILET, "surface"])

    def tap() -> None:
        with acting_as(universe.cast["logistics"]) as keeper:
            services.record(keeper, sent)

    assert together([tap, tap, tap]) == [None, None, None]
    with acting_as(BUILDER):
        assert Record.objects.count() == 1
        assert figures() == recount()


def test_all_kinds_of_acts_at_once(own_database: str, universe: Universe) -> None:
    """Records with stock, an issue of the store, an excuse, laying out, escalation, the night."""
    found = prepare(universe)

    def record(login: str, key: tuple[str, str]) -> None:
        with acting_as(universe.cast[login]) as actor:
            what = told(item=BLEACH, stock_ml=30)
            services.record(actor, usual(found[key], told=what))

    def give_out() -> None:
        with acting_as(universe.cast["logistics"]) as keeper:
            supplies.issue(keeper, issue(id=uuid7(), item=BLEACH, quantity="10"))

    def excuse() -> None:
        place_id = found[CORRIDOR, "rails"].place_id
        with acting_as(universe.cast["principal"]) as principal:
            services.excuse(principal, services.Excuse(PRIMARY, (place_id,), "停水"))

    def lay_out() -> None:
        with acting_as(BUILDER):
            services.lay_out(BUILDER, DAY, [PRIMARY])

    def escalate() -> None:
        with acting_as(BUILDER):
            duties.escalate(BUILDER)

    ended = together(
        [
            lambda: record("logistics", (TOILET, "surface")),
            lambda: record("doctor", (TOILET, "floor")),
            lambda: record("teacher", (ROOM, "surface")),
            give_out, excuse, lay_out, escalate, lay_out,
        ]
    )  # fmt: skip
    assert [one for one in ended if one is not None and not isinstance(one, Refusal)] == []
    with acting_as(BUILDER):
        assert figures() == recount()
        assert round_faults() == []
        assert faults() == (0, 0)
        assert Record.objects.count() == 3


def test_two_correct_one_record(own_database: str, universe: Universe) -> None:
    found = prepare(universe)
    with acting_as(universe.cast["logistics"]) as keeper:
        first = services.record(keeper, usual(found[TOILET, "surface"])).record_ids[0]

    def mend(login: str) -> None:
        with acting_as(universe.cast[login]) as actor:
            services.mend(actor, services.Mended(uuid7(), first, "时间", told()))

    ended = together([lambda: mend("logistics"), lambda: mend("principal")])
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "NoneType"]
    with acting_as(BUILDER):
        assert figures() == recount()
