"""What the duties of plans are called, and where they are done."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere
from xiaoan.schoolplans.models import Task
from xiaoan.schoolplans.queries import KNOW, TASK, mine, template_words


def _task(due: duties.Due) -> str:
    return reverse("schoolplans:task", args=[due.about_id])


def _told(due: duties.Due) -> str:
    return reverse("schoolplans:told", args=[due.about_id])


def _which(_actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    """Of duties that the actor sees already; the plan is of the school, they may stand in a class."""
    with everywhere("schoolplans"):
        rows = Task.objects.filter(pk__in=set(row_ids)).only("id", "what", "owed")
        return {row.pk: Whom(template_words.said(mine.said(row, "what"))) for row in rows}


KINDS = (
    kinds.Kind(
        TASK, _l("开学任务"), _task, lasts=True, about=_which, said=verbs.DO,
        fixed=_l("由开学方案逐项指定责任人和 AB 岗。"), at=("school", "class"), anywhere=True,
    ),
    kinds.Kind(
        KNOW, _l("开学方案有变"), _told, lasts=True, said=verbs.READ, own=True,
        fixed=_l("由任务改了的人自己确认。"), at=("school", "class"),
    ),
)  # fmt: skip
