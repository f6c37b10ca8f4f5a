"""The register of measuring devices: added, calibrated, given a token, revoked."""

import datetime as dt
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries, rules
from xiaoan.screening.events import DeviceChanged
from xiaoan.screening.models import Device

LONGEST = 60
PRESSED_TWICE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class NewDevice:
    """A device to add. `id` is made by the page, so that a double click adds one."""

    id: UUID
    school_no: int
    kind: str
    serial: str
    place: str
    method: str
    calibrated: dt.date | None = None


def add_device(actor: Actor, new: NewDevice) -> str:
    """Add a device; gives its token, to be shown this once.

    The same id again is the same device: whoever pressed twice gets a new token instead of the one that went
    with the page nobody saw; later it is "".
    """
    if not actor.sees(new.school_no):
        raise NotFound
    if not actor.may(Permission.KEEP_DEVICES, new.school_no):
        raise Forbidden
    if directory.place(new.school_no).kind != "school":
        raise NotFound
    _refuse_faults(new)
    token, now = secrets.token_urlsafe(32), clock.now()
    if _is_added(new):
        return _again(actor, new, token, now)
    try:
        with transaction.atomic():
            row = Device.objects.create(
                id=new.id, school_id=new.school_no, unit_no=new.school_no, kind=new.kind,
                serial=new.serial.strip(), place=new.place.strip(), method=new.method,
                calibrated=new.calibrated, token_hash=queries.token_hash(token), token_at=now,
                added_at=now, added_by_id=actor.user_id,
            )  # fmt: skip
    except IntegrityError:
        if _is_added(new):  # by the other of two presses
            return _again(actor, new, token, now)
        raise Conflict(_("本校已有这个序列号的设备。")) from None
    _tell(actor, row, "added")
    return token


def _is_added(new: NewDevice) -> bool:
    return Device.objects.filter(pk=new.id, school_id=new.school_no).exists()


def _again(actor: Actor, new: NewDevice, token: str, now: dt.datetime) -> str:
    """A new token while the first cannot have been used: the same person, at once, and the same device."""
    told = {"kind": new.kind, "serial": new.serial.strip(), "place": new.place.strip()}
    mine = Device.objects.filter(
        pk=new.id, added_by_id=actor.user_id, added_at__gt=now - PRESSED_TWICE, seen_at=None,
        revoked_at=None, **told,
    )  # fmt: skip
    if not mine.update(token_hash=queries.token_hash(token), token_at=now):
        return ""
    _tell(actor, mine.get(), "token")
    return token


def _refuse_faults(new: NewDevice) -> None:
    faults = {}
    for name, text in (("serial", new.serial), ("place", new.place)):
        if not text.strip() or len(text.strip()) > LONGEST or "\0" in text:
            faults[name] = _("请填写,不超过 60 个字。")
    if new.kind not in rules.DEVICES:
        faults["kind"] = _("请选择设备种类。")
    if new.method not in rules.READ_BY:
        faults["method"] = _("请选择测量方法。")
    if new.calibrated is not None and not _is_day(new.calibrated):
        faults["calibrated"] = _("校准日期不能在今天之后。")
    if faults:
        raise Invalid(_("请改正后再登记。"), faults)


def _is_day(day: dt.date) -> bool:
    return clock.FIRST_DAY <= day <= clock.today()


def renew_token(actor: Actor, device_id: UUID) -> str:
    """A new token, to be shown this once; the one before opens nothing any more."""
    row = _held(actor, device_id)
    token = secrets.token_urlsafe(32)
    row.token_hash, row.token_at = queries.token_hash(token), clock.now()
    row.save(update_fields=["token_hash", "token_at"])
    _tell(actor, row, "token")
    return token


def calibrate(actor: Actor, device_id: UUID, day: dt.date) -> None:
    """When the device was last calibrated."""
    row = _held(actor, device_id)
    if not _is_day(day):
        raise Invalid(_("校准日期不能在今天之后。"), {"calibrated": _("校准日期不能在今天之后。")})
    row.calibrated = day
    row.save(update_fields=["calibrated"])
    _tell(actor, row, "calibrated")


def revoke(actor: Actor, device_id: UUID) -> bool:
    """Lost, broken or returned: its token opens nothing from this moment. False if it was before."""
    row = _held(actor, device_id, revoked_too=True)
    if row.revoked_at is not None:
        return False
    row.revoked_at, row.revoked_by_id, row.token_hash = clock.now(), actor.user_id, None
    row.save(update_fields=["revoked_at", "revoked_by_id", "token_hash"])
    _tell(actor, row, "revoked")
    return True


def _held(actor: Actor, device_id: UUID, *, revoked_too: bool = False) -> Device:
    row = Device.objects.select_for_update().filter(pk=device_id).first()
    if row is None or not queries.keeps(actor, row.unit_no):
        raise NotFound
    if row.revoked_at is not None and not revoked_too:
        raise Conflict(_("这台设备已停用。"))
    return row


def _tell(actor: Actor, row: Device, what: str) -> None:
    journal.record(
        actor,
        DeviceChanged(
            school_id=row.school_id, unit_no=row.unit_no, device_id=row.pk, what=what
        ),
    )  # fmt: skip
