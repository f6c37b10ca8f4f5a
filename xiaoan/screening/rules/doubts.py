"""Reporting that looks copied, or made by a machine: patterns worth a look, with their numbers.

Our own rules (confidence L), set so that an honest county seldom meets one (docs/rules.md has the measured
share). Not one is an offence, and no number of them is added up: a person is asked, and explains.
"""

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

# Window of the rules about single sheets, in school days; `always_zero` looks at the term.
WINDOW = 20
DOUBTS = (
    "same_figures", "same_sheet", "same_temperature", "round_values", "too_fast", "same_second",
    "always_zero", "many_at_once",
)  # fmt: skip

# The same figures, not nought, of different pupils each day: chance repeats a pair of figures over two or
# three days, over six hardly ever.
_SAME_FIGURES_DAYS, _SAME_FIGURES_LEAST = 6, 3
# The same pupils with the same marks: a long illness is one pupil, a copied sheet is several.
_SAME_SHEET_DAYS, _SAME_SHEET_LEAST = 8, 2
_SAME_READINGS = 10
# One in five tenths is a whole or a half degree: twelve in a row are 0.2^12.
_ROUND_READINGS, _ROUND_CHANCE = 12, 0.2
# To look at a class and press once takes two seconds, each pupil named two more.
_PAGE_SECONDS, _MARK_SECONDS, _FAST_DAYS = 2.0, 2.0, 5
_SECOND_DAYS = 5
_AT_ONCE_CLASSES, _AT_ONCE_SECONDS, _AT_ONCE_DAYS = 4, 10, 3
_ZERO_LIKELIHOOD, _ZERO_DAYS, _PEERS = 1e-4, 15, 10
# Of comparable classes the highest tenth is left out: an outbreak elsewhere is no reason to doubt here.
_TRIMMED = 0.1


@dataclass(frozen=True, slots=True)
class DaySheet:
    """One class's morning report in force, as these rules read it.

    `figures`: how many of each kind of exception. `marks`: who is marked, and as what. `second`: of the day,
    when it came in. `took`: seconds from the page being opened (the submission's id is made then); None
    where that is not known.
    """

    day: dt.date
    enrolled: int
    figures: tuple[int, ...] = ()
    marks: frozenset[Hashable] = frozenset()
    readings: tuple[Decimal, ...] = ()
    second: float = 0.0
    took: float | None = None

    @property
    def people(self) -> frozenset[Hashable]:
        return frozenset(mark[0] for mark in self.marks if isinstance(mark, tuple))


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is worth a look: the rule, the days it spans, and the numbers that say why."""

    rule: str
    first_day: dt.date
    last_day: dt.date
    figures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """A class's term so far: days reported, pupil-days, new illnesses (each spell once)."""

    first_day: dt.date
    last_day: dt.date
    days: int
    pupil_days: int
    spells: int


@dataclass(frozen=True, slots=True)
class Entered:
    """One class reported by an account at an instant."""

    unit_no: int
    account: Hashable
    at: dt.datetime


def class_patterns(sheets: Iterable[DaySheet]) -> list[Pattern]:
    """The patterns of one class's last school days, in the order of DOUBTS."""
    last = sorted(sheets, key=lambda sheet: sheet.day)[-WINDOW:]
    looks = (_same_figures, _same_sheet, _readings_alike, _round_values, _too_fast, _same_second)
    return [found for look in looks if last and (found := look(last))]


def _same_figures(sheets: Sequence[DaySheet]) -> Pattern | None:
    """Identical figures day after day although the pupils differ."""
    run = _longest([sheet.figures for sheet in sheets])
    held = sheets[run[0] : run[1]]
    total = len(held[0].people)
    if len(held) < _SAME_FIGURES_DAYS or total < _SAME_FIGURES_LEAST:
        return None
    # A pupil ill for long is honest: as many of the others must have changed.
    always = frozenset.intersection(*(sheet.people for sheet in held))
    if total - len(always) < _SAME_FIGURES_LEAST:
        return None
    return _pattern("same_figures", held, days=len(held), people=total)


def _same_sheet(sheets: Sequence[DaySheet]) -> Pattern | None:
    """The same pupils with the very same marks: a sheet sent again."""
    run = _longest([sheet.marks for sheet in sheets])
    held = sheets[run[0] : run[1]]
    if len(held) < _SAME_SHEET_DAYS or len(held[0].marks) < _SAME_SHEET_LEAST:
        return None
    return _pattern("same_sheet", held, days=len(held), people=len(held[0].marks))


def _longest(values: Sequence[Hashable]) -> tuple[int, int]:
    """The longest run of equal values that say something, as [begin, end)."""
    best, begin = (0, 1), 0
    for at in range(1, len(values) + 1):
        if at == len(values) or values[at] != values[begin]:
            if _says(values[begin]) and at - begin > (
                best[1] - best[0] if _says(values[best[0]]) else 0
            ):
                best = (begin, at)
            begin = at
    return best


def _says(value: Hashable) -> bool:
    return any(value) if isinstance(value, tuple) else bool(value)


