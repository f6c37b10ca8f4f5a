"""Several items leave a store together, to stand ready somewhere; and what others say is held elsewhere."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.supplies import queries, rules
from xiaoan.supplies.models import Entry, Placed
from xiaoan.supplies.queries import words
from xiaoan.supplies.services import acting
from xiaoan.supplies.services.issuing import takes_of

_MOST_OUTS = 5_000
_LOCK = "select pg_advisory_xact_lock(hashtext('supplies.placed'), %s)"


@dataclass(frozen=True)
class Outfit:
    """What goes out together: item → base units. `place_no`: the place it stands at, `about_id`: the row of
    another app it is for, `reason`: what that is called."""

    id: UUID
    store_no: int
    lines: Mapping[str, int]
    reason: str
    about_id: UUID
    place_no: int | None = None


@dataclass(frozen=True)
class Taken:
    """So much of a lot was taken."""

    item: str
    lot_id: UUID
    quantity: int
    expires: dt.date | None


@transaction.atomic
def outfit(actor: Actor, given: Outfit) -> list[Taken]:
    """Book it out, what expires first first: all of it, or a sentence that names what is short. The same id
    once more gives what was taken then."""
    store = acting.store_kept(actor, given.store_no)
    reason = acting.words_of(given.reason, "reason", required=_("请写明理由。"))
    body = (sorted(given.lines.items()), given.about_id, given.place_no)
    if not acting.begin(actor, given.id, store, "outfit", *body):
        for item in sorted(given.lines):
            if given.lines[item] > 0:
                _book(actor, store, given, item, reason)
    rows = Entry.objects.filter(act_id=given.id).order_by("item", "id")
    found = rows.values_list("item", "lot_id", "quantity", "lot__expires")
    return [Taken(item, lot, -quantity, expires) for item, lot, quantity, expires in found]


@dataclass(frozen=True)
class Back:
    """What comes back of what went out for `about_id`: lot → base units."""

    id: UUID
    store_no: int
    about_id: UUID
    lots: Mapping[UUID, int]
    reason: str


@transaction.atomic
def bring_back(actor: Actor, given: Back) -> int:
    """Book it in again, against what went out last: so that day's use falls. Never more than went out. The
    same id once more changes nothing. Gives how much."""
    store = acting.store_kept(actor, given.store_no)
    reason = acting.words_of(given.reason, "reason", required=_("请写明理由。"))
    total = sum(given.lots.values())
    body = (sorted((str(lot), n) for lot, n in given.lots.items()), given.about_id, reason)
    if not total or acting.begin(actor, given.id, store, "return", *body):
        return total
    lines = [
        line
        for lot, n in sorted(given.lots.items())
        for line in _lines_back(actor, given, lot, n, reason)
    ]
    acting.post(actor, given.id, store, "return", clock.today(), lines)
    return total


def _lines_back(actor: Actor, given: Back, lot: UUID, left: int, reason: str) -> list[acting.Line]:
    where = {"unit_no": given.store_no, "about_id": given.about_id, "lot_id": lot}
    lines = []
    for out in queries.issued(actor, where, _MOST_OUTS):
        part = min(left, out.left)
        left -= part
        if part:
            line = acting.Line(
                "return", out.item, lot, part, to_no=out.to_no, about_id=out.entry_id, reason=reason
            )
            lines.append(line)
    if left:
        raise Invalid(_("退回的比领出去的多。"), {"quantity": "more"})
    return lines


def _book(actor: Actor, store: directory.Place, given: Outfit, item: str, reason: str) -> None:
    acting.item_of(item)
    stocks = [one.stock for one in queries.held(store.no, [item])]
    try:
        takes = takes_of(item, stocks, given.lines[item], None, reason)
    except Invalid as refused:
        sentence = f"{words.item_name(item)}:{refused}"
        raise Invalid(sentence, {f"n-{item}": "short"}) from None
    lines = [
        acting.Line(
            "issue", item, one.lot_id, -one.quantity, to_no=given.place_no, about_id=given.about_id,
            reason=reason,
        )
        for one in takes
    ]  # fmt: skip
    acting.post(actor, given.id, store, "outfit", clock.today(), lines)


def place_elsewhere(
    actor: Actor, unit_no: int, source: str, held: Mapping[tuple[str, UUID | None], int]
) -> None:
    """What a unit holds outside of its ledger, all of a source anew: (item, lot) → how much. Of the system:
    whoever knows does so beside what a person has just done."""
    if not actor.is_system:
        raise Forbidden
    place = directory.place(unit_no)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [unit_no])
    Placed.objects.filter(unit_no=unit_no, source=source).delete()
    Placed.objects.bulk_create(
        Placed(
            school_id=place.school_id, unit_no=unit_no, source=source, item=item, lot_id=lot, held=n
        )
        for (item, lot), n in held.items()
        if item in rules.ITEMS
    )  # fmt: skip
