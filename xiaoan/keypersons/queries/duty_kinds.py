"""What the duties about key persons are called, and where these are done."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds


def _follow(due: duties.Due) -> str:
    return reverse("keypersons:today")


def _arrival(due: duties.Due) -> str:
    return reverse("keypersons:travel", args=[due.about_id])


FOLLOW = kinds.Kind("keypersons.follow", _l("重点人员随访"), _follow)
ARRIVAL = kinds.Kind("keypersons.arrival", _l("确认返县人员到达"), _arrival, lasts=True)
