"""The picture of an event: the curve, attack rates, who sits where, who may have infected whom."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.investigations import rules
from xiaoan.investigations.models import Event
from xiaoan.investigations.queries.cases import CaseRow, rows_of
from xiaoan.investigations.queries.detail import roll_day, row_of
from xiaoan.investigations.queries.words import STATUS_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission

BY_NAMES = {"class": _l("班级"), "status": _l("判定"), "dormitory": _l("宿舍")}
SEX_NAMES = {"M": _l("男"), "F": _l("女")}
# So many shades can be told apart; the smaller groups stand together.
SHADES = 5
# A curve longer than this starts later; its table says so.
LONGEST = 60


@dataclass(frozen=True)
class Curve:
    """Counted cases by the day they fell ill, stacked. `guessed`: of the bars, by the day they were first
    seen, since nobody gave an onset; `unknown`: of whom not even that is known; they are in no bar."""

    days: tuple[dt.date, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]
    guessed: int
    unknown: int

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(sum(counts[i] for _name, counts in self.series) for i in range(len(self.days)))


@dataclass(frozen=True)
class Rate:
    """Of so many people so many are cases."""

    kind: str
    name: str
    ill: int
    people: int


@dataclass(frozen=True)
class Place:
    """People who share a place. `cases`: those of them who are cases; `seats`: of a class, by seat."""

    kind: str
    name: str
    people: int
    cases: tuple[CaseRow, ...]
    seats: tuple[tuple[int, str, CaseRow | None], ...] = ()


@dataclass(frozen=True)
class LinkRow:
    """A case in the chain: who infected it as somebody found out, and who may have by the dates."""

    case: CaseRow
    by: CaseRow | None
    hints: tuple[CaseRow, ...]


@dataclass(frozen=True)
class Picture:
    event: Event
    curve: Curve
    rates: tuple[Rate, ...]
    places: tuple[Place, ...]
    chain: tuple[LinkRow, ...]
    serial: rules.Serial | None
    roll_day: dt.date


def picture(actor: Actor, event_id: UUID, by: str = "class") -> Picture:
    """Everything that is drawn of an event; NotFound if it is not there."""
    event = row_of(actor, event_id)
    cases = [one for one in rows_of(actor, event) if one.is_counted]
    seats = [
        one
        for one in directory.seats(actor, event.school_id, roll_day(event))
        if actor.may(Permission.SEE_EVENTS, one.unit_no)
    ]
    around = _Around(actor, event, cases, seats)
    serial = rules.SERIAL.get(event.disease)
    return Picture(
        event, curve_of(cases, by), tuple(around.rates()), tuple(around.places()),
        tuple(_chain(cases, around.shared(), serial)), serial, roll_day(event),
    )  # fmt: skip


_GROUP: dict[str, Callable[[CaseRow], str]] = {
    "class": lambda one: one.class_name,
    "status": lambda one: str(STATUS_NAMES[one.status]),
    "dormitory": lambda one: one.dormitory or _("不住校"),
}


def curve_of(cases: Iterable[CaseRow], by: str) -> Curve:
    """Every day from the first onset to the last, those without a case too."""
    counted = list(cases)
    dated = [(one.onset, one) for one in counted if one.onset]
    if not dated:
        return Curve((), (), 0, len(counted))
    last = max(onset for onset, _one in dated)
    first = max(min(onset for onset, _one in dated), last - dt.timedelta(days=LONGEST - 1))
    days = tuple(clock.days(first, last))
    group = _GROUP[by]
    sizes = Counter(group(one) for _onset, one in dated)
    names = [name for name, _n in sorted(sizes.items(), key=lambda g: (-g[1], g[0]))]
    shown, rest = (
        (names, []) if len(names) <= SHADES else (names[: SHADES - 1], names[SHADES - 1 :])
    )
    counts: dict[str, Counter[dt.date]] = defaultdict(Counter)
    for onset, one in dated:
        name = group(one)
        counts[_("其他") if name in rest else name][onset] += 1
    order = [*shown, _("其他")] if rest else shown
    series = tuple((name, tuple(counts[name][day] for day in days)) for name in order)
    guessed = sum(not one.onset_known for _onset, one in dated)
    return Curve(days, series, guessed, len(counted) - len(dated))


class _Around:
    """Who else is there: the rolls of the day, rooms, buses, canteens."""

    def __init__(
        self, actor: Actor, event: Event, cases: list[CaseRow], seats: list[directory.Seat]
    ) -> None:
        self.actor, self.event, self.cases, self.seats = actor, event, cases, seats
        self.day = roll_day(event)
        self.classes = sorted({one.class_then for one in cases} | set(event.case_units))
        self.rolls = directory.class_rolls(actor, self.classes, self.day)
        self.by_person = {one.person_id: one for one in cases}
        units = set(self.classes) | {one.place_no for one in seats}
        self.names = directory.places(units | {c.dormitory_no for c in cases if c.dormitory_no})

    def rates(self) -> Iterable[Rate]:
        """By class, grade, room and sex; people: the roll of the day and cases that came later."""
        for no in self.rolls:
            people = {p.person_id for p in self.rolls[no]}
            ill = {one.person_id for one in self.cases if one.class_then == no}
            yield Rate("class", self._name(no), len(ill), len(people | ill))
        yield from self._grades()
        yield from self._rooms()
        pupils = {p.person_id: p.sex for roll in self.rolls.values() for p in roll}
        for sex, words in SEX_NAMES.items():
            people = {who for who, one in pupils.items() if one == sex}
            ill = {one.person_id for one in self.cases if one.sex == sex}
            if people | ill:
                yield Rate("sex", str(words), len(ill), len(people | ill))

    def _grades(self) -> Iterable[Rate]:
        grades = {no: self.names[no].parent_no for no in self.rolls if no in self.names}
        wanted = sorted({no for no in grades.values() if no is not None})
        for no, place in sorted(directory.places(wanted).items()):
            if not self.actor.may(Permission.SEE_EVENTS, no):
                continue
            ill = {one.person_id for one in self.cases if grades.get(one.class_then) == no}
            on_roll = directory.pupils_on_roll(self.actor, place.interval, self.day)
            yield Rate(
                "grade", place.name, len(ill), on_roll + self._came_later(ill, place.interval)
            )

    def _came_later(self, ill: set[UUID], grade: Interval) -> int:
        """How many of the ill were not on the grade's roll that day: cases are of the people, always."""
        lo, hi = grade
        then = directory.classes_of_people(self.actor, ill, self.day)
        return sum(not lo <= then.get(who, -1) < hi for who in ill)

    def _rooms(self) -> Iterable[Rate]:
        rooms = sorted({one.dormitory_no for one in self.cases if one.dormitory_no})
        if not rooms:
            return
        school = directory.place(self.event.school_id)
        people = directory.boarders_by_room(self.actor, school.interval, self.day)
        for no in rooms:
            ill = sum(one.dormitory_no == no for one in self.cases)
            yield Rate("dormitory", self._name(no), ill, max(people.get(no, 0), ill))

    def places(self) -> Iterable[Place]:
        """Each class by seat; then rooms, bus lines and canteen tables with at least one case."""
        for no, roll in self.rolls.items():
            seats = tuple((p.seat, self._who(p), self.by_person.get(p.person_id)) for p in roll)
            cases = tuple(one for one in self.cases if one.class_then == no)
            yield Place("class", self._name(no), len(roll), cases, seats)
        for no in sorted({one.dormitory_no for one in self.cases if one.dormitory_no}):
            cases = tuple(one for one in self.cases if one.dormitory_no == no)
            people = directory.boarders_in(self.actor, [no], [self.event.school_id], self.day)
            yield Place("dormitory", self._name(no), len(people), cases)
        groups: dict[tuple[str, int, str], list[UUID]] = defaultdict(list)
        for one in self.seats:
            groups[one.kind, one.place_no, _table(one)].append(one.person_id)
        for (kind, no, label), people_ids in sorted(groups.items()):
            cases = tuple(self.by_person[pk] for pk in people_ids if pk in self.by_person)
            if cases:
                name = " ".join(filter(None, (self._name(no), label)))
                yield Place(kind, name, len(people_ids), cases)

    def _who(self, pupil: directory.Pupil) -> str:
        """Only cases have names here; who is well stays a seat."""
        case = self.by_person.get(pupil.person_id)
        return case.name if case else ""

    def _name(self, no: int) -> str:
        return self.names[no].name if no in self.names else ""

    def shared(self) -> dict[UUID, frozenset[tuple[str, int | str]]]:
        """The places of each case, by case."""
        found: dict[UUID, set[tuple[str, int | str]]] = defaultdict(set)
        for one in self.cases:
            found[one.id].add(("class", one.class_then))
            if one.dormitory_no:
                found[one.id].add(("dormitory", one.dormitory_no))
        for seat in self.seats:
            if seat.person_id in self.by_person:
                found[self.by_person[seat.person_id].id].add(
                    (seat.kind, f"{seat.place_no} {_table(seat)}")
                )
        return {pk: frozenset(places) for pk, places in found.items()}


def _table(one: directory.Seat) -> str:
    """A canteen is shared by table, a bus by all who ride it, wherever they get on."""
    return one.label if one.kind == "canteen" else ""


def _chain(
    cases: list[CaseRow],
    shared: dict[UUID, frozenset[tuple[str, int | str]]],
    serial: rules.Serial | None,
) -> Iterable[LinkRow]:
    """Every case in the order of onsets, the dates' hints beside what somebody found out."""
    known = {one.id: one for one in cases}
    links = [rules.Link(one.id, one.onset, shared[one.id]) for one in cases]
    hints = rules.may_have_infected(links, serial) if serial else {}
    for one in cases:
        by = known.get(one.infected_by_id) if one.infected_by_id else None
        yield LinkRow(one, by, tuple(known[pk] for pk in hints.get(one.id, [])))
