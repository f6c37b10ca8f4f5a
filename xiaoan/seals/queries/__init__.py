"""Reading seals: what holds them together, where they lie, and whether the record is as it was sealed."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from xiaoan.kernel import clock
from xiaoan.seals import rules
from xiaoan.seals.models import Place, Seal
from xiaoan.seals.rules import places

Address = places.Address
_FIELDS = ("body", "signature")
# A seal is made each minute; one minute may be missed while a process starts again.
STALE = dt.timedelta(minutes=3)


def newest() -> rules.Seal | None:
    """The last seal."""
    row = Seal.objects.order_by("-no").values_list(*_FIELDS).first()
    return rules.seal(row[0], bytes(row[1])) if row else None


def seals(first: int = 1, last: int | None = None) -> Iterator[rules.Seal]:
    """Seals in their order, streamed."""
    rows = Seal.objects.filter(no__gte=first)
    if last is not None:
        rows = rows.filter(no__lte=last)
    for body, signature in rows.order_by("no").values_list(*_FIELDS).iterator(chunk_size=2000):
        yield rules.seal(body, bytes(signature))


def lines() -> Iterator[str]:
    """The seals as they lie in the table, for a copy: whatever was done to them is copied too."""
    rows = Seal.objects.order_by("no").values_list(*_FIELDS)
    for body, signature in rows.iterator(chunk_size=2000):
        yield f'{{"seal":{body},"signature":"{bytes(signature).hex()}"}}'


def before() -> rules.Before:
    """Where the seals stand: the last one, and the heads that it and those since the last whole one name."""
    start = Seal.objects.filter(whole=True).order_by("-no").values_list("no", flat=True).first()
    heads: rules.Heads = {}
    last = None
    for last in seals(start or 1):
        heads.update(last.heads)
    if last is None:
        return rules.Before()
    return rules.Before(last.no, last.hash, tuple(heads.items()))


def configured() -> tuple[places.Address, ...]:
    """The places outside, as the settings name them."""
    return tuple(places.address(text) for text in settings.XIAOAN_SEAL_PLACES if text.strip())


@dataclass(frozen=True)
class PlaceState:
    """How far a place has got."""

    name: str
    kind: str
    every: int
    delivered_no: int
    delivered_at: dt.datetime | None
    backlog: int
    failing_since: dt.datetime | None
    reason: str
    detail: str

    @property
    def is_late(self) -> bool:
        """It fails, or nothing has come for twice its time."""
        if self.failing_since:
            return True
        limit = dt.timedelta(minutes=2 * self.every) + STALE
        return bool(self.backlog) and (
            self.delivered_at is None or clock.now() - self.delivered_at > limit
        )


def place_states(last_no: int) -> list[PlaceState]:
    """Each configured place, up to the seal `last_no`."""
    rows = {row.name: row for row in Place.objects.all()}
    found = []
    for one in configured():
        row = rows.get(one.name)
        delivered = row.delivered_no if row else 0
        found.append(
            PlaceState(
                name=one.name, kind=one.kind, every=one.every, delivered_no=delivered,
                delivered_at=row.delivered_at if row else None,
                backlog=max(last_no - delivered, 0),
                failing_since=row.failing_since if row else None,
                reason=row.reason if row else "", detail=row.detail if row else "",
            )
        )  # fmt: skip
    return found


def troubles() -> list[str]:
    """What keeps the record from being sealed as it should, in sentences for whoever runs the product."""
    try:
        last = newest()
    except ValueError:
        return ["The last seal cannot be read: it was changed. Run `xiaoan journal verify`."]
    if last is None:
        return ["Nothing has been sealed yet. The worker seals each minute: run `xiaoan worker`."]
    found = []
    age = clock.now() - last.at
    if age > STALE:
        minutes = round(age.total_seconds() / 60)
        found.append(f"The last seal is {minutes} minutes old; the worker makes one each minute.")
    for one in place_states(last.no):
        if one.is_late:
            since = f" since {one.failing_since:%Y-%m-%d %H:%M} UTC" if one.failing_since else ""
            found.append(
                f"{one.name} has not got the last {one.backlog} seals{since}: {one.reason}"
            )
    return found
