"""Proposals that lessons rest wait for whoever decides."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.measures.queries import suspensions
from xiaoan.web import waiting

PROPOSED = waiting.Kind(
    "measures:suspensions", _l("停课建议待决定"), Permission.DECIDE_SUSPENSION, suspensions.waiting
)
