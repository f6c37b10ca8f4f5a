"""What pages of homework show of a task."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.homework.queries import tasks, words
from xiaoan.kernel import clock


def told(row: tasks.Known) -> dict[str, Any]:
    """A task as its head is shown."""
    return {
        "id": row.pk, "title": row.title, "lines": row.text.splitlines(), "minutes": row.minutes,
        "subject": directory.subject_name(row.subject), "way": words.way_words(row.way),
        "due_at": row.due_at, "reason": row.reason, "cancelled": row.cancelled_at is not None,
        "photos": [reverse("homework:photo", args=[row.pk, pk]) for pk in row.photos],
    }  # fmt: skip


def card(row: tasks.Known, names: dict[int, str]) -> dict[str, Any]:
    """A task in a list; `asked`: on the roll but for whoever is excused or without a device."""
    return {
        "url": reverse("homework:task", args=[row.pk]), "title": row.title,
        "subject": directory.subject_name(row.subject), "where": names.get(row.unit_no, ""),
        "due_at": row.due_at, "handed": row.handed, "asked": row.handed + row.missing + row.unknown,
        "unmarked": row.handed - row.marked, "unknown": row.unknown, **_state(row),
    }  # fmt: skip


def _state(row: tasks.Known) -> dict[str, Any]:
    if row.cancelled_at is not None:
        return {"shape": "excused", "words": _("已取消")}
    if row.unknown and clock.now() > row.due_at:
        return {"shape": "unknown", "words": _("还没登记")}
    if row.handed > row.marked:
        return {"shape": "late", "words": _("待批改")}
    if clock.now() <= row.due_at:
        return {"shape": "due", "words": _("进行中")}
    return {"shape": "done", "words": _("已批改")}
