"""Many opening entries at once, for the rehearsal: by COPY, under the same constraints and triggers."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory.services import copy_in
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.supplies.events import LedgerImported
from xiaoan.supplies.services.receiving import lot_of

_ACT = ("id", "school_id", "unit_no", "what", "body_hash", "at", "by_id")
_ENTRY = (
    "id", "act_id", "school_id", "unit_no", "item", "lot_id", "kind", "quantity", "day", "at", "by_id",
    "source", "supplier", "papers", "price", "pack", "to_no", "to_id", "about_id", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class Opening:
    """What a store begins with of a lot."""

    store_no: int
    school_id: int
    item: str
    quantity: int
    batch: str
    maker: str
    expires: dt.date | None


def load_openings(actor: Actor, rows: Sequence[Opening], day: dt.date) -> int:
    """Load the opening stock of stores that have none; of the system. Gives how many entries."""
    if not actor.is_system:
        raise Forbidden
    prints = {(one.item, one.batch, one.maker, one.expires) for one in rows}
    lots = {key: lot_of(*key) for key in sorted(prints, key=str)}
    acts = {one.store_no: (uuid7(), one.school_id) for one in rows}
    now = clock.now()
    copy_in("supplies_act", _ACT, _acts(acts, now))
    count = copy_in(
        "supplies_entry",
        _ENTRY,
        (
            (
                uuid7(), acts[one.store_no][0], one.school_id, one.store_no, one.item,
                lots[one.item, one.batch, one.maker, one.expires], "opening", one.quantity, day, now,
                None, "", "", "", None, "", None, None, None, "",
            )
            for one in rows
        ),
    )  # fmt: skip
    entries = Counter(one.store_no for one in rows)
    facts = [
        LedgerImported(
            school_id=acts[no][1], unit_no=no, act_id=acts[no][0], rows=n, entries=n
        )
        for no, n in sorted(entries.items())
    ]  # fmt: skip
    journal.record_many(actor, facts)
    return count


def _acts(acts: dict[int, tuple[UUID, int]], now: dt.datetime) -> Iterable[Sequence[object]]:
    for no, (act_id, school_id) in acts.items():
        yield act_id, school_id, no, "import", said.fingerprint(no, str(act_id)), now, None
