"""Rows as templates show them."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.lessons.queries import Entry, Lesson
from xiaoan.lessons.queries.words import PLATFORM_NAMES, WEEKDAY_NAMES


def lesson_row(one: Lesson, place: str, teacher: str = "") -> dict[str, Any]:
    """A lesson with its state: unreported, running, or so many of so many."""
    now = clock.now()
    demanded = one.watched + one.missed
    if one.reported_at:
        shape = "done" if one.missed == 0 else "late"
        state = _("%(n)s/%(all)s 人在看") % {"n": one.watched, "all": demanded}
    elif now < one.starts_at:
        shape, state = "due", _("未开始")
    elif now <= one.ends_at:
        shape, state = "due", _("上课中,未点名")
    else:
        shape, state = "missed", _("未报听课")
    return {
        "one": one, "place": place, "teacher": teacher, "shape": shape, "state": state,
        "subject": directory.subject_name(one.subject), "platform": PLATFORM_NAMES[one.platform],
        "only": len(one.of_whom), "url": reverse("lessons:lesson", args=[one.pk]), "demanded": demanded,
    }  # fmt: skip


def entry_row(one: Entry, unit_no: int, teachers: dict[UUID, str]) -> dict[str, Any]:
    """A lesson of the timetable; `is_own`: not broadcast from above."""
    when = f"{one.day:%m-%d}" if one.day else str(WEEKDAY_NAMES[one.weekday or 1])
    return {
        "one": one, "id": uuid7(), "when": when, "subject": directory.subject_name(one.subject),
        "platform": PLATFORM_NAMES[one.platform], "is_own": one.unit_no == unit_no,
        "teacher": teachers.get(one.teacher_id, "") if one.teacher_id else "",
    }  # fmt: skip
