"""What the classes made of a day: which reported, at what second, late or corrected.

About 98.5 % of the roll-calls due come in, 3 % of them late, 0.5 % are corrected; some schools are slow
all through the term. On the demonstration's morning the clock stops at 08:05.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xiaoan.rehearsal.geography import County
from xiaoan.rehearsal.incidents import Incidents

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

STAGES = ("kindergarten", "primary", "junior", "senior")
# Opening and deadline of morning, noon and evening by stage, as (hour, minute).
OPENS = ((6, 30), (13, 0), (17, 30))
DEADLINES = {
    "kindergarten": ((8, 50), (14, 40), (19, 0)),
    "primary": ((8, 20), (14, 10), (19, 0)),
    "junior": ((7, 40), (14, 10), (19, 0)),
    "senior": ((7, 40), (14, 10), (19, 0)),
}
NOW = (8, 5)
# Noon checks are for the epidemic season (GB 28932-2012, class form of the 2006 norm): this county began
# them with the last 20 of its 60 past school days, at the end of October.
NOON_SINCE_DAY = 40
# Shares of the classes that have reported by 08:05: in time, and after their deadline.
_BY_NOW = {"kindergarten": 0.60, "primary": 0.82, "junior": 0.885, "senior": 0.885}
_LATE_BY_NOW = {"kindergarten": 0.0, "primary": 0.0, "junior": 0.045, "senior": 0.045}


# The last report of a past morning, as second of the day: its corrections are in before ten.
LAST_OF_MORNING = 9 * 3600 + 900


@dataclass(slots=True)
class Reports:
    """By class, for one day and slot. `second` of the day, 0 for a class that is silent."""

    due: Bools
    second: Ints
    late: Bools
    corrected: Bools

    @property
    def made(self) -> Bools:
        return self.second > 0


@dataclass(slots=True)
class Habits:
    """How the county's classes report, drawn once."""

    seed: int
    deadlines: Ints
    boards: Bools
    slow: Bools

    def past(self, day: int, slot: int) -> Reports:
        """A past day: all is over, what is missing stays missing."""
        rng = np.random.default_rng([self.seed, 6, day, slot])
        count = len(self.boards)
        due = self.boards.copy() if slot == 2 else np.ones(count, bool)
        if slot == 1 and day < NOON_SINCE_DAY:
            due[:] = False
        made = rng.random(count) < np.where(self.slow, 0.945, 0.987)
        late = rng.random(count) < np.where(self.slow, 0.28, 0.022)
        early = rng.triangular(20, 700, 3000, count)
        after = np.minimum(20 + rng.exponential(900, count), 9000)
        if slot == 0:
            after = np.minimum(after, LAST_OF_MORNING - self.deadlines[0])
        second = self.deadlines[slot] + np.where(late, after, -early)
        second = np.where(due & made, second, 0).astype(np.int64)
        corrected = (rng.random(count) < 0.006) & (second > 0) & (slot < 2)
        return Reports(due, second, late & (second > 0), corrected)

    def today(self, stages: npt.NDArray[np.str_], incidents: Incidents) -> Reports:
        """The demonstration's morning until 08:05: the outbreaks' classes have reported, but one."""
        rng = np.random.default_rng([self.seed, 7])
        draw, count = rng.random(len(stages)), len(stages)
        in_time = np.array([_BY_NOW[stage] for stage in stages])
        in_time *= np.where(self.slow, 0.75, 1.008)
        late_share = np.array([_LATE_BY_NOW[stage] for stage in stages])
        late_share *= np.where(self.slow, 3.0, 1.0)
        for one in incidents.classes:
            draw[one.index] = 0.0
        school = [one.index for one in incidents.school.classes]
        draw[school] = 0.0
        draw[incidents.silent.index] = 1.0
        late = (draw >= in_time) & (draw < in_time + late_share)
        now = NOW[0] * 3600 + NOW[1] * 60
        end = np.minimum(self.deadlines[0], now - 60)
        early = rng.triangular(0, 600, 2400, count)
        after = self.deadlines[0] + 30 + rng.random(count) * (now - self.deadlines[0] - 60)
        second = np.where(late, after, np.where(draw < in_time, end - early, 0)).astype(np.int64)
        corrected = (rng.random(count) < 0.006) & (second > 0) & (second < now - 600)
        return Reports(np.ones(count, bool), second, late, corrected)


def make_habits(county: County, boards: Bools) -> Habits:
    """`boards`: the classes that have boarders."""
    rng = np.random.default_rng([county.seed, 5])
    slow = {school.no for school in county.schools if rng.random() < 0.035}
    deadlines = [
        [seconds(DEADLINES[one.stage][slot]) for one in county.classes] for slot in range(3)
    ]
    return Habits(
        county.seed,
        np.array(deadlines, np.int64),
        boards,
        np.array([one.no & ~0xFFF in slow for one in county.classes]),
    )


def seconds(time: tuple[int, int]) -> int:
    """Of the day."""
    return time[0] * 3600 + time[1] * 60
