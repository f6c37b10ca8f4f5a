"""What the duty of homework is called, and where it is done."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, starts, verbs
from xiaoan.homework.models import Task
from xiaoan.homework.queries import MARK
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission


def _address(due: duties.Due) -> str:
    if due.about_id:
        return reverse("homework:task", args=[due.about_id])
    return reverse("homework:unit", args=[due.unit_no])


def _which(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = Task.objects.filter(pk__in=set(row_ids))
    return {pk: Whom(title) for pk, title in rows.values_list("id", "title")}


def _home() -> list[str]:
    return [reverse("homework:home")]


HOMEWORK = starts.Start(
    _l("作业"), Permission.SET_HOMEWORK, _home, _l("布置、登记、批改"), keeps=False
)
MINE = starts.Start(_l("孩子的作业"), Permission.HAND_IN, _home, _l("看作业、交作业"), keeps=False)
KIND = kinds.Kind(
    MARK, _l("批改作业"), _address, lasts=True, about=_which, said=verbs.DO,
    fixed=_l("由布置的老师批改。"), at=("class",),
)  # fmt: skip
