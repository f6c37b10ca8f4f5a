"""What a day asks of which class, and what a change of the calendar does to the duties of a day."""

import datetime as dt
from dataclasses import dataclass

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import Supposed
from xiaoan.duties import queries as duties
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.screening import rules
from xiaoan.screening.queries.slots import SlotTimes, excuses_on, slot_times, slots_at


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


def owed(
    actor: Actor, day: dt.date, interval: Interval, supposed: Supposed | None = None
) -> list[Owed]:
    """Every slot that a class inside an interval owes on a day.

    Classes on a day without school, excused classes and empty slots (no boarders) owe nothing.
    """
    sizes = directory.class_sizes(actor, interval, day)
    schools = {size.place.school_id for size in sizes}
    open_schools = directory.schools_open([day], schools, supposed)[day]
    times, excused = slot_times(), excuses_on(actor, day)
    found = []
    for size in sizes:
        for slot in slots_at(times, size.place.no, size.place.stage).values():
            people = rules.people_due(size.enrolled, size.boarders, slot.boarders_only)
            covered = any(
                rules.excuse_covers(one.slot, slot.slot) for one in excused.get(size.place.no, [])
            )
            if rules.is_due(
                is_school_day=size.place.school_id in open_schools, excused=covered, people=people
            ):
                found.append(Owed(size.place, slot, people))
    return found


def following(
    actor: Actor, day: dt.date, interval: Interval, supposed: Supposed | None = None
) -> Following:
    """What follows for a day's duties from the calendar, or from it as `supposed`."""
    wanted = owed(actor, day, interval, supposed)
    due = {(one.place.no, one.slot.slot) for one in wanted}
    standing = duties.standing(actor, interval, day)
    known = {(duty.unit_no, duty.slot) for duty in standing}
    schools = {duty.school_id for duty in standing}
    open_schools = directory.schools_open([day], schools, supposed)[day]
    closed = [duty for duty in standing if duty.school_id not in open_schools]
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
