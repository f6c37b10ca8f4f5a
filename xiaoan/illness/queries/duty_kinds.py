"""What the duties of illness are called, and where they are done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from xiaoan.directory.queries.people import names_of_rows
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds
from xiaoan.illness.models import Absence, Illness
from xiaoan.illness.queries.absences import CAUSE
from xiaoan.illness.queries.words import CAUSE_NAME, DUTY_NAMES
from xiaoan.kernel.actor import Actor


def _address(due: duties.Due) -> str:
    return reverse("illness:child", args=[due.about_id])


def _whom(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, str]:
    return names_of_rows(actor, Illness.objects.all(), row_ids)


def _address_of_absence(due: duties.Due) -> str:
    return reverse("illness:absence", args=[due.about_id])


def _who_is_absent(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, str]:
    return names_of_rows(actor, Absence.objects.all(), row_ids)


_CAUSE = kinds.Kind(CAUSE, CAUSE_NAME, _address_of_absence, lasts=True, about=_who_is_absent)
KINDS = (
    *(
        kinds.Kind(code, words, _address, lasts=True, about=_whom)
        for code, words in DUTY_NAMES.items()
    ),
    _CAUSE,
)
