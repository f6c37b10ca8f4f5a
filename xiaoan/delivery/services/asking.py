"""The message that asks whether an address is its owner's: it goes to that address alone, its link confirms
nothing else, and nobody has strangers flooded with it.

Locks: the person and the address asked (in the order of their numbers); then as `queueing`.
"""

import datetime as dt
import secrets
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.delivery import models
from xiaoan.delivery.models import Address
from xiaoan.delivery.queries.ways import kept_token
from xiaoan.delivery.rules import CONFIRM
from xiaoan.delivery.services.queueing import Batch, Message, queue
from xiaoan.delivery.services.settling import cancel
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.races import taken
from xiaoan.kernel.scope import everywhere

_LASTS = dt.timedelta(hours=24)
# So many confirmations may be asked for by one person, and so many may go to one address (ours).
LIMITS = ((dt.timedelta(hours=1), 3), (dt.timedelta(days=1), 10))


def target_of(channel: str, value: str) -> str:
    """Equal for equal addresses of a channel; says nothing without the key."""
    return ciphers.blind_index(f"{channel} {value.lower()}", kind="delivery.target").hex()


def was_asked(submission_id: UUID, target: str) -> bool:
    """Whether this very form was sent before. Conflict: it was, with another address."""
    with everywhere("delivery"):
        keys = models.Message.objects.filter(batch_id=submission_id).values_list("key", flat=True)
        known = keys.first()
    if known is not None and known != _key(target, submission_id):
        raise taken()
    return known is not None


def ask(submission_id: UUID, row: Address, code: str, target: str) -> None:
    """Send the link that confirms `row`, whose address `target` stands for. A new token each time; what was
    asked before and has not gone is taken back. Invalid beyond LIMITS, at the field of the channel."""
    token = secrets.token_hex(16)
    row.token = kept_token(token)
    row.save(update_fields=["token"])
    batch = Batch(
        CONFIRM, row.pk, _("请确认这个地址"),
        _("有人在校安登记用这里接收消息。是您本人,请打开链接确认;不是,不用理会。"), (code,), 0, None,
        clock.now() + _LASTS, urgent=False,
    )  # fmt: skip
    link = f"/delivery/mine/confirm/{row.pk}/{token}/"
    key = _key(target, submission_id)
    message = Message(key, row.user_id, row.school_id, row.unit_no, link, {})
    with everywhere("delivery") as system:
        _limited(row, target)
        cancel(system, CONFIRM, row.pk, _("又登记了一次,以新的为准。"))
        queue(system, submission_id, batch, [message])


def _key(target: str, submission_id: UUID) -> str:
    return f"{CONFIRM} {target} {submission_id}"


def _limited(row: Address, target: str) -> None:
    """One at a time for a person and for an address, so that two at once are counted as two."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(n) from (select hashtextextended(one, 0) as n "
            "from unnest(%s::text[]) as given (one) order by 1) as locks",
            [[f"{CONFIRM} {row.user_id}", f"{CONFIRM} {target}"]],
        )
    mine = Address.objects.filter(user_id=row.user_id).values_list("pk", flat=True)
    there = models.Message.objects.filter(key__startswith=f"{CONFIRM} {target} ")
    asked = models.Batch.objects.filter(source=CONFIRM)
    for within, most in LIMITS:
        recent = asked.filter(at__gt=clock.now() - within)
        by_person = recent.filter(source_id__in=list(mine)).count()
        to_there = recent.filter(pk__in=there.values("batch_id")).count()
        if max(by_person, to_there) >= most:
            sentence = _(
                "确认消息发得太多:一小时最多 3 条,一天最多 10 条。请先查收已发的,或过一会儿再试。"
            )
            raise Invalid(sentence, {row.channel: sentence})
