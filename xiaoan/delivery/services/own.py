"""How somebody is reached, as they say themselves: an address is used once they have followed the link
that was sent to it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import reach, user_id
from xiaoan.delivery.events import AddressSet
from xiaoan.delivery.models import Address, Channel
from xiaoan.delivery.queries.faults import FAULTS
from xiaoan.delivery.queries.ways import ADDRESS_PLACE, is_token_of
from xiaoan.delivery.rules import KINDS, OWN, checking
from xiaoan.delivery.services import asking
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere


@transaction.atomic
def enter(actor: Actor, submission_id: UUID, channel: str, value: str) -> None:
    """Enter an address; a link to confirm it goes there, and links of earlier entries confirm nothing.
    What was confirmed before holds no more. The same form once more does nothing; Conflict: the form
    stands for another address. Invalid also where too many confirmations were asked for."""
    who = user_id(actor)
    if channel not in OWN:
        raise NotFound
    typed = value.strip()
    fault = checking.address_fault(channel, typed)
    if fault:
        raise Invalid(str(FAULTS[fault]), {channel: str(FAULTS[fault])})
    code = _live(channel)
    if code is None:
        sentence = _("县里还没有开通这个渠道,现在不能登记。")
        raise Invalid(sentence, {channel: sentence})
    target = asking.target_of(channel, typed)
    if asking.was_asked(submission_id, target):
        return
    row = _row(actor, who, channel)
    known = ciphers.unseal(row.sealed, place=ADDRESS_PLACE, row=row.pk) if row.sealed else ""
    if known != typed:
        row.sealed, row.verified_at = ciphers.seal(typed, place=ADDRESS_PLACE, row=row.pk), None
        row.doubted_at = None
    row.is_off, row.at = False, clock.now()
    row.save()
    _told(actor, row, "entered")
    if row.verified_at is None:
        asking.ask(submission_id, row, code, target)


@transaction.atomic
def confirm(actor: Actor, address_id: UUID, token: str) -> None:
    """The link was followed by the person themselves. NotFound: another's, or of an earlier address."""
    row = Address.objects.select_for_update().filter(pk=address_id, user_id=user_id(actor)).first()
    if row is None or row.sealed is None:
        raise NotFound
    if not is_token_of(row, token):
        raise NotFound
    if row.verified_at is None:
        row.verified_at, row.doubted_at = clock.now(), None
        row.save(update_fields=["verified_at", "doubted_at"])
        _told(actor, row, "confirmed")


@transaction.atomic
def remove(actor: Actor, channel: str) -> None:
    """Take one's own address away; of SMS the roster's number is used again."""
    row = _known(actor, channel)
    if row.sealed is not None:
        row.sealed, row.verified_at, row.at, row.token = None, None, clock.now(), None
        row.doubted_at = None
        row.save()
        _told(actor, row, "removed")


@transaction.atomic
def switch(actor: Actor, channel: str, *, off: bool) -> None:
    """No messages this way any more, or again."""
    if channel not in OWN:
        raise NotFound
    row = _row(actor, user_id(actor), channel)
    if row.is_off != off:
        row.is_off, row.at = off, clock.now()
        row.save()
        _told(actor, row, "off" if off else "on")


def _row(actor: Actor, who: UUID, channel: str) -> Address:
    school_id, unit_no = reach.home_of(actor)
    Address.objects.bulk_create(
        [
            Address(
                id=uuid7(), user_id=who, channel=channel, school_id=school_id, unit_no=unit_no,
                at=clock.now(),
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return _known(actor, channel)


def _known(actor: Actor, channel: str) -> Address:
    row = (
        Address.objects.select_for_update().filter(channel=channel, user_id=user_id(actor)).first()
    )
    if row is None:
        raise NotFound
    return row


def _live(channel: str) -> str | None:
    """The channel that is on for this kind of address."""
    with everywhere("delivery"):
        on = set(Channel.objects.filter(on=True).values_list("code", flat=True))
    return next(
        (code for code, kind in KINDS.items() if kind.address == channel and code in on), None
    )


def _told(actor: Actor, row: Address, what: str) -> None:
    journal.record(
        actor,
        AddressSet(
            school_id=row.school_id, unit_no=row.unit_no, user_id=row.user_id, channel=row.channel,
            what=what,
        ),
    )  # fmt: skip
