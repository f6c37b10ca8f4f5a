"""The public list of gifts: one person asks, another publishes; it may be taken down again, with why."""

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.permission import Permission
from xiaoan.procurement.models import Donation
from xiaoan.procurement.services import acting
from xiaoan.procurement.services.donations import hold, record
from xiaoan.procurement.services.requisitions import Act


@transaction.atomic
def ask(actor: Actor, given: Act) -> None:
    """Say what a gift is used for, and ask for it to be published."""
    row = hold(actor, given.row_id)
    acting.require(actor, Permission.KEEP_SUPPLIES, row.unit_no)
    used_for = acting.words_of(given.note, "note", required=_("请写明用在哪里。"))
    if acting.done_before(actor, given.id, row.pk, "publish_asked", given.base, used_for):
        return
    acting.same(row.edits, given.base)
    if row.state != "received" or row.public == "published":
        raise Conflict(_("只有收到、还没有公示的捐赠可以申请公示。"))
    row.public, row.used_for, row.asked_by_id = "asked", used_for, actor.user_id
    _save(row)
    acting.put_down(actor, given.id, row, "publish_asked", given.base, used_for, note=used_for)
    record(actor, row, "publish_asked")


@transaction.atomic
def publish(actor: Actor, given: Act) -> None:
    """Put a gift on the public list: another than asked."""
    row = hold(actor, given.row_id)
    acting.require(actor, Permission.APPROVE_REQUISITION, row.unit_no)
    if acting.done_before(actor, given.id, row.pk, "published", given.base):
        return
    acting.same(row.edits, given.base)
    if row.public != "asked":
        raise Conflict(_("这份捐赠现在不等公示。"))
    if actor.user_id == row.asked_by_id:
        raise Conflict(_("自己申请的公示要由另一个人发布。"))
    row.public, row.published_at, row.published_by_id = "published", clock.now(), actor.user_id
    _save(row)
    acting.put_down(actor, given.id, row, "published", given.base)
    record(actor, row, "published")


@transaction.atomic
def take_down(actor: Actor, given: Act) -> None:
    """Take a gift off the public list, or refuse to publish it, with why (a donor may think better of it)."""
    row = hold(actor, given.row_id)
    acting.require(actor, Permission.APPROVE_REQUISITION, row.unit_no)
    why = acting.words_of(given.note, "note", required=_("请写明理由。"))
    if acting.done_before(actor, given.id, row.pk, "unpublished", given.base, why):
        return
    acting.same(row.edits, given.base)
    if not row.public:
        raise Conflict(_("这份捐赠没有公示。"))
    row.public, row.published_at, row.published_by_id = "", None, None
    _save(row)
    acting.put_down(actor, given.id, row, "unpublished", given.base, why, note=why)
    record(actor, row, "unpublished")


def _save(row: Donation) -> None:
    row.edits += 1
    row.save(
        update_fields=[
            "public", "used_for", "asked_by_id", "published_at", "published_by_id", "edits",
        ]
    )  # fmt: skip
