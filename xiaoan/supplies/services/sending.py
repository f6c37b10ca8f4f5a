"""Many consignments at once, of a plan that was decided: all, or none and a sentence which cannot be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import queries, rules
from xiaoan.supplies.events import TransferSent
from xiaoan.supplies.models import Transfer, TransferLine
from xiaoan.supplies.queries import words
from xiaoan.supplies.services import acting
from xiaoan.supplies.services.moving import goal_of

# So many are named in the sentence; all are in its fields.
_NAMED = 5


@dataclass(frozen=True)
class Consignment:
    """One transfer to be: `id` its own, `parts`: item and base units."""

    id: UUID
    from_no: int
    to_no: int
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class _Taken:
    """So much of a lot, for which consignment."""

    consignment: Consignment
    item: str
    take: rules.Take


@transaction.atomic
def dispatch_many(
    actor: Actor, act_id: UUID, consignments: Sequence[Consignment], reason: str
) -> int:
    """Send all of them in one transaction; the same act once more sends nothing. Gives how many were sent.

    Permission: who keeps each sending store, or decides on allocation there. Stock that went away meanwhile:
    Invalid, with "store-goal-item" → "short" in its fields for each part that cannot be had.
    """
    note = acting.words_of(reason, "reason")
    ordered = sorted(consignments, key=lambda one: (one.from_no, one.to_no))
    by_store = {no: list(ones) for no, ones in groupby(ordered, key=lambda one: one.from_no)}
    goals = {no: goal_of(no) for no in sorted({one.to_no for one in ordered})}
    names = {no: place.name for no, place in goals.items()}
    sent: list[tuple[directory.Place, UUID, list[_Taken]]] = []
    short: list[tuple[str, str]] = []
    # Stores in the order of their numbers: so does everybody who locks several.
    for no, ones in by_store.items():
        store = _store(actor, no)
        own = said.second_id(act_id, str(no).encode())
        body = [(str(one.id), one.to_no, one.parts) for one in ones]
        if not acting.begin(actor, own, store, "dispatch", body, note):
            taken, missing = _take(store, ones, names)
            short += missing
            sent.append((store, own, taken))
    if short:
        raise Invalid(
            _sentence([text for _key, text in short]), {key: "short" for key, _text in short}
        )
    for store, own, taken in sent:
        _keep(actor, store, own, taken, note)
    return sum(len(by_store[store.no]) for store, _own, _taken in sent)


def _sentence(short: Sequence[str]) -> str:
    named = ";".join(short[:_NAMED])
    return _("库存变了,有 %(n)s 处不够,一件也没有发出:%(named)s。请改这些行或重新计算。") % {
        "n": len(short), "named": named,
    }  # fmt: skip


def _store(actor: Actor, store_no: int) -> directory.Place:
    place = queries.store(actor, store_no)
    may = (Permission.KEEP_SUPPLIES, Permission.DECIDE_ALLOCATION)
    if not any(actor.may(one, store_no) for one in may):
        raise Forbidden
    return place


def _take(
    store: directory.Place, ones: Iterable[Consignment], names: dict[int, str]
) -> tuple[list[_Taken], list[tuple[str, str]]]:
    """Which lots go to whom, what expires first first; and what cannot be had."""
    wanted = [(one, item, n) for one in ones for item, n in one.parts]
    left: dict[str, list[rules.Stock]] = {}
    for lot in queries.held(store.no, sorted({item for _one, item, _n in wanted})):
        left.setdefault(lot.item, []).append(lot.stock)
    found, short, today = [], [], clock.today()
    for one, item, n in wanted:
        takes = rules.first_expired_first(left.get(item, []), n, today)
        got = sum(take.quantity for take in takes)
        if got < n:
            text = _("%(store)s 的%(item)s只剩 %(held)s,不够发给 %(goal)s 的 %(n)s") % {
                "store": store.name, "item": words.item_name(item), "held": words.amount(item, got),
                "goal": names[one.to_no], "n": words.amount(item, n),
            }  # fmt: skip
            short.append((f"{store.no}-{one.to_no}-{item}", text))
        found += [_Taken(one, item, take) for take in takes]
        left[item] = _less(left.get(item, []), takes)
    return found, short


def _less(stocks: Sequence[rules.Stock], takes: Sequence[rules.Take]) -> list[rules.Stock]:
    gone = {take.lot_id: take.quantity for take in takes}
    return [
        rules.Stock(one.lot_id, one.held - gone.get(one.lot_id, 0), one.expires, one.recalled)
        for one in stocks
    ]


def _keep(
    actor: Actor, store: directory.Place, act_id: UUID, taken: Sequence[_Taken], note: str
) -> None:
    """Headers, lines, entries by item, and a fact for each item of each consignment."""
    ones = {one.consignment.id: one.consignment for one in taken}
    _put(actor, store, ones.values(), taken, note)
    for item in sorted({one.item for one in taken}):
        lines = [
            acting.Line(
                "transfer_out", item, one.take.lot_id, -one.take.quantity,
                to_no=one.consignment.to_no, about_id=one.consignment.id, reason=note,
            )
            for one in taken
            if one.item == item
        ]  # fmt: skip
        acting.post(actor, act_id, store, "dispatch", clock.today(), lines)
    journal.record_many(
        actor,
        [
            TransferSent(
                school_id=store.school_id, unit_no=store.no, transfer_id=one.id, to_no=one.to_no,
                item=item, quantity=quantity,
            )
            for one in ones.values()
            for item, quantity in one.parts
        ],
    )  # fmt: skip


def _put(
    actor: Actor, store: directory.Place, ones: Iterable[Consignment], taken: Sequence[_Taken],
    note: str,
) -> None:  # fmt: skip
    now = clock.now()
    Transfer.objects.bulk_create(
        Transfer(
            id=one.id, school_id=store.school_id, unit_no=store.no, to_no=one.to_no, sent_at=now,
            sent_by_id=actor.user_id, note=note,
        )
        for one in ones
    )  # fmt: skip
    TransferLine.objects.bulk_create(
        [
            TransferLine(
                id=uuid7(), transfer_id=one.consignment.id, school_id=store.school_id,
                unit_no=store.no, to_no=one.consignment.to_no, item=one.item, lot_id=one.take.lot_id,
                sent=one.take.quantity,
            )
            for one in taken
        ],
        batch_size=1000,
    )  # fmt: skip
