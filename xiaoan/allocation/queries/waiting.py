"""Plans wait for a second person."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.allocation import queries
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting

KIND = waiting.Kind(
    "allocation:plans", _l("调配方案待您批准"), Permission.DECIDE_ALLOCATION, queries.to_approve
)
