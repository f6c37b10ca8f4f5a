"""At the same moment: numbers without gap or double, one part of the same unit."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

from tests.builders import PRIMARY, Universe
from tests.directives.states import a_directive, a_report, a_task, part
from xiaoan.directives import services
from xiaoan.directives.models import Directive, Entry
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

MANY = 8


def at_once(universe: Universe, who: str, act: Callable[[Any, int], Any]) -> list[Any]:
    """What became of the same act of many at the same moment: what it gives, or why not."""
    together = Barrier(MANY)

    def one(n: int) -> Any:
        try:
            with acting_as(universe.cast[who]) as actor:
                together.wait()
                return act(actor, n)
        except Refusal as refused:
            return type(refused).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def test_numbers_have_neither_gap_nor_double(own_database: str, universe: Universe) -> None:
    def register(actor: Any, n: int) -> Any:
        found = services.register(actor, a_directive(title=f"第 {n} 件"))
        if n % 2:
            raise Refusal  # undone, with its number
        return found

    at_once(universe, "officer", register)
    with acting_as(universe.cast["officer"]) as officer:
        services.register(officer, a_directive())
        numbers = sorted(Directive.objects.values_list("no", flat=True))
    assert numbers == list(range(1, MANY // 2 + 2))


def test_issued_and_reported_once(own_database: str, universe: Universe) -> None:
    with acting_as(universe.cast["officer"]) as officer:
        found = services.register(officer, a_directive())
        services.put_task(officer, a_task(universe, found))
    given = services.Issue(uuid7(), found, 3)
    assert (
        at_once(universe, "officer", lambda actor, _n: services.issue(actor, given)) == [3] * MANY
    )
    with acting_as(universe.cast["officer"]):
        row = part(found, PRIMARY)
    said = a_report(row)
    assert (
        at_once(universe, "principal", lambda actor, _n: services.report(actor, said))
        == [None] * MANY
    )
    others = at_once(universe, "principal", lambda actor, n: services.report(actor, a_report(row)))
    assert set(others) == {"Conflict"}
    with acting_as(universe.cast["officer"]):
        kinds = sorted(Entry.objects.filter(target_id=row.pk).values_list("kind", flat=True))
    assert kinds == ["acknowledge", "report"]


def test_closed_while_somebody_returns(own_database: str, universe: Universe) -> None:
    """Whoever is first wins; never a closed directive with an open part."""
    with acting_as(universe.cast["officer"]) as officer:
        found = services.register(officer, a_directive())
        services.put_task(officer, a_task(universe, found, units=(PRIMARY,)))
        services.issue(officer, services.Issue(uuid7(), found, 1))
    with acting_as(universe.cast["principal"]) as principal:
        services.report(principal, a_report(part(found, PRIMARY)))
    with acting_as(universe.cast["officer"]):
        row = part(found, PRIMARY)

    def act(actor: Any, n: int) -> Any:
        if n % 2:
            check = services.Check(uuid7(), row.pk, row.steps, "理由")
            return (services.give_back if n % 4 == 1 else services.accept)(actor, check)
        return services.close(actor, services.End(uuid7(), found))

    at_once(universe, "officer", act)
    with acting_as(universe.cast["officer"]):
        state = Directive.objects.get(pk=found).state
        assert (state, part(found, PRIMARY).state) in {
            ("issued", "doing"), ("issued", "accepted"), ("closed", "accepted"),
        }  # fmt: skip


def test_a_form_that_is_sent_twice_is_one_act(own_database: str, universe: Universe) -> None:
    given = a_directive()
    made = at_once(universe, "officer", lambda actor, _n: services.register(actor, given))
    assert made == [given.id] * MANY
    with acting_as(universe.cast["officer"]):
        assert list(Directive.objects.values_list("no", flat=True)) == [1]
