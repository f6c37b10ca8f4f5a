"""What of clearances waits for whoever is signed in: overrides that another person is to decide; children of
one's own who are kept, and need something."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.clearances import queries
from xiaoan.clearances.models import Override
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.web import waiting


def _asked(actor: Actor) -> int:
    if actor.user_id is None:
        return 0
    rows = visible(Override.objects.filter(state="asked"), actor, Permission.CHECK_PAPERS)
    return rows.exclude(asked_by_id=actor.user_id).count() if actor.user_id else 0


def _kept(actor: Actor) -> int:
    found = queries.of_people(actor, actor.people, clock.today()) if actor.people else {}
    return sum(one.state == "not_cleared" for one in found.values())


TO_DECIDE = waiting.Kind("clearances:home", _l("破例放行待您决定"), Permission.CHECK_PAPERS, _asked)
OWN = waiting.Kind("clearances:own", _l("孩子暂缓返校,请看要办什么"), Permission.SEE_CHILD, _kept)
