"""Sixty school days of absence, and what the classes made of it: who reported, when, late or not.

Rates of sick absence (person-days) by stage are those of 856 schools in Hangzhou 2018-2020 (reference
§1.5): kindergarten 1.77 %, primary 0.28 %, middle 0.08 %; influenza-like illness is 17 % of it. Weekday,
season and the length of a spell (1.8 school days) are our choice after Jiangsu 2009 (1.6 days).
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xiaoan.rehearsal import marks as m
from xiaoan.rehearsal.geography import County
from xiaoan.rehearsal.incidents import Incidents, make_incidents
from xiaoan.rehearsal.people import Pupil

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

RATES = {"kindergarten": 0.0177, "primary": 0.0028, "junior": 0.0008, "senior": 0.0008}
_LENGTHS = np.array([0.55, 0.25, 0.12, 0.05, 0.03])
MEAN_LENGTH = float((_LENGTHS * np.arange(1, 6)).sum())
# Spells that overlap are one, and who is sent home was there in the morning: so much is lost.
_KEPT = 0.94
_WEEKDAYS = (1.22, 1.05, 0.96, 0.92, 0.85, 0.9, 0.9)
# What a spell looks like, in per cent. Coughs and colds lead; fever with cough or sore throat is 17.
_PICTURES = (
    (34, m.mask("cough")), (9, m.mask("cough", "sore_throat")), (7, m.mask("sore_throat")),
    (11, m.mask("fever", "cough")), (4, m.mask("fever", "sore_throat")),
    (2, m.mask("fever", "cough", "headache")), (4, m.mask("fever")), (4, m.mask("abdominal_pain")),
    (3, m.mask("diarrhoea")), (3, m.mask("vomiting")), (1, m.mask("rash")), (1, m.mask("red_eyes")),
    (4, m.mask("headache")), (2, m.mask("dizziness", "fatigue")), (7, m.mask("other")), (4, 0),
)  # fmt: skip
# Personal leave, unknown, late, here with a cough: shares of the pupils on a morning.
PERSONAL, UNKNOWN, LATE, COUGHS, ISOLATED = 0.003, 0.0002, 0.0012, 0.0004, 0.00002


@dataclass(slots=True)
class History:
    """`days` oldest first, the demonstration's day last; `marks` in order of day, slot and pupil."""

    days: list[dt.date]
    marks: m.Table
    incidents: Incidents
    _starts: Ints

    def on(self, day: int, slot: int) -> m.Table:
        """The marks of one day and slot, as things were (silent classes included)."""
        key = day * 3 + slot
        found: m.Table = self.marks[self._starts[key] : self._starts[key + 1]]
        return found


@dataclass(slots=True)
class _World:
    """What the draws need to know about everybody, as arrays over pupils."""

    rng: np.random.Generator
    cls: Ints
    boarder: Bools
    stages: npt.NDArray[np.str_]
    weight: npt.NDArray[np.float64]
    calendar: Ints

    @property
    def pupils(self) -> int:
        return len(self.cls)

    @property
    def days(self) -> int:
        return len(self.weight)


def make_history(county: County, pupils: list[Pupil], days: list[dt.date]) -> History:
    """Illness and leave of all pupils on `days`, the last of which is the demonstration's."""
    sizes = [one.size for one in county.classes]
    world = _World(
        np.random.default_rng([county.seed, 4]),
        np.repeat(np.arange(len(sizes)), sizes),
        np.array([pupil.boarder for pupil in pupils]),
        np.repeat(np.array([one.stage for one in county.classes]), sizes),
        _weights(days),
        np.array([day.toordinal() for day in days]),
    )
    first = [0, *np.cumsum(sizes).tolist()]
    incidents = make_incidents(county, first, world.calendar)
    ill = _away_from(incidents, _spells(world), len(days))
    found = m.once([incidents.marks, ill, *_leave(world)], world.pupils)
    found = found[(found["slot"] < 2) | world.boarder[found["pupil"]]]
    key = found["day"].astype(np.int64) * 3 + found["slot"]
    starts = np.searchsorted(key, np.arange(len(days) * 3 + 1))
    return History(days, found, incidents, starts)


def _weights(days: list[dt.date]) -> npt.NDArray[np.float64]:
    """How ill a day is beside the average: Mondays more, November more than September."""
    elapsed = np.array([(day - days[0]).days for day in days]) / max((days[-1] - days[0]).days, 1)
    season = 0.78 + 0.44 * elapsed
    found = season * np.array([_WEEKDAYS[day.weekday()] for day in days])
    made: npt.NDArray[np.float64] = found / found.mean()
    return made


