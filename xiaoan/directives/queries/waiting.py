"""Parts reported as done, and extensions that were asked for, wait for the office that issued them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _l

from xiaoan.directives.models import Target
from xiaoan.directives.queries import offices
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting

WAITS = Q(state="done") | Q(asked_due_at__isnull=False)


def count(actor: Actor) -> int:
    return Target.objects.filter(WAITS, check_unit__in=offices(actor)).count()


TO_CHECK = waiting.Kind(
    "directives:checks", _l("督办待核验和待批延期"), Permission.ISSUE_DIRECTIVES, count
)
