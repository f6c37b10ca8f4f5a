"""What a plan would have to share out, before it is reckoned: of each item what schools lack and what chosen
stores can give; and which schools would come first by given weights. Nothing is kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from xiaoan.allocation import rules
from xiaoan.allocation.queries.situation import (
    Options,
    Situation,
    share_of,
    situation,
    spare_of,
)
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.supplies.queries import catalogue, gaps, using

FIRST = 5


@dataclass(frozen=True)
class Asked:
    """What a form says so far: the level of the standard, who gives and within what."""

    level: str
    stores: Collection[int]
    schools_give: bool
    keep: float
    across: bool


@dataclass(frozen=True)
class Item:
    """One item, base units. `short`: schools that lack some of it, of `schools` with a standard; of `unknown`
    ones part of the need is not known. `missing`: what these lack; `stock`: what the chosen stores may give,
    `spare`: what chosen schools have beyond what they keep; `covered`: of what is missing so much can be
    given, be it in single pieces."""

    item: str
    schools: int
    short: int
    unknown: int
    missing: int
    stock: int
    spare: int
    covered: int

    @property
    def is_scarce(self) -> bool:
        return self.covered < self.missing


@dataclass(frozen=True)
class First:
    """A school that would come first, its priority and the parts of it; of the item for which it is
    highest."""

    school_no: int
    name: str
    item: str
    weight: float
    parts: rules.Parts


def items(actor: Actor, place: directory.Place, asked: Asked) -> list[Item]:
    """Every item of the catalogue, that of which most is missing (as a share of what is asked) first."""
    towns = (
        [place] if place.kind == "township" else directory.places_inside(place.interval, "township")
    )
    town_of = {
        one.no: next((town.no for town in towns if town.no <= one.no < town.end), place.no)
        for one in directory.places_inside(place.interval, "school")
    }
    found = gaps.schools(actor, place.no, asked.level)
    usable = using.usable_of(place.interval, catalogue.codes())
    spare = {one.no: spare_of(one.gaps, asked.keep) for one in found} if asked.schools_give else {}
    told = [
        _item(code, place, found, town_of, usable.get(code, {}), spare, asked)
        for code in catalogue.codes()
    ]
    return sorted(told, key=lambda one: (one.missing == 0, one.covered >= one.missing, -one.short))


def _item(
    code: str,
    place: directory.Place,
    found: list[gaps.School],
    town_of: Mapping[int, int],
    usable: Mapping[int, int],
    spare: Mapping[int, Mapping[str, int]],
    asked: Asked,
) -> Item:
    lacks: dict[int, int] = {}
    own: dict[int, int] = {}
    schools = short = unknown = 0
    for one in found:
        gap = one.gaps[code]
        if gap.need is None:
            continue
        town = town_of[one.no]
        schools += 1
        short += gap.short > 0
        unknown += bool(gap.need.unknown)
        lacks[town] = lacks.get(town, 0) + gap.short
        own[town] = own.get(town, 0) + spare.get(one.no, {}).get(code, 0)
    extra = sum(own.values())
    stock = {no: usable.get(no, 0) for no in asked.stores}
    common = stock.get(place.no, 0) if place.kind == "county" else 0
    for no, n in stock.items():
        if no != place.no or place.kind != "county":
            own[no] = own.get(no, 0) + n
    missing = sum(lacks.values())
    return Item(
        code, schools, short, unknown, missing, sum(stock.values()), extra,
        _covered(lacks, own, common, across=asked.across),
    )  # fmt: skip


def _covered(lacks: Mapping[int, int], own: Mapping[int, int], common: int, *, across: bool) -> int:
    """Of what is missing, by township: what its own cannot give, the common stores may."""
    missing = sum(lacks.values())
    if across:
        return min(missing, common + sum(own.values()))
    near = sum(min(n, own.get(town, 0)) for town, n in lacks.items())
    return near + min(missing - near, common)


def firsts(
    actor: Actor,
    place: directory.Place,
    asked: Asked,
    chosen: Collection[str],
    weights: Mapping[str, float],
) -> list[First]:
    """The schools that lack something of the chosen items and weigh most, the first ones."""
    now = situation(actor, place.no, asked.level, asked.keep, chosen)
    best: dict[int, First] = {}
    for item in chosen:
        for one in _of_item(now, item, weights):
            if one.school_no not in best or one.weight > best[one.school_no].weight:
                best[one.school_no] = one
    return sorted(best.values(), key=lambda one: (-one.weight, one.school_no))[:FIRST]


def _of_item(now: Situation, item: str, weights: Mapping[str, float]) -> list[First]:
    share = share_of(now, item, 1, weights, Options(()))
    return [
        First(school.no, school.name, item, rules.weight_of(parts, weights), parts)
        for school, parts in zip(now.schools, share.parts, strict=True)
        if school.gaps[item].short
    ]
