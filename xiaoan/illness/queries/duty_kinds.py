"""What the duties of illness are called, and where they are done."""

from django.urls import reverse

from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds
from xiaoan.illness.queries.words import DUTY_NAMES


def _address(due: duties.Due) -> str:
    return reverse("illness:child", args=[due.about_id])


KINDS = tuple(kinds.Kind(code, words, _address, lasts=True) for code, words in DUTY_NAMES.items())
