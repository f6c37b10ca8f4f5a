"""Lessons and rolls for apps above that hear of pupils: which lesson, who an account may be."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory.queries import nicknames as rolls
from xiaoan.directory.rules import nicknames as names
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.lessons.models import Lesson


@dataclass(frozen=True)
class Perhaps:
    """A pupil of a class; `is_likely`: the name that was written may be theirs."""

    person_id: UUID
    name: str
    seat: int
    is_likely: bool


def by_ids(lesson_ids: Collection[UUID]) -> dict[UUID, Lesson]:
    """Lessons by their ids, in the running scope; none that was taken out."""
    rows = Lesson.objects.filter(pk__in=list(lesson_ids), cancelled_at=None)
    return {row.pk: row for row in rows}


def near(
    unit_nos: Collection[int], since: dt.datetime, until: dt.datetime, slack: dt.timedelta
) -> list[Lesson]:
    """Lessons of classes on days from an instant to another, both widened; in the running scope."""
    days = ((since - slack).astimezone(clock.ZONE), (until + slack).astimezone(clock.ZONE))
    rows = Lesson.objects.filter(
        unit_no__in=list(unit_nos), day__gte=days[0].date(), day__lte=days[1].date(),
        cancelled_at=None,
    )  # fmt: skip
    return list(rows.order_by("starts_at", "id"))


def of_class(unit_no: int, day: dt.date) -> list[Lesson]:
    """Lessons of a class on a day, by time; in the running scope."""
    rows = Lesson.objects.filter(unit_no=unit_no, day=day, cancelled_at=None)
    return list(rows.order_by("starts_at", "id"))


def candidates(actor: Actor, unit_no: int, written: Collection[str]) -> dict[str, list[Perhaps]]:
    """Name as a platform has it → the class by seat, whoever may be meant first."""
    roll = rolls.rolls(actor, [unit_no], clock.today()).get(unit_no, [])
    kin = rolls.with_kin(actor, roll) if written else []
    found = {}
    for name in written:
        likely = [one.person_id for one in names.candidates(name, kin)]
        rows = [Perhaps(one.person_id, one.name, one.seat, one.person_id in likely) for one in roll]
        found[name] = sorted(
            rows, key=lambda one: likely.index(one.person_id) if one.is_likely else len(likely)
        )
    return found
