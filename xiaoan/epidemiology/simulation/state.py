"""What one replicate knows of its people on a day."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from xiaoan.epidemiology.arrays import BoolArray, FloatArray, IntArray
from xiaoan.epidemiology.simulation.disease import Courses, Disease, courses
from xiaoan.epidemiology.simulation.population import Population

NOBODY: IntArray = np.empty(0, np.int64)


@dataclass(slots=True, eq=False)
class Infectious:
    """Those who can infect today, each array of shape (I,)."""

    who: IntArray = field(default_factory=NOBODY.copy)
    ends: IntArray = field(default_factory=NOBODY.copy)
    power: FloatArray = field(default_factory=lambda: np.empty(0))

    def turn(self, day: int, new: list[tuple[IntArray, IntArray, FloatArray]]) -> None:
        """Let go of those whose last day is over, take in those whose first day it is."""
        if not self.who.size and not new:
            return
        on = self.ends > day
        parts = [(self.who[on], self.ends[on], self.power[on]), *new]
        self.who, self.ends, self.power = (
            np.concatenate(part) for part in zip(*parts, strict=True)
        )


@dataclass(slots=True, eq=False)
class State:
    """People of one replicate. `home`: shape (N,), the day on which each comes again; `shut`: of classes.
    `follows`: whether anybody looks who falls ill."""

    population: Population
    susceptible: BoolArray
    home: IntArray
    shut: IntArray
    follows: bool = True
    infectious: Infectious = field(default_factory=Infectious)
    beginning: dict[int, list[tuple[IntArray, IntArray, FloatArray]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    # By day of the first sign: who, whether a check can see it, and the day from which it cannot.
    falling_ill: dict[int, list[tuple[IntArray, BoolArray, IntArray]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @classmethod
    def of(
        cls, population: Population, immune: BoolArray | None, *, follows: bool = True
    ) -> "State":
        """Everybody susceptible but for the `immune`, shape (N,), nobody at home, no class shut."""
        susceptible = np.ones(population.people, np.bool_) if immune is None else ~immune
        return cls(
            population, susceptible, np.zeros(population.people, np.int64),
            np.zeros(population.classes + 1, np.int64), follows,
        )  # fmt: skip

    def at_school(self, who: IntArray, comes: BoolArray, day: int) -> BoolArray:
        """Which of `who` are at school: invited, not at home, their class not shut."""
        open_ = self.shut.take(self.population.class_.take(who)) <= day
        return comes.take(who) & (self.home.take(who) <= day) & open_

    def infect(self, who: IntArray, disease: Disease, day: int, rng: np.random.Generator) -> None:
        """`who`: each once, susceptible until today."""
        course = courses(disease, day, who.size, rng)
        for begins, of in _by_day(course.begins):
            self.beginning[begins].append((who[of], course.ends[of], course.power[of]))
        if self.follows:
            self._fall_ill(who, course)

    def _fall_ill(self, who: IntArray, course: Courses) -> None:
        ill = np.flatnonzero(course.ill)
        for onset, of in _by_day(course.onset[ill]):
            some = ill[of]
            until = np.maximum(course.ends[some], onset + 1)
            self.falling_ill[onset].append((who[some], course.felt[some], until))


def _by_day(days: IntArray) -> Iterator[tuple[int, IntArray]]:
    """Each day that is in `days`, and where, both ascending."""
    if not days.size:
        return
    order = np.argsort(days, kind="stable")
    sorted_ = days[order]
    cuts = (np.flatnonzero(sorted_[1:] != sorted_[:-1]) + 1).tolist()
    for begin, end in zip([0, *cuts], [*cuts, days.size], strict=True):
        yield int(sorted_[begin]), order[begin:end]
