"""Duties of the roster: each seat's check-in, and that the next seven days have people."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q

from xiaoan.command.models import CheckIn, Office, Seat
from xiaoan.command.queries import people, roster
from xiaoan.command.queries.units import CHECK_IN, FILL
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere

# So long before a shift its check-in is on the list, and may be made.
AHEAD = dt.timedelta(hours=12)
EARLIEST = dt.timedelta(hours=1)
_LARGEST = 32_767
_WITHIN = "command.fill.within"


def open_check_ins(actor: Actor, seats: Iterable[Seat]) -> int:
    """Open the duty of each seat whose shift begins soon or runs; twice opens nothing twice."""
    now = clock.now()
    soon = [one for one in seats if one.starts_at <= now + AHEAD and one.ends_at > now]
    if not soon:
        return 0
    with everywhere("command"):
        came = set(
            CheckIn.objects.filter(seat_id__in=[one.pk for one in soon]).values_list(
                "seat_id", flat=True
            )
        )
        count, ladders = 0, duty_queries.ladders()
        there = people.present({one.user_id for one in soon}, clock.today())
        places = directory.places({one.unit_no for one in soon})
        by_slot: dict[tuple[dt.date, str], list[duties.NewDuty]] = defaultdict(list)
        for one in soon:
            if one.pk not in came:
                new = _new(one, places[one.unit_no], there, ladders)
                by_slot[one.day, one.seat].append(new)
        for (day, slot), wanted in sorted(by_slot.items()):
            count += duties.open_duties(actor, CHECK_IN, day, slot, wanted)
    return count


def _new(
    one: Seat, place: Place, there: people.Present, ladders: duty_queries.Ladders
) -> duties.NewDuty:
    """The duty stands at the person's own unit inside the school, so that it is on their list; what a county
    or a township owes is in the books of its own number."""
    due_at = roster.due_of(one, ladders)
    own = [no for no in there.units.get(one.user_id, ()) if place.no <= no < place.end]
    unit_no = place.no if place.no in own or not own else own[0]
    return duties.NewDuty(
        place.school_id or place.no, unit_no, 1, due_at, one.user_id, None,
        ladders.first_step_at(unit_no, due_at, CHECK_IN), one.starts_at - EARLIEST, one.pk,
    )  # fmt: skip


def drop_check_ins(actor: Actor, seats: Sequence[Seat]) -> None:
    """Nobody owes a check-in of a seat that is theirs no more; what was missed by then stays missed."""
    now = clock.now()
    ids = [one.pk for one in seats if one.starts_at > now or not _is_missed(one, now)]
    if ids:
        first = min(one.day for one in seats)
        duties.excuse_about(actor, CHECK_IN, ids, first, duties.Why("over"))


def _is_missed(seat: Seat, now: dt.datetime) -> bool:
    """Whether nobody had come by the deadline that the duty bears."""
    return any(one.due_at < now for one in duties.hold_about(seat.pk, CHECK_IN))


def open_soon(actor: Actor) -> int:
    """Every ten minutes: the check-ins of shifts that begin within half a day."""
    now = clock.now()
    which = Q(starts_at__lte=now + AHEAD, starts_at__gt=now - dt.timedelta(days=2), ends_at__gt=now)
    return open_check_ins(actor, roster.standing_at(which, now))


def owe_gaps(actor: Actor, places: Sequence[Place]) -> int:
    """Open the duty to fill the roster where something is missing in the next seven days, end it where
    nothing is; gives how many places are missing. The caller holds the units."""
    with everywhere("command"):
        offices = {
            one.unit_no: one
            for one in Office.objects.select_for_update()
            .filter(unit_no__in=[place.no for place in places])
            .order_by("unit_no")
        }
        found: dict[int, list[roster.Gap]] = defaultdict(list)
        for gap in roster.gaps(places):
            found[gap.unit_no].append(gap)
        for no in sorted(offices):
            _owe(actor, offices[no], found.get(no, []))
    return sum(sum(gap.missing.values()) for ones in found.values() for gap in ones)


def _owe(actor: Actor, office: Office, gaps: Sequence[roster.Gap]) -> None:
    held = duties.hold_about(office.pk, FILL)
    if gaps and not held:
        _open_fill(actor, office, gaps)
    if gaps or not held:
        return
    if actor.is_system:
        duties.excuse_many(actor, [one.id for one in held], duties.Why("over"))
        return
    for one in held:
        on_behalf = one.assignee_id not in (None, actor.user_id)
        duties.discharge(actor, one, clock.now(), on_behalf=on_behalf)


def _open_fill(actor: Actor, office: Office, gaps: Sequence[roster.Gap]) -> None:
    now, ladders = clock.now(), duty_queries.ladders()
    due_at = min(now + ladders.within(_WITHIN, office.unit_no), max(gaps[0].starts_at, now))
    named: dict[tuple[str, int], tuple[UUID | None, UUID | None]] = duty_queries.present_holders(
        [(FILL, office.unit_no)], clock.today()
    )
    first, second = named[FILL, office.unit_no]
    people_ = min(sum(sum(one.missing.values()) for one in gaps), _LARGEST)
    office.turn += 1
    office.save(update_fields=["turn"])
    duty = duties.NewDuty(
        office.school_id or office.unit_no, office.unit_no, people_, due_at, first, second,
        ladders.first_step_at(office.unit_no, due_at, FILL), None, office.pk,
    )  # fmt: skip
    duties.open_duties(actor, FILL, clock.today(), str(office.turn), [duty])
