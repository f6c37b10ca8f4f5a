"""How long what one store holds lasts at this moment, by the rates of the night; and why that is unknown."""

from collections.abc import Collection, Sequence

from xiaoan.demand import queries
from xiaoan.demand.models import Use
from xiaoan.demand.queries import lasting, outlooks
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.supplies.queries import holding, using


def covers(actor: Actor, store_no: int) -> list[queries.Cover]:
    """The covers of a store as they are now, the soonest to run out first, the unknown last."""
    today, now, interval = clock.today(), clock.now(), (store_no, store_no + 1)
    told = {one.item: one for one in outlooks.of_store(actor, store_no)}
    lots, coming = using.lots_inside(interval, today), using.coming_inside(interval)
    there = {item for _no, item in (*lots, *coming)}
    found = []
    for item in using.ITEMS:
        if item not in told and item not in there:
            continue
        held = lasting.lots_of(lots.get((store_no, item), ()), today)
        days = lasting.days_of(told.get(item), held)
        found.append(
            queries.Cover(
                store_no, item, today, sum(one.held for one in held), days.wasted,
                coming.get((store_no, item), 0), days.per_day, days.basis, days.low, days.median,
                days.high, now,
            )
        )  # fmt: skip
    return sorted(found, key=_soonest)


def _soonest(one: queries.Cover) -> tuple[bool, int, int, str]:
    return (one.median is None, one.median or 0, one.low or 0, one.item)


def changed(rows: Sequence[queries.Cover]) -> set[tuple[int, str]]:
    """Which of kept covers are not of what the store holds now: something came or went, ran out of date or
    was recalled."""
    held = holding.stock_at({one.store_no for one in rows})
    return {
        (one.store_no, one.item)
        for one in rows
        if held.get((one.store_no, one.item), 0) != one.usable
    }


def is_current(store_no: int, rows: Sequence[queries.Cover]) -> bool:
    """Whether the kept covers of one store are all there and of what it holds now."""
    held = holding.stock_at([store_no])
    kept = {one.item: one.usable for one in rows}
    return bool(rows or not held) and all(kept.get(item, 0) == n for (_no, item), n in held.items()) and all(
        held.get((store_no, item), 0) == n for item, n in kept.items()
    )  # fmt: skip


def whys(rows: Sequence[queries.Cover]) -> dict[tuple[int, str], str]:
    """(Store, item) → why its cover is unknown: `today` (use began today), `stock` (the standard says how
    much to keep, not what is used a day), a basis of the standard nobody has entered, `size` (nobody has
    counted the school), `none` (neither use nor standard)."""
    open_ = [one for one in rows if one.median is None]
    stores = {one.store_no for one in open_}
    begun = _begun(stores)
    places = directory.places(stores)
    asked = using.not_by_day({no: one.stage for no, one in places.items() if one.kind == "school"})
    return {
        (one.store_no, one.item): "today"
        if (one.store_no, one.item) in begun
        else asked.get((one.store_no, one.item), "none")
        for one in open_
    }


def _begun(stores: Collection[int]) -> set[tuple[int, str]]:
    rows = Use.objects.filter(unit_no__in=stores, day=clock.today(), used__gt=0)
    return set(rows.values_list("unit_no", "item"))
