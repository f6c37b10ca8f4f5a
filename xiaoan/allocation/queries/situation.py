"""What a plan is reckoned from: needs of schools, their priority, what stores can spare."""

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xiaoan.allocation import rules
from xiaoan.allocation.queries import ways
from xiaoan.allocation.queries.roads import roads_inside
from xiaoan.demand import queries as demand
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import sites
from xiaoan.directory.rules.sites import Site, distances
from xiaoan.illness.queries import lists as illness
from xiaoan.investigations import queries as investigations
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.supplies import queries as supplies
from xiaoan.supplies.queries import gaps

# Events that began earlier and run still are found all the same: none runs for so long.
_LONGEST_EVENT = dt.timedelta(days=400)


@dataclass(frozen=True)
class SchoolNow:
    """A school that takes part: its township, pupils, open illness, running events, gaps by item."""

    no: int
    name: str
    town_no: int
    pupils: int
    cases: int
    events: int
    gaps: Mapping[str, gaps.Gap]
    # Item → days that it lasts (median); None or absent: unknown.
    days: Mapping[str, int | None]


@dataclass(frozen=True)
class Situation:
    """Schools in number order; `spare`: store → item → base units it can give; `towns`: store → the township
    it lies in, the county's own stores in none."""

    schools: Sequence[SchoolNow]
    spare: Mapping[int, Mapping[str, int]]
    towns: Mapping[int, int | None]
    # As far as they are known.
    sites: Mapping[int, Site]
    roads: ways.Roads


def situation(
    actor: Actor, unit_no: int, level: str, keep: float, items: Collection[str]
) -> Situation:
    """The unit as it is now. Schools that were not counted have no standard and take no part."""
    place = directory.place(unit_no)
    towns = (
        [place] if place.kind == "township" else directory.places_inside(place.interval, "township")
    )
    cases = _cases(actor, towns)
    events = _events(actor, place.interval)
    days = _days(actor, unit_no, items)
    found = []
    for one in gaps.schools(actor, unit_no, level):
        town = next((town.no for town in towns if town.no <= one.no < town.end), unit_no)
        if one.size is not None:
            found.append(
                SchoolNow(
                    one.no, one.name, town, one.size.pupils, cases.get(one.no, 0),
                    events.get(one.no, 0), {item: one.gaps[item] for item in items},
                    days.get(one.no, {}),
                )
            )  # fmt: skip
    spare = {one.no: spare_of(one.gaps, keep) for one in found}
    for store in (place, *towns):
        held = supplies.by_item(supplies.held(store.no, items), clock.today())
        spare[store.no] = {item: one.usable for item, one in held.items() if one.usable}
    where: dict[int, int | None] = {one.no: one.town_no for one in found}
    where |= {town.no: town.no for town in towns}
    if place.kind == "county":
        where[place.no] = None
    spare = {no: some for no, some in spare.items() if some}
    return Situation(
        found, spare, where, sites.sites({*where, place.no}), roads_inside(place.interval)
    )


def spare_of(found_gaps: Mapping[str, gaps.Gap], keep: float) -> dict[str, int]:
    """What a school has beyond its own standard and the share it keeps. No standard, nothing to spare."""
    found = {}
    for item, gap in found_gaps.items():
        if gap.need is not None and not gap.need.unknown:
            left = gap.usable - math.ceil(gap.need.least * keep)
            if left > 0:
                found[item] = left
    return found


def _days(actor: Actor, unit_no: int, items: Collection[str]) -> dict[int, dict[str, int | None]]:
    """Store → item → days that it lasts, as demand has reckoned it last."""
    found: dict[int, dict[str, int | None]] = {}
    for one in demand.cover(actor, unit_no, items):
        found.setdefault(one.store_no, {})[one.item] = one.median
    return found


def _cases(actor: Actor, towns: Sequence[directory.Place]) -> dict[int, int]:
    """School → open illness."""
    return {
        place.no: figures.open
        for town in towns
        for place, figures in illness.board(actor, town).rows
    }


def _events(actor: Actor, interval: tuple[int, int]) -> dict[int, int]:
    """School → running events."""
    found: dict[int, int] = {}
    for one in investigations.heads_since(actor, interval, clock.now() - _LONGEST_EVENT):
        if one.is_running:
            found[one.school_id] = found.get(one.school_id, 0) + 1
    return found


@dataclass(frozen=True)
class Share:
    """One item to be shared out, with what the numbers of its arrays stand for."""

    item: str
    schools: tuple[int, ...]
    stores: tuple[int, ...]
    problem: rules.Problem
    parts: tuple[rules.Parts, ...]


def lengths(now: Situation, stores: Sequence[int]) -> rules.Floats:
    """Kilometres from each store to each school as they count; NaN where nobody knows."""
    lines = distances(
        [now.sites.get(no) for no in stores], [now.sites.get(one.no) for one in now.schools]
    )
    return now.roads.lengths(stores, [one.no for one in now.schools], lines)


def share_of(
    now: Situation, item: str, size: int, weights: Mapping[str, float], options: "Options"
) -> Share:
    """The problem of an item over all schools and chosen stores; without a standard nothing is asked for."""
    takers = now.schools
    largest = max((one.pupils for one in now.schools), default=0)
    needs = [one.gaps[item].need for one in takers]
    required = [need.least if need else 0 for need in needs]
    held = [one.gaps[item].usable for one in takers]
    parts = tuple(
        rules.parts_of(
            cases=one.cases, events=one.events, pupils=one.pupils, largest=largest, required=need,
            held=have, days=one.days.get(item),
        )
        for one, need, have in zip(takers, required, held, strict=True)
    )  # fmt: skip
    stores = options.stores
    reach = [
        rules.ANYWHERE if options.across or now.towns.get(no) is None else now.towns[no]
        for no in stores
    ]
    room = None
    if options.room is not None:
        room = np.full((len(stores), len(takers)), options.room, dtype=np.int64)
    problem = rules.Problem(
        required=np.array(required, dtype=np.int64), held=np.array(held, dtype=np.int64),
        weight=np.array([rules.weight_of(one, weights) for one in parts], dtype=float),
        pupils=np.array([one.pupils for one in takers], dtype=np.int64),
        group=np.array([one.town_no for one in takers], dtype=np.int64),
        supply=np.array([now.spare.get(no, {}).get(item, 0) for no in stores], dtype=np.int64),
        reach=np.array(reach, dtype=np.int64), pack=size, least=options.least, room=room,
        km=options.km, distance=weights.get("distance", 0.0),
    )  # fmt: skip
    return Share(item, tuple(one.no for one in takers), tuple(stores), problem, parts)


@dataclass(frozen=True)
class Options:
    """What a plan is asked to keep to."""

    stores: tuple[int, ...]
    across: bool = False
    least: int = 1
    room: int | None = None
    # Of journeys, stores by schools; see `lengths`.
    km: rules.Floats | None = None
