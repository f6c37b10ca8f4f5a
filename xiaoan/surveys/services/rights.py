"""Who may do what in a survey, and the one transaction order of all who write.

Locks are taken in one order: the class in the round (`hold_class`), its duty, the journal, its tally. Who
hears that the roll changed holds the journal already and takes the tally alone.
"""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.surveys.models import Round

_HOLD_CLASS = "select pg_advisory_xact_lock(hashtext(%s), %s)"


def require(actor: Actor, permission: Permission, unit_no: int) -> None:
    """Not visible: as if not there; visible but not permitted: refused."""
    if not actor.may(permission, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound


def hold_class(round_id: UUID, unit_no: int) -> None:
    """Whoever answers for the same class in the same round waits here."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_CLASS, [f"surveys {round_id}", unit_no])


def open_round_of(round_id: UUID) -> Round:
    """The round while it is open; the scope lets through who is asked in it or above it."""
    row = Round.objects.filter(pk=round_id).first()
    if row is None or row.state == "draft":
        raise NotFound
    require_open(row)
    return row


def require_open(row: Round) -> None:
    """Refuse once the round is over."""
    if row.state != "open":
        raise Conflict(_("这一轮摸排已经结束,不能再填。"))
