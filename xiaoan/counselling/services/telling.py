"""Telling the people named for an emergency over channels outside, at once, at night too: a count and a link.

Neither a name nor that it is about counselling leaves the product: what it is opens under the reader's own
rights.
"""

import datetime as dt
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.counselling.models import Emergency
from xiaoan.counselling.rules import emergency
from xiaoan.counselling.services import acting
from xiaoan.delivery import services as delivery
from xiaoan.delivery.queries.personal import live_personal
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

SOURCE = "counselling.emergency"
# After a day it says nothing new any more (own choice).
_DAYS = 1


def tell(row: Emergency) -> int:
    """Queue a message to everybody whom the path names, but whoever opened it, over all channels that are on
    and write to one person, in the caller's transaction; gives how many people."""
    channels = tuple(live_personal())
    with everywhere(acting.SYSTEM) as system:
        people = {
            who
            for role in emergency.FIRST
            for who in acting.holders(
                row.unit_no if role == "class_teacher" else row.school_id, role
            )
        } - {row.by_id}
        if not channels or not people:
            return 0
        with translation.override("zh-hans"):
            subject = _("有急事请马上处理")
            text = _("有 1 件急事要您马上处理,请打开查看。")
        batch = delivery.Batch(
            source=SOURCE, source_id=row.pk, subject=subject, text=text, channels=channels, patience=0,
            not_before=None, expires=clock.now() + dt.timedelta(days=_DAYS), urgent=True,
        )  # fmt: skip
        messages = [_message(row, who) for who in people if who]
        return delivery.queue(system, uuid7(), batch, messages).queued


def _message(row: Emergency, who: UUID) -> delivery.Message:
    link = reverse("counselling:emergency", args=[row.pk])
    # Under the school: the class would say of whom.
    key = f"emergency {row.pk} {who}"
    return delivery.Message(key, who, row.school_id, row.school_id, link, {})


def seen(person_id: UUID, emergency_id: UUID) -> None:
    """They act on it: what has not been sent to them is not sent."""
    with everywhere(acting.SYSTEM) as system:
        delivery.settle(system, SOURCE, emergency_id, [person_id])
