"""What the duty of training is called, and where it is done."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, starts, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.training.models import Owed
from xiaoan.training.queries.courses import course_titles
from xiaoan.training.queries.standing import OWED


def _address(due: duties.Due) -> str:
    """The course; the list of one's own where the row is not seen."""
    rows = Owed.objects.filter(pk__in=[due.about_id] if due.about_id else [])
    course = rows.values_list("course", flat=True).first()
    return reverse("training:course", args=[course]) if course else reverse("training:mine")


def _which(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = dict(Owed.objects.filter(pk__in=set(row_ids)).values_list("id", "course"))
    titles = course_titles() if rows else {}
    return {pk: Whom(titles.get(course, course)) for pk, course in rows.items()}


def _lessons() -> list[str]:
    return [reverse("training:mine")]


# Not asked for ahead: every phone opens the due list in the morning.
MINE = starts.Start(_l("我的培训"), Permission.LEARN, _lessons, _l("短课、测验和证书"), keeps=False)
KIND = kinds.Kind(
    OWED, _l("培训"), _address, lasts=True, about=_which, said=verbs.TRAIN,
    fixed=_l("由要参加培训的本人办;人不在了,由校长看到。"), at=("class", "school"), own=True,
)  # fmt: skip
