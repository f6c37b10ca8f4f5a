"""What the duty of care teams is called, and where it is done."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.careteams.queries import REARRANGE
from xiaoan.directory.rules import school_of
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds


def _address(due: duties.Due) -> str:
    return reverse("careteams:unit", args=[school_of(due.unit_no)]) + "#uncovered"


KIND = kinds.Kind(
    REARRANGE,
    _l("重新安排包联"),
    _address,
    title=lambda due: str(_l("重新安排包联")),
    lasts=True,
    fixed=_l("包联由学校安排,只有校长能改。"),
)
