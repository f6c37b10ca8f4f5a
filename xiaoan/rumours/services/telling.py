"""Telling whoever reported a rumour that there is an answer, over channels outside: a count and a link. What
it says opens under the reader's own rights; the page is the record."""

import datetime as dt
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.delivery import services as delivery
from xiaoan.delivery.queries.personal import live_personal
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.rumours.models import Report

SOURCE = "rumours.item"
# Steps that answer whoever reported, or take an answer back.
ANSWERS = ("publish", "dismiss", "withdraw")
# After so many minutes the next channel; so many days until it says nothing new any more (own choice). It is
# no emergency: no text message is paid for.
_PATIENCE, _DAYS, _PAID = 120, 7, "sms_"


def tell(item_id: UUID) -> int:
    """Queue a message to each who reported it, each person once, in the caller's transaction; gives how
    many."""
    channels = tuple(code for code in live_personal() if not code.startswith(_PAID))
    if not channels:
        return 0
    with everywhere("rumours") as system:
        rows = Report.objects.filter(item_id=item_id, answered_at__isnull=False)
        last = {row.by_id: row for row in rows.order_by("at", "id")}
        if not last:
            return 0
        with translation.override("zh-hans"):
            subject, text = _("传言有了答复"), _("您报的 1 条传言有了答复,请打开查看。")
        batch = delivery.Batch(
            source=SOURCE, source_id=item_id, subject=subject, text=text, channels=channels,
            patience=_PATIENCE, not_before=None, expires=clock.now() + dt.timedelta(days=_DAYS),
            urgent=False,
        )  # fmt: skip
        messages = [_message(row) for row in last.values()]
        return delivery.queue(system, uuid7(), batch, messages).queued


def _message(row: Report) -> delivery.Message:
    link = reverse("rumours:report", args=[row.pk])
    school = row.from_no if numbering.chain_of(row.from_no) else 0
    key = f"rumour {row.pk} {row.answered_at:%Y%m%d%H%M%S%f}"
    return delivery.Message(key, row.by_id, school, row.from_no, link, {})


def seen(person_id: UUID, item_id: UUID) -> None:
    """They have opened it: no further channel is tried."""
    with everywhere("rumours") as system:
        delivery.settle(system, SOURCE, item_id, [person_id])
