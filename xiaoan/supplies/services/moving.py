"""Goods go from one store to another: sent, on the way, counted in by whoever receives them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import queries, rules
from xiaoan.supplies.events import ShortfallSeen, TransferReceived, TransferSent
from xiaoan.supplies.models import Transfer, TransferLine
from xiaoan.supplies.services import acting
from xiaoan.supplies.services.issuing import takes_of


@dataclass(frozen=True)
class Dispatch:
    """What a form says is sent to another store. `lot_id` as for an issue."""

    id: UUID
    store_no: int
    to_no: int
    item: str
    quantity: str
    pack: str
    lot_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True)
class TakeIn:
    """What was counted of a transfer, by line, in base units; `difference`: why less came than was sent."""

    id: UUID
    transfer_id: UUID
    received: Mapping[UUID, str]
    difference: str = ""


@transaction.atomic
def dispatch(actor: Actor, given: Dispatch) -> UUID:
    """Send goods; they leave this store's ledger and are on the way. Gives the transfer's id."""
    store = acting.store_kept(actor, given.store_no)
    quantity = acting.quantity_of(given.item, given.quantity, given.pack)
    reason = acting.words_of(given.reason, "reason")
    _other(store, given.to_no)
    body = (given.item, quantity, given.to_no, given.lot_id, reason)
    if acting.begin(actor, given.id, store, "dispatch", *body):
        return given.id
    stocks = [one.stock for one in queries.held(store.no, [given.item])]
    takes = takes_of(given.item, stocks, quantity, given.lot_id, reason)
    _keep(actor, store, given, takes, reason)
    acting.post(
        actor, given.id, store, "dispatch", clock.today(),
        [
            acting.Line(
                "transfer_out", given.item, one.lot_id, -one.quantity, to_no=given.to_no,
                about_id=given.id, reason=reason, pack=given.pack,
            )
            for one in takes
        ],
    )  # fmt: skip
    journal.record(
        actor,
        TransferSent(
            school_id=store.school_id, unit_no=store.no, transfer_id=given.id, to_no=given.to_no,
            item=given.item, quantity=quantity,
        ),
    )  # fmt: skip
    return given.id


def _keep(
    actor: Actor, store: directory.Place, given: Dispatch, takes: list[rules.Take], reason: str
) -> None:
    # The transfer bears the id of the act that sent it.
    Transfer.objects.create(
        id=given.id, school_id=store.school_id, unit_no=store.no, to_no=given.to_no,
        sent_at=clock.now(), sent_by_id=actor.user_id, note=reason,
    )  # fmt: skip
    TransferLine.objects.bulk_create(
        TransferLine(
            id=uuid7(), transfer_id=given.id, school_id=store.school_id, unit_no=store.no,
            to_no=given.to_no, item=given.item, lot_id=one.lot_id, sent=one.quantity,
        )
        for one in takes
    )  # fmt: skip


def _other(store: directory.Place, to_no: int) -> None:
    if to_no == store.no:
        raise Invalid(_("不能调给自己。请选另一个单位。"), {"to_no": "self"})
    goal_of(to_no)


def goal_of(to_no: int) -> directory.Place:
    """A store that is there today, to which goods may go."""
    goal = directory.places([to_no]).get(to_no)
    if goal is None or goal.kind not in queries.STORE_KINDS or not goal.is_open_on(clock.today()):
        raise Invalid(_("请从列表中选调入单位。"), {"to_no": "unknown"})
    return goal


@transaction.atomic
def take_in(actor: Actor, given: TakeIn) -> int:
    """Count a transfer in; gives how much of what was sent did not come, which stays on record with why."""
    found = Transfer.objects.filter(pk=given.transfer_id).first()
    if found is None or not _sees(actor, found):
        raise NotFound
    if not actor.may(Permission.KEEP_SUPPLIES, found.to_no):
        raise Forbidden
    store = queries.store(actor, found.to_no)
    lines = list(TransferLine.objects.filter(transfer_id=found.pk).order_by("item", "id"))
    counts = {one.pk: _counted(one, given.received.get(one.pk, "")) for one in lines}
    missing = sum(one.sent - counts[one.pk] for one in lines)
    reason = acting.words_of(
        given.difference, "difference",
        required=_("收到的比发出的少。请写明差多少、为什么。") if missing else "",
    )  # fmt: skip
    body = (given.transfer_id, sorted((str(k), v) for k, v in counts.items()), reason)
    if acting.begin(actor, given.id, store, "take_in", *body):
        return missing
    found = Transfer.objects.select_for_update().get(pk=found.pk)
    if found.state != "sent":
        raise Conflict(_("这批调拨已经收过了。您的操作没有保存。"))
    found.state, found.difference = "received", reason
    found.received_at, found.received_by_id = clock.now(), actor.user_id
    # The sender has to see it: see `look_at`.
    found.is_short = missing > 0
    found.save(update_fields=["state", "difference", "received_at", "received_by_id", "is_short"])
    for one in lines:
        one.received = counts[one.pk]
        one.save(update_fields=["received"])
    _book_in(actor, given.id, store, found, lines)
    journal.record(
        actor,
        TransferReceived(
            school_id=store.school_id, unit_no=store.no, transfer_id=found.pk,
            from_no=found.unit_no, received=sum(counts.values()), missing=missing,
        ),
    )  # fmt: skip
    return missing


@transaction.atomic
def look_at(actor: Actor, transfer_id: UUID, note: str) -> None:
    """Whoever keeps the sending store has looked at what did not come; not who counted it in. Once."""
    found = Transfer.objects.select_for_update().filter(pk=transfer_id).first()
    if found is None or not _sees(actor, found):
        raise NotFound
    if not actor.may(Permission.KEEP_SUPPLIES, found.unit_no):
        raise Forbidden
    words = acting.words_of(note, "note", required=_("请写明查到了什么,或怎么处理。"))
    if found.looked_at is not None and found.looked_by_id == actor.user_id:
        return
    if not found.is_short:
        raise Conflict(_("这批调拨没有短少,或已经有人查看过。"))
    if found.received_by_id == actor.user_id:
        raise Conflict(_("点收的人不能自己了结短少。请发出单位的另一个人查看。"))
    found.is_short, found.looked_note = False, words
    found.looked_at, found.looked_by_id = clock.now(), actor.user_id
    found.save(update_fields=["is_short", "looked_note", "looked_at", "looked_by_id"])
    journal.record(
        actor,
        ShortfallSeen(
            school_id=found.school_id, unit_no=found.unit_no, transfer_id=found.pk,
            to_no=found.to_no,
        ),
    )  # fmt: skip


def _sees(actor: Actor, found: Transfer) -> bool:
    return any(actor.may(Permission.SEE_SUPPLIES, no) for no in (found.unit_no, found.to_no))


def _counted(line: TransferLine, typed: str) -> int:
    field = f"received-{line.pk}"
    count = acting.quantity_of(line.item, typed, "", field, least=0)
    if count > line.sent:
        raise Invalid(
            _("收到的不能多于发出的。多出来的请对方再调一次,或按入库记。"), {field: "more"}
        )
    return count


def _book_in(
    actor: Actor, act_id: UUID, store: directory.Place, found: Transfer, lines: list[TransferLine]
) -> None:
    posts = [
        acting.Line(
            "transfer_in",
            one.item,
            one.lot_id,
            one.received,
            to_no=found.unit_no,
            about_id=found.pk,
        )
        for one in lines
        if one.received
    ]
    if posts:
        acting.post(actor, act_id, store, "take_in", clock.today(), posts)
