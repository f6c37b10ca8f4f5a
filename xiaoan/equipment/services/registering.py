"""Devices that were bought are registered together, all of them or none; without a serial number, by ours."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.directory.rules import chain_of
from xiaoan.equipment import queries, rules
from xiaoan.equipment.events import DevicesRegistered
from xiaoan.equipment.models import Step, Tool
from xiaoan.equipment.services import acting
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.screening import queries as screening_queries
from xiaoan.screening import services as screening

MOST = 500
_LOCK = "select pg_advisory_xact_lock(hashtext('equipment.register'), %s)"


@dataclass(frozen=True)
class New:
    """One line of devices to register: `number` alike, where the serial number is not known of each."""

    item: str
    number: int = 1
    serial: str = ""
    place_no: int = 0
    place: str = ""
    keeper_id: UUID | None = None
    calibrated: dt.date | None = None
    valid_until: dt.date | None = None


@transaction.atomic
def register(actor: Actor, act_id: UUID, school_no: int, lines: Sequence[New]) -> int:
    """Add devices to the register; those without a serial number are numbered by us. Gives how many; the
    same act once more adds none."""
    queries.kept_unit(actor, school_no)
    wanted = sum(one.number for one in lines)
    if not 0 < wanted <= MOST:
        raise Invalid(_("一次登记 1 到 500 台。请分几次。"), {"number": "most"})
    for one in lines:
        if one.calibrated is not None:
            acting.calibrated_on(one.calibrated, "calibrated")
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [school_no])
    body = said.fingerprint(school_no, [str(one) for one in lines])
    if acting.is_done(actor, act_id, body):
        return wanted
    _refuse_taken(school_no, lines)
    made = _make(actor, school_no, lines)
    first, chain = made[0][0], chain_of(school_no)
    now = clock.now()
    Step.objects.bulk_create(
        Step(
            # The first bears the id of the act: it says that this was done.
            id=act_id if tool.pk == first.pk else uuid7(), school_id=chain, unit_no=tool.unit_no,
            device_id=tool.pk, what="added", body_hash=body, at=now, by_id=actor.user_id,
            to_id=tool.keeper_id, day=hand.calibrated, until=hand.valid_until,
        )
        for tool, hand in made
    )  # fmt: skip
    journal.record(
        actor,
        DevicesRegistered(
            school_id=chain_of(school_no), unit_no=school_no, act_id=act_id, devices=wanted
        ),
    )
    acting.place_devices(school_no)
    return wanted


def _refuse_taken(school_no: int, lines: Sequence[New]) -> None:
    serials = [one.serial for one in lines if one.serial]
    if len(serials) != len(set(serials)) or set(serials) & screening_queries.serials_of(school_no):
        raise Invalid(_("本校已有这个序列号的设备。"), {"serial": "taken"})
    if any(one.serial and one.number != 1 for one in lines):
        raise Invalid(_("填了序列号的,数量只能是 1。"), {"number": "serial"})


def _make(
    actor: Actor, school_no: int, lines: Sequence[New]
) -> list[tuple[Tool, screening.HandDevice]]:
    number = rules.next_serial(screening_queries.serials_of(school_no))
    made = []
    for line in lines:
        kind = rules.DEVICE_KINDS[line.item]
        until = line.valid_until
        if until is None and line.calibrated is not None:
            until = rules.valid_until(line.item, line.calibrated)
        for _each in range(line.number):
            serial = line.serial
            if not serial:
                serial, number = rules.serial(number), number + 1
            at = line.place_no or school_no
            hand = screening.HandDevice(
                uuid7(), at, kind.kind, serial, line.place, kind.method, line.calibrated, until
            )
            tool = Tool(
                id=hand.id, school_id=chain_of(school_no), unit_no=at, item=line.item, since=clock.now(),
                keeper_id=line.keeper_id, valid_until=until,
            )  # fmt: skip
            made.append((tool, hand))
    screening.add_hand_devices(actor, school_no, [hand for _tool, hand in made])
    Tool.objects.bulk_create([tool for tool, _hand in made])
    return made
