"""What acts on devices and kits have in common.

Locks: the device in the register of `screening`, then ours, or the kit; what is owed of it; the store; the
chain of facts; what is placed. The last is taken under the chain and never before it: the register records a
device before `follow_register` hears of it, and the store records what a kit is filled with.
"""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.equipment import queries, rules
from xiaoan.equipment.models import Step, Tool
from xiaoan.equipment.queries import kits
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.kernel.scope import everywhere
from xiaoan.screening import services as screening
from xiaoan.supplies import services as supplies


def held(actor: Actor, device_id: UUID, needed: Permission) -> Tool:
    """The device, locked, for whoever may do this with it."""
    screening.hold_device(device_id)
    row = Tool.objects.select_for_update().filter(pk=device_id).first()
    if row is None or not actor.may(Permission.USE_DEVICES, row.unit_no):
        raise NotFound
    keeps = needed == Permission.KEEP_DEVICES and queries.keeps(actor, row.unit_no)
    if not keeps and not actor.may(needed, row.unit_no):
        raise Forbidden
    return row


def is_done(actor: Actor, act_id: UUID, body: bytes) -> bool:
    """True: the same form has done so already. The device is locked."""
    known = Step.objects.filter(pk=act_id).first()
    if known is None:
        return False
    if known.by_id != actor.user_id or said.is_other(known.body_hash, body):
        raise taken()
    return True


def words_of(text: str, field: str, *, required: str = "") -> str:
    """A short text; `required`: the sentence if there is none."""
    found = text.strip()
    if len(found) > rules.LONGEST or "\0" in found:
        raise Invalid(_("不超过 200 个字,不能有特殊控制符。"), {field: "too_long"})
    if required and not found:
        raise Invalid(required, {field: "empty"})
    return found


def calibrated_on(day: dt.date | None, field: str) -> dt.date:
    """The day of a certificate: neither to come nor of before any device that is still in hand. Older than
    the records of the system it may be."""
    if day is None:
        raise Invalid(_("请填写日期。"), {field: "empty"})
    if day > clock.today():
        raise Invalid(_("日期不能晚于今天。"), {field: "future"})
    if rules.is_too_old(day, clock.today()):
        raise Invalid(
            _("校准日期早于 %(n)s 年前,不可能是这台设备的。请查对证书上的日期。")
            % {"n": rules.OLDEST_YEARS},
            {field: "too_old"},
        )
    return day


def place_devices(school_no: int) -> None:
    """What the standard counts as held of devices follows the register, whoever has changed it. After the
    fact was recorded."""
    with everywhere("equipment") as system:
        held_now = queries.usable_by_item(school_no)
        supplies.place_elsewhere(
            system, school_no, "devices", {(item, None): n for item, n in held_now.items()}
        )


def place_kits(school_no: int) -> None:
    """What lies in kits counts as held: it has left the ledger of the store. After the fact was recorded."""
    with everywhere("equipment") as system:
        supplies.place_elsewhere(system, school_no, "kits", kits.held_in_kits(school_no))
