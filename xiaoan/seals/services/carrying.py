"""How far each place has got: what goes there next, that it arrived, that it did not.

A place keeps the number of the last seal that arrived. What lies behind it is its backlog, which no failure
shortens. Nothing is held while a network is waited for: each step here is a transaction of its own.
"""

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.seals import queries, rules
from xiaoan.seals.models import Place, Seal
from xiaoan.seals.rules.places import Address

# A day of one seal a minute.
BATCH = 1440
# After n failures the next try waits 2^n minutes, a quarter of an hour at most.
_LONGEST_WAIT = 15
_DETAIL = 200


@dataclass(frozen=True)
class Batch:
    """Seals that go out together, as a file. Its name holds its own digits, so that a file of other content
    has another name: a place keeps both, and nothing that lies there is written over."""

    first: rules.Seal
    last: rules.Seal
    content: bytes

    @property
    def folder(self) -> str:
        return self.last.at.astimezone(clock.ZONE).date().isoformat()

    @property
    def name(self) -> str:
        digits = sha256(self.content).hexdigest()[:10]
        return f"seals-{self.first.no:010}-{self.last.no:010}-{digits}.jsonl"


def next_batch(actor: Actor, place: Address) -> Batch | None:
    """What goes to `place` now; None if it has everything, or is to wait."""
    row = _row(place)
    if _waits(place, row):
        return None
    seals = list(queries.seals(row.delivered_no + 1, row.delivered_no + BATCH))
    if not seals:
        return None
    content = "".join(f"{rules.line(one)}\n" for one in seals).encode()
    return Batch(seals[0], seals[-1], content)


def arrived(actor: Actor, place: Address, batch: Batch) -> None:
    """The batch lies at the place."""
    now = clock.now()
    Place.objects.filter(name=place.name, delivered_no__lt=batch.last.no).update(
        delivered_no=batch.last.no, delivered_at=now, tried_at=now, failing_since=None, failures=0,
        reason="", detail="",
    )  # fmt: skip


def failed(actor: Actor, place: Address, reason: str, detail: str) -> None:
    """It did not arrive; it stays in the backlog and is tried again."""
    row, now = _row(place), clock.now()
    Place.objects.filter(name=place.name).update(
        tried_at=now, failing_since=row.failing_since or now, failures=row.failures + 1,
        reason=reason, detail=detail.replace("\0", "")[:_DETAIL],
    )  # fmt: skip


def _waits(place: Address, row: Place) -> bool:
    now = clock.now()
    if row.failures and row.tried_at:
        wait = min(2 ** min(row.failures - 1, 6), _LONGEST_WAIT)
        return now - row.tried_at < dt.timedelta(minutes=wait, seconds=-30)
    if row.delivered_at and place.every > 1:
        return now - row.delivered_at < dt.timedelta(minutes=place.every, seconds=-30)
    return False


def _row(place: Address) -> Place:
    """The place's row. A new place begins at the last seal that names all heads, which can be read alone."""
    found = Place.objects.filter(name=place.name).first()
    if found:
        return found
    whole = Seal.objects.filter(whole=True).order_by("-no").values_list("no", flat=True).first()
    row, _made = Place.objects.get_or_create(
        name=place.name,
        defaults={"unit_no": directory.county().no, "delivered_no": (whole or 1) - 1},
    )
    return row
