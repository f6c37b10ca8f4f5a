"""What every act on a plan has in common. Locks: the plan, then stores (supplies), the journal."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.allocation.events import PlanChanged
from xiaoan.allocation.models import Line, Plan
from xiaoan.allocation.queries import words
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible

OFFICES = ("county", "township")


def office(actor: Actor, unit_no: int, permission: Permission) -> directory.Place:
    """A county or township whose plans the actor makes or decides."""
    place = directory.places([unit_no]).get(unit_no)
    if place is None or place.kind not in OFFICES:
        raise NotFound
    if not actor.may(Permission.SEE_SUPPLIES, unit_no):
        raise NotFound
    if not actor.may(permission, unit_no):
        raise Forbidden
    return place


def held(actor: Actor, plan_id: UUID, permission: Permission) -> Plan:
    """The plan, locked."""
    rows = visible(Plan.objects.filter(pk=plan_id), actor, Permission.SEE_SUPPLIES)
    row = rows.select_for_update().first()
    if row is None:
        raise NotFound
    if not actor.may(permission, row.unit_no):
        raise Forbidden
    return row


def refuse_state(row: Plan, *states: str) -> None:
    if row.state not in states:
        raise Conflict(
            _("这个方案现在是“%(state)s”,不能这样操作。") % {"state": words.STATE_NAMES[row.state]}
        )


def refuse_stale(row: Plan, edits: int) -> None:
    if row.edits != edits:
        raise Conflict(_("方案刚刚被改过。请刷新,看过再操作。"))


def sign(row: Plan, actor: Actor) -> None:
    """Put down that the actor has written at the plan; saved with what they wrote."""
    if actor.user_id is not None and actor.user_id not in row.written_by:
        row.written_by = [*row.written_by, actor.user_id]


def record(actor: Actor, row: Plan, what: str) -> None:
    lines = Line.objects.filter(plan_id=row.pk, quantity__gt=0)
    journal.record(
        actor,
        PlanChanged(
            school_id=row.school_id, unit_no=row.unit_no, plan_id=row.pk, what=what, state=row.state,
            lines=lines.count(),
            consignments=lines.values("from_no", "to_no").distinct().count(),
        ),
    )  # fmt: skip
