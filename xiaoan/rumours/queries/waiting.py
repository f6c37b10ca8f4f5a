"""What of rumours waits for whoever is signed in: an answer to let out, an answer to read."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.rumours.queries import desk, mine
from xiaoan.web import waiting

TO_APPROVE = waiting.Kind(
    "rumours:waiting", _l("传言答复待审核"), Permission.APPROVE_RUMOURS, desk.waiting
)
TO_READ = waiting.Kind(
    "rumours:home", _l("您报的传言有了答复"), Permission.REPORT_RUMOURS, mine.unread
)
