"""What a school owes of a request for data, and where it is answered."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside
from xiaoan.returns.models import Ask, Request

ANSWER = "returns.answer"


def _address(due: duties.Due) -> str:
    return reverse("returns:answer", args=[due.about_id]) if due.about_id else ""


def _office(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    """Who asks."""
    rows = Ask.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    requests = dict(rows.values_list("id", "request_id"))
    offices = dict(
        Request.objects.filter(pk__in=set(requests.values())).values_list("id", "office")
    )
    return {pk: Whom(offices[one]) for pk, one in requests.items() if one in offices}


KINDS = (
    kinds.Kind(
        ANSWER, _l("数据需求"), _address, lasts=True, about=_office, said=verbs.FILL,
        posts=("principal", "school_doctor"),
    ),
)  # fmt: skip
