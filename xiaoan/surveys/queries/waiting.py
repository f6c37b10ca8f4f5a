"""What of surveys waits for whoever is signed in: a family's answers about its children, one's own."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.surveys.queries.answers import waiting
from xiaoan.surveys.queries.own import waiting_self
from xiaoan.web.waiting import Kind

OWED = Kind("surveys:mine", _l("摸排,等您回答"), Permission.ANSWER_FOR_CHILD, waiting)
OWN = Kind("surveys:own", _l("摸排,等您本人回答"), Permission.MY_DUTIES, waiting_self)
