"""How much of a bottle for how much solution: exact arithmetic, what can be measured, what must not be.

    stock = solution × target ÷ strength of the bottle       (reference §5.1, H)

All in whole mL and mg/L (per cent for hydrogen peroxide), nothing in floating point.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from xiaoan.hygiene.rules.measures import (
    BUCKETS,
    GRADES,
    LEAST_ML,
    MARKS,
    MOST_ML,
    STRONG,
    TOLERANCE,
    USUAL,
    Warned,
    measured,
    warned,
)
from xiaoan.hygiene.rules.pack import AGENTS, PLACE_KINDS, Task

LITRE = 1000
# What else somebody may use at the same place, and what stops it.
BESIDE = ("acid", "alcohol", "ammonia", "peroxide", "chlorine", "soap")


@dataclass(frozen=True)
class Bottle:
    """What there is: `strength` in the agent's unit, of tablets mg each. `is_licensed` None: not known."""

    agent: str
    strength: int
    per_tablet: bool = False
    is_licensed: bool | None = None


@dataclass(frozen=True)
class Wish:
    """What is to be made: `ml` of solution of `target`, for a task of a kind of place ("": for none), by a
    `method` ("": as the task says); `beside`: what else is used there. `hot` water; `stored`: yesterday's."""

    target: int
    ml: int
    place: str = ""
    task: str = ""
    method: str = ""
    beside: frozenset[str] = frozenset()
    hot: bool = False
    stored: bool = False


@dataclass(frozen=True)
class Mix:
    """`ml` of solution of `exact` mL of the bottle, of which `stock` can be measured, and the rest water; of
    tablets so many pieces in all the water. `strength` is what it then is."""

    ml: int
    exact: Fraction
    stock: int
    strength: Fraction
    target: int
    per_tablet: bool

    @property
    def water(self) -> int:
        return self.ml if self.per_tablet else self.ml - self.stock

    @property
    def error(self) -> Fraction:
        """How much stronger than wanted, as a share: never below nought."""
        return self.strength / self.target - 1

    @property
    def parts(self) -> Fraction:
        """Of the exact recipe: so many parts of water to one of the bottle."""
        return (self.ml - self.exact) / self.exact


@dataclass(frozen=True)
class Answer:
    """`mix` of what was asked, None where that cannot be; `litre` and `buckets` of what can be measured;
    `least_ml`: from so much solution on it can be measured well; `exact_ml`: so much makes one tablet."""

    mix: Mix | None
    litre: Mix | None
    buckets: tuple[Mix, ...]
    warnings: tuple[Warned, ...]
    least_ml: int
    exact_ml: Fraction | None = None

    @property
    def is_stopped(self) -> bool:
        return any(one.grade in ("stop", "unsafe") for one in self.warnings)


def exact_stock(bottle: Bottle, target: int, ml: int) -> Fraction:
    """mL of the bottle (of tablets: how many) that hold what `ml` of `target` hold."""
    if bottle.per_tablet:
        return Fraction(ml * target, LITRE * bottle.strength)
    return Fraction(ml * target, bottle.strength)


