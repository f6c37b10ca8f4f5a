"""How schools are run: when they open, who comes on which day, what is looked for, when a class closes."""

from dataclasses import dataclass

import numpy as np

from xiaoan.epidemiology.arrays import BoolArray, IntArray
from xiaoan.epidemiology.simulation.population import Population

NEVER = np.iinfo(np.int32).max
_WEEK, _SCHOOL_DAYS = 7, 5


@dataclass(frozen=True, slots=True)
class Policy:
    """A way of running schools. Day 0 is a Monday.

    `opens`: first day with school, one for all or shape (schools,); `waits`: days more that a class waits,
    one for all or shape (classes,). `vaccinated`: share of pupils. `boarding_weeks`: after so many weeks
    boarders go home for a weekend (1: every weekend). `halves`: each half of a class
    comes every second school day. `masks`: what contacts at school are multiplied by. `checks`:
    readings a day; `sensitivity` of one for somebody who is felt; `false_alarms`: share of well
    people sent home at one reading, after the second reading. `stays_home`: share of the ill who
    stay at home from the first sign by themselves. `isolation`: days at home from then on. `close_at`:
    known ill of a class within `window` days that close it for `closed` days (None: never), one for all or
    shape (classes,). `grades`: shape (classes,), the grade of each, numbered over all schools; so many
    classes shut in a grade (`close_grade`) shut the rest of it, so many grades in a school (`close_school`)
    the rest of the school (None: never). `tests`: tests a week (0 to 5) of `tested`, a share of the pupils,
    the same ones each time; `found`: share of the infectious that a test finds; `test_false`: share of the
    others it is wrong about. `imports`: infections from outside for each 1,000 people and week.
    """

    opens: int | IntArray = 0
    halves: bool = False
    masks: float = 1.0
    checks: int = 0
    sensitivity: float = 0.8
    false_alarms: float = 0.002
    stays_home: float = 0.0
    isolation: int = 7
    close_at: int | IntArray | None = None
    window: int = 7
    closed: int = 4
    imports: float = 0.0
    waits: int | IntArray = 0
    vaccinated: float = 0.0
    boarding_weeks: int = 1
    grades: IntArray | None = None
    close_grade: int | None = None
    close_school: int | None = None
    tests: int = 0
    tested: float = 1.0
    found: float = 0.8
    test_false: float = 0.0

    @property
    def follows(self) -> bool:
        """Whether it matters who falls ill."""
        return bool(self.stays_home or self.checks)


def is_school_day(day: int) -> bool:
    """Monday to Friday; day 0 is a Monday."""
    return day % _WEEK < _SCHOOL_DAYS


def invited(policy: Policy, population: Population, day: int) -> BoolArray:
    """Who has school on this day, shape (N,), before anybody is sent home or a class closed."""
    if not is_school_day(day):
        return np.zeros(population.people, np.bool_)
    comes = first_days(policy, population) <= day
    if policy.halves:
        nth = day // _WEEK * _SCHOOL_DAYS + day % _WEEK
        comes &= ~population.pupil | (_half(population) == nth % 2)
    return comes


def is_test_day(tests: int, day: int) -> bool:
    """So many tests a week, spread over its school days from Monday on."""
    on = day % _WEEK
    return (
        on < _SCHOOL_DAYS
        and on * tests // _SCHOOL_DAYS != (on - 1) * tests // _SCHOOL_DAYS
        and tests > 0
    )


def first_days(policy: Policy, population: Population) -> IntArray:
    """Shape (N,): the first day with school of each person; `NEVER` for whoever goes to none."""
    opens = np.append(np.broadcast_to(policy.opens, population.schools), NEVER)
    waits = np.append(np.broadcast_to(policy.waits, population.classes), 0)
    found: IntArray = opens[population.school] + waits[population.class_]
    return found


def sleeps_in(policy: Policy, day: int) -> bool:
    """Whether boarders spend the night after this day at school: from Sunday to Thursday, and on the other
    nights of a weekend on which they do not go home."""
    on = day % _WEEK
    week = day // _WEEK + 1
    return on < _SCHOOL_DAYS - 1 or on == _WEEK - 1 or week % policy.boarding_weeks != 0


def calendar(policy: Policy, population: Population, days: int) -> list[BoolArray]:
    """`invited` for each day of a run; days that are alike share one array."""
    known: dict[tuple[int, ...], BoolArray] = {}
    found = []
    starts = np.unique(first_days(policy, population))
    for day in range(days):
        nth = day // _WEEK * _SCHOOL_DAYS + day % _WEEK
        open_ = int(np.searchsorted(starts, day, side="right"))
        alike = (open_, nth % 2 if policy.halves else 0) if is_school_day(day) else (-1,)
        if alike not in known:
            known[alike] = invited(policy, population, day)
        found.append(known[alike])
    return found


def school_days(first: IntArray, last: IntArray) -> IntArray:
    """School days from `first` until before `last`, elementwise."""
    return _before(np.maximum(last, first)) - _before(first)


def _before(day: IntArray) -> IntArray:
    return day // _WEEK * _SCHOOL_DAYS + np.minimum(day % _WEEK, _SCHOOL_DAYS)


def _half(population: Population) -> IntArray:
    """0 or 1: every second pupil of each class, in the order of people."""
    order = np.argsort(population.class_, kind="stable")
    first = np.searchsorted(population.class_[order], population.class_[order])
    half = np.empty(population.people, np.int64)
    half[order] = (np.arange(population.people) - first) % 2
    return half
