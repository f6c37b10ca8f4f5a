"""The duty roster: which shifts a unit has on which days, who stands them, what is missing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from xiaoan.command import rules
from xiaoan.command.models import CheckIn, Seat, ShiftKind
from xiaoan.command.queries.people import Present, present
from xiaoan.command.queries.units import names
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.scope import everywhere

WITHIN, NIGHTS = "command.check_in.within", "command.check_in.nights"


@dataclass(frozen=True)
class Sitting:
    """Somebody on a shift. `state`: rules.seat_state; `is_gone`: they hold no position there any more."""

    id: UUID
    unit_no: int
    kind_id: UUID
    day: dt.date
    seat: str
    user_id: UUID
    name: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    due_at: dt.datetime
    checked_at: dt.datetime | None
    state: str
    is_gone: bool


@dataclass(frozen=True)
class Shift:
    """A shift of a day as it ought to be, and who stands it."""

    unit_no: int
    kind_id: UUID
    name: str
    day: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    lead: bool
    watch: int
    seats: tuple[Sitting, ...] = field(default=())

    def of(self, seat: str) -> list[Sitting]:
        return [one for one in self.seats if one.seat == seat]

    def missing(self) -> dict[str, int]:
        """How many are missing in each seat; whoever left counts as missing."""
        there = {
            seat: sum(not one.is_gone for one in self.seats if one.seat == seat)
            for seat in rules.SEATS
        }
        wanted = {"lead": int(self.lead), "watch": self.watch}
        return {seat: wanted[seat] - n for seat, n in there.items() if wanted[seat] > n}


def kinds_of(unit_nos: Iterable[int], since: dt.date, until: dt.date) -> dict[int, list[ShiftKind]]:
    """The shifts that some units have on one of some days, by when they start."""
    found: dict[int, list[ShiftKind]] = defaultdict(list)
    with everywhere("command"):
        rows = ShiftKind.objects.filter(
            Q(until=None) | Q(until__gt=since), unit_no__in=list(unit_nos), since__lte=until
        )
        for one in rows.order_by("unit_no", "starts", "id"):
            found[one.unit_no].append(one)
    return dict(found)


def instants(day: dt.date, kind: ShiftKind) -> tuple[dt.datetime, dt.datetime]:
    first, last = rules.span(day, kind.starts, kind.ends)
    return first.replace(tzinfo=clock.ZONE), last.replace(tzinfo=clock.ZONE)


def shifts(
    places: Sequence[Place], since: dt.date, until: dt.date, at: dt.datetime | None = None
) -> dict[int, list[Shift]]:
    """Every shift that ought to be at some units on some days, with who stands it, as it was at an instant
    (none: now)."""
    moment = at or clock.now()
    end_of = {one.no: one.end for one in places}
    kinds = kinds_of(end_of, since, until)
    days = [since + dt.timedelta(days=n) for n in range((until - since).days + 1)]
    calendar = directory.kinds_of_day(days, kinds)
    ladders = duties.ladders()
    held = _held(end_of, since, until, moment, ladders)
    found: dict[int, list[Shift]] = defaultdict(list)
    for no, ones in kinds.items():
        for day in days:
            for kind in ones:
                if kind.since > day or (kind.until and kind.until <= day):
                    continue
                starts_at, ends_at = instants(day, kind)
                seats = tuple(held.get((kind.pk, day), ()))
                wanted = rules.applies(kind.days, calendar[day][no]) and (
                    kind.due == "always" or bool(ladders.value(NIGHTS, no, min(starts_at, moment)))
                )
                if wanted or seats:
                    found[no].append(
                        Shift(
                            no, kind.pk, kind.name, day, starts_at, ends_at, kind.lead and wanted,
                            kind.watch if wanted else 0, seats,
                        )
                    )  # fmt: skip
    for ones_ in found.values():
        ones_.sort(key=lambda one: (one.starts_at, one.name))
    return dict(found)


def _held(
    end_of: Mapping[int, int], since: dt.date, until: dt.date, moment: dt.datetime,
    ladders: duties.Ladders,
) -> dict[tuple[UUID, dt.date], list[Sitting]]:  # fmt: skip
    rows = standing_at(
        Q(unit_no__in=list(end_of), day__gte=since, day__lte=until), moment
    )  # fmt: skip
    there = present({one.user_id for one in rows}, moment.astimezone(clock.ZONE).date())
    found: dict[tuple[UUID, dt.date], list[Sitting]] = defaultdict(list)
    for one in sittings(rows, moment, there, end_of, ladders):
        found[one.kind_id, one.day].append(one)
    return found


def standing_at(which: Q, moment: dt.datetime) -> list[Seat]:
    """The seats among some that were planned so at an instant, leaders first."""
    with everywhere("command"):
        rows = Seat.objects.filter(which, Q(until_at=None) | Q(until_at__gt=moment))
        return list(rows.filter(since_at__lte=moment).order_by("starts_at", "seat", "id"))


def sittings(
    rows: Sequence[Seat], moment: dt.datetime, there: Present, end_of: Mapping[int, int],
    ladders: duties.Ladders | None = None,
) -> list[Sitting]:  # fmt: skip
    """Seats as they stood at an instant."""
    if not rows:
        return []
    force = ladders or duties.ladders()
    called = names({one.user_id for one in rows})
    with everywhere("command"):
        came = {
            seat: (at, state)
            for seat, at, state in CheckIn.objects.filter(
                seat_id__in=[one.pk for one in rows], at__lte=moment
            ).values_list("seat_id", "at", "state")
        }
    found = []
    for one in rows:
        at, checked = came.get(one.pk, (None, ""))
        due_at = due_of(one, force)
        state = rules.seat_state(checked, one.starts_at, due_at, moment)
        gone = not there.at(one.user_id, one.unit_no, end_of[one.unit_no])
        found.append(
            Sitting(
                one.pk, one.unit_no, one.kind_id, one.day, one.seat, one.user_id,
                called.get(one.user_id, ""), one.starts_at, one.ends_at, due_at, at, state, gone,
            )
        )  # fmt: skip
    return found


def due_of(seat: Seat, ladders: duties.Ladders) -> dt.datetime:
    """Until when a check-in is on time; whoever was put on a shift that had begun has as long from there,
    unless their time ran already."""
    begun = seat.owed_from or max(seat.starts_at, seat.since_at)
    return min(begun + ladders.within(WITHIN, seat.unit_no, seat.starts_at), seat.ends_at)


@dataclass(frozen=True)
class Gap:
    """A shift of the next days without enough people."""

    unit_no: int
    name: str
    day: dt.date
    starts_at: dt.datetime
    missing: dict[str, int]


def gaps(places: Sequence[Place], days: int = 7) -> list[Gap]:
    """What is missing on the rosters of some units from now on for some days, the next first."""
    today, now = clock.today(), clock.now()
    until = today + dt.timedelta(days=days - 1)
    found = [
        Gap(one.unit_no, one.name, one.day, one.starts_at, one.missing())
        for ones in shifts(places, today - dt.timedelta(days=1), until).values()
        for one in ones
        if one.ends_at > now and one.missing()
    ]
    return sorted(found, key=lambda one: (one.starts_at, one.unit_no))
