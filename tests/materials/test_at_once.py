"""Several at once, with real commits: a child is read for once, tallies hold, a consent taken back and a
publication never both win."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections

from tests.builders import BUILDER, CLASS_11, Universe
from tests.materials.library import guardian_of, new, places
from tests.stories.telling import say, told
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.materials import queries, services
from xiaoan.materials.models import Reading, Tally
from xiaoan.stories import services as stories
from xiaoan.stories.models import Story


@pytest.fixture
def committed(own_database: str) -> Iterator[None]:
    yield
    connections.close_all()


def at_once(*work: tuple[Actor, Callable[[Actor], object]]) -> list[str]:
    """What became of each: done, or the name of the refusal."""
    start = Barrier(len(work))

    def run(actor: Actor, what: Callable[[Actor], object]) -> str:
        try:
            start.wait(30)
            with acting_as(actor):
                what(actor)
        except Refusal as refused:
            return type(refused).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(work)) as pool:
        return [one.result(60) for one in [pool.submit(run, *each) for each in work]]


def test_two_guardians_of_a_child_and_other_families(committed: None, universe: Universe) -> None:
    with acting_as(BUILDER):
        pk = services.assign(BUILDER, new(CLASS_11))
        both = [guardian_of(BUILDER, universe, CLASS_11, seat) for seat in (2, 3)]
        twin = guardian_of(BUILDER, universe, CLASS_11, 1)
    first = universe.cast["guardian"]
    children = {actor: actor.people[0] for actor in (first, twin, *both)}

    def read(actor: Actor) -> None:
        services.read(actor, pk, children[actor])

    assert at_once(*((actor, read) for actor in children)) == ["done"] * 4
    with acting_as(BUILDER):
        assert Reading.objects.count() == 3
        chosen = {child: places(pk, child) for child in set(children.values())}

    def answer(actor: Actor) -> None:
        services.answer(actor, pk, children[actor], chosen[children[actor]])

    got = at_once(*((actor, answer) for actor in children))
    assert sorted(got) == ["Conflict", "done", "done", "done"]
    with acting_as(BUILDER):
        sums = list(Tally.objects.values_list("asked", "right"))
        assert (sum(a for a, _r in sums), sum(r for _a, r in sums)) == (9, 9)


def test_openings_at_once_are_all_counted(committed: None, universe: Universe) -> None:
    teacher = universe.cast["teacher"]

    def look(actor: Actor) -> None:
        services.viewed(actor, "influenza", "parent")

    assert at_once(*[(teacher, look)] * 6) == ["done"] * 6
    with acting_as(BUILDER):
        assert queries.views("influenza") == {"parent": 6}


def test_taken_back_while_it_is_published(committed: None, universe: Universe) -> None:
    with acting_as(universe.cast["teacher"]) as teacher:
        pk: UUID = stories.submit(teacher, told(universe))
    with acting_as(universe.cast["guardian"]) as guardian:
        say(guardian, pk, "given")
    at_once(
        (universe.cast["guardian"], lambda actor: say(actor, pk, "withdrawn")),
        (universe.cast["principal"], lambda actor: stories.publish(actor, uuid7(), pk, 1)),
    )
    with acting_as(BUILDER):
        assert Story.objects.get().state in ("submitted", "withdrawn")
