"""Gifts wait for an answer or to be published; a laxer release for another to confirm it."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.procurement.models import Donation
from xiaoan.procurement.queries import releases
from xiaoan.web import waiting

# Our own choice: after a day whoever is above may see to it too, as for a requisition.
_PATIENCE = dt.timedelta(days=1)


def waits_for(actor: Actor) -> Q:
    """Gifts that the actor may answer or publish: at once those of the actor's own units, those of
    units below that were offered more than a day ago."""
    reach = actor.reach(Permission.APPROVE_REQUISITION)
    own = Q(unit_no__in=[lo for lo, _hi in reach])
    since = clock.now() - _PATIENCE
    offered = Q(state="offered") & ~_by("made_by_id", actor) & (own | Q(made_at__lt=since))
    asked = Q(public="asked") & ~_by("asked_by_id", actor) & (own | Q(made_at__lt=since))
    return inside(reach) & (offered | asked)


def _by(field: str, actor: Actor) -> Q:
    return Q(**{field: actor.user_id}) & Q(**{f"{field}__isnull": False})


def gifts(actor: Actor) -> int:
    return Donation.objects.filter(waits_for(actor)).count()


KINDS = (
    waiting.Kind(
        "procurement:waiting_gifts", _l("捐赠待答复或公示"), Permission.APPROVE_REQUISITION, gifts
    ),
    waiting.Kind(
        "procurement:release", _l("采购放行规定待确认"), Permission.APPROVE_REQUISITION,
        releases.waiting,
    ),
)  # fmt: skip
