"""Channels as they are set, and by which of them somebody is reached."""

import datetime as dt
import hmac
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.accounts.queries import reach as accounts
from xiaoan.delivery.models import Address, Channel, Group
from xiaoan.delivery.rules import BOTS, KINDS, QUIET, Kind, Quiet
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import reach as directory
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7

SECRETS_PLACE = "delivery_channel.secrets"
GROUP_PLACE = "delivery_group.sealed"
ADDRESS_PLACE = "delivery_address.sealed"
Person = tuple[UUID, int]


@dataclass(frozen=True)
class Set:
    """A channel as it is set; `values` with the secrets opened. Never shown: see `queries.channels`."""

    id: UUID
    code: str
    on: bool
    values: Mapping[str, str]
    rate: int
    quiet: Quiet | None
    unsure: str
    version: int

    @property
    def kind(self) -> Kind:
        return KINDS[self.code]

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def endpoint(self) -> str:
        return self.value("endpoint") or self.kind.host


@dataclass(frozen=True)
class Way:
    """How somebody is reached on a channel: `reason` why not, `group_id` of whom a group is written to."""

    reason: str = ""
    group_id: UUID | None = None


def channels_set(codes: Collection[str] = tuple(KINDS)) -> dict[str, Set]:
    """Channels that were ever set, for whoever sends (the scope has to reach the county)."""
    rows = Channel.objects.filter(code__in=list(codes))
    return {row.code: set_of(row) for row in rows}


def set_of(row: Channel) -> Set:
    secrets = (
        json.loads(ciphers.unseal(row.secrets, place=SECRETS_PLACE, row=row.pk))
        if row.secrets
        else {}
    )
    since, until = row.quiet_since, row.quiet_until
    if since is None or until is None:
        return _set(row, secrets, QUIET)
    return _set(row, secrets, None if since == until else Quiet(since, until))


def _set(row: Channel, secrets: dict[str, str], quiet: Quiet | None) -> Set:
    return Set(
        row.pk, row.code, row.on, {**row.values, **secrets}, row.rate or KINDS[row.code].rate, quiet,
        row.unsure, row.version,
    )  # fmt: skip


def usual(code: str) -> Set:
    """A channel that was never set: off."""
    return Set(uuid7(), code, False, {}, KINDS[code].rate, QUIET, KINDS[code].unsure, 0)  # off


def ways(
    actor: Actor, found: Set, people: Sequence[Person], *, also_new: bool = False
) -> dict[UUID, Way]:
    """For each person whether this channel reaches them, and why not; inside the scope of the system.
    `also_new`: an address that is not confirmed yet will do."""
    if not found.on:
        return {who: Way("channel_off") for who, _unit in people}
    if found.code in BOTS:
        groups = groups_of(found.code, {unit for _who, unit in people})
        return {
            who: Way("", groups[unit]) if unit in groups else Way("no_group")
            for who, unit in people
        }
    reached, off = reached_by(actor, found.kind, [who for who, _unit in people], also_new=also_new)
    return {
        who: Way("opted_out") if who in off else Way("" if who in reached else "no_address")
        for who, _unit in people
    }


def groups_of(channel: str, unit_nos: Collection[int]) -> dict[int, UUID]:
    """The robot that speaks for each unit: its own, else its grade's, else its school's."""
    above = {unit: _above(unit) for unit in unit_nos}
    wanted = {no for line in above.values() for no in line}
    rows = Group.objects.filter(channel=channel, ended_at=None, unit_no__in=list(wanted))
    known = dict(rows.values_list("unit_no", "id"))
    found = {}
    for unit, line in above.items():
        for no in line:
            if no in known:
                found[unit] = known[no]
                break
    return found


