"""What of surveys waits for whoever is signed in: a family's answers about its children."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.surveys.queries.answers import waiting
from xiaoan.web.waiting import Kind

OWED = Kind("surveys:mine", _l("摸排,等您回答"), Permission.ANSWER_FOR_CHILD, waiting)
