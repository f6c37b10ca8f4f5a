"""The yearly count: begun, each device seen by scanning or tapping, closed with what was not found."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory.rules import chain_of
from xiaoan.equipment import queries
from xiaoan.equipment.events import StocktakeChanged
from xiaoan.equipment.models import Seen, Stocktake
from xiaoan.equipment.services import acting
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.races import new_id


def _kept(actor: Actor, school_no: int) -> None:
    queries.kept_unit(actor, school_no)


@transaction.atomic
def begin_stocktake(actor: Actor, act_id: UUID, school_no: int) -> UUID:
    """Begin the count of a school; the one that runs, if one does."""
    _kept(actor, school_no)
    running = Stocktake.objects.filter(unit_no=school_no, closed_at=None).first()
    if running is not None:
        return running.pk
    with new_id():
        Stocktake.objects.create(
            id=act_id, school_id=chain_of(school_no), unit_no=school_no, begun_at=clock.now(),
            begun_by_id=actor.user_id,
        )  # fmt: skip
    _record(actor, school_no, act_id, "begun", 0, 0)
    return act_id


@transaction.atomic
def see(actor: Actor, school_no: int, typed: str) -> queries.Device:
    """A device was scanned, or tapped: it is there. Twice is once."""
    _kept(actor, school_no)
    row = Stocktake.objects.filter(unit_no=school_no, closed_at=None).first()
    if row is None:
        raise Conflict(_("盘点还没有开始,或已经结束。"))
    device_id = queries.of_serial(actor, school_no, typed)
    if device_id is None:
        raise Invalid(_("本校没有这个编号的设备。请核对,或先登记。"), {"code": "unknown"})
    found = queries.device(actor, device_id)
    if found.state in ("lost", "retired"):
        raise Invalid(_("这台设备登记为丢失或报废。找到了请先在它的页面上改。"), {"code": "gone"})
    Seen.objects.get_or_create(
        stocktake_id=row.pk, device_id=device_id,
        defaults={
            "id": uuid7(), "school_id": chain_of(school_no), "unit_no": school_no, "at": clock.now(),
            "by_id": actor.user_id,
        },
    )  # fmt: skip
    return found


@transaction.atomic
def close_stocktake(actor: Actor, school_no: int, note: str) -> int:
    """Close the count; gives how many were not found, which asks for a word about them."""
    _kept(actor, school_no)
    row = Stocktake.objects.select_for_update().filter(unit_no=school_no, closed_at=None).first()
    taking = queries.taking(actor, school_no)
    if row is None or taking is None:
        raise Conflict(_("盘点还没有开始,或已经结束。"))
    missing = len(taking.missing)
    row.note = acting.words_of(
        note, "note", required=_("有没找到的设备。请写明怎么处理。") if missing else ""
    )
    row.expected, row.found = len(taking.devices), len(taking.devices) - missing
    row.closed_at, row.closed_by_id = clock.now(), actor.user_id
    row.save()
    _record(actor, school_no, row.pk, "closed", row.expected, row.found)
    return missing


def _record(actor: Actor, school_no: int, pk: UUID, state: str, expected: int, found: int) -> None:
    journal.record(
        actor,
        StocktakeChanged(
            school_id=chain_of(school_no), unit_no=school_no, stocktake_id=pk, state=state, expected=expected,
            found=found,
        ),
    )  # fmt: skip
