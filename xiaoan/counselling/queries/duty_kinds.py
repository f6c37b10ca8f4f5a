"""What the duties of counselling are called, and where they are done. A list says no more of them than
that; of an emergency alone whom it is about, for those named have to go there."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.counselling.models import Emergency
from xiaoan.directory.queries.people import Whom, names_of_rows
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, starts, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission


def _referral(due: duties.Due) -> str:
    return reverse("counselling:referral", args=[due.about_id]) if due.about_id else ""


def _case(due: duties.Due) -> str:
    return reverse("counselling:case", args=[due.about_id]) if due.about_id else ""


def _emergency(due: duties.Due) -> str:
    return reverse("counselling:emergency", args=[due.about_id]) if due.about_id else ""


def _whom(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    return names_of_rows(actor, Emergency.objects.all(), row_ids)


def _refer() -> list[str]:
    return [reverse("counselling:refer")]


# Not asked for ahead: words about a child wait on no phone.
REFER = starts.Start(
    _l("转介给心理教师"), Permission.REFER, _refer, _l("学生情绪、行为让人担心时"), keeps=False
)
_OWN = _l("只有心理教师能看转介和个案,不能改由别人办。")
KINDS = (
    kinds.Kind(
        "counselling.referral", _l("看一份心理转介"), _referral, lasts=True, fixed=_OWN, own=True
    ),
    kinds.Kind(
        "counselling.follow", _l("心理辅导随访"), _case, lasts=True, fixed=_OWN, own=True,
        said=verbs.FOLLOW,
    ),
    kinds.Kind(
        "counselling.emergency", _l("危机干预"), _emergency, lasts=True, about=_whom, at=("class",),
        fixed=_l("由学校的危机干预小组办:班主任、心理教师、校长。"),
    ),
)  # fmt: skip
