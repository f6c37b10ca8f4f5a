"""Opening the day's roll-call duties, and excusing classes from them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.duties.events import DutyLetOff
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries
from xiaoan.screening.events import ClassExcused, ExcuseWithdrawn
from xiaoan.screening.models import Excuse

KIND = "screening.rollcall"
EXCUSES = ("outing", "closed", "other")
LONGEST_REASON = 200


def open_day(actor: Actor, day: dt.date, interval: Interval) -> int:
    """Open the roll-call duties of a day inside an interval, each with a named person and a deputy.

    Running again opens only what is missing. Gives how many duties are new.
    """
    lock_day(day)
    return open_owed(actor, day, queries.owed(actor, day, interval))


# The task that opens the day and a change of the calendar must not pass each other unseen: each waits
# until the other's duties are there to be read.
_LOCK = "select pg_advisory_xact_lock(hashtext('screening.day'), %s)"


def lock_day(day: dt.date) -> None:
    """Whoever opens or closes duties of a day by the calendar does so one at a time."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [day.toordinal()])


def open_owed(actor: Actor, day: dt.date, owed: Sequence[queries.Owed]) -> int:
    """Open what is owed and not open yet; gives how many duties are new."""
    schools = {one.place.school_id for one in owed}
    people = _People(
        teachers=_teachers(actor, [one.place.no for one in owed], day),
        keepers=_keepers(actor, schools, day),
        ladders=duty_queries.ladders(),
    )
    wanted: dict[str, list[duties.NewDuty]] = defaultdict(list)
    for one in owed:
        wanted[one.slot.slot].append(_duty(day, one, people))
    return sum(duties.open_duties(actor, KIND, day, slot, found) for slot, found in wanted.items())


@dataclass(frozen=True)
class _People:
    """Who answers for what, and what happens if they do not."""

    teachers: dict[int, tuple[UUID | None, UUID | None]]
    keepers: dict[int, UUID]
    ladders: duty_queries.Ladders


def _duty(day: dt.date, owed: queries.Owed, people: _People) -> duties.NewDuty:
    place, slot = owed.place, owed.slot
    assignee_id, deputy_id = people.teachers.get(place.no, (None, None))
    if slot.boarders_only and place.school_id in people.keepers:
        deputy_id = people.keepers[place.school_id]
    due_at = clock.at(day, slot.deadline)
    return duties.NewDuty(
        school_id=place.school_id,
        unit_no=place.no,
        people=owed.people,
        due_at=due_at,
        assignee_id=assignee_id,
        deputy_id=deputy_id,
        next_step_at=people.ladders.first_step_at(place.no, due_at),
        opens_at=clock.at(day, slot.opens),
    )


