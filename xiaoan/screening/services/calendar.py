"""What the calendar asks of the daily checks: duties that follow it, and when slots open and are due."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import CALENDAR_UNITS, ancestors
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries, rules
from xiaoan.screening.events import ClassesExcused, SlotTimesCleared, SlotTimesSet
from xiaoan.screening.models import SlotRule
from xiaoan.screening.services.day import KIND, lock_day, open_owed


@dataclass(frozen=True)
class NewSlot:
    """A slot rule to set: a stage of schools under a unit."""

    unit_no: int
    stage: str
    slot: str
    opens: dt.time
    deadline: dt.time
    boarders_only: bool = False
    nights: str = rules.NIGHTS[0]


def follow_calendar(actor: Actor, unit_no: int, day: dt.date) -> None:
    """Bring a day's duties under a unit to what the calendar says now.

    Open ones of schools without school are excused, reported ones stay. What is due again opens again
    with the deadline it had; what was never opened opens, unless the day's opening is still to come.
    """
    _refuse_others(actor, unit_no)
    lock_day(day)
    found = queries.following(actor, day, directory.place(unit_no).interval)
    off = directory.no_school(unit_no, day)
    why = duties.Why("calendar", off.note if off else "")
    excused = duties.excuse_many(actor, (duty.id for duty in found.excuse), why)
    if excused:
        journal.record_many(actor, excused_facts(day, excused))
    duties.reopen(actor, KIND, day, [duty.id for duty in found.reopen], why)
    if clock.now().hour >= rules.FIRST_HOUR:
        open_owed(actor, day, found.opens)


def follow_level(actor: Actor, unit_no: int, day: dt.date) -> int:
    """Bring today's roll-calls under a unit to its response level: what a level adds is opened, or due
    again; what it does not ask for any more is not due. Deadlines that are past stay as they were. Gives
    how many changed."""
    lock_day(day)
    interval = directory.place(unit_no).interval
    gone = queries.lowered(actor, day, interval)
    excused = duties.excuse_many(actor, (duty.id for duty in gone), duties.Why("level"))
    if excused:
        journal.record_many(actor, excused_facts(day, excused))
    now = clock.now()
    found = queries.following(actor, day, interval)
    back = [duty.id for duty in found.reopen if duty.due_at > now]
    again = duties.reopen(actor, KIND, day, back, duties.Why("level"))
    opens = [one for one in found.opens if clock.at(day, one.slot.deadline) > now]
    opened = open_owed(actor, day, opens) if now.hour >= rules.FIRST_HOUR else 0
    return len(excused) + again + opened


def excused_facts(
    day: dt.date, excused: Sequence[duty_queries.Standing], *, gone: bool = False
) -> list[ClassesExcused]:
    """One fact per school and slot; `gone`: the classes are no more."""
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for duty in excused:
        groups[duty.school_id, duty.slot].append(duty.people)
    return [
        ClassesExcused(
            school_id=school_id, unit_no=school_id, day=day, slot=slot, classes=len(people),
            people_due=sum(people), gone=gone,
        )
        for (school_id, slot), people in sorted(groups.items())
    ]  # fmt: skip


def set_slots(actor: Actor, rows: Iterable[NewSlot]) -> None:
    """Set the slot times of many stages and units at once."""
    groups: dict[tuple[int, str], list[NewSlot]] = defaultdict(list)
    for row in rows:
        groups[row.unit_no, row.stage].append(row)
    for (unit_no, stage), slots in groups.items():
        set_slot_times(actor, unit_no, stage, slots)


_TIMED = (*rules.SLOTS, rules.ROUND_SLOT)


def set_slot_times(actor: Actor, unit_no: int, stage: str, slots: Sequence[NewSlot]) -> bool:
    """When the slots of a stage open and are due at a unit: these, and no others. False if it was so.

    For duties that are opened from now on; those of today keep what they were opened with.
    """
    place = _refuse_others(actor, unit_no)
    if place.kind not in CALENDAR_UNITS or stage not in directory.STAGE_NAMES:
        raise Invalid(_("时间按县、乡镇或学校的学段定。"), {"stage": "unknown"})
    times = {row.slot: (row.opens, row.deadline) for row in slots if row.slot in _TIMED}
    if not {row.nights for row in slots} <= set(rules.NIGHTS):
        raise Invalid(_("请选晚检在哪些晚上做。"), {"nights": "unknown"})
    faults = rules.slot_faults(times)
    if faults:
        raise Invalid("\n".join(_fault(slot, code, times) for slot, code in faults.items()), faults)
    new = {
        row.slot: queries.SlotTimes(
            row.slot, row.opens, row.deadline, row.boarders_only, row.nights
        )
        for row in slots
    }
    _lock(unit_no)
    if queries.slot_times([unit_no], rounds=True).get((unit_no, stage), {}) == new:
        return False
    SlotRule.objects.filter(unit_no=unit_no, stage=stage).delete()
    SlotRule.objects.bulk_create(
        [SlotRule(unit_no=unit_no, stage=stage, **one.__dict__) for one in new.values()]
    )
    journal.record(
        actor,
        SlotTimesSet(
            school_id=0,
            unit_no=unit_no,
            stage=stage,
            slots={one.slot: _plain(one) for one in new.values()},
        ),
    )
    return True


def _fault(slot: str, code: str, times: dict[str, tuple[dt.time, dt.time]]) -> str:
    opens, deadline = times.get(slot, (dt.time.min, dt.time.min))
    words = {
        "none": _("至少要有一次检查。"),
        "order": _("%(slot)s:开始 %(opens)s 要早于截止 %(deadline)s。"),
        "early": _("%(slot)s:截止要晚于 05:00,当天的检查那时才开。"),
        "noon": _("%(slot)s:开始 %(opens)s 不能早于 12:00,查寝是晚上的事。"),
        "night": _(
            "%(slot)s:截止 %(deadline)s 要晚于开始 %(opens)s;过零点的,截止不晚于次日 05:00。"
        ),
        "overlap": _("%(slot)s:开始 %(opens)s 不能早于前一次检查的截止。"),
    }
    return words[code] % {
        "slot": queries.TIMES_NAMES[slot],
        "opens": opens.strftime("%H:%M"),
        "deadline": deadline.strftime("%H:%M"),
    }


def _plain(times: queries.SlotTimes) -> tuple[str, str, bool, str]:
    opens, deadline = times.opens.strftime("%H:%M"), times.deadline.strftime("%H:%M")
    return (opens, deadline, times.boarders_only, times.nights)


def clear_slot_times(actor: Actor, unit_no: int, stage: str) -> bool:
    """Back to the times of the unit above. False if the unit has none of its own (any more)."""
    _refuse_others(actor, unit_no)
    _lock(unit_no)
    above = [no for no in ancestors(unit_no) if no != unit_no]
    own = SlotRule.objects.filter(unit_no=unit_no, stage=stage)
    if not own.exists():
        return False
    if not SlotRule.objects.filter(unit_no__in=above, stage=stage).exists():
        raise Invalid(_("上级没有定这个学段的时间,不能恢复。"), {"stage": "last"})
    own.delete()
    journal.record(actor, SlotTimesCleared(school_id=0, unit_no=unit_no, stage=stage))
    return True


def _lock(unit_no: int) -> None:
    """The times of a unit are changed by one at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('screening.slots'), %s)", [unit_no])


def _refuse_others(actor: Actor, unit_no: int) -> directory.Place:
    if not actor.may(Permission.SET_CALENDAR, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    return directory.place(unit_no)
