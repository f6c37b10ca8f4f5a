"""What the duties of supplies are called, and where they are done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside
from xiaoan.supplies.models import RecallStore
from xiaoan.supplies.queries import RECALL, recalls
from xiaoan.supplies.queries.words import item_name


def _address(due: duties.Due) -> str:
    found = recalls.recall_of_row(due.about_id) if due.about_id else None
    return reverse("supplies:recall", args=[found]) if found else reverse("supplies:recalls")


def _which(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    rows = RecallStore.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    found = rows.values_list("id", "recall__lot__item", "recall__lot__batch")
    return {pk: Whom(f"{item_name(item)} {batch}") for pk, item, batch in found}


KIND = kinds.Kind(
    RECALL, _l("召回物资"), _address, lasts=True, about=_which, said=verbs.RECALL,
    posts=("logistics", "school_doctor", "principal"),
)  # fmt: skip
