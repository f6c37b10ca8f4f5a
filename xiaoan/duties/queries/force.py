"""What is in force where and when: the response level, the numbers of the catalogue, the ladders."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection

from xiaoan.directory import rules as numbering
from xiaoan.duties import rules
from xiaoan.duties.rules import answering
from xiaoan.kernel import clock


@dataclass(frozen=True)
class Override:
    """A number that a unit has set instead of the catalogue's, from a day on."""

    since: dt.date
    at: dt.datetime
    value: int


@dataclass(frozen=True)
class Ladders:
    """Every number in force, by unit and instant. What a unit has not set is as the unit above has it,
    and last as the catalogue says; a higher level is never laxer than a lower one."""

    # (unit, level, path) → what was set, oldest first.
    overrides: dict[tuple[int, str, str], tuple[Override, ...]] = field(default_factory=dict)
    # unit → (from, level), oldest first.
    switches: dict[int, tuple[tuple[dt.datetime, str], ...]] = field(default_factory=dict)
    # (unit, kind, level) → who answers instead, oldest first.
    choices: dict[tuple[int, str, str], tuple[answering.Choice, ...]] = field(default_factory=dict)
    _known: dict[tuple[Any, ...], tuple[rules.Rung, ...]] = field(
        default_factory=dict, compare=False
    )

    def level_of(self, unit_no: int, at: dt.datetime | None = None) -> str:
        """The level at a unit at an instant (none: now): the gravest of its own and those above it."""
        moment = at or clock.now()
        return rules.higher(
            _last(self.switches[above], moment)
            for above in {unit_no, *numbering.ancestors(unit_no)}
            if above in self.switches
        )

    def own_level(self, unit_no: int, at: dt.datetime | None = None) -> str:
        """The level a unit has itself, whatever is in force above it."""
        return _last(self.switches.get(unit_no, ()), at or clock.now())

    def value(self, path: str, unit_no: int, at: dt.datetime | None = None) -> int:
        """A number of the catalogue at a unit at an instant (none: now)."""
        moment = at or clock.now()
        level = self.level_of(unit_no, moment)
        return self.at_level(path, unit_no, level, moment.astimezone(clock.ZONE).date())

    def at_level(self, path: str, unit_no: int, level: str, day: dt.date) -> int:
        """What a number is, or would be, at a level on a day."""
        unit = rules.VALUES[path].unit
        upto = rules.LEVELS[: rules.LEVELS.index(level) + 1]
        return rules.strictest(unit, (self.said(path, unit_no, one, day) for one in upto))

    def said(self, path: str, unit_no: int, level: str, day: dt.date) -> int:
        """What is set for just this level: by the nearest unit, else in the catalogue."""
        for above in dict.fromkeys((unit_no, *numbering.ancestors(unit_no))):
            for one in reversed(self.overrides.get((above, level, path), ())):
                if one.since <= day:
                    return one.value
        return rules.VALUES[path].at(level)

    def apart(self) -> list[tuple[int, int]]:
        """The units [no, end) at which something was set or switched, the widest first."""
        units = self.switches.keys() | {unit for unit, _level, _path in self.overrides}
        return sorted(((no, no + _size(no)) for no in units), key=lambda u: (u[0] - u[1], u[0]))

    def time(self, path: str, unit_no: int, at: dt.datetime | None = None) -> dt.time:
        return rules.time_of(self.value(path, unit_no, at))

    def within(self, path: str, unit_no: int, at: dt.datetime | None = None) -> dt.timedelta:
        return dt.timedelta(minutes=self.value(path, unit_no, at))

    def of(
        self, unit_no: int, at: dt.datetime | None = None, kind: str = ""
    ) -> tuple[rules.Rung, ...]:
        """The ladder of what falls due at a unit at an instant (none: now)."""
        moment = at or clock.now()
        level, day = self.level_of(unit_no, moment), moment.astimezone(clock.ZONE).date()
        places = tuple(
            no for no in dict.fromkeys((unit_no, *numbering.ancestors(unit_no))) if self._sets(no)
        )
        chain = self.chain(kind, unit_no, level, moment)
        key = (places, level, day, chain)
        if key not in self._known:
            self._known[key] = self.ladder_at(unit_no, level, day, kind, chain)
        return self._known[key]

    def chosen(
        self, kind: str, unit_no: int, level: str = "", at: dt.datetime | None = None
    ) -> tuple[answering.Choice, ...]:
        """What was set for a kind that holds at a unit at an instant, the gravest level first."""
        if kind not in self.chosen_kinds:
            return ()
        moment = at or clock.now()
        units = tuple(dict.fromkeys((unit_no, *numbering.ancestors(unit_no))))
        return answering.in_force(
            self.choices, units, kind, level or self.level_of(unit_no, moment), moment
        )

    @cached_property
    def chosen_kinds(self) -> frozenset[str]:
        """The kinds for which anything was ever set."""
        return frozenset(kind for _unit, kind, _level in self.choices)

    def chain(
        self, kind: str, unit_no: int, level: str = "", at: dt.datetime | None = None
    ) -> tuple[str, ...]:
        """The roles to which a kind goes up at a unit at an instant."""
        default = rules.CATALOGUE.chain_of(kind)
        found = self.chosen(kind, unit_no, level, at)
        return answering.chain(found, default) if found else default

    def posts(
        self, kind: str, unit_no: int, level: str = "", at: dt.datetime | None = None
    ) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Who answers and who stands in by what was set; None: as the app of the kind names."""
        return answering.posts(self.chosen(kind, unit_no, level, at))

    def evidence(
        self, kind: str, unit_no: int, level: str = "", at: dt.datetime | None = None
    ) -> tuple[str, ...]:
        """What is asked besides, when a duty of a kind is done at a unit."""
        return answering.evidence(self.chosen(kind, unit_no, level, at))

    def days(self, path: str, unit_no: int, at: dt.datetime | None = None) -> dt.timedelta:
        return dt.timedelta(days=self.value(path, unit_no, at))

    def ladder_at(
        self,
        unit_no: int,
        level: str,
        day: dt.date,
        kind: str = "",
        chain: tuple[str, ...] = (),
    ) -> tuple[rules.Rung, ...]:
        """The ladder as it is, or would be, at a level on a day."""
        end_of_day = clock.at(day, dt.time.max)
        chain = chain or self.chain(kind, unit_no, level, end_of_day)
        # A post of townships alone does not put off whom schools go up to.
        roles = [one for one in rules.LADDER_ROLES if one in chain or one != rules.OPTIONAL]
        minutes = rules.rising(
            [self.at_level(f"ladder.{role}", unit_no, level, day) for role in roles]
        )
        return tuple(
            rules.Rung(rules.LEVEL_OF[role], role, at)
            for role, at in zip(roles, minutes, strict=True)
            if role in chain
        )

    def _sets(self, unit_no: int) -> bool:
        return any(unit == unit_no for unit, _level, _path in self.overrides)

    def first_step_at(
        self, unit_no: int, due_at: dt.datetime, kind: str = ""
    ) -> dt.datetime | None:
        """When a duty that stays open goes up for the first time."""
        return rules.step_time(due_at, rules.next_rung(self.of(unit_no, due_at, kind), 0))


def _size(unit_no: int) -> int:
    """How many numbers a unit takes: a county, a township, a school, or one class."""
    sizes = (numbering.COUNTY, numbering.TOWNSHIP, numbering.SCHOOL)
    return next((size for size in sizes if unit_no % size == 0), 1)


def _last(switches: tuple[tuple[dt.datetime, str], ...], moment: dt.datetime) -> str:
    """The level of the last switch until an instant."""
    return next((level for at, level in reversed(switches) if at <= moment), rules.NORMAL)


def usual_time(path: str) -> dt.time:
    """A time of the ordinary day as the catalogue has it."""
    return rules.time_of(rules.VALUES[path].at(rules.NORMAL))


# One look for both: it is asked at every opening of duties.
_FORCE = """
select unit_no, level, path, since, at, value, null::text[], null::text[], null::text[], null::text[]
from duties_override
union all
select unit_no, level, '', null, decided_at, 0, null, null, null, null
from duties_response where state = 'confirmed'
union all
select unit_no, level, kind, null, effective_at, 0, answers, deputies, chain, evidence
from duties_answering where state = 'set'
order by 5, 4
"""


def ladders() -> Ladders:
    """All that was set and switched; the rest is the catalogue."""
    overrides: dict[tuple[int, str, str], list[Override]] = defaultdict(list)
    switches: dict[int, list[tuple[dt.datetime, str]]] = defaultdict(list)
    choices: dict[tuple[int, str, str], list[answering.Choice]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_FORCE)
        for unit_no, level, path, since, at, value, *lists in cursor.fetchall():
            if lists[0] is not None:
                found = answering.Choice(at, *(tuple(one) for one in lists))
                choices[unit_no, path, level].append(found)
            elif path:
                overrides[unit_no, level, path].append(Override(since, at, value))
            else:
                switches[unit_no].append((at, level))
    return Ladders(
        {
            key: tuple(sorted(found, key=lambda o: (o.since, o.at)))
            for key, found in overrides.items()
        },
        {unit: tuple(found) for unit, found in switches.items()},
        {key: tuple(found) for key, found in choices.items()},
    )
