"""Who of a class that learns at school is taught online all the same: whoever may not come yet (返校审核)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.clearances import queries as clearances
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.lessons.models import Entry


@dataclass(frozen=True)
class AtHome:
    """`until`: the first day back as far as one can say."""

    person_id: UUID
    seat: int
    name: str
    until: dt.date | None


def at_home(actor: Actor, class_no: int, day: dt.date) -> list[AtHome]:
    """By seat, for whoever teaches the class or reads its clearances; nobody to others. Why is not said."""
    teaches = class_no in actor.own_classes and actor.may(Permission.SEE_LESSONS, class_no)
    if not teaches and not actor.may(Permission.SEE_CLEARANCES, class_no):
        return []
    kept = clearances.at_home(class_no, day)
    if not kept:
        return []
    return [
        AtHome(one.person_id, one.seat, one.name, kept[one.person_id])
        for one in directory.class_roll(actor, class_no, day)
        if one.person_id in kept
    ]


def lessons_for(class_no: int, day: dt.date, stage: str) -> list[Entry]:
    """What the timetable of a class holds for a day, whether the class learns online then or not: what a
    child at home can follow. Names nobody; the caller asks whose child it is."""
    with everywhere("lessons"):
        rows = Entry.objects.filter(unit_no__lte=class_no, unit_end__gt=class_no, closed_at=None)
        rows = rows.filter(
            Q(day=day)
            | Q(weekday=day.isoweekday(), since__lte=day) & (Q(until=None) | Q(until__gte=day))
        )
        return [
            one
            for one in rows.order_by("starts")
            if day not in one.skips and one.stage in ("", stage)
        ]
