"""How somebody is reached, as their own page shows it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts.queries import user_id
from xiaoan.delivery.models import Address, Channel, Group
from xiaoan.delivery.queries.ways import ADDRESS_PLACE, addresses
from xiaoan.delivery.rules import KINDS, OWN, checking
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside


@dataclass(frozen=True)
class Way:
    """One way: one's own address and the roster's number, both masked; since when confirmed, or
    doubted since a letter came back."""

    channel: str
    own: str
    roster: str
    verified_at: dt.datetime | None
    doubted_at: dt.datetime | None
    is_off: bool


def ways(actor: Actor) -> list[Way]:
    """The ways of which the county has a channel switched on, and those already entered."""
    who = user_id(actor)
    with everywhere("delivery") as system:
        on = set(Channel.objects.filter(on=True).values_list("code", flat=True))
        roster = addresses(system, KINDS["sms_tencent"], [who])
    live = {KINDS[code].address for code in on}
    rows = {row.channel: row for row in Address.objects.filter(user_id=who)}
    return [
        _way(channel, rows.get(channel), roster.get(who, "") if channel == "sms" else "")
        for channel in OWN
        if channel in live or channel in rows
    ]


def _way(channel: str, row: Address | None, roster: str) -> Way:
    typed = (
        ciphers.unseal(row.sealed, place=ADDRESS_PLACE, row=row.pk) if row and row.sealed else ""
    )
    return Way(
        channel, checking.masked(channel, typed) if typed else "",
        checking.masked(channel, roster) if roster and not typed else "",
        row.verified_at if row else None, row.doubted_at if row else None, bool(row and row.is_off),
    )  # fmt: skip


def address(actor: Actor, address_id: UUID) -> str | None:
    """The channel of one's own address; None if it is not one's own."""
    rows = Address.objects.filter(pk=address_id, user_id=user_id(actor))
    return rows.values_list("channel", flat=True).first()


def groups(actor: Actor) -> list[Group]:
    """Robots of groups that are in use where the actor keeps them."""
    rows = Group.objects.filter(inside(actor.reach(Permission.KEEP_GROUPS)), ended_at=None)
    return list(rows.order_by("unit_no", "channel"))
