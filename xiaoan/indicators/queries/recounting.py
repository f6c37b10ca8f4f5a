"""Figures of a day counted by other ways than the evaluators': from sheets and duties one by one, from the
read table of another part, and schools added up. As the system."""

import datetime as dt
from collections import Counter, defaultdict

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.duties.queries import by_school as duties
from xiaoan.indicators.models import Kept
from xiaoan.indicators.rules import Counted
from xiaoan.indicators.rules.recount import At
from xiaoan.kernel.actor import Actor
from xiaoan.learning.queries import rates as learning
from xiaoan.screening.queries import counted as screening

ROLL_CALL = "screening.rollcall"
_ABSENCES = ("absent_sick", "absent_personal", "absent_unknown", "absent_isolation")
_PEOPLE = {
    "rollcall.sick": ("absent_sick",), "rollcall.fever": ("fever",),
    "rollcall.symptomatic": ("symptomatic",), "rollcall.absent": _ABSENCES,
}  # fmt: skip


def schools_on(day: dt.date) -> tuple[list[Place], dict[int, list[int]]]:
    """The schools that are open on a day, and the schools inside each township and county."""
    county = directory.county()
    found = [
        one for one in directory.places_inside(county.interval, "school", day=day)
        if one.opened <= day
    ]  # fmt: skip
    above: dict[int, list[int]] = {county.no: [one.no for one in found]}
    for place in directory.places_inside(county.interval, "township", day=day):
        above[place.no] = [one.no for one in found if place.no <= one.no < place.end]
    return found, above


def kept(day: dt.date) -> dict[At, Counted]:
    """What is kept of a day, all units."""
    return {
        (row.key, row.unit_no): Counted(row.num, row.den, row.unknown, row.units, row.silent)
        for row in Kept.objects.filter(day=day)
    }


def by_sheets(actor: Actor, day: dt.date) -> dict[At, Counted]:
    """The indicators of roll-calls by school, from the sheets in force and the duties to send one. A class
    that was given up by that day is in neither."""
    sheets = screening.by_school(actor, day)
    county = directory.county()
    classes = {one.no for one in directory.places_inside(county.interval, "class", day=day)}
    due: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for one in duties.each(actor, day):
        if one.kind == ROLL_CALL and (one.unit_no in classes or one.state == "done"):
            due[one.school_no, one.slot].update({one.state: 1, f"{one.state} people": one.people})
    found: dict[At, Counted] = {}
    for (no, slot), states in due.items():
        said = sheets.get((no, slot), Counter())
        if slot == "noon":
            found["noon.classes", no] = Counted(said["sheets"], states["open"] + states["done"])
        elif slot == "morning":
            found |= {(key, no): one for key, one in _morning(said, states).items()}
    return found


def _morning(said: Counter[str], states: Counter[str]) -> dict[str, Counted]:
    silent, waiting = states["open people"], states["open"]
    owed = waiting + states["done"]
    people = {
        key: Counted(sum(said[name] for name in names), said["enrolled"], silent)
        for key, names in _PEOPLE.items()
    }
    return {
        "rollcall.classes": Counted(said["sheets"], owed),
        "rollcall.pupils": Counted(said["enrolled"], said["enrolled"] + silent, silent),
        "rollcall.late": Counted(said["late"], said["sheets"], waiting),
        "rollcall.excused": Counted(states["excused"], owed + states["excused"]),
        **people,
    }


def by_duties(actor: Actor, day: dt.date) -> dict[At, Counted]:
    """What was done of what was due, school by school, from the duties one by one."""
    came: dict[int, Counter[str]] = defaultdict(Counter)
    for one in duties.each(actor, day):
        if one.came:
            came[one.school_no][one.state] += 1
    return {
        ("duties.done", no): Counted(states["done"], states["done"] + states["open"])
        for no, states in came.items()
    }


def by_parts(actor: Actor, day: dt.date) -> dict[At, Counted]:
    """The three rates of townships and the county, from the sums that `learning` keeps of them."""
    found: dict[At, Counted] = {}
    county = directory.county()
    for place in (county, *directory.places_inside(county.interval, "township", day=day)):
        one = learning.rates(actor, place, "day", day).whole
        seats = one.watched + one.missed + one.unknown
        owed = one.handed + one.not_handed + one.hw_unknown
        for key, counted in (
            ("learning.viewing", Counted(one.watched, seats, one.unknown)),
            ("learning.completion", Counted(one.handed, owed, one.hw_unknown)),
            ("learning.marking", Counted(one.marked, one.handed)),
        ):
            found[key, place.no] = counted
    return found
