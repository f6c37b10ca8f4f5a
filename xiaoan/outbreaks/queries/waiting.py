"""What of the watch list waits for somebody to look at it."""

from django.utils.translation import gettext_lazy as _

from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks.queries.watch import count_unseen
from xiaoan.web import waiting

# At most the day's number for the county, and gone once somebody of the office has opened it; a township's
# too, of what its schools have not looked at in their time. Whoever only reads along has none.
NEW = waiting.Kind(
    "outbreaks:watch", _("监测名单的新条目,等您看"), Permission.SEE_SIGNALS, count_unseen
)
