"""Who is in command now, or was at any past instant: always an answer, and how it was found."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.command.models import Office, ShiftKind
from xiaoan.command.queries import groups, roster
from xiaoan.command.queries.people import present
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import Place
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class InCommand:
    """Who is in command of a unit. `basis` (words.BASIS_NAMES): how it was found; `at_no`: the unit whose
    person it is, one above where the unit has nobody; `why`: what was passed over."""

    unit_no: int
    user_id: UUID | None
    name: str
    basis: str
    at_no: int
    at_name: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Now:
    """A unit at an instant: first responsible, the shift that runs, deputies, who is in command."""

    place: Place
    first: groups.First
    seats: tuple[roster.Sitting, ...]
    deputies: tuple[groups.Placed, ...]
    has_roster: bool
    command: InCommand

    def of(self, seat: str) -> list[roster.Sitting]:
        return [one for one in self.seats if one.seat == seat]


def now(places: Sequence[Place], at: dt.datetime | None = None) -> dict[int, Now]:
    """How some units stand at an instant (none: now). The units above are looked at as far as needed."""
    moment = at or clock.now()
    on = moment.astimezone(clock.ZONE).date()
    wider = _with_those_above(places)
    firsts = groups.firsts(wider.values(), on)
    running = _running(list(wider.values()), moment)
    group = groups.members(places, on)
    with everywhere("command"):
        rostered = set(
            ShiftKind.objects.filter(
                Q(until=None) | Q(until__gt=on), unit_no__in=wider, since__lte=on
            ).values_list("unit_no", flat=True)
        )
    found = {}
    for place in places:
        chain = [wider[no] for no in _chain(place.no) if no in wider]
        found[place.no] = Now(
            place, firsts[place.no], tuple(running.get(place.no, ())),
            tuple(
                one for one in group.get(place.no, ())
                if one.rank in ("head", "deputy") and not one.is_vacant
            ),
            place.no in rostered, _command(place, chain, firsts, running, rostered),
        )  # fmt: skip
    return found


def _chain(unit_no: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys((unit_no, *numbering.ancestors(unit_no))))


def _with_those_above(places: Sequence[Place]) -> dict[int, Place]:
    known = {one.no: one for one in places}
    more = {no for one in places for no in _chain(one.no)} - known.keys()
    return {**known, **(directory.places(more) if more else {})}


def _running(places: Sequence[Place], moment: dt.datetime) -> dict[int, list[roster.Sitting]]:
    """Who is on a shift at an instant, leaders first; whoever left is not on it."""
    end_of = {one.no: one.end for one in places}
    which = Q(unit_no__in=list(end_of), starts_at__lte=moment, ends_at__gt=moment)
    rows = roster.standing_at(which, moment)
    there = present({one.user_id for one in rows}, moment.astimezone(clock.ZONE).date())
    found: dict[int, list[roster.Sitting]] = {}
    for one in roster.sittings(rows, moment, there, end_of, duties.ladders()):
        if not one.is_gone:
            found.setdefault(one.unit_no, []).append(one)
    return found


def _command(
    place: Place,
    chain: Sequence[Place],
    firsts: dict[int, groups.First],
    running: dict[int, list[roster.Sitting]],
    rostered: set[int],
) -> InCommand:
    """The leader in charge of the running shift, unless they did not come; else the first responsible person;
    else whoever has come to watch there; else the same one unit higher."""
    why: list[str] = []
    for one in chain:
        leads = [seat for seat in running.get(one.no, ()) if seat.seat == "lead"]
        come = [seat for seat in leads if seat.state != "missed"]
        if come:
            best = min(come, key=lambda seat: (seat.checked_at is None, seat.starts_at, seat.id))
            return InCommand(
                place.no, best.user_id, best.name, "lead", one.no, one.name, tuple(why)
            )
        if one.no == place.no:
            why.append("absent" if leads else "no_lead" if one.no in rostered else "no_roster")
        first = firsts[one.no]
        if first.user_id:
            return InCommand(
                place.no, first.user_id, first.name, first.basis, one.no, one.name, tuple(why)
            )
        if one.no == place.no:
            why.append("vacant")
    return InCommand(place.no, None, "", "", chain[-1].no, chain[-1].name, (*why, "nobody"))


def rostering(unit_nos: Sequence[int]) -> set[int]:
    """Which of some units keep a roster."""
    with everywhere("command"):
        rows = Office.objects.filter(unit_no__in=list(unit_nos))
        return set(rows.values_list("unit_no", flat=True))
