"""Who has passed a test and waits for a second person to see it done, for the due list."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.training.queries.attempts import waiting_count
from xiaoan.web import waiting

KIND = waiting.Kind("training:waiting", _l("培训实操待您确认"), Permission.CERTIFY, waiting_count)
