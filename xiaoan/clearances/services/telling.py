"""Telling a family, over channels outside, that what its child needs to come to school has changed: a link,
no name, no reason. What it says opens under the reader's own rights, and says what is so then.
"""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.delivery import services as delivery
from xiaoan.delivery.queries.personal import live_personal
from xiaoan.directory.queries.reach import guardians_who_see
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7

SOURCE = "clearances.changed"
_LANGUAGES = ("zh-hans", "zh-hant", "en")
# After so many minutes the next channel; so many days until it says nothing new any more (own choice). It is
# no emergency, and no text message is paid for.
_PATIENCE, _DAYS, _PAID = 120, 3, "sms_"


def tell(actor: Actor, children: Mapping[UUID, tuple[int, int]]) -> int:
    """As the system, in the transaction that changed it: one message to each guardian who may read of a child
    (child → school and class); gives how many. Each change is told once, by its own key."""
    channels = tuple(code for code in live_personal() if not code.startswith(_PAID))
    if not channels or not children:
        return 0
    change = uuid7()
    texts = {}
    for code in _LANGUAGES:
        with translation.override(code):
            texts[code] = (
                _("孩子能否到校有变化"), _("您的孩子能否到校、需要办什么有变化,请打开查看。"),
            )  # fmt: skip
    subject, text = texts["zh-hans"]
    batch = delivery.Batch(
        source=SOURCE, source_id=change, subject=subject, text=text, channels=channels,
        patience=_PATIENCE, not_before=None, expires=clock.now() + dt.timedelta(days=_DAYS), urgent=False,
        texts={code: said for code, said in texts.items() if code != "zh-hans"},
    )  # fmt: skip
    link = reverse("clearances:own")
    messages = [
        delivery.Message(f"clearance {change} {guardian}", guardian, school, school, link, {})
        for child, kin in guardians_who_see(actor, children).items()
        for guardian in kin
        for school in (children[child][0],)
    ]
    return delivery.queue(actor, change, batch, messages).queued if messages else 0
