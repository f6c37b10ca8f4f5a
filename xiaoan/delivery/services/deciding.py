"""What a person does about messages: a test to oneself, and what nobody can say whether it was sent."""

import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import user_id
from xiaoan.delivery.events import DoubtsDecided
from xiaoan.delivery.models import Attempt, Batch, Sending
from xiaoan.delivery.queries.ways import channels_set, ways
from xiaoan.delivery.services.channels import keeper
from xiaoan.delivery.services.queueing import Batch as NewBatch
from xiaoan.delivery.services.queueing import Message, queue
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside

TEST = "delivery.test"
_LASTS = dt.timedelta(hours=1)
DECISIONS = ("resend", "leave")


@transaction.atomic
def send_test(actor: Actor, submission_id: UUID, code: str) -> UUID:
    """A message to oneself over one channel, the way all messages go; gives its batch. Invalid where the
    channel is off or does not reach the actor."""
    county = keeper(actor)
    who = user_id(actor)
    with everywhere("delivery") as system:
        found = channels_set([code]).get(code)
        reason = (
            "channel_off" if found is None else ways(system, found, [(who, county)])[who].reason
        )
    sentences = {
        "channel_off": _("渠道还没有开通。请先填好设置并开通,再发测试消息。"),
        "no_address": _("您自己还没有这个渠道的地址。请先到“怎样联系我”登记并确认。"),
        "opted_out": _("您选择了不从这里接收。请先到“怎样联系我”改过来。"),
        "no_group": _("县一级还没有登记这种群机器人。请先到“群机器人”登记一个。"),
    }
    if reason:
        raise Invalid(sentences[reason], {"test": reason})
    batch = NewBatch(
        TEST, submission_id, _("校安测试消息"), _("这是一条测试消息,收到就说明渠道可用。"), (code,), 0, None,
        clock.now() + _LASTS, urgent=True,
    )  # fmt: skip
    message = Message(
        f"{TEST} {submission_id}", who, directory.place(county).school_id, county,
        f"/delivery/channels/{code}/", {},
    )  # fmt: skip
    return queue(actor, submission_id, batch, [message]).batch_id


_RESEND = """
update delivery_sending set state = 'queued', reason = 'decided_resend', due_at = %(now)s, tries = 0,
  first_at = null, changed_at = %(now)s
where id = any(%(ids)s)
"""
_LEAVE = """
update delivery_sending set reason = 'decided_leave', doubt = false, changed_at = %(now)s
where id = any(%(ids)s)
"""


@transaction.atomic
def decide(actor: Actor, batch_id: UUID, sending_ids: Collection[UUID], decision: str) -> int:
    """Send again what may have been sent (it stays named as possibly twice), or leave it. Only what is still
    undecided counts; gives how many."""
    batch = Batch.objects.filter(
        inside(actor.reach(Permission.SEE_DELIVERIES)), pk=batch_id
    ).first()
    if batch is None:
        raise NotFound
    if decision not in DECISIONS:
        raise Invalid(_("请选再发一次,或不再发。"), {"decision": "unknown"})
    if decision == "resend" and (batch.expires <= clock.now() or batch.cancelled_at):
        raise Invalid(_("这批消息已过期或已撤回,不能再发。"), {"decision": "over"})
    rows = list(
        Sending.objects.select_for_update()
        .filter(
            inside(actor.reach(Permission.SEE_DELIVERIES)), batch_id=batch.pk, state="unknown",
            doubt=True, pk__in=list(sending_ids),
        )
        .order_by("pk")
    )  # fmt: skip
    if not rows:
        return 0
    _decided(actor, batch, rows, decision)
    Batch.objects.filter(pk=batch.pk).update(stale=True)
    journal.record(
        actor,
        DoubtsDecided(
            school_id=batch.school_id, unit_no=batch.unit_no, batch_id=batch.pk, decision=decision,
            count=len(rows),
        ),
    )  # fmt: skip
    return len(rows)


def _decided(actor: Actor, batch: Batch, rows: list[Sending], decision: str) -> None:
    """State and step of each."""
    now = clock.now()
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"ids": [row.pk for row in rows], "now": now}
        cursor.execute(_RESEND if decision == "resend" else _LEAVE, values)
    call = uuid7()
    Attempt.objects.bulk_create(
        Attempt(
            sending_id=row.pk, batch_id=batch.pk, school_id=row.school_id, unit_no=row.unit_no,
            call_id=call, what="decided", reason=f"decided_{decision}", at=now, by_id=actor.user_id,
        )
        for row in rows
    )  # fmt: skip