def _readings_alike(sheets: Sequence[DaySheet]) -> Pattern | None:
    """Everybody who has a temperature has the same one."""
    measured = [sheet for sheet in sheets if sheet.readings]
    readings = [value for sheet in measured for value in sheet.readings]
    if len(readings) < _SAME_READINGS or len(set(readings)) > 1:
        return None
    found = {"readings": len(readings), "celsius": float(readings[0])}
    return _pattern("same_temperature", measured, **found)


def _round_values(sheets: Sequence[DaySheet]) -> Pattern | None:
    """Only whole and half degrees."""
    measured = [sheet for sheet in sheets if sheet.readings]
    readings = [value for sheet in measured for value in sheet.readings]
    whole = all(value * 2 == int(value * 2) for value in readings)
    if len(readings) < _ROUND_READINGS or not whole or len(set(readings)) == 1:
        return None
    chance = _ROUND_CHANCE ** len(readings)
    return _pattern("round_values", measured, readings=len(readings), likelihood=chance)


def _too_fast(sheets: Sequence[DaySheet]) -> Pattern | None:
    """Sent sooner after the page was opened than a person can fill it in, on most days."""
    known = [sheet for sheet in sheets if sheet.took is not None]
    fast = [
        sheet
        for sheet in known
        if sheet.took is not None
        and sheet.took < _PAGE_SECONDS + _MARK_SECONDS * max(len(sheet.marks) - 1, 0)
    ]
    if len(fast) < _FAST_DAYS or 2 * len(fast) < len(known):
        return None
    longest = max(sheet.took or 0.0 for sheet in fast)
    return _pattern("too_fast", fast, days=len(fast), of=len(known), seconds=round(longest, 1))


def _same_second(sheets: Sequence[DaySheet]) -> Pattern | None:
    """Sent at the same second of the day (one more or less) again and again."""
    seconds = Counter(int(sheet.second) for sheet in sheets)
    best = max(seconds, key=lambda at: (_about(seconds, at), -at))
    alike = [sheet for sheet in sheets if abs(int(sheet.second) - best) <= 1]
    if len(alike) < _SECOND_DAYS:
        return None
    return _pattern("same_second", alike, days=len(alike), of=len(sheets), second=best)


def _about(seconds: Counter[int], at: int) -> int:
    return seconds[at - 1] + seconds[at] + seconds[at + 1]


def _pattern(rule: str, sheets: Sequence[DaySheet], **figures: float) -> Pattern:
    return Pattern(rule, sheets[0].day, sheets[-1].day, figures)


def new_illnesses(sick: Iterable[tuple[Hashable, dt.date]], days: Sequence[dt.date]) -> int:
    """Spells among (pupil, day) sightings: one who was ill on the reported day before is not new."""
    place = {day: at for at, day in enumerate(days)}
    by_person: dict[Hashable, set[int]] = defaultdict(set)
    for person, day in sick:
        if day in place:
            by_person[person].add(place[day])
    return sum(at - 1 not in found for found in by_person.values() for at in found)


def rate_of(peers: Sequence[Term]) -> float | None:
    """New illnesses per pupil and day in comparable classes, the highest tenth left out; None where there
    are too few to compare with.
    """
    usable = sorted(
        (one for one in peers if one.pupil_days), key=lambda one: one.spells / one.pupil_days
    )
    if len(usable) < _PEERS:
        return None
    kept = usable[: len(usable) - math.ceil(len(usable) * _TRIMMED)]
    return sum(one.spells for one in kept) / sum(one.pupil_days for one in kept)


def always_zero(term: Term, rate: float | None) -> Pattern | None:
    """Nobody ill on any day of a term in which comparable classes had illness.

    New illnesses come about like Poisson events: where `expected` are expected, none at all has the
    likelihood e^-expected.
    """
    if rate is None or term.spells or term.days < _ZERO_DAYS:
        return None
    expected = rate * term.pupil_days
    if math.exp(-expected) >= _ZERO_LIKELIHOOD:
        return None
    found = {"days": term.days, "expected": round(expected, 1), "likelihood": math.exp(-expected)}
    return Pattern("always_zero", term.first_day, term.last_day, found)


def many_at_once(entered: Iterable[Entered]) -> Pattern | None:
    """Several classes sent by one account within seconds, on several days."""
    groups: dict[tuple[Hashable, dt.date], list[Entered]] = defaultdict(list)
    for one in entered:
        groups[one.account, one.at.date()].append(one)
    most: dict[Hashable, dict[dt.date, int]] = defaultdict(dict)
    for (account, day), found in groups.items():
        at_once = _most_at_once(sorted(found, key=lambda one: one.at))
        if at_once >= _AT_ONCE_CLASSES:
            most[account][day] = at_once
    days = max(most.values(), key=len, default={})
    if len(days) < _AT_ONCE_DAYS:
        return None
    figures: dict[str, float] = {
        "days": len(days),
        "classes": max(days.values()),
        "seconds": _AT_ONCE_SECONDS,
    }
    return Pattern("many_at_once", min(days), max(days), figures)


def _most_at_once(entered: Sequence[Entered]) -> int:
    """The most different classes within any stretch of some seconds."""
    most, first = 0, 0
    for last, one in enumerate(entered):
        while (one.at - entered[first].at).total_seconds() > _AT_ONCE_SECONDS:
            first += 1
        most = max(most, len({each.unit_no for each in entered[first : last + 1]}))
    return most
