"""What the duty of demand is called, and where it is done."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs


def _address(due: duties.Due) -> str:
    return reverse("demand:unit", args=[due.unit_no])


KIND = kinds.Kind(
    "demand.look", _l("将断货"), _address, said=verbs.RESTOCK,
    posts=("logistics", "school_doctor", "principal"),
)  # fmt: skip
