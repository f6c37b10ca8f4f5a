"""What of enquiries waits for whoever is signed in: answers that a family has not read."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.enquiries import queries
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting

TO_READ = waiting.Kind("enquiries:mine", _l("您的提问有了答复"), Permission.ASK, queries.unread)
