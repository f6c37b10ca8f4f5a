"""One process per core: each takes its own schools. One process alone works in this one (tests)."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import connections

from xiaoan.rehearsal.demo.moments import loosen_session
from xiaoan.rehearsal.demo.plan import Plan, parts
from xiaoan.rehearsal.geography import School

Result = TypeVar("Result")
Task = Callable[..., Result]

# The plan is inherited by fork: half a gigabyte is not sent through a pipe.
_SHARED: list[tuple[Plan, list[list[School]]]] = []


class Crew:
    """Runs a task once for every part of the county."""

    def __init__(self, count: int, pool: ProcessPoolExecutor | None) -> None:
        self._count = count
        self._pool = pool

    def run(self, task: Task[Result], *words: object) -> list[Result]:
        """`task(plan, part, schools, *words)` for each part; the results in the order of the parts."""
        if self._pool is None:
            return [_work(task, part, words) for part in range(self._count)]
        # Children are forked at the first call: no connection may be open in this process then.
        connections.close_all()
        waiting = [self._pool.submit(_work, task, part, words) for part in range(self._count)]
        return [done.result() for done in waiting]


def _work(task: Task[Result], part: int, words: tuple[object, ...]) -> Result:
    plan, heaps = _SHARED[-1]
    loosen_session()
    return task(plan, part, heaps[part], *words)


@contextmanager
def crew(plan: Plan, workers: int) -> Iterator[Crew]:
    """`workers` processes over one plan, each with a database connection of its own."""
    _SHARED.append((plan, parts(plan, workers)))
    try:
        if workers == 1:
            yield Crew(1, None)
            return
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            yield Crew(workers, pool)
    finally:
        _SHARED.pop()
