"""Counting how long all lasts, each night for the county, again for stores whose ledger was written."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from xiaoan.demand import rules
from xiaoan.demand.models import Cover, Rate
from xiaoan.demand.queries import ahead, lasting, past
from xiaoan.demand.services.aheads import keep_aheads
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.services import copy_in
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.supplies.queries import using

_COLUMNS = (
    "school_id", "unit_no", "item", "whole", "day", "usable", "wasted", "coming", "per_day", "basis",
    "low", "median", "high", "at",
)  # fmt: skip
Lots = Mapping[tuple[int, str], Sequence[tuple[dt.date | None, int]]]
Key = tuple[int, str]


@dataclass
class Whole:
    """All stores of a unit together, as they are added."""

    paths: list[rules.Path] = field(default_factory=list)
    lots: list[rules.Lot] = field(default_factory=list)
    coming: int = 0


def keep_rates(today: dt.date) -> int:
    """The county's rates of each item, from what its schools used."""
    county = directory.county()
    stores = ahead.stores(county, today)
    schools = [one.no for one in stores if one.place.kind == "school"]
    found = lasting.county_of(past.past(county.interval, schools, today), schools)
    now = clock.now()
    Rate.objects.all().delete()
    Rate.objects.bulk_create(
        Rate(
            unit_no=county.no, item=item, regime=at, rate=one.rate[at], seen=bool(one.seen[at]),
            spread=one.spread, counted_at=now,
        )
        for item, one in found.items() for at in range(rules.REGIMES)
    )  # fmt: skip
    return len(found)


def keep_covers(
    actor: Actor, unit: directory.Place, today: dt.date, *, own_only: bool = False
) -> int:
    """Reckon every store of a unit and item anew, and what each will use at most; of a township or the
    county, also all its stores together. `own_only`: the unit's own store alone. Gives how many rows. One at
    a time (the caller holds the lock)."""
    stores = ahead.stores(unit, today, own_only=own_only)
    offices = {one.no for one in stores if one.place.kind != "school"}
    interval = (unit.no, unit.no + 1) if own_only else unit.interval
    found = past.past(interval, [one.no for one in stores], today)
    own = lasting.own_of(found, lasting.kept_county(), offices)
    days = ahead.ahead(actor, stores, today)
    outlooks = lasting.outlooks(stores, found, own, days)
    keep_aheads(actor, stores, own, found, outlooks)
    told = {(one.store_no, one.item): one for one in outlooks}
    lots, coming = using.lots_inside(interval, today), using.coming_inside(interval)
    ids = {one.no: one.place.school_id for one in stores}
    keys = sorted(key for key in {*told, *lots, *coming} if key[0] in ids)
    rows = [*_each(keys, ids, told, lots, coming, today)]
    old = Cover.objects.filter(unit_no__in=ids)
    if own_only:
        old = old.filter(whole=False)
    else:
        rows += _wholes(keys, ids, told, lots, coming, today)
    old.delete()
    return copy_in("demand_cover", _COLUMNS, rows)


def _row(
    no: int, school_id: int, item: str, whole: bool, today: dt.date, usable: int, coming: int,
    told: lasting.Days,
) -> tuple[object, ...]:  # fmt: skip
    return (
        school_id, no, item, whole, today, usable, told.wasted, coming, told.per_day, told.basis,
        told.low, told.median, told.high, clock.now(),
    )  # fmt: skip


def _each(
    keys: Sequence[Key], ids: Mapping[int, int], told: Mapping[Key, lasting.Outlook], lots: Lots,
    coming: Mapping[Key, int], today: dt.date,
) -> Iterator[tuple[object, ...]]:  # fmt: skip
    for key in keys:
        held = lasting.lots_of(lots.get(key, ()), today)
        days = lasting.days_of(told.get(key), held)
        usable = sum(one.held for one in held)
        yield _row(key[0], ids[key[0]], key[1], False, today, usable, coming.get(key, 0), days)


def _wholes(
    keys: Sequence[Key], ids: Mapping[int, int], told: Mapping[Key, lasting.Outlook], lots: Lots,
    coming: Mapping[Key, int], today: dt.date,
) -> Iterator[tuple[object, ...]]:  # fmt: skip
    """Townships and the county: what their stores hold and will use, added up. Goods of one store are taken
    to be at hand for all: what it would be if they were shared out."""
    sums: dict[Key, Whole] = {}
    offices = {no for no in ids if no % numbering.TOWNSHIP == 0}
    for no, item in keys:
        for above in {no, *numbering.ancestors(no)} & offices:
            whole = sums.setdefault((above, item), Whole())
            outlook = told.get((no, item))
            if outlook is not None:
                whole.paths.append(outlook.governing())
            whole.lots += lasting.lots_of(lots.get((no, item), ()), today)
            whole.coming += coming.get((no, item), 0)
    for (no, item), whole in sorted(sums.items()):
        days = _days_of(whole)
        usable = sum(one.held for one in whole.lots)
        yield _row(no, ids[no], item, True, today, usable, whole.coming, days)


def _days_of(whole: Whole) -> lasting.Days:
    if not whole.paths:
        return lasting.Days("unknown", None, None, None, 0, None)
    path = rules.combined(whole.paths)
    ends = np.stack(
        [rules.quantile(path, at) for at in (lasting.HIGH, lasting.MIDDLE, lasting.LOW)]
    )
    return lasting.days_of(lasting.Outlook(0, "", path, None, ends[:, 0]), whole.lots)
