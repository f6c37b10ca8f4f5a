"""How much of each item a store ought to have, the one place that says so: the greater of what the standard
asks and of what will be used until goods have come and the store looks again (`demand`)."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from xiaoan.demand import queries as demand
from xiaoan.demand.queries import kept, scenarios
from xiaoan.directory import queries as directory
from xiaoan.equipment.queries import kits
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.procurement import rules
from xiaoan.procurement.queries import suppliers
from xiaoan.supplies.queries import catalogue, gaps


@dataclass(frozen=True)
class Want:
    """What a store ought to hold of an item, in base units. `known`: False where part of the standard's need
    is not known. `why`: standard, schools (what those under it lack) or forecast, whichever asks for most.

    `standard`: what the standard asks, or (`of_office`) what the schools lack; `forecast`: what will be used
    until `until` (97.5 of 100), None: unknown, and then the standard alone counts. `out`: the day on which
    what lies there will not suffice (median), None: unknown or far off. `has_standard`: one concerns the item
    here, be it that it asks for nothing as far as is known. `kits`: what the kits of an office itself lack,
    in `amount` beside `standard`; of a school the standard counts what its kits hold.
    """

    item: str
    amount: int
    known: bool
    why: str
    standard: int = 0
    forecast: int | None = None
    until: dt.date | None = None
    out: dt.date | None = None
    of_office: bool = False
    has_standard: bool = True
    kits: int = 0


@dataclass(frozen=True)
class Most:
    """What will be used of an item until `until`, at most (97.5 of 100)."""

    high: int
    until: dt.date


@dataclass(frozen=True)
class Wants:
    """What a store ought to have; `at`: when what will be used was reckoned, the older of calendar and
    scenario."""

    items: list[Want]
    at: dt.datetime


def wanted(actor: Actor, store: directory.Place) -> Wants:
    """Of a school the greater of standard, at the level in force, and forecast; of a
    store above schools what these lack, so that it can be given on, and what it uses itself."""
    found = {one.item: one for one in _standard(actor, store)}
    ahead, at = _ahead(actor, store.no)
    out = {
        one.item: one.out(one.median) for one in demand.cover(actor, store.no, own_only=True)
    }  # fmt: skip
    used = {item for item, one in ahead.items() if one.high}
    wants = [
        _joined(
            found.get(item, Want(item, 0, True, "standard", has_standard=False)), ahead.get(item),
            out.get(item), of_office=store.kind != "school",
        )
        for item in (one for one in catalogue.codes() if one in found or one in used)
    ]  # fmt: skip
    return Wants(wants, at)


def _standard(actor: Actor, store: directory.Place) -> list[Want]:
    level = gaps.level_at(actor, store.no)
    schools = gaps.schools(actor, store.no, level)
    if store.kind == "school":
        return [
            Want(item, gap.need.least, not gap.need.unknown, "standard")
            for school in schools
            for item, gap in school.gaps.items()
            if gap.need is not None
        ]
    lacks = _kits(store.no)
    return [
        Want(
            one.item, one.short + lacks[one.item], not one.unknown_schools,
            "schools" if one.short else "kits", kits=lacks[one.item],
        )
        for one in gaps.by_item(schools)
        if one.short or lacks[one.item]
    ]  # fmt: skip


def _kits(office_no: int) -> Counter[str]:
    """Item → what the kits that an office keeps itself lack."""
    found: Counter[str] = Counter()
    for one in kits.kits_of(office_no):
        found.update(one.missing)
    return found


def _ahead(actor: Actor, store_no: int) -> tuple[dict[str, Most], dt.datetime]:
    """Item → what will be used until its goods have come and the store looks again: the greater of calendar
    and scenario, so that a supposition of later days (all away until a reopening) takes nothing off. As
    `demand` has kept it; and when that was."""
    paces, today = suppliers.paces(catalogue.codes()), clock.today()
    scenario = scenarios.in_force(actor)
    told = [kept.of_store(actor, store_no)]
    if scenario is not None:
        told.append(kept.of_store(actor, store_no, scenario.id))
    farthest, found = demand.HORIZON - 1, {}
    for item in told[0].most:
        days = min(paces[item].lead_days + rules.REVIEW_DAYS, farthest)
        high = max(one.most[item][days] for one in told if item in one.most)
        found[item] = Most(high, today + dt.timedelta(days=days))
    return found, min(one.at for one in told)


def _joined(
    one: Want, ahead: Most | None, out: dt.date | None, *, of_office: bool
) -> Want:  # fmt: skip
    """What an office uses itself comes on top of what it gives on."""
    asked = one.amount - one.kits
    if ahead is None:
        return Want(
            one.item, one.amount, one.known, one.why, asked, out=out, of_office=of_office,
            has_standard=one.has_standard, kits=one.kits,
        )  # fmt: skip
    need = ahead.high + (one.amount if of_office else 0)
    more = ahead.high > one.amount
    return Want(
        one.item, max(need, one.amount), one.known, "forecast" if more else one.why, asked,
        ahead.high, ahead.until, out, of_office, one.has_standard, one.kits,
    )  # fmt: skip
