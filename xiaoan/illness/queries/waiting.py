"""What of illness waits for somebody's decision."""

from django.utils.translation import gettext_lazy as _

from xiaoan.illness.queries.late import count_late
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting

LATE = waiting.Kind("illness:today", _("迟到的病程记录待核对"), Permission.TRACE, count_late)
