"""Advice on suspending lessons (停课建议): what a rule counts, and of how many. Never a decision."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xiaoan.outbreaks.rules.book import Condition, Rule
from xiaoan.outbreaks.rules.cases import Person
from xiaoan.outbreaks.rules.holding import CLASS, SCHOOL
from xiaoan.outbreaks.rules.patients import Patient, counted_once, window_from


@dataclass(frozen=True, slots=True)
class Figure:
    """What was counted: so many of so many (0: nobody knows of how many), against the number of the rule."""

    measure: str
    count: int
    of: int
    at_least: Decimal
    is_met: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """A rule of advice met at a class or school on a day. `figures`: all its counts, met or not;
    `left`: conditions that only a person can say.
    """

    rule: Rule
    level: str
    unit_no: int
    day: dt.date
    figures: tuple[Figure, ...]
    people: frozenset[Person]
    left: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """Who is ill now with a disease of the file, by class (`rule.disease` → class → people)."""

    ill: Mapping[str, Mapping[int, frozenset[Person]]]
    sizes: Mapping[int, int]


def advise(
    rules: Sequence[Rule], patients: Iterable[Patient], now: Present, day: dt.date
) -> list[Advice]:
    """The advice of a day, by rule and unit; a class of which nobody knows the size has no share."""
    known = list(patients)
    found = []
    for rule in rules:
        level = CLASS if CLASS in rule.units else SCHOOL
        for unit_no in sorted(_units(rule, level, known, now)):
            one = _at(rule, level, unit_no, known, now, day)
            if any(figure.is_met for figure in one.figures):
                found.append(one)
    return found


def _units(rule: Rule, level: str, patients: Iterable[Patient], now: Present) -> set[int]:
    ill = {no for each in patients if rule.disease in each.diseases for no in each.units_at(level)}
    return ill | (set(now.ill.get(rule.disease, {})) if level == CLASS else set())


def _at(
    rule: Rule,
    level: str,
    unit_no: int,
    patients: Sequence[Patient],
    now: Present,
    day: dt.date,
) -> Advice:
    own = [
        each
        for each in patients
        if rule.disease in each.diseases and unit_no in each.units_at(level)
    ]
    size = now.sizes.get(unit_no, 0)
    counted: set[Person] = set()
    figures = []
    for each in rule.conditions:
        people = _people(rule, each, own, now, unit_no, day)
        if people is not None:
            counted |= people
            figures.append(_figure(each, len(people), size))
    left = tuple(each for each in rule.conditions if each.measure not in _COUNTED)
    return Advice(rule, level, unit_no, day, tuple(figures), frozenset(counted), left)


_COUNTED = ("cases", "new_today", "current_ratio")


def _people(
    rule: Rule,
    condition: Condition,
    own: Sequence[Patient],
    now: Present,
    unit_no: int,
    day: dt.date,
) -> frozenset[Person] | None:
    if condition.measure == "current_ratio":
        return now.ill.get(rule.disease, {}).get(unit_no, frozenset())
    if condition.measure == "new_today":
        return frozenset(each.person for each in own if each.onset == day)
    if condition.measure == "cases":
        first = window_from(rule, day)
        inside = [each for each in own if first <= each.onset <= day]
        return frozenset(each.person for each in counted_once(inside))
    return None


def _figure(condition: Condition, count: int, size: int) -> Figure:
    at_least = Decimal(condition.at_least)
    if condition.measure == "current_ratio":
        is_met = size > 0 and Decimal(count) >= at_least * size
    else:
        is_met = count >= at_least
    return Figure(condition.measure, count, size, at_least, is_met)
