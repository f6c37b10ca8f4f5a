"""An invented school year of a county: who falls newly ill by class and day, outbreaks planted and known.

Nothing of it is taken from the detectors or from the demonstration. 412 schools and 4,500 classes in 26
townships; illness differs by school, class, weekday and season, comes in township waves, and clusters by
chance; weekends, holidays and the winter vacation; classes forget to report, some often, and schools
fall silent for days. What a silent class missed is told the next time, if at all.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
GROUPS = ("FEVER", "RESP", "GI", "RASH", "PAROTID", "EYE")
# New in a class of 42 a day: of all absences for illness about one in five has a group that is watched.
RATES = (0.11, 0.0, 0.05, 0.010, 0.0012, 0.004)
RESPIRATORY = 0.6
TERMS = ((dt.date(2026, 9, 1), dt.date(2027, 1, 22)), (dt.date(2027, 2, 22), dt.date(2027, 7, 2)))
OFF = (
    (dt.date(2026, 9, 25), dt.date(2026, 9, 27)), (dt.date(2026, 10, 1), dt.date(2026, 10, 8)),
    (dt.date(2027, 1, 1), dt.date(2027, 1, 1)), (dt.date(2027, 4, 5), dt.date(2027, 4, 5)),
    (dt.date(2027, 5, 3), dt.date(2027, 5, 5)), (dt.date(2027, 6, 9), dt.date(2027, 6, 9)),
)  # fmt: skip
MONDAY_FIRST = (1.35, 0.95, 0.95, 0.9, 0.85)
# How often a kind of outbreak is planted, over how many school days half of it comes, and its group.
KINDS = (
    ("GI", 0.42, 1.5),
    ("FEVER", 0.30, 2.5),
    ("RASH", 0.18, 5.0),
    ("EYE", 0.06, 3.0),
    ("PAROTID", 0.04, 6.0),
)


@dataclass(frozen=True)
class Outbreak:
    """`first`, `last`: columns of its first and last case; `cases`: how many fell ill."""

    group: str
    schools: tuple[int, ...]
    first: int
    last: int
    cases: int


@dataclass(frozen=True, eq=False)
class Year:
    """`counts`: shape (6, classes, days), NaN = not reported."""

    days: tuple[dt.date, ...]
    classes: IntArray
    school_of: IntArray
    township_of: IntArray
    roll: FloatArray
    counts: FloatArray
    at: dict[int, tuple[float, float]]
    outbreaks: tuple[Outbreak, ...]


@dataclass(frozen=True, eq=False)
class _Place:
    school: IntArray
    town: IntArray
    roll: FloatArray
    at: FloatArray


def invent(seed: int, *, classes: int = 4500, schools: int = 412, outbreaks: int = 160) -> Year:
    """A year from one seed."""
    rng = np.random.default_rng([seed, 2027])
    days = tuple(_school_days())
    place = _place(rng, classes, schools)
    ill = _background(rng, days, place)
    planted = [_plant(rng, place, ill, len(days)) for _each in range(outbreaks)]
    counts = _reported(rng, place, ill)
    numbers = 1 << 24 | (place.town + 1) << 19 | (place.school + 1) << 12
    school_numbers = dict(zip(place.school.tolist(), numbers.tolist(), strict=True))
    return Year(
        days,
        numbers + 1281 + np.arange(classes) % 2000,
        numbers,
        1 << 24 | (place.town + 1) << 19,
        place.roll,
        counts,
        {school_numbers[s]: (float(x), float(y)) for s, (x, y) in enumerate(place.at.tolist())},
        tuple(
            Outbreak(o.group, tuple(school_numbers[s] for s in o.schools), o.first, o.last, o.cases)
            for o in planted
        ),
    )


def _school_days() -> list[dt.date]:
    found = []
    for since, until in TERMS:
        for n in range((until - since).days + 1):
            day = since + dt.timedelta(days=n)
            if day.weekday() < 5 and not any(a <= day <= b for a, b in OFF):
                found.append(day)
    return found


def _place(rng: np.random.Generator, classes: int, schools: int) -> _Place:
    sizes = rng.lognormal(0, 0.7, schools)
    school = np.sort(
        np.concatenate(
            [np.arange(schools), rng.choice(schools, classes - schools, p=sizes / sizes.sum())]
        )
    )
    middles = rng.uniform(0, 60, (26, 2))
    town_of = np.sort(rng.integers(0, 26, schools))
    at = middles[town_of] + rng.normal(0, 3, (schools, 2))
    return _Place(school, town_of[school], rng.integers(22, 56, classes).astype(np.float64), at)


def _background(rng: np.random.Generator, days: tuple[dt.date, ...], place: _Place) -> IntArray:
    size, length = place.roll.size, len(days)
    weekday = np.array([MONDAY_FIRST[day.weekday()] for day in days])
    after = np.array([1 if n == 0 else min((days[n] - days[n - 1]).days, 4) for n in range(length)])
    weekday = weekday * np.where(after > 3, 1.3, 1.0)
    through = np.array([(day - days[0]).days for day in days]) / 300
    ill = np.zeros((len(GROUPS), size, length), dtype=np.int64)
    own = rng.gamma(6, 1 / 6, int(place.school.max()) + 1)[place.school] * rng.gamma(5, 1 / 5, size)
    for number, rate in enumerate(RATES):
        if not rate:
            continue
        peak, high = rng.uniform(0.25, 0.45), (2.2 if GROUPS[number] == "FEVER" else 0.8)
        season = 1 + high * np.exp(-(((through - peak) / 0.08) ** 2))
        wave = _waves(rng, 26, length)[place.town]
        mean = rate * (place.roll / 42 * own)[:, None] * weekday * season * wave
        # A brother, a shared table: counts of a class scatter more than chance alone.
        ill[number] = rng.poisson(mean * rng.gamma(2.5, 1 / 2.5, mean.shape))
    ill[1] = rng.binomial(ill[0], RESPIRATORY)
    return ill


def _waves(rng: np.random.Generator, towns: int, length: int) -> FloatArray:
    """Weeks in which a township has more or less than the others."""
    level, found = np.zeros(towns), np.zeros((towns, length))
    for day in range(length):
        level = 0.93 * level + rng.normal(0, 0.08, towns)
        found[:, day] = level
    return np.exp(found)


def _plant(rng: np.random.Generator, place: _Place, ill: IntArray, length: int) -> Outbreak:
    """In one class, some classes of a school, or in two or three schools that lie together."""
    group, _share, half = KINDS[rng.choice(len(KINDS), p=[share for _g, share, _h in KINDS])]
    cases = int(np.clip(rng.lognormal(np.log(11), 0.55), 5, 60))
    home = int(rng.integers(0, place.roll.size))
    width = rng.random()
    schools = [int(place.school[home])]
    if width > 0.95:
        apart = ((place.at - place.at[schools[0]]) ** 2).sum(axis=1)
        schools = np.argsort(apart)[: int(rng.integers(2, 4))].tolist()
    rooms = [home]
    if width > 0.6:
        there = np.flatnonzero(np.isin(place.school, schools))
        rooms = rng.choice(there, min(there.size, max(2, cases // 4)), replace=False).tolist()
    start = int(rng.integers(45, length - 12))
    when = np.minimum(start + np.floor(rng.gamma(2, half / 1.7, cases)).astype(int), length - 1)
    where = rng.choice(rooms, cases)
    np.add.at(ill[GROUPS.index(group)], (where, when), 1)
    if group == "FEVER":
        coughs = rng.random(cases) < RESPIRATORY
        np.add.at(ill[1], (where[coughs], when[coughs]), 1)
    hit = sorted({int(place.school[one]) for one in where.tolist()})
    return Outbreak(group, tuple(hit), int(when.min()), int(when.max()), cases)


def _reported(rng: np.random.Generator, place: _Place, ill: IntArray) -> FloatArray:
    """What comes in: silence is NaN; of what a silent class missed two thirds are told the next time."""
    size, length = ill.shape[1:]
    often = np.where(rng.random(size) < 0.05, 0.25, 0.02)
    silent = rng.random((size, length)) < often[:, None]
    for school in rng.choice(int(place.school.max()) + 1, 12):
        start = int(rng.integers(0, length - 5))
        silent[place.school == school, start : start + int(rng.integers(2, 5))] = True
    counts = ill.astype(np.float64)
    held = np.zeros(ill.shape[:2], dtype=np.int64)
    for day in range(length):
        quiet = silent[:, day]
        told = rng.binomial(held, 2 / 3)
        counts[:, :, day] += np.where(quiet, 0, told)
        held = np.where(quiet, held + ill[:, :, day], 0)
        counts[:, quiet, day] = np.nan
    return counts
