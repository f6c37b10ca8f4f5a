"""What every act about a plan has in common. Locks: the form, the plan (the published one last), slots,
people,
figures, the chain of facts."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.arrivals.events import ArrivalPlanChanged
from xiaoan.arrivals.models import Plan
from xiaoan.journal import services as journal
from xiaoan.kernel import acts
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.kernel.said import is_other

TABLE = "arrivals_act"


def require(actor: Actor, permission: Permission, unit_no: int) -> None:
    """Not in sight: as if it were not there."""
    if actor.may(permission, unit_no):
        return
    raise Forbidden if actor.may(Permission.SEE_ARRIVALS, unit_no) else NotFound


def begin(actor: Actor, act_id: UUID, school_no: int, what: str, *body: object) -> bool:
    """True: the same form has done so already (kernel.acts.begin)."""
    return acts.begin(TABLE, actor, act_id, (school_no, school_no), what, *body)


def hold(actor: Actor, plan_id: UUID, permission: Permission) -> Plan:
    """The plan, locked."""
    row = Plan.objects.select_for_update().filter(pk=plan_id).first()
    if row is None:
        raise NotFound
    require(actor, permission, row.unit_no)
    return row


def refuse_state(row: Plan, *states: str) -> None:
    if row.state not in states:
        raise Conflict(_("这份安排的状态已经变了。请刷新,看过现在的再办。"))


def refuse_other(actor: Actor, by_id: UUID, said: bytes | memoryview, sent: bytes) -> None:
    """Conflict where an id is of another person's form, or of one with other content."""
    if by_id != actor.user_id or is_other(said, sent):
        raise taken()


def tell(actor: Actor, row: Plan, what: str, moved: int = 0) -> None:
    journal.record(
        actor,
        ArrivalPlanChanged(
            school_id=row.school_id, unit_no=row.unit_no, plan_id=row.pk, what=what,
            placed=row.placed, unplaced=row.unplaced, moved=moved,
        ),
    )  # fmt: skip
