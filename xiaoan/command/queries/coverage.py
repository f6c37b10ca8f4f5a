"""How many units have a first responsible person, of how many; the others by name, down the tree."""

from dataclasses import dataclass

from xiaoan.command import rules
from xiaoan.command.queries import groups
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission


@dataclass(frozen=True)
class Line:
    """Some units together: so many, with one named, with one by their post, with nobody."""

    place: Place
    units: int
    named: int
    by_post: int
    left: int

    @property
    def held(self) -> int:
        return self.named + self.by_post


@dataclass(frozen=True)
class Coverage:
    """A unit and all below it."""

    total: Line
    lines: tuple[Line, ...]
    gaps: tuple[tuple[Place, groups.First], ...]


def coverage(actor: Actor, unit_no: int) -> Coverage:
    """Of a unit and the units below it, each unit once; gaps are where nobody is, and where whoever was named
    has left."""
    if not actor.may(Permission.SEE_COMMAND, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    place = directory.place(unit_no)
    if place.kind not in rules.KINDS_OF_UNIT:
        raise NotFound
    today = clock.today()
    places = [
        one
        for one in directory.places_inside(place.interval, *rules.KINDS_OF_UNIT)
        if one.opened <= today
    ]
    found = groups.firsts(places, today)
    below = [one for one in places if one.parent_no == place.no]
    lines = [_line(one, [p for p in places if one.no <= p.no < one.end], found) for one in below]
    open_ = [
        (one, found[one.no]) for one in places if not found[one.no].user_id or found[one.no].left
    ]
    return Coverage(_line(place, places, found), tuple(lines), tuple(open_))


def _line(place: Place, places: list[Place], found: dict[int, groups.First]) -> Line:
    ones = [found[one.no] for one in places]
    return Line(
        place, len(ones), sum(one.basis == "first" for one in ones),
        sum(one.basis == "post" for one in ones), sum(bool(one.left) for one in ones),
    )  # fmt: skip
