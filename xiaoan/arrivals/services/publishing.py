"""A plan in force: families see it and have passes; what was in force before is replaced."""

from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.arrivals.models import Plan
from xiaoan.arrivals.services import acting, tallying, telling
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.permission import Permission

# Whoever has the same gate and hour as before keeps the pass.
_CARRY = """
update arrivals_place n set pass_id = o.pass_id
from arrivals_place o
join arrivals_slot os on os.id = o.slot_id, arrivals_slot ns
where n.plan_id = %(new)s and o.plan_id = %(old)s and o.person_id = n.person_id and ns.id = n.slot_id
  and (os.day, os.begins, os.gate_name) = (ns.day, ns.begins, ns.gate_name)
"""


@transaction.atomic
def publish(actor: Actor, act_id: UUID, plan_id: UUID, *, tells: bool = True) -> bool:
    """A draft comes into force. `tells`: families get a notice, in the caller's name; gives whether one
    went out or
    waits for a second person. Passes of whoever has another gate or hour than before end now."""
    plan = acting.hold(actor, plan_id, Permission.PLAN_ARRIVALS)
    if acting.begin(actor, act_id, plan.unit_no, "publish", plan_id, tells):
        return plan.notice_id is not None
    acting.refuse_state(plan, "draft")
    if not plan.placed:
        raise Conflict(_("没有一个人排到时段,不能公布。请先改设置重排。"))
    before = (
        Plan.objects.select_for_update().filter(unit_no=plan.unit_no, state="published").first()
    )
    moved = plan.placed
    now = clock.now()
    if before is not None:
        before.state, before.ended_at = "replaced", now
        before.save(update_fields=["state", "ended_at"])
        with connection.cursor() as cursor:
            cursor.execute(_CARRY, {"new": plan.pk, "old": before.pk})
            moved = plan.placed - cursor.rowcount
    plan.state, plan.published_at, plan.published_by_id = "published", now, acts.user(actor)
    if tells and (moved or before is None):
        plan.notice_id = telling.announce(actor, plan, is_change=before is not None)
    plan.save()
    tallying.expect(plan)
    acting.tell(actor, plan, "published", moved)
    return plan.notice_id is not None


@transaction.atomic
def withdraw(actor: Actor, act_id: UUID, plan_id: UUID) -> None:
    """A published plan is no longer in force: no pass opens, nobody is expected."""
    plan = acting.hold(actor, plan_id, Permission.PLAN_ARRIVALS)
    if acting.begin(actor, act_id, plan.unit_no, "withdraw", plan_id):
        return
    acting.refuse_state(plan, "published")
    plan.state, plan.ended_at = "withdrawn", clock.now()
    plan.save(update_fields=["state", "ended_at"])
    tallying.expect(plan)
    acting.tell(actor, plan, "withdrawn")
