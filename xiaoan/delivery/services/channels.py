"""Channels as the county sets them, and robots of groups. Secrets are sealed and never shown again."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.delivery.events import ChannelSet, GroupSet
from xiaoan.delivery.models import Channel, Group
from xiaoan.delivery.queries.faults import FAULTS
from xiaoan.delivery.queries.ways import GROUP_PLACE, SECRETS_PLACE, Set, robot_of, set_of
from xiaoan.delivery.rules import BOTS, KINDS, checking
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.kernel.scope import everywhere

MOST_RATE, MOST_OF_A_BOT = 600_000, 20
UNSURE = ("ask", "resend")


@dataclass(frozen=True)
class NewChannel:
    """What was set. A secret left empty stays as it is, but never follows to another server;
    `base`: the version it was made from (0: none);
    quiet times both None: the usual ones, both the same: none."""

    code: str
    on: bool
    values: Mapping[str, str]
    base: int
    rate: int | None = None
    quiet_since: dt.time | None = None
    quiet_until: dt.time | None = None
    unsure: str = "ask"


@transaction.atomic
def set_channel(actor: Actor, given: NewChannel) -> int:
    """Set a channel anew; gives its version. The same once more changes nothing. Invalid at each field;
    Conflict if somebody else has set it in between."""
    county = keeper(actor)
    if given.code not in KINDS:
        raise NotFound
    Channel.objects.bulk_create(
        [Channel(unit_no=county, code=given.code, at=clock.now(), version=0)], ignore_conflicts=True
    )
    row = Channel.objects.select_for_update().get(code=given.code)
    known = set_of(row)
    names = KINDS[given.code].fields
    values = {name: given.values.get(name, "").strip() for name in names}
    for name in KINDS[given.code].secrets:
        values[name] = values[name] or known.value(name)
    _checked(given, values, _asked_again(given, known, values))
    same = {name: known.value(name) for name in names} == values
    others = (row.on, row.rate, row.quiet_since, row.quiet_until, row.unsure)
    wanted = (given.on, given.rate, given.quiet_since, given.quiet_until, given.unsure)
    if row.version and same and others == wanted:
        return row.version
    if row.version != given.base:
        raise Conflict(_("有人刚改过这个渠道的设置。请刷新,看过再改。"))
    _write(row, given, values, actor)
    journal.record(actor, ChannelSet(school_id=0, unit_no=county, channel=row.code, on=row.on))
    return row.version


def _write(row: Channel, given: NewChannel, values: dict[str, str], actor: Actor) -> None:
    secret = {name: values[name] for name in KINDS[given.code].secrets if values[name]}
    row.values = {name: text for name, text in values.items() if name not in secret and text}
    text = json.dumps(secret, ensure_ascii=False)
    row.secrets = ciphers.seal(text, place=SECRETS_PLACE, row=row.pk) if secret else None
    row.on, row.rate, row.unsure = given.on, given.rate, given.unsure
    row.quiet_since, row.quiet_until = given.quiet_since, given.quiet_until
    row.version, row.at, row.by_id = row.version + 1, clock.now(), actor.user_id
    row.save()


def _asked_again(given: NewChannel, known: Set, values: Mapping[str, str]) -> list[str]:
    """The secrets that were left empty while the server they were entered for is another now."""
    if not checking.has_moved(given.code, known.values, values):
        return []
    return [
        name
        for name in KINDS[given.code].secrets
        if known.value(name) and not given.values.get(name, "").strip()
    ]


def _checked(given: NewChannel, values: dict[str, str], again: list[str]) -> None:
    faults = checking.channel_faults(given.code, values, on=given.on, demo=settings.DEMO)
    faults |= dict.fromkeys(again, "again")
    most = MOST_OF_A_BOT if given.code in BOTS else MOST_RATE
    if given.rate is not None and not 0 < given.rate <= most:
        faults["rate"] = "rate"
    if (given.quiet_since is None) != (given.quiet_until is None):
        faults["quiet_until" if given.quiet_since else "quiet_since"] = "quiet"
    if given.unsure not in UNSURE:
        faults["unsure"] = "unsure"
    if given.on and not settings.XIAOAN_ADDRESS:
        faults["on"] = "address"
    if faults:
        fields = {name: str(FAULTS[fault]) for name, fault in faults.items()}
        raise Invalid(_("有 %(n)s 处要改,见下面各栏。") % {"n": len(faults)}, fields)


def keeper(actor: Actor) -> int:
    """The county's number, for whoever keeps its channels."""
    county = directory.county().no
    if not actor.may(Permission.KEEP_CHANNELS, county):
        raise Forbidden if actor.sees(county) else NotFound
    return county


@transaction.atomic
def set_group(
    actor: Actor, group_id: UUID, unit_no: int, channel: str, endpoint: str, secret: str
) -> None:
    """Enter the robot of a unit's group, in place of the one before. The same id once more does nothing;
    Conflict: the id stands for another robot."""
    place = directory.place(unit_no)
    if not actor.may(Permission.KEEP_GROUPS, place.no):
        raise Forbidden if actor.sees(place.no) else NotFound
    if channel not in BOTS:
        raise Invalid(_("请选群所在的软件。"), {"channel": str(_("请选群所在的软件。"))})
    address, key = endpoint.strip(), secret.strip()
    fault = "empty" if not address else checking.endpoint_fault(address, demo=settings.DEMO)
    if not fault and not _is_of(channel, address):
        raise _at_endpoint(_("这不是所选软件的机器人地址。请从群设置里重新复制。"))
    if fault:
        raise _at_endpoint(
            _("请粘贴群机器人的完整地址。") if fault == "empty" else str(FAULTS[fault])
        )
    sent = {"endpoint": address, "secret": key}
    if known := Group.objects.filter(pk=group_id).first():
        if (known.unit_no, known.channel, robot_of(known)) != (place.no, channel, sent):
            raise taken()
        return
    now = clock.now()
    Group.objects.filter(unit_no=place.no, channel=channel, ended_at=None).update(ended_at=now)
    sealed = json.dumps(sent)
    school = numbering.chain_of(place.no)
    Group.objects.create(
        id=group_id, school_id=school, unit_no=place.no, channel=channel, at=now, by_id=actor.user_id,
        sealed=ciphers.seal(sealed, place=GROUP_PLACE, row=group_id),
    )  # fmt: skip
    journal.record(
        actor,
        GroupSet(school_id=school, unit_no=place.no, group_id=group_id, channel=channel, on=True),
    )


def _at_endpoint(sentence: str) -> Invalid:
    return Invalid(sentence, {"endpoint": sentence})


def _is_of(channel: str, address: str) -> bool:
    """The provider's own host, or (an installation of one's own) the host that the channel is set to."""
    with everywhere("delivery"):
        row = Channel.objects.filter(code=channel).first()
        host = set_of(row).endpoint if row else KINDS[channel].host
    return checking.host_of(address) in {
        checking.host_of(host),
        checking.host_of(KINDS[channel].host),
    }


@transaction.atomic
def end_group(actor: Actor, group_id: UUID) -> None:
    """Take a robot away; what waits for it is not sent there. Once more does nothing."""
    row = Group.objects.select_for_update().filter(pk=group_id).first()
    if row is None:
        raise NotFound
    if not actor.may(Permission.KEEP_GROUPS, row.unit_no):
        raise Forbidden
    if row.ended_at is None:
        Group.objects.filter(pk=row.pk).update(ended_at=clock.now())
        journal.record(
            actor,
            GroupSet(
                school_id=row.school_id, unit_no=row.unit_no, group_id=row.pk, channel=row.channel,
                on=False,
            ),
        )  # fmt: skip
