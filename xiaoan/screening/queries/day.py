"""What a day asks of which class, and what a change of the calendar does to the duties of a day."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL_KINDS, Supposed
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.screening import rules
from xiaoan.screening.queries.slots import (
    SlotTimes,
    added_at,
    excuses_on,
    slot_times,
    slots_at,
    slots_on,
)


@dataclass(frozen=True)
class Owed:
    """A class owes a slot of a day, about so many pupils."""

    place: directory.Place
    slot: SlotTimes
    people: int


@dataclass(frozen=True)
class Following:
    """What has to become of a day's duties for them to be as the calendar says.

    `stays` has been reported although there is no school: a report is never taken away.
    """

    excuse: tuple[duties.Standing, ...]
    reopen: tuple[duties.Standing, ...]
    opens: tuple[Owed, ...]
    stays: tuple[duties.Standing, ...]


@dataclass(frozen=True)
class Consequence:
    """What a change of the calendar makes of one day: schools and classes that gain or lose it.

    `otherwise` are the schools that have named the day themselves: the change does not reach them.
    """

    day: dt.date
    schools_closing: int
    classes_closing: int
    schools_opening: int
    classes_opening: int
    otherwise: tuple[directory.Place, ...]


def owed(
    actor: Actor,
    day: dt.date,
    interval: Interval,
    supposed: Supposed | None = None,
    in_force: duties.Ladders | None = None,
) -> list[Owed]:
    """Every slot that a class inside an interval owes on a day.

    Classes on a day without school, excused classes and empty slots (no boarders) owe nothing.
    """
    sizes = directory.class_sizes(actor, interval, day)
    asks = asks_on(day, {size.place.school_id for size in sizes}, supposed)
    times, excused = slot_times(), excuses_on(actor, day)
    ladders = in_force or duties.ladders()
    found = []
    for size in sizes:
        for slot in slots_on(times, ladders, size.place, day).values():
            people = rules.people_due(size.enrolled, size.boarders, slot.boarders_only)
            covered = any(
                rules.excuse_covers(one.slot, slot.slot) for one in excused.get(size.place.no, [])
            )
            if rules.is_due(
                is_asked=asks(size.place.school_id, slot), excused=covered, people=people
            ):
                found.append(Owed(size.place, slot, people))
    return found


def asks_on(
    day: dt.date, school_ids: Iterable[int], supposed: Supposed | None
) -> Callable[[int, SlotTimes | None], bool]:
    """Whether the calendar of a day asks a school for a slot: everybody on a school day, boarders on
    the evenings that they spend at school.
    """
    kinds = directory.kinds_of_day([day, day + dt.timedelta(days=1)], school_ids, supposed)
    here, next_day = kinds[day], kinds[day + dt.timedelta(days=1)]

    def asks(school_id: int, slot: SlotTimes | None) -> bool:
        today = here[school_id] in SCHOOL_KINDS
        if slot is None or not slot.boarders_only:
            return today
        return rules.is_boarders_night(
            slot.nights, today=today, tomorrow=next_day[school_id] in SCHOOL_KINDS,
            weekend=here[school_id] == "weekend",
        )  # fmt: skip

    return asks


def following(
    actor: Actor, day: dt.date, interval: Interval, supposed: Supposed | None = None
) -> Following:
    """What follows for a day's duties from the calendar, or from it as `supposed`."""
    ladders = duties.ladders()
    wanted = owed(actor, day, interval, supposed, ladders)
    due = {(one.place.no, one.slot.slot) for one in wanted}
    standing = duties.standing(actor, interval, day)
    known = {(duty.unit_no, duty.slot) for duty in standing}
    asks = asks_on(day, {duty.school_id for duty in standing}, supposed)
    times, places = slot_times(), directory.places({duty.unit_no for duty in standing})
    slots = {no: slots_on(times, ladders, place, day) for no, place in places.items()}
    closed = [
        duty for duty in standing
        if not asks(duty.school_id, slots[duty.unit_no].get(duty.slot))
    ]  # fmt: skip
    return Following(
        excuse=tuple(duty for duty in closed if duty.state == "open"),
        reopen=tuple(
            duty
            for duty in standing
            if duty.state == "excused" and (duty.unit_no, duty.slot) in due
        ),
        opens=tuple(one for one in wanted if (one.place.no, one.slot.slot) not in known),
        stays=tuple(duty for duty in closed if duty.state == "done"),
    )


def lowered(actor: Actor, day: dt.date, interval: Interval) -> list[duties.Standing]:
    """Roll-calls that a response level had added and that are not due any more at the level of now: open,
    their deadline ahead, in no times of the county."""
    standing = [
        one
        for one in duties.standing(actor, interval, day)
        if one.state == "open" and one.due_at > clock.now()
    ]
    times, ladders = slot_times(), duties.ladders()
    places = directory.places({one.unit_no for one in standing})
    return [
        one for one in standing
        if one.slot not in slots_at(times, one.unit_no, places[one.unit_no].stage)
        and added_at(ladders, one.unit_no, one.slot, one.opened_at)
        and not added_at(ladders, one.unit_no, one.slot)
    ]  # fmt: skip


def consequences(place: directory.Place, supposed: Supposed) -> list[Consequence]:
    """What a change would make of each of its days, for the schools under a unit."""
    units = directory.places_inside(place.interval, "school", "class")
    schools = {one.no: one for one in units if one.kind == "school"}
    before = directory.schools_open(supposed.days, schools)
    after = directory.schools_open(supposed.days, schools, supposed)
    named = directory.days_named_inside(place.interval, min(supposed.days), max(supposed.days))
    found = []
    for day in supposed.days:
        running = [one for one in units if one.is_open_on(day)]
        there = {one.no for one in running if one.kind == "school"}
        classes = Counter(one.school_id for one in running if one.kind == "class")
        closing = (before[day] - after[day]) & there
        opening = (after[day] - before[day]) & there
        found.append(
            Consequence(
                day=day,
                schools_closing=len(closing),
                classes_closing=sum(classes[no] for no in closing),
                schools_opening=len(opening),
                classes_opening=sum(classes[no] for no in opening),
                otherwise=tuple(
                    schools[row.unit_no]
                    for row in named
                    if row.day == day and row.unit_no in schools
                ),
            )
        )
    return found
