"""The roster of this week at the bureau, in the outbreak's township and its schools: one gap, one who has not
come, one swap that is being asked for. The other units have no roster yet, and say so."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from xiaoan.accounts.queries import standing
from xiaoan.accounts.rules import ROLES
from xiaoan.command import services
from xiaoan.command.queries import people, roster, shifts
from xiaoan.command.services import Change, Coming, NewFounding, NewMember, NewSwap
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS, escalate

_PLANNED, _COME = dt.time(6, 0), dt.time(7, 50)
_ROOM = "值班室"
_LEADING = ("principal", "school_doctor", "township_liaison", "bureau_officer")


def plan_week(plan: Plan) -> int:
    """Plan the week early in the morning, check in before eight; gives how many seats are filled."""
    school = plan.history.incidents.school
    with acting_as(BUILDER):
        places = [directory.county(), directory.place(school.township_no)]
        places += directory.places_inside(places[1].interval, "school")
    stand_at(clock.at(plan.day, _PLANNED))
    near = [one for one in plan.county.schools if one.township_no == school.township_no]
    others = [one for one in near if one.no != school.no]
    absent = max(others or near, key=lambda one: (len(one.classes), -one.no)).no
    _gate(absent)
    begun = sum(_week(place, plan.day, gap=place.no == school.no) for place in places)
    _group(school.no, plan.day)
    _ask_swap(school.no, plan.day)
    stand_at(clock.at(plan.day, _COME))
    for place in places:
        _come(place, plan.day, missing=place.no == absent)
    stand_at(second_of(plan.day, STEPS[-1]))
    escalate(plan, STEPS[-1])
    return begun


def _gate(school_no: int) -> None:
    """A school of the township has somebody at the gate in the morning, who does not come today."""
    with acting_as(BUILDER):
        services.adopt(BUILDER, uuid7(), school_no)
        given = services.NewKind(
            uuid7(), school_no, "早班", dt.time(6, 30), dt.time(12), "school", "always",
            lead=False, watch=1,
        )  # fmt: skip
        services.add_kind(BUILDER, given)


def _week(place: directory.Place, day: dt.date, *, gap: bool) -> int:
    """Leaders and watchers by turns; where there is a gap, nobody watches on the last school day."""
    monday = day - dt.timedelta(days=day.weekday())
    with acting_as(BUILDER):
        if not roster.kinds_of([place.no], day, day):
            services.adopt(BUILDER, uuid7(), place.no)
        services.open_room(BUILDER, uuid7(), place.no, _ROOM)
        found = roster.shifts([place], day, monday + dt.timedelta(days=6)).get(place.no, [])
        staff = [one.user_id for one in people.candidates(place, day)]
        leads = [one for one in _leads(place, day) if one in staff] or staff[:1]
        others = [one for one in staff if one not in leads]
        changes: list[Change] = []
        for n, shift in enumerate(found):
            if leads and shift.lead:
                changes.append(
                    Change(shift.kind_id, shift.day, "lead", None, leads[n % len(leads)])
                )
            if others and not (gap and shift.day.weekday() == 4):
                watch = others[n % len(others)]
                changes.append(Change(shift.kind_id, shift.day, "watch", None, watch))
        given = services.Plan(uuid7(), place.no, tuple(changes))
        return services.plan(BUILDER, given).begun if changes else 0


def _leads(place: directory.Place, day: dt.date) -> list[UUID]:
    """Who leads a shift: a school's head and doctor, a township's liaison, the bureau's officers."""
    found = standing.inside((place.no, place.no + 1), day)
    return list(dict.fromkeys(one.user_id for one in found if one.role in _LEADING))


def _group(school_no: int, day: dt.date) -> None:
    with acting_as(BUILDER):
        place = directory.place(school_no)
        services.found(
            BUILDER, NewFounding(uuid7(), school_no, "校发〔2026〕3号", dt.date(2026, 8, 28))
        )
        staff = people.candidates(place, day)
        heads = _leads(place, day)
        leads = [one for one in staff if one.user_id in heads[:1]]
        others = [one for one in staff if one.user_id not in heads[:1]][:3]
        named: list[tuple[str, Sequence[people.Candidate], tuple[str, ...]]] = [
            ("first", leads[:1], ()), ("head", leads[:1], ()),
            ("deputy", others[:1], ("health", "information")),
            ("member", others[1:2], ("supplies", "disinfection")),
            ("member", others[2:3], ("teaching",)),
        ]  # fmt: skip
        for rank, ones, fields in named:
            for one in ones:
                given = NewMember(uuid7(), school_no, rank, one.user_id, fields, day)
                services.name(BUILDER, given)


def _ask_swap(school_no: int, day: dt.date) -> None:
    """Somebody on watch later this week asks a colleague."""
    with acting_as(BUILDER):
        place = directory.place(school_no)
        last = day + dt.timedelta(days=6 - day.weekday())
        found = roster.shifts([place], day + dt.timedelta(days=1), last).get(school_no, [])
        seats = [one for shift in found for one in shift.of("watch")]
        busy = {one.user_id for shift in found for one in shift.seats}
        free = [one for one in people.candidates(place, day) if one.user_id not in busy]
    if seats and free:
        with acting_as(_person(seats[0].user_id, seats[0].name, place)) as actor:
            services.ask(
                actor, NewSwap(uuid7(), seats[0].id, free[0].user_id, None, "当天要外出培训")
            )


def _come(place: directory.Place, day: dt.date, *, missing: bool) -> None:
    """Whoever is on duty today comes; of one school the one at the gate has not."""
    with acting_as(BUILDER):
        found = roster.shifts([place], day, day).get(place.no, [])
        (room,) = shifts.rooms(place.no)
        code = shifts.code_of(room)
    for shift in found:
        for one in shift.seats:
            if not (missing and not shift.lead):
                with acting_as(_person(one.user_id, one.name, place)) as actor:
                    services.check_in(actor, Coming(uuid7(), one.id, room.pk, code))


def _person(user_id: UUID, name: str, place: directory.Place) -> Actor:
    """Somebody of the house, with what everybody there may do."""
    end = place.no + numbering.SCHOOL if place.kind == "school" else place.no + 1
    return Actor(
        user_id, name, (Scope("logistics", place.no, end, ROLES["logistics"].permissions),)
    )
