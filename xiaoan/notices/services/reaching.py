"""Handing a notice to the channels outside: a count and a link, nothing personal, in the language that each
reader chose. The inbox is the record."""

import datetime as dt
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.urls import reverse

from xiaoan.delivery import queries as channels
from xiaoan.delivery import services as delivery
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.notices import rules
from xiaoan.notices.models import Notice, Recipient
from xiaoan.notices.queries import lines
from xiaoan.notices.queries.channels import SOURCE


def queue(actor: Actor, row: Notice) -> int:
    """Queue the messages of a notice that was just sent, of the channels that are on; gives how many."""
    chosen = tuple(code for code in channels.live() if code in row.channels)
    if not chosen:
        return 0
    texts = lines.of(row.texts, directory.place(row.unit_no).name)
    subject, text = texts[rules.LANGUAGES[0]]
    batch = delivery.Batch(
        source=SOURCE, source_id=row.pk, subject=subject, text=text, texts=texts, channels=chosen,
        patience=rules.NUMBERS["patience_minutes"], not_before=None, expires=_expires(row),
        urgent=row.urgent_by_id is not None,
    )  # fmt: skip
    return delivery.queue(actor, row.pk, batch, _messages(row)).queued


def _expires(row: Notice) -> dt.datetime:
    """Until people had to confirm, and never before a few days are over."""
    least = clock.now() + dt.timedelta(hours=rules.NUMBERS["expires_hours"])
    return max(row.ack_by, least) if row.ack_by else least


def _messages(row: Notice) -> Iterator[delivery.Message]:
    link = reverse("notices:read", args=[row.pk])
    told = Recipient.objects.filter(notice_id=row.pk)
    people = told.values_list("id", "user_id", "guardian_id", "school_id", "unit_no")
    for pk, user, guardian, school, unit in people.iterator(chunk_size=5000):
        who = user or guardian
        if who is not None:
            yield delivery.Message(f"notice {pk}", who, school, unit, link, {})


def settle(actor: Actor, row: Notice, people: Iterable[UUID | None]) -> None:
    """These have confirmed: no further channel is tried."""
    if row.channels:
        delivery.settle(actor, SOURCE, row.pk, [one for one in people if one])


def cancel(actor: Actor, row: Notice, reason: str) -> int:
    """What has not gone out yet does not; gives how many."""
    return delivery.cancel(actor, SOURCE, row.pk, reason) if row.channels else 0
