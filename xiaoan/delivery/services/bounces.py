"""Letters that came back: the message failed with what the server said, the next channel is begun, and an
address that is none is not used until its person confirms it anew.

A report is believed by the id of the letter, which only its recipients and their servers know.
"""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from xiaoan.accounts.queries import reach
from xiaoan.delivery.events import AddressSet
from xiaoan.delivery.models import Address, Attempt, Batch, Sending
from xiaoan.delivery.queries.ways import ADDRESS_PLACE
from xiaoan.delivery.rules.bounces import Report, reports_in
from xiaoan.delivery.services.outcomes import note_all
from xiaoan.delivery.services.receipts import FROM, ONWARD, is_first
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

CODE = "email"
# Older letters are of nobody's interest any more; a server gives up after five days (RFC 5321 4.5.4.1).
_LASTS = dt.timedelta(days=30)
_DETAIL = 200
_MOVE = """
update delivery_sending set state = %(state)s, reason = %(reason)s, detail = %(detail)s, changed_at = %(now)s
where id = any(%(ids)s) and state = any(%(from)s)
returning id, batch_id, school_id, unit_no, message_id
"""


def take(raw: bytes) -> int | None:
    """Take a letter in that came back; gives how many messages it moved, None: it is no report about a letter
    of ours. The same once more moves nothing."""
    told = reports_in(raw)
    if not told:
        return None
    with acting_as(system("delivery")) as actor:
        is_new = is_first(CODE, raw)
        return sum(_taken(actor, one, is_new=is_new) for one in told)


def _taken(actor: Actor, told: Report, *, is_new: bool) -> int:
    meant = _meant(actor, told)
    ids = [sending for sending, _address in meant]
    rows = _moved(ids, told) if ids else []
    if told.is_against_address and is_new:
        for address in {row.pk: row for _sending, row in meant if row is not None}.values():
            _doubt(actor, address)
    return len(rows)


def _meant(actor: Actor, told: Report) -> list[tuple[UUID, Address | None]]:
    """The sendings of the letter to this recipient, with the address they went to. Of a letter to one person
    there is no doubt whom it is about, whatever it was forwarded to; their address is another matter."""
    calls = Attempt.objects.filter(
        sending_id=UUID(told.key), what="begun", at__gt=clock.now() - _LASTS
    )
    letters = Attempt.objects.filter(
        what="begun", call_id__in=list(calls.values_list("call_id", flat=True)),
        batch_id__in=list(calls.values_list("batch_id", flat=True)),
    )  # fmt: skip
    sent = Sending.objects.filter(
        channel=CODE, pk__in=list(letters.values_list("sending_id", flat=True))
    )
    people = dict(sent.values_list("pk", "person_id"))
    users = reach.accounts_of(actor, people.values())
    own = {
        row.user_id: row
        for row in Address.objects.filter(channel=CODE, user_id__in=list(users.values()))
        if row.sealed is not None
    }
    rows = {pk: own.get(users[who]) if who in users else None for pk, who in people.items()}
    found: list[tuple[UUID, Address | None]] = [
        (pk, row) for pk, row in rows.items() if row and _is_at(row, told)
    ]
    if not found and len(rows) == 1:
        found = [(pk, None) for pk in rows]
    return found


def _is_at(row: Address, told: Report) -> bool:
    sealed = row.sealed or b""
    return ciphers.unseal(sealed, place=ADDRESS_PLACE, row=row.pk).lower() in told.addresses


def _moved(ids: list[UUID], told: Report) -> list[tuple[Any, ...]]:
    """Put the sendings on, as a receipt does; which of them."""
    is_bad = told.action == "failed"
    values: dict[str, Any] = {
        "ids": ids, "now": clock.now(), "state": told.action, "from": FROM[told.action],
        "reason": "bounced" if is_bad else "", "detail": f"{told.status} {told.said}"[:_DETAIL].strip(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        if is_bad:
            cursor.execute(ONWARD, {"ids": [row[4] for row in rows], "now": values["now"]})
    if rows:
        note_all(uuid7(), [row[:4] for row in rows], told.action, values["reason"] or "receipt", "")
        Batch.objects.filter(pk__in={row[1] for row in rows}, stale=False).update(stale=True)
    return rows


def _doubt(actor: Actor, row: Address) -> None:
    """Not used until its person has confirmed it anew; once more changes nothing."""
    with transaction.atomic():
        held = Address.objects.select_for_update().get(pk=row.pk)
        if held.sealed != row.sealed or held.doubted_at is not None:
            return
        held.doubted_at, held.verified_at, held.token = clock.now(), None, None
        held.save(update_fields=["doubted_at", "verified_at", "token"])
        journal.record(
            actor,
            AddressSet(
                school_id=held.school_id, unit_no=held.unit_no, user_id=held.user_id,
                channel=held.channel, what="doubted",
            ),
        )  # fmt: skip