def _spells(world: _World) -> m.Table:
    """Spells of illness, one row a roll-call that they touch."""
    rng, pupil, start = world.rng, [], []
    before = 4
    weight = np.concatenate([np.full(before, world.weight[0]), world.weight])
    for stage, rate in RATES.items():
        pool = np.flatnonzero(world.stages == stage)
        number = rng.poisson(len(pool) * rate / MEAN_LENGTH / _KEPT * weight)
        start.append(np.repeat(np.arange(-before, world.days), number))
        pupil.append(rng.choice(pool, int(number.sum())) if len(pool) else np.zeros(0, int))
    who, day = np.concatenate(pupil), np.concatenate(start)
    order = np.lexsort((day, who))
    who, day = who[order], day[order]
    length = rng.choice(np.arange(1, 6), len(who), p=_LENGTHS)
    apart = np.ones(len(who), bool)
    apart[1:] = (who[1:] != who[:-1]) | (day[1:] > day[:-1] + length[:-1])
    return _unfold(world, who[apart], day[apart], length[apart])


def _unfold(world: _World, who: Ints, start: Ints, length: Ints) -> m.Table:
    rng, count = world.rng, len(who)
    shares = np.array([share for share, _mask in _PICTURES], float)
    masks = np.array([found for _share, found in _PICTURES])
    symptoms = masks[rng.choice(len(masks), count, p=shares / shares.sum())]
    onset = rng.choice([0, 1, 2, m.NO_ONSET], count, p=[0.5, 0.36, 0.08, 0.06])
    hot = ((symptoms & 1) > 0) & (rng.random(count) < 0.7)
    heat = np.where(hot, np.clip(374 + rng.exponential(7, count), 374, 399), 0).astype(int)
    method = np.where(heat > 0, rng.choice([1, 2], count, p=[0.75, 0.25]), 0)
    from_class = rng.random(count) < 0.06
    at = np.repeat(np.arange(count), length)
    step = np.arange(len(at)) - np.repeat(np.cumsum(length) - length, length)
    day = start[at] + step
    inside = (day >= 0) & (day < world.days)
    at, step, day = at[inside], step[inside], day[inside]
    rows = []
    for slot in range(3):
        home = from_class[at] & (step == 0)
        there = ~home if slot == 0 else np.ones(len(at), bool)
        kind = np.where(home & (slot == 1), m.SENT_HOME, m.ABSENT_SICK)
        since = day - step
        # The day of onset stays the same through the spell; before the first day all days count.
        back = world.calendar[day] - world.calendar[np.maximum(since, 0)] + np.maximum(-since, 0)
        rows.append(
            m.table(
                day=day, slot=slot, pupil=who[at], cls=world.cls[who[at]], kind=kind,
                symptoms=symptoms[at], onset=np.where(onset[at] < 0, m.NO_ONSET, onset[at] + back),
                heat=np.where(step == 0, heat[at], 0), method=np.where(step == 0, method[at], 0),
            )[there]
        )  # fmt: skip
    return np.concatenate(rows)


def _leave(world: _World) -> list[m.Table]:
    """Everything that is not illness, the commoner the later (see marks.once)."""
    isolated = _draw(world, ISOLATED / 5, (0, 1, 2), m.ABSENT_ISOLATION)
    week = [isolated[isolated["day"] + n < world.days].copy() for n in range(5)]
    for n, rows in enumerate(week):
        rows["day"] += n
    coughs = _draw(world, COUGHS, (0,), m.PRESENT)
    coughs["symptoms"] = m.mask("cough")
    return [
        *week,
        _draw(world, PERSONAL * 0.8, (0, 1, 2), m.ABSENT_PERSONAL),
        _draw(world, PERSONAL * 0.2, (0,), m.ABSENT_PERSONAL),
        _draw(world, PERSONAL * 0.2, (1, 2), m.ABSENT_PERSONAL),
        _draw(world, UNKNOWN, (0,), m.ABSENT_UNKNOWN),
        _draw(world, LATE, (0,), m.LATE),
        coughs,
    ]


def _draw(world: _World, share: float, slots: tuple[int, ...], kind: int) -> m.Table:
    """Marks of one kind on `share` of all pupil-days."""
    count = int(world.rng.poisson(share * world.pupils * world.days))
    who = world.rng.integers(0, world.pupils, count)
    day = world.rng.integers(0, world.days, count)
    return np.concatenate(
        [m.table(day=day, slot=slot, pupil=who, cls=world.cls[who], kind=kind) for slot in slots]
    )


def _away_from(incidents: Incidents, rows: m.Table, days: int) -> m.Table:
    """No chance illness in the outbreaks' classes in their days: the story there is written."""
    classes = [one.index for one in incidents.classes]
    kept: m.Table = rows[~(np.isin(rows["cls"], classes) & (rows["day"] >= days - 9))]
    return kept