def mix(bottle: Bottle, target: int, ml: int) -> Mix | None:
    """The recipe; None where the bottle is too weak, nothing is asked, or it is too little to measure."""
    if min(target, ml, bottle.strength) <= 0:
        return None
    if not bottle.per_tablet and bottle.strength < target:
        return None
    exact = exact_stock(bottle, target, ml)
    if bottle.per_tablet:
        stock = -(-exact.numerator // exact.denominator)
        strength = Fraction(stock * bottle.strength * LITRE, ml)
    else:
        if exact < LEAST_ML:
            return None
        stock = min(measured(exact), ml)
        strength = Fraction(stock * bottle.strength, ml)
    return Mix(ml, exact, stock, strength, target, bottle.per_tablet)


def least_ml(bottle: Bottle, target: int) -> int:
    """From so much solution on rounding stays within the tolerance, in whole litres (of tablets: the least
    that takes whole ones of them, to the tolerance)."""
    if min(target, bottle.strength) <= 0:
        return 0
    if bottle.per_tablet:
        one = Fraction(LITRE * bottle.strength, target)
        return int(-(-one // LITRE) * LITRE)
    least = next(
        step / TOLERANCE for _until, step in MARKS
    )  # of the finest mark, whose step is the tolerance of it
    return int(-(-(least * bottle.strength / target) // LITRE) * LITRE)


def task_of(place: str, task: str) -> Task | None:
    """The line of the pack."""
    kind = PLACE_KINDS.get(place)
    return next((one for one in kind.tasks if one.code == task), None) if kind else None


def answer(bottle: Bottle, wish: Wish) -> Answer:
    """The recipe, with whatever speaks against it. What is impossible has no recipe; what is unsafe has one
    that is not to be shown (`is_stopped`)."""
    warnings = tuple(
        sorted(
            (found for look in _LOOKS for found in look(bottle, wish)),
            key=lambda one: GRADES.index(one.grade),
        )
    )  # fmt: skip
    stopped = any(one.grade == "stop" for one in warnings)
    sizes = () if stopped else BUCKETS
    found = mix(bottle, wish.target, wish.ml)
    return Answer(
        None if stopped else found,
        None if stopped else mix(bottle, wish.target, LITRE),
        tuple(one for size in sizes if (one := mix(bottle, wish.target, size)) is not None),
        warnings,
        least_ml(bottle, wish.target),
        Fraction(LITRE * bottle.strength, wish.target)
        if bottle.per_tablet and min(wish.target, bottle.strength) > 0
        else None,
    )


def _impossible(bottle: Bottle, wish: Wish) -> Iterable[Warned]:
    agent, place = AGENTS[bottle.agent], PLACE_KINDS.get(wish.place)
    if not agent.needs_water:
        yield warned("no_water")
    if place and all(one.agent == "none" for one in place.tasks):
        yield warned("outdoors")
    if min(wish.target, wish.ml, bottle.strength) <= 0:
        yield warned("nothing")
        return
    if wish.ml > MOST_ML:
        yield warned("too_much", MOST_ML)
    if bottle.per_tablet:
        return
    if bottle.strength < wish.target:
        yield warned("weaker", bottle.strength)
    elif exact_stock(bottle, wish.target, wish.ml) < LEAST_ML:
        yield warned("unmeasurable", least_ml(bottle, wish.target))


def _unsafe(bottle: Bottle, wish: Wish) -> Iterable[Warned]:
    agent = AGENTS[bottle.agent]
    for other in BESIDE:
        if other in wish.beside and other in agent.never_with:
            yield warned(other)
    if wish.hot and bottle.agent in ("chlorine", "peroxide"):
        yield warned("hot")
    if wish.stored:
        yield warned("stored")
    if wish.method == "spray" and "spray" not in agent.methods:
        yield warned("sprayed")


def _outside(bottle: Bottle, wish: Wish) -> Iterable[Warned]:
    task = task_of(wish.place, wish.task)
    if task is not None and task.agent not in (bottle.agent, "none", "heat", "uv"):
        yield warned("agent")
    elif task is not None and task.usual is not None:
        if task.most is not None and wish.target > task.most:
            yield warned("above", task.most)
        if task.least is not None and wish.target < task.least:
            yield warned("below", task.least)
    usual = USUAL.get("tablet" if bottle.per_tablet else bottle.agent)
    if usual and bottle.strength > 0 and not usual[0] <= bottle.strength <= usual[1]:
        yield warned("strange", bottle.strength)
    if bottle.is_licensed is False:
        yield warned("unlicensed")


def _notes(bottle: Bottle, wish: Wish) -> Iterable[Warned]:
    found = mix(bottle, wish.target, wish.ml)
    if found is not None and found.error > TOLERANCE:
        yield warned("rounded", least_ml(bottle, wish.target))
    task = task_of(wish.place, wish.task)
    if (task is not None and task.absent) or wish.method == "spray":
        yield warned("present")
    if bottle.agent == "chlorine":
        if wish.target >= STRONG:
            yield warned("strong", STRONG)
        yield warned("never")


_LOOKS = (_impossible, _unsafe, _outside, _notes)
