"""What of clearances waits for whoever is signed in: overrides that another person is to decide."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.clearances.models import Override
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.web import waiting


def _asked(actor: Actor) -> int:
    if actor.user_id is None:
        return 0
    rows = visible(Override.objects.filter(state="asked"), actor, Permission.CHECK_PAPERS)
    return rows.exclude(asked_by_id=actor.user_id).count() if actor.user_id else 0


TO_DECIDE = waiting.Kind("clearances:home", _l("破例放行待您决定"), Permission.CHECK_PAPERS, _asked)
