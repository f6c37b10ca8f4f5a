"""What verification calls its duties, and where these are done."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds


def _clear(due: duties.Due) -> str:
    return reverse("verification:disagreement", args=[due.about_id])


def _spot_check(due: duties.Due) -> str:
    return reverse("verification:spot_check", args=[due.about_id])


KINDS = (
    kinds.Kind("verification.clear", _l("核清不一致"), _clear, lasts=True),
    kinds.Kind("verification.spot_check", _l("抽查核实"), _spot_check, lasts=True),
)
