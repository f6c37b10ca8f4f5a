"""What another app has on record as used is booked out of the store: as much as there is, never refused."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.supplies import queries, rules
from xiaoan.supplies.services import acting

# What is booked of a row: each use, less what was put right of it since.
_BOOKED = """
select e.about_id, e.id, e.item, e.lot_id, -(e.quantity + coalesce((
  select sum(c.quantity) from supplies_entry c where c.about_id = e.id and c.kind = 'correction'), 0))
from supplies_entry e where e.about_id = any(%s) and e.kind = 'use' and e.unit_no = %s order by e.id
"""


@dataclass(frozen=True)
class Use:
    """What was used for a row of another app: `quantity` base units of an item in all, 0 for none after all;
    of a batch, if it is known."""

    about_id: UUID
    item: str
    quantity: int
    batch: str = ""


@dataclass(frozen=True)
class UsedUp:
    """How much of a use stands in the ledger, and how much the store did not have."""

    booked: int
    unbooked: int


@dataclass(frozen=True)
class _Booked:
    """What stands in the ledger of an earlier word about the same row."""

    entry_id: UUID
    item: str
    lot_id: UUID
    left: int


@dataclass
class _Store:
    """What the store holds, as the lines to be leave it."""

    lots: dict[str, list[queries.Held]]
    held: dict[UUID, int]
    lines: list[acting.Line] = field(default_factory=list)


@transaction.atomic
def use_up(
    actor: Actor, act_id: UUID, store_no: int, day: dt.date, uses: Sequence[Use], reason: str
) -> Mapping[UUID, UsedUp]:
    """Have the ledger say what was used for each row: the first word books it out, a later one books the
    difference, or puts back. Of the system, in the transaction of whoever keeps the rows.

    The named batch goes first (also out of date or recalled: it was used), then what expires first. What the
    store has not stays unbooked. The same act once more changes nothing. Locks the store, then the chain.
    """
    if not actor.is_system:
        raise Forbidden
    store = directory.place(store_no)
    body = [(str(one.about_id), one.item, one.quantity, one.batch) for one in uses]
    if not acting.begin(actor, act_id, store, "use", *body):
        ledger = _store(store_no, {one.item for one in uses})
        before = _before(store_no, [one.about_id for one in uses])
        for use in uses:
            _settle(ledger, use, before[use.about_id], reason)
        if ledger.lines:
            on = clock.today() if rules.may_be_day(day, clock.today()) else day
            acting.post(actor, act_id, store, "use", on, ledger.lines)
    found = _before(store_no, [one.about_id for one in uses])
    booked = {one.about_id: sum(each.left for each in found[one.about_id]) for one in uses}
    return {
        one.about_id: UsedUp(booked[one.about_id], one.quantity - booked[one.about_id])
        for one in uses
    }


def _store(store_no: int, items: Iterable[str]) -> _Store:
    found = _Store(defaultdict(list), defaultdict(int))
    for one in queries.held(store_no, list(items), empty=True):
        found.lots[one.item].append(one)
        found.held[one.lot_id] = one.held
    return found


def _before(store_no: int, about_ids: list[UUID]) -> dict[UUID, list[_Booked]]:
    found: dict[UUID, list[_Booked]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_BOOKED, [about_ids, store_no])
        for about_id, entry_id, item, lot_id, left in cursor.fetchall():
            found[about_id].append(_Booked(entry_id, item, lot_id, int(left)))
    return found


def _settle(store: _Store, use: Use, before: Sequence[_Booked], reason: str) -> None:
    """First everything is as if put back, then taken anew; only the difference becomes lines."""
    mine: dict[UUID, int] = defaultdict(int)
    for one in before:
        mine[one.lot_id] += one.left if one.item == use.item else 0
    wanted = _takes(store, use, mine)
    for one in before:
        keep = min(one.left, wanted.get(one.lot_id, 0)) if one.item == use.item else 0
        wanted[one.lot_id] = wanted.get(one.lot_id, 0) - keep
        _line(store, "correction", one.item, one.lot_id, one.left - keep, one.entry_id, reason)
    for lot_id, more in wanted.items():
        _line(store, "use", use.item, lot_id, -more, use.about_id, reason)


def _line(
    store: _Store, kind: str, item: str, lot_id: UUID, quantity: int, about_id: UUID, reason: str
) -> None:
    if quantity:
        store.held[lot_id] += quantity
        store.lines.append(
            acting.Line(kind, item, lot_id, quantity, about_id=about_id, reason=reason)
        )


def _takes(store: _Store, use: Use, mine: Mapping[UUID, int]) -> dict[UUID, int]:
    """Lot → how much of it: the named batch, what was taken of before, what expires first."""
    batch, today = use.batch.strip().casefold(), clock.today()

    def turn(one: queries.Held) -> tuple[bool, bool, dt.date, UUID]:
        named = bool(batch) and one.batch.strip().casefold() == batch
        return (not named, not mine.get(one.lot_id), one.expires or dt.date.max, one.lot_id)

    found, left = {}, use.quantity
    for one in sorted(store.lots[use.item], key=turn):
        not_named, not_mine, *_rest = turn(one)
        if not_named and not_mine and not rules.is_usable(one.stock, today):
            continue
        part = min(left, store.held[one.lot_id] + mine.get(one.lot_id, 0))
        if part > 0:
            found[one.lot_id] = part
            left -= part
    return found
