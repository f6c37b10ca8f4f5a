"""Lessons of which something new was heard: to be counted anew."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.lessons import queries as lessons
from xiaoan.platforms.models import Activity, Statement
from xiaoan.platforms.rules import NUMBERS

EARLY = dt.timedelta(minutes=NUMBERS["early_minutes"])
LATE = dt.timedelta(minutes=NUMBERS["late_minutes"])
_TOUCH = """
insert into platforms_watch as w (lesson_id, school_id, unit_no, day, starts_at, ends_at, changed_at, dirty,
  known, roll, outcome)
select k.id, k.school, k.unit, k.day, k.starts, k.ends, %(now)s, true, 0, 0, ''
from unnest(%(ids)s::uuid[], %(schools)s::int[], %(units)s::int[], %(days)s::date[],
  %(starts)s::timestamptz[], %(ends)s::timestamptz[]) k(id, school, unit, day, starts, ends)
order by k.id on conflict (lesson_id) do update set changed_at = excluded.changed_at, dirty = true,
  starts_at = excluded.starts_at, ends_at = excluded.ends_at
"""


def touch(heard: Sequence[tuple[Activity, UUID | None, dt.datetime]], now: dt.datetime) -> int:
    """Mark the lessons that an activity (or the lesson it names) and an instant are of; gives how many.
    Activities that nobody has settled are of none."""
    wanted = {one: at for activity, lesson, at in heard if (one := lesson or activity.lesson_id)}
    found = dict(lessons.by_ids(wanted))
    by_room = [
        (activity, at) for activity, lesson, at in heard
        if not lesson and activity.settled_at and not activity.lesson_id and not activity.is_none
    ]  # fmt: skip
    if by_room:
        times = [at for _activity, at in by_room]
        nos = {activity.unit_no for activity, _at in by_room}
        near = lessons.near(nos, min(times), max(times), LATE)
        found |= {
            row.pk: row for row in near
            if any(is_of(activity, row) and is_within(row, at) for activity, at in by_room)
        }  # fmt: skip
    _mark(found.values(), now)
    return len(found)


def is_of(activity: Activity, lesson: lessons.Lesson) -> bool:
    """Whether a settled activity tells of a lesson."""
    if activity.lesson_id:
        return activity.lesson_id == lesson.pk
    return activity.unit_no == lesson.unit_no and activity.subject in ("", lesson.subject)


def is_within(lesson: lessons.Lesson, at: dt.datetime) -> bool:
    """Whether what was heard then can say something of a lesson: who left late was there before."""
    return lesson.starts_at - EARLY <= at <= lesson.ends_at + LATE


def touch_all(statements: Iterable[Statement], now: dt.datetime) -> int:
    """Mark the lessons that statements kept already are of."""
    rows = list(statements)
    activities = {
        row.pk: row for row in Activity.objects.filter(pk__in={one.activity_id for one in rows})
    }
    heard = [
        (activities[one.activity_id], one.lesson_id, one.at)
        for one in rows
        if one.activity_id in activities
    ]
    return touch(heard, now)


def _mark(rows: Iterable[lessons.Lesson], now: dt.datetime) -> None:
    found = sorted(rows, key=lambda one: one.pk)
    if not found:
        return
    given: dict[str, Any] = {
        "now": now, "ids": [one.pk for one in found], "schools": [one.school_id for one in found],
        "units": [one.unit_no for one in found], "days": [one.day for one in found],
        "starts": [one.starts_at for one in found], "ends": [one.ends_at for one in found],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH, given)
