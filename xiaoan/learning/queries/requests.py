"""What somebody wants to collect of families."""

from typing import TypeAlias
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.learning.models import Request

# A request as pages are given it.
Registered: TypeAlias = Request


def request(actor: Actor, request_id: UUID) -> Request:
    row = (
        visible(Request.objects.all(), actor, Permission.SEE_LEARNING).filter(pk=request_id).first()
    )
    if row is None:
        raise NotFound
    return row


def at_unit(actor: Actor, place: directory.Place, most: int = 200) -> list[Request]:
    """Those of a unit and of what lies below it, the newest first."""
    lo, hi = place.interval
    rows = visible(Request.objects.all(), actor, Permission.SEE_LEARNING)
    return list(rows.filter(unit_no__gte=lo, unit_no__lt=hi).order_by("-at", "-id")[:most])
