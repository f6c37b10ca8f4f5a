"""A plain model of who is where: dicts and lists, no database. What the services do is held against it."""

import datetime as dt
from dataclasses import dataclass, field

from xiaoan.directory.rules import school_of
from xiaoan.directory.rules.lives import LEAVING

DAY = dt.timedelta(days=1)
WAITS = 14
MOST_GUARDIANS = 6
# A human being (a number) at a school.
Who = tuple[int, int]


@dataclass
class Stretch:
    """In a class from a day until another; `by` a transfer begun, ended, or both."""

    unit: int
    since: dt.date
    until: dt.date | None = None
    came: bool = False
    went: bool = False


@dataclass
class Request:
    """A transfer between two schools."""

    who: Who
    to_school: int
    to_unit: int | None
    asked_by: int
    since: dt.date
    lapses: dt.date
    state: str = "asked"


@dataclass
class Model:
    """The whole of it. Each act says whether it can be done, and does it."""

    today: dt.date
    lives: dict[Who, list[Stretch]] = field(default_factory=dict)
    # The class by which somebody is found and guarded: that of today, or the last.
    unit: dict[Who, int] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    guardians: dict[Who, list[tuple[str, bool]]] = field(default_factory=dict)
    wards: set[Who] = field(default_factory=set)

    def on(self, unit: int, day: dt.date) -> set[Who]:
        return {
            who
            for who, life in self.lives.items()
            for one in life
            if one.unit == unit and one.since <= day and (one.until is None or one.until > day)
        }

    def is_open(self, who: Who) -> bool:
        life = self.lives.get(who)
        return bool(life) and life[-1].until is None  # type: ignore[index]  # it is not empty

    def _others(self, who: Who) -> list[list[Stretch]]:
        return [
            life for (h, school), life in self.lives.items() if h == who[0] and school != who[1]
        ]

    def is_elsewhere(self, who: Who, on: dt.date) -> bool:
        return any(
            one.until is None or one.until > on for life in self._others(who) for one in life
        )

    def may_change(self, who: Who, on: dt.date) -> bool:
        return self.is_open(who) and on > self.lives[who][-1].since

    def may_begin(self, who: Who, on: dt.date) -> bool:
        life = self.lives.get(who)
        return not life or (life[-1].until is not None and on >= life[-1].until)

    def follow(self) -> None:
        for who, life in self.lives.items():
            for one in life:
                if one.since <= self.today and (one.until is None or one.until > self.today):
                    self.unit[who] = one.unit

    def change_class(self, who: Who, unit: int, on: dt.date) -> bool:
        if not self.may_change(who, on) or self.lives[who][-1].unit == unit:
            return False
        self._close(who, on)
        self._open(who, unit, on)
        return True

    def leave(self, who: Who, because: str, on: dt.date) -> bool:
        if because not in LEAVING or not self.may_change(who, on):
            return False
        self._close(who, on)
        return True

    def come_back(self, who: Who, unit: int, on: dt.date) -> bool:
        if not self.may_begin(who, on) or self.is_elsewhere(who, on):
            return False
        self._open(who, unit, on)
        return True

    def withdraw_plan(self, who: Who) -> bool:
        life = self.lives[who]
        if not life:
            return False
        last = life[-1]
        if last.until is not None and last.until > self.today:
            if last.went or self.is_elsewhere(who, last.until):
                return False
            last.until = None
            return True
        changes = len(life) > 1 and life[-2].until == last.since
        if last.since <= self.today or (last.came and not changes):
            return False
        life.pop()
        if changes:
            life[-1].until, life[-1].went = None, False
        return True

    def request(self, who: Who, to_unit: int | None, to_school: int, by: int, on: dt.date) -> bool:
        if any(
            r.who == who and r.state == "asked" and r.lapses > self.today for r in self.requests
        ):
            return False
        for one in self.requests:
            if one.who == who and one.state == "asked":
                one.state = "lapsed"
        lapses = self.today + WAITS * DAY
        self.requests.append(Request(who, to_school, to_unit, by, on, lapses))
        return True

    def accept(self, one: Request, unit: int) -> bool:
        on = max(one.since, self.today)
        there = (one.who[0], one.to_school)
        if one.state != "asked" or one.lapses <= self.today:
            return False
        if not self.may_change(one.who, on) or not self.may_begin(there, on):
            return False
        self._hand_over(one.who, there, unit, on)
        if not self.guardians.get(there):
            self.guardians[there] = list(self.guardians[one.who])
        if one.who in self.wards:
            self.wards.add(there)
        one.state, one.to_unit, one.since = "accepted", unit, on
        return True

    def withdraw(self, one: Request) -> bool:
        if one.state == "asked":
            one.state = "withdrawn"
            return True
        there = (one.who[0], one.to_school)
        if one.state != "accepted" or one.since <= self.today:
            return False
        old, new = self.lives[one.who], self.lives[there]
        if not old or not new or not (old[-1].went and new[-1].came):
            return False
        if old[-1].until != new[-1].since or new[-1].until or new[-1].since <= self.today:
            return False
        new.pop()
        old[-1].until, old[-1].went = None, False
        if not new:  # never was there: no copy is left behind
            self.wards.discard(there)
            for known in (self.lives, self.guardians, self.unit):
                known.pop(there, None)
        one.state = "withdrawn"
        return True

    def merge(self, school: int, rows: dict[int, int], on: dt.date, *, transfers: bool) -> None:
        """What a roster of one school says: human → class."""
        for human, unit in rows.items():
            who = (human, school)
            other = next(iter(self._others(who)), [])
            if self.is_open(who):
                if self.lives[who][-1].unit != unit:
                    day = max(on, self.lives[who][-1].since + DAY)
                    self._close(who, day)
                    self._open(who, unit, day)
            elif other and other[-1].until is None:
                # Not out of a transfer to there whose day has not come: that one is to be taken back.
                leaves_for_there = bool(self.lives.get(who)) and other[-1].since > on
                if transfers and not leaves_for_there:
                    there = next(w for w in self.lives if w[0] == human and w != who)
                    own = [one.until for one in self.lives.get(who, []) if one.until]
                    day = max(on, other[-1].since + DAY, *own)
                    self._hand_over(there, who, unit, day)
                    self.guardians[who] = self.guardians.get(who) or list(self.guardians[there])
            else:
                ends = [one.until for life in (other, self.lives.get(who, [])) for one in life]
                self._open(who, unit, max(on, *filter(None, ends)))
                self.guardians.setdefault(who, [])

    def _hand_over(self, who: Who, there: Who, unit: int, on: dt.date) -> None:
        self._close(who, on, went=True)
        self._open(there, unit, on, came=True)

    def _close(self, who: Who, on: dt.date, *, went: bool = False) -> None:
        self.lives[who][-1].until, self.lives[who][-1].went = on, went

    def _open(self, who: Who, unit: int, on: dt.date, *, came: bool = False) -> None:
        assert school_of(unit) == who[1]
        self.unit.setdefault(who, unit)
        self.lives.setdefault(who, []).append(Stretch(unit, on, came=came))
