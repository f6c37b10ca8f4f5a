"""What the keeper of a register changes of its devices: many added at once, moved, certified, out of use.

The device's own row only; who keeps it, papers and repairs belong to whoever calls.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.rules import SCHOOL, chain_of, school_of
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.screening import queries, rules
from xiaoan.screening.events import DeviceChanged, DevicesAdded
from xiaoan.screening.models import Device


@dataclass(frozen=True)
class HandDevice:
    """A device that sends nothing by itself: no token. `unit_no`: the place it is at, inside its school."""

    id: UUID
    unit_no: int
    kind: str
    serial: str
    place: str
    method: str
    calibrated: dt.date | None = None
    valid_until: dt.date | None = None


def add_hand_devices(actor: Actor, home_no: int, new: Sequence[HandDevice]) -> None:
    """Add devices of a school or office, all of them or none; the caller has checked each."""
    if not actor.sees(home_no):
        raise NotFound
    if not queries.keeps(actor, home_no):
        raise Forbidden
    now = clock.now()
    for one in new:
        if one.kind not in rules.DEVICES or one.method not in rules.READ_BY:
            raise ValueError(f"{one.kind} {one.method}")
        if not home_no <= one.unit_no < home_no + SCHOOL:
            raise NotFound
    with new_id():
        Device.objects.bulk_create(
            Device(
                school_id=chain_of(home_no), added_at=now, added_by_id=actor.user_id, **one.__dict__
            )
            for one in new
        )  # fmt: skip
    journal.record(
        actor, DevicesAdded(school_id=chain_of(home_no), unit_no=home_no, devices=len(new))
    )


def hold_device(device_id: UUID) -> None:
    """Lock its row, inside the running scope: whoever keeps more about devices does so before locking that.
    What is changed here is heard of under this lock, and under the head of the chain of facts."""
    Device.objects.select_for_update().filter(pk=device_id).first()


def move_device(actor: Actor, device_id: UUID, unit_no: int, place: str) -> None:
    """It is somewhere else in its school from now on."""
    row = _held(actor, device_id, Permission.KEEP_DEVICES)
    if school_of(unit_no) != school_of(row.unit_no):
        raise NotFound
    row.unit_no, row.place = unit_no, place
    row.save(update_fields=["unit_no", "place"])
    _tell(actor, row, "moved")


def certify_device(
    actor: Actor, device_id: UUID, calibrated: dt.date, valid_until: dt.date | None
) -> None:
    """When it was calibrated, and until when that holds; what was in doubt is not any more."""
    row = _held(actor, device_id, Permission.KEEP_DEVICES)
    row.calibrated, row.valid_until, row.doubtful = calibrated, valid_until, False
    row.save(update_fields=["calibrated", "valid_until", "doubtful"])
    _tell(actor, row, "certified")


def use_device(actor: Actor, device_id: UUID, *, out: bool) -> None:
    """Out of use, by anybody who uses it; in use again, by its keeper."""
    needed = Permission.USE_DEVICES if out else Permission.KEEP_DEVICES
    row = _held(actor, device_id, needed)
    row.out_at = (row.out_at or clock.now()) if out else None
    row.save(update_fields=["out_at"])
    _tell(actor, row, "out" if out else "in_use")


def doubt_device(actor: Actor, device_id: UUID, *, doubtful: bool) -> None:
    """It reads unlike another thermometer, or like it again."""
    row = _held(actor, device_id, Permission.USE_DEVICES)
    row.doubtful = doubtful
    row.save(update_fields=["doubtful"])
    _tell(actor, row, "doubted" if doubtful else "compared")


def _held(actor: Actor, device_id: UUID, needed: Permission) -> Device:
    row = Device.objects.select_for_update().filter(pk=device_id).first()
    if row is None or not actor.sees(row.unit_no):
        raise NotFound
    if not _may(actor, needed, row.unit_no):
        raise Forbidden
    if row.revoked_at is not None:
        raise Conflict(_("这台设备已停用。"))
    return row


def _may(actor: Actor, needed: Permission, unit_no: int) -> bool:
    return (
        queries.keeps(actor, unit_no)
        if needed == Permission.KEEP_DEVICES
        else actor.may(needed, unit_no)
    )


def _tell(actor: Actor, row: Device, what: str) -> None:
    journal.record(
        actor,
        DeviceChanged(
            school_id=row.school_id, unit_no=row.unit_no, device_id=row.pk, what=what
        ),
    )  # fmt: skip
