"""One replicate, day by day: the ill are seen or not, the infectious meet others, some are infected."""

from dataclasses import dataclass, field

import numpy as np

from xiaoan.epidemiology.arrays import BoolArray, FloatArray, IntArray
from xiaoan.epidemiology.simulation.closing import Closing
from xiaoan.epidemiology.simulation.disease import Disease
from xiaoan.epidemiology.simulation.hits import Meeting, hazard, hits
from xiaoan.epidemiology.simulation.policy import (
    Policy,
    is_school_day,
    is_test_day,
    school_days,
    sleeps_in,
)
from xiaoan.epidemiology.simulation.population import Population
from xiaoan.epidemiology.simulation.state import NOBODY, State

# Where an infection came from that no layer explains.
OUTSIDE = "outside"
_WEEK = 7


@dataclass(slots=True, eq=False)
class Counts:
    """What one replicate counted: people, pupil-days at school, readings.

    `new`: shape (days,). `by_layer`: infections by the layer they came from, and `OUTSIDE`. `by_school`:
    shape (schools,). `at_school`: of these, infected in a school layer. `kept`: people kept or sent home
    ill; `tests`: of pupils, whether they have signs or not; `wrong`: false alarms of checks and tests. Lost
    are the school days of pupils: `not_opened` (not invited), `closed` (class shut), `isolated` (ill, sent
    or kept at home), `false_alarm`. `pupils`: of the infected, pupils.
    """

    new: IntArray
    by_layer: dict[str, int]
    by_school: IntArray
    lost: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("not_opened", "closed", "isolated", "false_alarm"), 0
        )
    )
    attended: int = 0
    readings: int = 0
    closures: int = 0
    kept: int = 0
    at_school: IntArray = field(default_factory=NOBODY.copy)
    tests: int = 0
    wrong: int = 0
    pupils: int = 0


