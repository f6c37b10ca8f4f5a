"""What waits for a teacher: names of exports that fit nobody, and what families said today."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.lessons.queries.lessons import waiting_names, waiting_words
from xiaoan.web import waiting

KINDS = (
    waiting.Kind("lessons:home", _l("家长说今天不能看课"), Permission.KEEP_LESSONS, waiting_words),
    waiting.Kind(
        "lessons:waiting", _l("听课名单里认不出的名字"), Permission.KEEP_LESSONS, waiting_names
    ),
)


def _link(lesson_id: UUID) -> str:
    return reverse("lessons:missing", args=[lesson_id])


# For outreach: its code, its words, its page.
NOT_WATCHING: tuple[str, Any, Any] = ("lessons.not_watching", _l("网课没有在看"), _link)
