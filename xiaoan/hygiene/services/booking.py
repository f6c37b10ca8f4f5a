"""What was used is booked out of the school's store.

A class has in its cupboard what the store issued to it, and the ledger has that as gone: what is used at
a place of the class counts first against what it was issued and has not used on record (rules.issued),
and only the rest is booked out of the store. Nothing is booked twice, and nothing is refused: what
neither has stays unbooked.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.hygiene.models import Record
from xiaoan.hygiene.queries import issued
from xiaoan.hygiene.rules import issued as rules
from xiaoan.kernel.scope import everywhere
from xiaoan.supplies import services as supplies
from xiaoan.supplies.queries import given


def book(act_id: UUID, school_no: int, day: dt.date, rows: Sequence[Record]) -> None:
    """Fill in what was booked of each record that says what was used, or replaces one that did. All in one
    act on the store. The school's day is held; locks the store and the chain."""
    wanted = [one for one in rows if one.item or _was_booked(one)]
    if not wanted:
        return
    uses = []
    supplies.hold_stores([school_no])
    for one in wanted:
        one.issued = _issued(one, wanted)
        left = _quantity(one) - one.issued
        uses.append(supplies.Use(one.root_id, one.item or _was_booked(one), left, one.batch))
    with everywhere("hygiene") as system:
        found = supplies.use_up(system, act_id, school_no, day, uses, _("消毒登记"))
    for one in wanted:
        if one.item:
            done = found[one.root_id]
            one.booked, one.unbooked = done.booked, done.unbooked
        else:
            one.issued = None


def _quantity(one: Record) -> int:
    """In base units: mL, or pieces."""
    return 0 if one.void else (one.stock_ml or 0) + (one.tablets or 0)


def _was_booked(one: Record) -> str:
    """The item that the record before said was used; "": none did."""
    if one.replaces_id is None:
        return ""
    rows = Record.objects.filter(pk=one.replaces_id).values_list("item", flat=True)
    return rows.first() or ""


def _issued(one: Record, together: Iterable[Record]) -> int:
    """How much of it a class had been issued and had not used yet when this was told first."""
    quantity = _quantity(one)
    if one.unit_no == one.school_id or not quantity or not one.item:
        return 0
    had = given.given_to(one.school_id, one.item, one.unit_no)
    if not had:
        return 0
    used = issued.uses(one.school_id, one.item, one.unit_no, one.root_id)
    used.append((one.first_at, _beside(one, together)))
    return min(quantity, rules.there(had, used, one.first_at))


def _beside(one: Record, together: Iterable[Record]) -> int:
    """Of what comes in the same form, before it."""
    return sum(
        each.issued or 0
        for each in together
        if each is not one and (each.unit_no, each.item) == (one.unit_no, one.item)
    )
