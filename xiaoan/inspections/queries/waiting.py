"""What was mended, and more time that was asked for, waits for somebody else to look."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _l

from xiaoan.inspections.models import Finding, Step
from xiaoan.inspections.queries.findings import WAITS
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.web import waiting


def count(actor: Actor) -> int:
    """Of the actor's own office or school: what they found themselves, or what their school found."""
    own = {s.lo for s in actor.scopes if Permission.INSPECT in s.permissions}
    rows = Finding.objects.filter(WAITS, inside(actor.reach(Permission.INSPECT)))
    rows = rows.filter(office_no__in=own).exclude(owner_id=actor.user_id)
    mended = Q(kind="answer", by_id=actor.user_id)
    part = Step.objects.filter(mended | Q(owner_id=actor.user_id), finding_id=OuterRef("pk"))
    return rows.exclude(asked_by_id=actor.user_id).exclude(Exists(part)).count()


TO_CHECK = waiting.Kind("inspections:checks", _l("隐患待复查和待批延期"), Permission.INSPECT, count)
