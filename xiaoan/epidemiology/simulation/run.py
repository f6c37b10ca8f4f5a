"""One replicate, day by day: the ill are seen or not, the infectious meet others, some are infected."""

from dataclasses import dataclass, field

import numpy as np

from xiaoan.epidemiology.arrays import BoolArray, IntArray
from xiaoan.epidemiology.simulation.disease import Disease
from xiaoan.epidemiology.simulation.hits import hits
from xiaoan.epidemiology.simulation.policy import Policy, is_school_day, school_days, sleeps_in
from xiaoan.epidemiology.simulation.population import Layer, Population
from xiaoan.epidemiology.simulation.state import NOBODY, State

# Where an infection came from that no layer explains.
OUTSIDE = "outside"
_WEEK = 7


@dataclass(slots=True, eq=False)
class Counts:
    """What one replicate counted: people, pupil-days at school, readings.

    `new`: shape (days,). `by_layer`: infections by the layer they came from, and `OUTSIDE`. `by_school`:
    shape (schools,). `at_school`: of these, infected in a school layer. `kept`: people kept or sent home ill;
    Lost are the school days of pupils: `not_opened` (not invited), `closed` (class
    shut), `isolated` (ill, sent or kept at home), `false_alarm`.
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


@dataclass(slots=True, eq=False)
class Replicate:
    """One run. `draws`: of courses and contacts. `fate`: of what comes from outside, under any policy."""

    population: Population
    classes: Layer
    disease: Disease
    policy: Policy
    days: list[BoolArray]
    draws: np.random.Generator
    fate: np.random.Generator
    state: State
    counts: Counts
    inside: frozenset[str]  # layers at school
    seen: IntArray  # shape (window, classes + 1): known ill by day and class
    sick: IntArray = field(default_factory=NOBODY.copy)  # whom a check can find
    sick_until: IntArray = field(default_factory=NOBODY.copy)  # the day from which it cannot
    kept: IntArray = field(default_factory=NOBODY.copy)  # at home
    closed: list[int] = field(default_factory=list)  # classes that are shut
    invited: dict[int, int] = field(default_factory=dict)
    opens: IntArray = field(default_factory=NOBODY.copy)  # shape (N,), where anybody boards

    def run(self, first: IntArray) -> Counts:
        """All days; `first` are infected on the day before day 0."""
        self._infect(first, OUTSIDE, -1)
        for day, comes in enumerate(self.days):
            self._import(day)
            self.state.infectious.turn(day, self.state.beginning.pop(day, []))
            self._look(day, comes)
            self._meet(day, comes)
        return self.counts

    def _import(self, day: int) -> None:
        mean = self.policy.imports / 1000 / _WEEK * self.population.people
        who = np.unique(self.fate.integers(0, self.population.people, self.fate.poisson(mean)))
        self._infect(who[self.state.susceptible[who]], OUTSIDE, day)

    def _infect(self, who: IntArray, source: str, day: int) -> None:
        if not who.size:
            return
        self.state.infect(who, self.disease, day, self.draws)
        self.counts.new[max(day, 0)] += who.size
        self.counts.by_layer[source] += who.size
        at = self.population.school[who]
        np.add.at(self.counts.by_school, at[at >= 0], 1)
        if source in self.inside:
            np.add.at(self.counts.at_school, at[at >= 0], 1)

    def _look(self, day: int, comes: BoolArray) -> None:
        """Before anybody meets: the ill stay at home or are found, a class with too many is shut."""
        self.seen[day % len(self.seen)] = 0
        new = self.state.falling_ill.pop(day, [])
        if self.policy.checks:
            self._remember(new, day)
        fresh = [who for who, _felt, _until in new]
        known = [self._stay(np.concatenate(fresh) if fresh else NOBODY, day)]
        if is_school_day(day):
            known.append(self._check(day, comes))
        self._close(np.concatenate(known), day)
        if is_school_day(day):
            self._attendance(day, comes)

    def _remember(self, new: list[tuple[IntArray, BoolArray, IntArray]], day: int) -> None:
        who = np.concatenate([self.sick, *(some[felt] for some, felt, _until in new)])
        until = np.concatenate([self.sick_until, *(some[felt] for _who, felt, some in new)])
        on = until > day
        self.sick, self.sick_until = who[on], until[on]

    def _stay(self, who: IntArray, day: int) -> IntArray:
        return self._keep_home(who[self.draws.random(who.size) < self.policy.stays_home], day)

    def _check(self, day: int, comes: BoolArray) -> IntArray:
        if not self.policy.checks or not self.sick.size:
            return NOBODY
        who = self.sick
        who = who[self.state.at_school(who, comes, day)]
        missed = (1 - self.policy.sensitivity) ** self.policy.checks
        return self._keep_home(who[self.draws.random(who.size) >= missed], day)

    def _keep_home(self, who: IntArray, day: int) -> IntArray:
        until = day + self.policy.isolation
        pupils = who[self.population.enrolled[who]]
        lost = school_days(np.maximum(self.state.home[pupils], day), np.full(pupils.size, until))
        self.counts.lost["isolated"] += int(lost.sum())
        self.state.home[who] = np.maximum(self.state.home[who], until)
        self.kept = np.concatenate([self.kept, who])
        self.counts.kept += who.size
        return who

    def _attendance(self, day: int, comes: BoolArray) -> None:
        invited = self._invited(comes)
        here = invited - self._away(day, comes)
        self.counts.lost["not_opened"] += self.population.pupils_enrolled - invited
        self.counts.readings += here * self.policy.checks
        wrong = 1 - (1 - self.policy.false_alarms) ** self.policy.checks
        sent = int(self.draws.binomial(here, wrong))
        self.counts.lost["false_alarm"] += sent
        self.counts.attended += here - sent

    def _invited(self, comes: BoolArray) -> int:
        """Pupils among them; days that are alike share one array and are counted once."""
        if id(comes) not in self.invited:
            self.invited[id(comes)] = int((comes & self.population.enrolled).sum())
        return self.invited[id(comes)]

    def _away(self, day: int, comes: BoolArray) -> int:
        """Invited pupils at home, or in a class that is shut: of the few it may be, never of all."""
        self.kept = self.kept[self.state.home[self.kept] > day]
        self.closed = [one for one in self.closed if self.state.shut[one] > day]
        away = np.unique(np.concatenate([self.kept, *map(self._members, self.closed)]))
        return int((comes[away] & self.population.enrolled[away]).sum())

    def _members(self, class_: int) -> IntArray:
        return self.classes.members[self.classes.start[class_] : self.classes.start[class_ + 1]]

    def _close(self, known: IntArray, day: int) -> None:
        if self.policy.close_at is None or not known.size:
            return
        class_ = self.population.class_[known]
        np.add.at(self.seen[day % len(self.seen)], class_[class_ >= 0], 1)
        touched = np.unique(class_[class_ >= 0])
        many = self.seen[:, touched].sum(axis=0) >= self.policy.close_at
        for one in touched[many & (self.state.shut[touched] <= day)]:
            self._shut(int(one), day)

    def _shut(self, class_: int, day: int) -> None:
        """From today on, since the morning's readings come before the first lesson."""
        until = day + self.policy.closed
        members = self._members(class_)
        pupils = members[self.population.pupil[members]]
        from_ = np.maximum(self.state.home[pupils], day)
        self.counts.lost["closed"] += int(school_days(from_, np.full(pupils.size, until)).sum())
        self.counts.closures += 1
        self.state.shut[class_] = until
        self.closed.append(class_)

    def _meet(self, day: int, comes: BoolArray) -> None:
        infectious = self.state.infectious
        if not infectious.who.size:
            return
        found = [self._hits(one, day, comes) for one in self.population.layers]
        whom = np.concatenate(found)
        layer = np.repeat(np.arange(len(found)), [one.size for one in found])
        mixed = self.draws.permutation(whom.size)  # who is hit in two layers was so in either alike
        who, at = np.unique(whom[mixed], return_index=True)
        source = layer[mixed][at]
        for index, one in enumerate(self.population.layers):
            self._infect(who[source == index], one.name, day)

    def _hits(self, layer: Layer, day: int, comes: BoolArray) -> IntArray:
        who, power = self.state.infectious.who, self.state.infectious.power
        chance = self.disease.contact.get(layer.name, 0.0)
        if layer.at_school:
            if not is_school_day(day):
                return NOBODY
            chance *= self.policy.masks
            here = self.state.at_school(who, comes, day)
            who, power = who[here], power[here]
        here = layer.group[who] >= 0
        if layer.asleep:
            here &= self._lodged(who, day)
        elif layer.home:
            here &= ~self._lodged(who, day)
        who, power = who[here], power[here]
        _by, whom = hits(layer, who, np.minimum(1.0, chance * power), self.draws)
        whom = whom[self.state.susceptible[whom]]
        if layer.at_school:
            whom = whom[self.state.at_school(whom, comes, day)]
        elif layer.asleep:
            whom = whom[self._lodged(whom, day)]
        elif layer.home:
            whom = whom[~self._lodged(whom, day)]
        takes = np.where(self.population.pupil[whom], *self.disease.susceptible)
        return whom[self.draws.random(whom.size) < takes]

    def _lodged(self, who: IntArray, day: int) -> BoolArray:
        """Which of `who` sleep at school after this day; a boarder of a class that is shut sleeps at home."""
        if not self.opens.size or not sleeps_in(self.policy, day):
            return np.zeros(who.size, np.bool_)
        is_open = self.opens[who] <= day + (day % _WEEK == _WEEK - 1)  # back on the evening before
        shut = self.state.shut[self.population.class_[who]]
        return self.population.boards[who] & is_open & (self.state.home[who] <= day) & (shut <= day)
