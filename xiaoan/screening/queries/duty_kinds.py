"""What the daily checks call their duties, and where these are done."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds


def _title(due: duties.Due) -> str:
    return str(duties.SLOT_NAMES.get(due.slot, due.slot))


def _address(due: duties.Due) -> str:
    return reverse("screening:rollcall", args=[due.unit_no, due.day.isoformat(), due.slot])


ROLL_CALL = kinds.Kind("screening.rollcall", _l("晨午检"), _address, _title)
