"""A deadlock that is lost is told as one, wherever it was lost, and tried again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, connections, transaction
from procrastinate.contrib.django import app

from tests.builders import Universe
from xiaoan.kernel import races
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import acting_as, everywhere
from xiaoan.timetable import try_again


def lock(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(20261123, %s)", [number])


def crosswise(actor: Actor, met: Callable[[], None], first: int, second: int) -> None:
    """Take one lock, meet the other who has taken the second, then ask for it as the system."""
    with acting_as(actor):
        lock(first)
        met()
        with everywhere("test"):
            lock(second)


def both(work: Callable[[Callable[[], None], int, int], None]) -> list[BaseException]:
    """What was raised by two that lock 1 and 2 crosswise."""
    start = Barrier(2)
    found: list[BaseException] = []

    def one(first: int, second: int) -> None:
        begun: list[int] = []

        def met() -> None:  # only the first time: who tries again meets nobody
            if not begun:
                begun.append(1)
                start.wait(20)

        try:
            work(met, first, second)
        except Exception as error:
            found.append(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, (1, 2), (2, 1)))
    return found


def test_a_deadlock_lost_while_looking_everywhere_is_told_as_one(
    universe: Universe, own_database: str
) -> None:
    (error,) = both(partial(crosswise, universe.cast["teacher"]))
    assert races.gave_way(error)


def test_whoever_lost_tries_again_and_both_are_done(universe: Universe, own_database: str) -> None:
    teacher = universe.cast["teacher"]
    assert both(lambda *given: races.again(partial(crosswise, teacher, *given))) == []


def test_another_error_is_not_tried_again_and_a_deadlock_not_for_ever(
    universe: Universe, own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(races, "PAUSE", 0)
    for state, times in (("40P01", races.ATTEMPTS), ("40001", races.ATTEMPTS), ("22012", 1)):
        tried: list[str] = []
        with pytest.raises(DatabaseError):
            races.again(partial(raising, state, tried))
        assert tried == [state] * times


def raising(state: str, tried: list[str]) -> None:
    tried.append(state)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"do $$ begin raise exception 'no' using errcode = '{state}'; end $$")


def test_the_scope_is_the_one_of_before_once_it_is_rolled_back(
    universe: Universe, own_database: str
) -> None:
    with acting_as(universe.cast["teacher"]):
        before = scope()
        with pytest.raises(DatabaseError, match="no"), transaction.atomic(), everywhere("test"):
            raising_here()
        assert scope() == before
        with everywhere("test"):
            with pytest.raises(DatabaseError, match="no"), transaction.atomic():
                raising_here()
            assert scope() != before
        assert scope() == before
    with (
        pytest.raises(DatabaseError, match="no"),
        acting_as(universe.cast["teacher"]),
        everywhere("test"),
    ):
        raising_here()
    with transaction.atomic():
        assert scope() == ("", "", "")


def raising_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute("do $$ begin raise exception 'no' using errcode = '40P01'; end $$")


def scope() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('xiaoan.user', true), current_setting('xiaoan.lo', true),"
            " current_setting('xiaoan.hi', true)"
        )
        return tuple(value or "" for value in cursor.fetchone())


def test_every_job_that_writes_is_tried_again() -> None:
    """The other only puts jobs of a dead worker back into the queue."""
    once = {task.name for task in app.tasks.values() if task.task_middleware != [try_again]}
    assert {name for name in once if not name.startswith("builtin:")} == {"timetable.resume"}
