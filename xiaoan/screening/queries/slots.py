"""When each slot opens and is due, and which classes are excused."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside
from xiaoan.screening import rules
from xiaoan.screening.models import Excuse, SlotRule


@dataclass(frozen=True)
class SlotTimes:
    """A slot of one stage of schools."""

    slot: str
    opens: dt.time
    deadline: dt.time
    boarders_only: bool
    nights: str = rules.NIGHTS[0]


def slot_times(
    at: Iterable[int] = (), *, rounds: bool = False
) -> dict[tuple[int, str], dict[str, SlotTimes]]:
    """Every slot rule, or those of some units, by (unit, stage); the nearest unit above a class decides.

    `rounds`: with the times of the dormitory round, which is no check of a class.
    """
    found: dict[tuple[int, str], dict[str, SlotTimes]] = {}
    wanted = set(at)
    rows = SlotRule.objects.filter(unit_no__in=wanted) if wanted else SlotRule.objects.all()
    for rule in rows if rounds else rows.exclude(slot=rules.ROUND_SLOT):
        found.setdefault((rule.unit_no, rule.stage), {})[rule.slot] = SlotTimes(
            rule.slot, rule.opens, rule.deadline, rule.boarders_only, rule.nights
        )
    return found


def slots_at(
    times: dict[tuple[int, str], dict[str, SlotTimes]], unit_no: int, stage: str
) -> dict[str, SlotTimes]:
    """The slots of a class: by its own grade's stage, at the nearest unit that has rules."""
    for above in numbering.ancestors(unit_no):
        if (above, stage) in times:
            return times[above, stage]
    return {}


# What a response level adds where a county does without: (slot, whether it asks about boarders only).
_ADDED = (("noon", False), ("evening", True))


def added_at(
    ladders: duties.Ladders, unit_no: int, slot: str, moment: dt.datetime | None = None
) -> bool:
    """Whether the response level of an instant (none: now) asks for a slot, whatever the times say."""
    path = f"screening.rollcall.{slot}"
    return slot in dict(_ADDED) and bool(ladders.value(path, unit_no, moment))


def slots_on(
    times: dict[tuple[int, str], dict[str, SlotTimes]],
    ladders: duties.Ladders,
    place: directory.Place,
    day: dt.date,
) -> dict[str, SlotTimes]:
    """The slots of a class on a day: the county's, and those that its response level adds at the first
    times of its stage. The level of the deadline counts: what was due before a switch stays as it was."""
    found = slots_at(times, place.no, place.stage)
    more = {}
    for slot, boarders_only in _ADDED if found else ():
        opens, deadline = rules.FIRST_TIMES[place.stage][slot]
        if slot not in found and added_at(ladders, place.no, slot, clock.at(day, deadline)):
            more[slot] = SlotTimes(slot, opens, deadline, boarders_only)
    return found | more


def opening(unit_no: int, day: dt.date, slot: str) -> dt.datetime | None:
    """The instant from which a class may report a slot; None where no rule names it."""
    found = _slot_of(unit_no, slot, day)
    return clock.at(day, found.opens) if found else None


def deadline(unit_no: int, day: dt.date, slot: str) -> dt.datetime | None:
    """The instant at which a class's report of a slot is due; None where no rule names it."""
    found = _slot_of(unit_no, slot, day)
    return clock.at(day, found.deadline) if found else None


def _slot_of(unit_no: int, slot: str, day: dt.date) -> SlotTimes | None:
    place = directory.place(unit_no)
    times = slot_times(numbering.ancestors(unit_no))
    found = slots_at(times, unit_no, place.stage)
    if slot in found or slot not in dict(_ADDED):
        return found.get(slot)
    return slots_on(times, duties.ladders(), place, day).get(slot)


def excuses_on(actor: Actor, day: dt.date, unit_nos: Iterable[int] = ()) -> dict[int, list[Excuse]]:
    """Excuses of a day inside the actor's reach, by class."""
    rows = Excuse.objects.filter(inside(actor.intervals), day=day)
    wanted = set(unit_nos)
    if wanted:
        rows = rows.filter(unit_no__in=wanted)
    found: dict[int, list[Excuse]] = {}
    for row in rows:
        found.setdefault(row.unit_no, []).append(row)
    return found