def _above(unit: int) -> tuple[int, ...]:
    if numbering.is_office(unit):
        return (unit,)
    school = numbering.school_of(unit)
    if unit < school + numbering.GRADES:
        return (unit, school)
    return (unit, unit // numbering.GRADE * numbering.GRADE, school)


_OWN = """
select user_id, is_off, sealed is not null and (verified_at is not null or %(also_new)s)
from delivery_address where channel = %(channel)s and user_id = any(%(users)s::uuid[])
"""


def reached_by(
    actor: Actor, kind: Kind, ids: Sequence[UUID], *, also_new: bool
) -> tuple[set[UUID], set[UUID]]:
    """Whom a kind of channel reaches, and who wants nothing from it."""
    phones = kind.address == "sms"
    any_own = Address.objects.filter(channel=kind.address).exists()
    users = accounts.accounts_of(actor, ids) if any_own or phones else {}
    reached: set[UUID] = set()
    off: set[UUID] = set()
    if any_own:
        values: dict[str, Any] = {
            "channel": kind.address, "users": list(users.values()), "also_new": also_new,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_OWN, values)
            rows = cursor.fetchall()
        off_users = {user for user, is_off, _usable in rows if is_off}
        with_own = {user for user, _off, usable in rows if usable}
        off = {who for who, user in users.items() if user in off_users}
        reached = {who for who, user in users.items() if user in with_own}
    if phones:
        reached |= directory.with_phone(actor, ids, clock.today())
        with_phone = accounts.with_phone(actor, users.values())
        reached |= {who for who, user in users.items() if user in with_phone}
    return reached - off, off


def addresses(actor: Actor, kind: Kind, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The addresses of people for a call, in full, inside the scope of the system. What they confirmed
    themselves comes first."""
    users = accounts.accounts_of(actor, ids)
    rows = Address.objects.filter(channel=kind.address, user_id__in=list(set(users.values())))
    own, off = {}, set()
    for row in rows:
        if row.is_off:
            off.add(row.user_id)
        elif row.sealed and row.verified_at:
            own[row.user_id] = ciphers.unseal(row.sealed, place=ADDRESS_PLACE, row=row.pk)
    found: dict[UUID, str] = {}
    if kind.address == "sms":
        in_accounts = accounts.phone_numbers(actor, users.values())
        found = {who: in_accounts[user] for who, user in users.items() if user in in_accounts}
        found |= directory.phone_numbers(actor, ids, clock.today())
    found |= {who: own[user] for who, user in users.items() if user in own}
    return {who: value for who, value in found.items() if users.get(who) not in off}


def robot(group_id: UUID) -> dict[str, str] | None:
    """The address and secret of a group's robot; None once it was taken away."""
    row = Group.objects.filter(pk=group_id, ended_at=None).first()
    if row is None:
        return None
    return robot_of(row)


def robot_of(row: Group) -> dict[str, str]:
    """endpoint and secret of a robot, opened."""
    found: dict[str, str] = json.loads(ciphers.unseal(row.sealed, place=GROUP_PLACE, row=row.pk))
    return found


def to_confirm(link: str) -> str:
    """The address that a link confirms; "" once another entry made it worthless. Address and token are of one
    row and change together, so that no link ever goes to another address than the one it stands for."""
    address_id, token = link.strip("/").split("/")[-2:]
    row = Address.objects.filter(pk=address_id, is_off=False, sealed__isnull=False).first()
    if row is None or row.sealed is None or not is_token_of(row, token):
        return ""
    return ciphers.unseal(row.sealed, place=ADDRESS_PLACE, row=row.pk)


def is_token_of(row: Address, token: str) -> bool:
    """Whether a link's token is the one of the last entry of this address."""
    return row.token is not None and hmac.compare_digest(bytes(row.token), kept_token(token))


def kept_token(token: str) -> bytes:
    """What is kept of a token."""
    return ciphers.blind_index(token, kind="delivery.confirm")


def quiet_times(found: Set) -> tuple[dt.time, dt.time] | None:
    return (found.quiet.since, found.quiet.until) if found.quiet else None
