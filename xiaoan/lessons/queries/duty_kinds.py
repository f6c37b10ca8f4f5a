"""What the duties of lessons are called, and where they are done; what a phone can begin."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, starts
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.lessons.models import Lesson, Loan

VIEWING, LOAN = "lessons.viewing", "lessons.loan"
_POSTS = ("class_teacher", "subject_teacher", "grade_head", "principal")


def _lesson(due: duties.Due) -> str:
    return reverse("lessons:lesson", args=[due.about_id])


def _loan(due: duties.Due) -> str:
    return reverse("lessons:help", args=[due.unit_no])


def _which(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = Lesson.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    return {
        pk: Whom(f"{directory.subject_name(code)} {at.astimezone(clock.ZONE):%H:%M}")
        for pk, code, at in rows.values_list("id", "subject", "starts_at")
    }


def _what(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = Loan.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    return {
        pk: Whom(f"{what} {serial}")
        for pk, what, serial in rows.values_list("id", "what", "serial")
    }


def _home() -> list[str]:
    return [reverse("lessons:home")]


# Not asked for ahead: whoever has a class alone finds the page here, not in the navigation.
HOME = starts.Start(_l("网课"), Permission.TEACH, _home, _l("今天的网课"), keeps=False)
KINDS = (
    kinds.Kind(
        VIEWING, _l("网课听课情况"), _lesson, lasts=True, about=_which, posts=_POSTS, at=("class",)
    ),
    kinds.Kind(
        LOAN, _l("借出的设备到期未还"), _loan, lasts=True, about=_what,
        posts=("class_teacher", "logistics", "principal"), at=("class",),
    ),
)  # fmt: skip
