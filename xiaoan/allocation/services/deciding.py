"""A plan is asked for, approved by a second person and sent, or withdrawn."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xiaoan.allocation.models import Line, Plan
from xiaoan.allocation.services import holding, keeping
from xiaoan.demand import services as demand
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import services as supplies


@transaction.atomic
def ask(actor: Actor, plan_id: UUID, edits: int) -> None:
    """The draft is done as somebody saw it; a second person approves."""
    row = holding.held(actor, plan_id, Permission.KEEP_SUPPLIES)
    holding.refuse_state(row, "draft")
    holding.refuse_stale(row, edits)
    if not Line.objects.filter(unit_no=row.unit_no, plan_id=row.pk, quantity__gt=0).exists():
        raise Invalid(_("方案里一件物资也没有调。请改方案,或撤回。"), {"plan": "empty"})
    row.state, row.asked_at, row.asked_by_id = "asked", clock.now(), actor.user_id
    row.save(update_fields=["state", "asked_at", "asked_by_id"])
    holding.record(actor, row, "asked")


@transaction.atomic
def approve(actor: Actor, plan_id: UUID, edits: int) -> int:
    """A second person approves; all goods are sent in this transaction, or none. Gives how many consignments.

    Approved once more by the same person: nothing more is sent. Stock that went away meanwhile, or
    that a giving school now needs for its own standard: Invalid with the lines, and the plan stays as it is.
    """
    row = holding.held(actor, plan_id, Permission.DECIDE_ALLOCATION)
    if row.state == "approved" and row.decided_by_id == actor.user_id:
        return _lines(row).values("transfer_id").distinct().count()
    holding.refuse_state(row, "asked")
    holding.refuse_stale(row, edits)
    if actor.user_id in (row.asked_by_id, *row.written_by):
        raise Conflict(_("批准要由另一个人办理:编制、改过或提交这个方案的人不能批准。"))
    row.state, row.decided_at, row.decided_by_id = "approved", clock.now(), actor.user_id
    row.save(update_fields=["state", "decided_at", "decided_by_id"])
    lines = list(_lines(row).order_by("from_no", "to_no", "item"))
    supplies.hold_stores({line.from_no for line in lines})
    keeping.refuse_below_standard(actor, row, lines)
    _answer(actor, row, lines)
    sent = []
    for (from_no, to_no), ones in groupby(lines, key=lambda one: (one.from_no, one.to_no)):
        some, transfer_id = list(ones), uuid7()
        for line in some:
            line.transfer_id = transfer_id
        parts = tuple((line.item, line.quantity) for line in some)
        sent.append(supplies.Consignment(transfer_id, from_no, to_no, parts))
    supplies.dispatch_many(
        actor, row.pk, sent, _("统筹调配:%(title)s") % {"title": row.title[:150]}
    )
    Line.objects.bulk_update(lines, ["transfer_id"], batch_size=1000)
    holding.record(actor, row, "approved")
    return len(sent)


def _answer(actor: Actor, row: Plan, lines: Sequence[Line]) -> None:
    """What is sent answers what runs out there; before anything is recorded, in number order (demand)."""
    items: dict[int, set[str]] = {}
    for line in lines:
        items.setdefault(line.to_no, set()).add(line.item)
    for store_no in sorted(items):
        demand.answered(actor, store_no, items[store_no], "allocated", row.pk)


@transaction.atomic
def withdraw(actor: Actor, plan_id: UUID) -> None:
    """A draft, or what waits to be approved, is given up; what waits goes back to whoever may edit it."""
    row = holding.held(actor, plan_id, Permission.KEEP_SUPPLIES)
    holding.refuse_state(row, "draft", "asked")
    if row.state == "asked":
        row.state, row.asked_at, row.asked_by_id = "draft", None, None
    else:
        row.state = "withdrawn"
    row.save(update_fields=["state", "asked_at", "asked_by_id"])
    holding.record(actor, row, row.state)


def _lines(row: Plan) -> QuerySet[Line]:
    return Line.objects.filter(unit_no=row.unit_no, plan_id=row.pk, quantity__gt=0)