def _teachers(
    actor: Actor, class_nos: Sequence[int], day: dt.date
) -> dict[int, tuple[UUID | None, UUID | None]]:
    """The class teacher and the deputy (a subject teacher of the class) of each class.

    Whoever stands in for the class teacher that day is the named person; the class teacher is then the
    deputy of a class without a subject teacher.
    """
    named: dict[int, dict[str, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    for holder in accounts.holders(actor, ["class_teacher", "subject_teacher"], class_nos, day):
        named[holder.unit_no][holder.role].append(holder.user_id)
    return {
        no: _first_two(roles["class_teacher"], roles["subject_teacher"])
        for no, roles in named.items()
    }


def _first_two(
    teachers: Sequence[UUID], subject: Sequence[UUID]
) -> tuple[UUID | None, UUID | None]:
    """The named person and the deputy; they are not the same."""
    named = teachers[0] if teachers else None
    return named, next((who for who in (*subject, *teachers[1:]) if who != named), None)


def _keepers(actor: Actor, school_ids: set[int], day: dt.date) -> dict[int, UUID]:
    """The dormitory keeper of each school: deputy for the evening, when boarders are at home there."""
    found = accounts.holders(actor, ["dormitory_keeper"], school_ids, day)
    return {holder.unit_no: holder.user_id for holder in reversed(found)}


def excuse_class(
    actor: Actor, unit_no: int, day: dt.date, slot: str, reason: str, note: str
) -> None:
    """A class is not due on a day (slot '' = the whole day): on an outing, closed.

    What has already been reported stays; what is still open is excused and counts as not due.
    """
    place = directory.place(unit_no)
    if place.kind != "class" or not actor.sees(unit_no):
        raise NotFound
    if not actor.may(Permission.EXCUSE, unit_no):
        raise Forbidden
    if reason not in EXCUSES or (reason == "other" and not note.strip()):
        raise Invalid(_("请选择原因;选“其他”时请写明。"), {"reason": "missing"})
    if slot and slot not in queries.SLOT_NAMES:
        raise Invalid(_("没有这个时段。"), {"slot": "unknown"})
    Excuse.objects.bulk_create(
        [
            Excuse(
                id=uuid7(), school_id=place.school_id, unit_no=unit_no, day=day, slot=slot,
                reason=reason, note=note.strip(), by_id=actor.user_id, at=clock.now(),
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    why = duties.Why(reason, note.strip())
    excused = [_excuse_slot(actor, place, day, one, why) for one in _slots(slot)]
    if not any(excused):
        raise Conflict(_("没有待报的检查可免:要么已报,要么当天不需要。"))


def withdraw_excuse(actor: Actor, unit_no: int, day: dt.date, reason: str) -> bool:
    """A class is due after all, today or later: its excuses of the day go, and what they had closed is
    open again with the deadline it had. False if there is none (any more).
    """
    place = directory.place(unit_no)
    if place.kind != "class" or not actor.sees(unit_no):
        raise NotFound
    if not actor.may(Permission.EXCUSE, unit_no):
        raise Forbidden
    if day < clock.today():
        raise Invalid(_("过去的日子不能改:统计已按当天的情况记下。"), {"day": "past"})
    if not reason.strip() or len(reason) > LONGEST_REASON or "\0" in reason:
        raise Invalid(_("请写为什么又要报,不超过 200 个字。"), {"reason": "missing"})
    lock_day(day)
    rows = Excuse.objects.filter(school_id=place.school_id, unit_no=unit_no, day=day)
    slots = list(rows.select_for_update().values_list("slot", flat=True))
    if not slots:
        return False
    rows.delete()
    for slot in slots:
        journal.record(
            actor,
            ExcuseWithdrawn(school_id=place.school_id, unit_no=unit_no, day=day, slot=slot),
        )
    found = queries.following(actor, day, place.interval)
    why = duties.Why("withdrawn", reason.strip())
    duties.reopen(actor, KIND, day, [duty.id for duty in found.reopen], why)
    return True


def _slots(slot: str) -> tuple[str, ...]:
    return (slot,) if slot else tuple(queries.SLOT_NAMES)


def _excuse_slot(
    actor: Actor, place: directory.Place, day: dt.date, slot: str, why: duties.Why
) -> bool:
    held = duties.hold(place.no, KIND, day, slot)
    if held is None or not duties.excuse_many(actor, [held.id], why):
        return False
    journal.record(
        actor,
        ClassExcused(
            school_id=place.school_id, unit_no=place.no, day=day, slot=slot, reason=why.reason,
            people_due=held.people,
        ),
    )  # fmt: skip
    return True


def excused_above(actor: Actor, event: DutyLetOff) -> None:
    """A roll-call that a superior has let off: kept as any other excuse, so that it is not opened again."""
    Excuse.objects.bulk_create(
        [
            Excuse(
                id=uuid7(), school_id=event.school_id, unit_no=event.unit_no, day=event.day,
                slot=event.slot, reason="decided", by_id=actor.user_id, at=clock.now(),
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    journal.record(
        actor,
        ClassExcused(
            school_id=event.school_id, unit_no=event.unit_no, day=event.day, slot=event.slot,
            reason="decided", people_due=event.people,
        ),
    )  # fmt: skip
