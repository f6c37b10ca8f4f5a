"""What the duties of enquiries are called, and where they are done."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.enquiries.models import Enquiry
from xiaoan.enquiries.queries.words import KIND_NAMES
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside


def _address(due: duties.Due) -> str:
    return reverse("enquiries:enquiry", args=[due.about_id]) if due.about_id else ""


def _which(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    """What kind of question; its words stay behind the link."""
    rows = Enquiry.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    return {pk: Whom(str(KIND_NAMES[kind])) for pk, kind in rows.values_list("id", "kind")}


_FIXED = _l("由提问送到的岗位答复;该别人答的,请在提问页上转交。")
_AT = {
    "teacher": ("class",), "doctor": ("school",), "school": ("school",), "bureau": ("school",),
}  # fmt: skip
KINDS = tuple(
    kinds.Kind(
        f"enquiries.{desk}", _l("答复家长提问"), _address, lasts=True, about=_which, said=verbs.REPLY,
        fixed=_FIXED, at=at,
    )
    for desk, at in _AT.items()
)  # fmt: skip
