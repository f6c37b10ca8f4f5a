"""What surveys call their duties, and where these are done."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds


def _title(due: duties.Due) -> str:
    return str(_l("摸排表"))


def _address(due: duties.Due) -> str:
    return reverse("surveys:sheet", args=[due.about_id])


SHEET = kinds.Kind("surveys.sheet", _l("摸排表"), _address, _title, lasts=True)
