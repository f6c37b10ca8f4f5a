"""What the duties about key persons are called, and where these are done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom, names_of_rows
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.keypersons.models import KeyPerson, Travel


def _follow(due: duties.Due) -> str:
    return reverse("keypersons:today")


def _arrival(due: duties.Due) -> str:
    return reverse("keypersons:travel", args=[due.about_id])


def _followed(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    return names_of_rows(actor, KeyPerson.objects.all(), row_ids)


def _expected(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    return names_of_rows(actor, Travel.objects.all(), row_ids)


_CARER = _l("由为这个人指定的随访人办,在重点人员页改。")
FOLLOW = kinds.Kind(
    "keypersons.follow", _l("重点人员随访"), _follow, about=_followed, said=verbs.FOLLOW,
    fixed=_CARER,
)  # fmt: skip
ARRIVAL = kinds.Kind(
    "keypersons.arrival", _l("确认返县人员到达"), _arrival, lasts=True, about=_expected, said=verbs.CHECK,
    fixed=_CARER,
)  # fmt: skip