@dataclass(slots=True, eq=False)
class Replicate:
    """One run. `draws`: of courses and contacts. `fate`: of what comes from outside, under any policy."""

    population: Population
    meeting: Meeting
    disease: Disease
    policy: Policy
    days: list[BoolArray]
    draws: np.random.Generator
    fate: np.random.Generator
    state: State
    counts: Counts
    closing: Closing
    tested: IntArray = field(default_factory=NOBODY.copy)  # who takes part in tests, ascending
    opens: IntArray = field(default_factory=NOBODY.copy)  # shape (N,), where anybody boards
    sick: IntArray = field(default_factory=NOBODY.copy)  # whom a check can find
    sick_until: IntArray = field(default_factory=NOBODY.copy)  # the day from which it cannot
    kept: IntArray = field(default_factory=NOBODY.copy)  # at home
    invited: dict[int, int] = field(default_factory=dict)
    new: list[tuple[IntArray, IntArray, int]] = field(default_factory=list)  # who, from where, when

    def run(self, first: IntArray) -> Counts:
        """All days; `first` are infected on the day before day 0."""
        hazards = self._hazards()
        takes = np.array(self.disease.susceptible)
        outside = len(self.population.layers)
        if first.size:
            self._infect(first, np.full(first.size, outside), -1)
        for day, comes in enumerate(self.days):
            brought = self._import()
            self.state.infectious.turn(day, self.state.beginning.pop(day, []))
            self._look(day, comes)
            met, source = self._meet(day, comes, hazards, takes)
            if met.size or brought.size:
                who = np.concatenate([brought, met])
                self._infect(who, np.concatenate([np.full(brought.size, outside), source]), day)
        return self._counted()

    def _hazards(self) -> FloatArray:
        """Shape (L,): of a pair and day, while both are at school where the layer is one of school."""
        found = np.array(
            [hazard(self.disease.contact.get(one.name, 0.0)) for one in self.population.layers]
        )
        found[self.meeting.at_school] *= self.policy.masks
        return found

    def _import(self) -> IntArray:
        mean = self.policy.imports / 1000 / _WEEK * self.population.people
        number = self.fate.poisson(mean)
        if not number:
            return NOBODY
        who = np.unique(self.fate.integers(0, self.population.people, number))
        who = who[self.state.susceptible[who]]
        self.state.susceptible[who] = False
        return who

    def _infect(self, who: IntArray, source: IntArray, day: int) -> None:
        self.state.susceptible[who] = False
        self.state.infect(who, self.disease, day, self.draws)
        self.new.append((who, source, max(day, 0)))

    def _counted(self) -> Counts:
        counts, closing = self.counts, self.closing
        counts.closures, counts.lost["closed"] = closing.closures, closing.lost
        if not self.new:
            return counts
        who, source = (np.concatenate([one[at] for one in self.new]) for at in (0, 1))
        for some, _source, day in self.new:
            counts.new[day] += some.size
        by = np.bincount(source, minlength=len(counts.by_layer))
        counts.by_layer.update(zip(counts.by_layer, by.tolist(), strict=True))
        at, inside = self.population.school[who], np.append(self._inside(), False)[source]
        counts.by_school += np.bincount(at[at >= 0], minlength=counts.by_school.size)
        counts.at_school += np.bincount(at[inside & (at >= 0)], minlength=counts.by_school.size)
        counts.pupils = int(self.population.pupil[who].sum())
        return counts

    def _inside(self) -> BoolArray:
        return self.meeting.at_school | self.meeting.asleep

    def _look(self, day: int, comes: BoolArray) -> None:
        """Before anybody meets: the ill stay at home or are found, a class with too many is shut."""
        school, known = is_school_day(day), NOBODY
        if self.policy.follows:
            new = self.state.falling_ill.pop(day, [])
            if self.policy.checks:
                self._remember(new, day)
            if new:
                known = self._stay(np.concatenate([who for who, _felt, _until in new]), day)
            if school and self.sick.size:
                known = np.concatenate([known, self._check(day, comes)])
        if self.policy.tests and is_test_day(self.policy.tests, day):
            known = np.concatenate([known, self._test(day, comes)])
        self.closing.morning(known, day)
        if school:
            self._attendance(day, comes)

    def _remember(self, new: list[tuple[IntArray, BoolArray, IntArray]], day: int) -> None:
        if not new and not self.sick.size:
            return
        who = np.concatenate([self.sick, *(some[felt] for some, felt, _until in new)])
        until = np.concatenate([self.sick_until, *(some[felt] for _who, felt, some in new)])
        on = until > day
        self.sick, self.sick_until = who[on], until[on]

    def _stay(self, who: IntArray, day: int) -> IntArray:
        return self._keep_home(who[self.draws.random(who.size) < self.policy.stays_home], day)

    def _check(self, day: int, comes: BoolArray) -> IntArray:
        who = self.sick
        who = who[self.state.at_school(who, comes, day)]
        missed = (1 - self.policy.sensitivity) ** self.policy.checks
        return self._keep_home(who[self.draws.random(who.size) >= missed], day)

    def _test(self, day: int, comes: BoolArray) -> IntArray:
        """Of those who take part and are at school: the infectious are found, others wrongly so."""
        there = self.tested[self.state.at_school(self.tested, comes, day)]
        self.counts.tests += there.size
        infectious = np.isin(there, self.state.infectious.who)
        luck = self.draws.random(there.size)
        wrong = ~infectious & (luck < self.policy.test_false)
        self._send_home(there[wrong], day, "false_alarm")
        self.counts.wrong += int(wrong.sum())
        return self._keep_home(there[infectious & (luck < self.policy.found)], day)

    def _keep_home(self, who: IntArray, day: int) -> IntArray:
        self.counts.kept += who.size
        self._send_home(who, day, "isolated")
        return who

    def _send_home(self, who: IntArray, day: int, cause: str) -> None:
        """Counts the days that each loses beside those lost already."""
        if not who.size:
            return
        until = day + self.policy.isolation
        home = self.state.home
        pupils = who[self.population.enrolled[who]]
        lost = school_days(np.maximum(home[pupils], day), np.full(pupils.size, until))
        self.counts.lost[cause] += int(lost.sum())
        self.kept = np.concatenate([self.kept, who[home[who] <= day]])
        home[who] = np.maximum(home[who], until)

    def _attendance(self, day: int, comes: BoolArray) -> None:
        invited = self._invited(comes)
        here = invited - self._away(day, comes)
        lost = self.counts.lost
        lost["not_opened"] += self.population.pupils_enrolled - invited
        sent = 0
        if self.policy.checks:
            self.counts.readings += here * self.policy.checks
            wrong = 1 - (1 - self.policy.false_alarms) ** self.policy.checks
            sent = int(self.draws.binomial(here, wrong))
            lost["false_alarm"] += sent
            self.counts.wrong += sent
        self.counts.attended += here - sent

    def _invited(self, comes: BoolArray) -> int:
        """Pupils among them; days that are alike share one array and are counted once."""
        if id(comes) not in self.invited:
            self.invited[id(comes)] = int((comes & self.population.enrolled).sum())
        return self.invited[id(comes)]

    def _away(self, day: int, comes: BoolArray) -> int:
        """Invited pupils at home, or in a class that is shut: of the few it may be, never of all."""
        enrolled, shut = self.population.enrolled, self.closing.still(day)
        if not self.kept.size and not shut:
            return 0
        self.kept = self.kept[self.state.home[self.kept] > day]
        away = self.kept
        if shut:
            away = np.unique(np.concatenate([away, *map(self.closing.rooms.members, shut)]))
        return int(np.count_nonzero(comes[away] & enrolled[away]))

    def _meet(
        self, day: int, comes: BoolArray, hazards: FloatArray, takes: FloatArray
    ) -> tuple[IntArray, IntArray]:
        """Who is infected today, each once and ascending, and in which layer: where several would have, the
        first point of the day decides, and any of them is as likely the first."""
        infectious, state = self.state.infectious, self.state
        if not infectious.who.size:
            return NOBODY, NOBODY
        open_ = self._here(infectious.who, day, comes)
        layer, whom = hits(
            self.meeting, infectious.who, infectious.power[:, None] * hazards * open_, self.draws
        )
        able = np.flatnonzero(state.susceptible.take(whom))
        layer, whom = layer.take(able), whom.take(able)
        kept = self._there(whom, layer, day, comes)
        if (takes < 1).any():
            less = np.where(self.population.pupil[whom], *takes)
            kept &= self.draws.random(whom.size) < less
        return _each_once(whom[kept], layer[kept], self.draws)

    def _here(self, who: IntArray, day: int, comes: BoolArray) -> BoolArray:
        """Shape (I, L): where each of `who` is today, by layer."""
        meeting = self.meeting
        found = np.ones((who.size, meeting.home.size), np.bool_)
        if is_school_day(day):
            found[:, meeting.at_school] = self.state.at_school(who, comes, day)[:, None]
        else:
            found[:, meeting.at_school] = False
        if self.opens.size:
            lodged = self._lodged(who, day)[:, None]
            found[:, meeting.asleep] = lodged
            found[:, meeting.home] = ~lodged
        return found

    def _there(self, whom: IntArray, layer: IntArray, day: int, comes: BoolArray) -> BoolArray:
        """Whether each of `whom` is today where its layer meets, both of shape (H,)."""
        found = np.ones(whom.size, np.bool_)
        inside = np.flatnonzero(self.meeting.at_school[layer])
        if inside.size:
            found[inside] = self.state.at_school(whom[inside], comes, day)
        if self.opens.size:
            lodged = self._lodged(whom, day)
            found &= (lodged | ~self.meeting.asleep[layer]) & ~(lodged & self.meeting.home[layer])
        return found

    def _lodged(self, who: IntArray, day: int) -> BoolArray:
        """Which of `who` sleep at school after this day; a boarder of a class that is shut sleeps at home."""
        if not sleeps_in(self.policy, day):
            return np.zeros(who.size, np.bool_)
        is_open = self.opens[who] <= day + (day % _WEEK == _WEEK - 1)  # back on the evening before
        shut = self.state.shut[self.population.class_[who]]
        return self.population.boards[who] & is_open & (self.state.home[who] <= day) & (shut <= day)


def _each_once(
    whom: IntArray, layer: IntArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """One point of each person's, any of them; by person, ascending.

    Person, a random number and layer in one whole number each (31, 28 and 4 bits): sorting those is much
    faster than sorting positions, and the first of each person is any.
    """
    key = whom << 32 | rng.integers(0, 1 << 28, whom.size) << 4 | layer
    key.sort()
    who = key >> 32
    first = np.ones(who.size, np.bool_)
    first[1:] = who[1:] != who[:-1]
    return who[first], key[first] & 15
