"""What the duties of outreach are called, and where they are done."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom, names_of_rows
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.outreach.models import Task

_POSTS = ("class_teacher", "grade_head", "principal", "school_doctor")


def _address(due: duties.Due) -> str:
    return reverse("outreach:task", args=[due.about_id]) if due.about_id else ""


def _which(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    return names_of_rows(actor, Task.objects.all(), row_ids)


KINDS = (
    kinds.Kind(
        "outreach.call", _l("联系家庭"), _address, lasts=True, about=_which, said=verbs.CALL,
        posts=_POSTS, at=("class",),
    ),
    kinds.Kind(
        "outreach.visit", _l("家访"), _address, lasts=True, about=_which, posts=_POSTS, at=("class",),
    ),
    kinds.Kind(
        "outreach.principal", _l("联系不上的家庭,校长决定"), _address, lasts=True, about=_which,
        said=verbs.DECIDE, fixed=_l("由校长决定。"), at=("class",),
    ),
    kinds.Kind(
        "outreach.township", _l("联系不上的家庭,乡镇协助"), _address, lasts=True,
        fixed=_l("由乡镇办理。"),
    ),
)  # fmt: skip
