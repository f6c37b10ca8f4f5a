"""What stores hold: about what the standard asks, a little more or less, some of it soon to expire; one
school in forty has let things run low. In the store of the
cast's school a little life: an issue, goods on the way, a count that waits for a second person."""

import datetime as dt
from collections.abc import Iterator

import numpy as np

from xiaoan.accounts.rules import ROLES
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.supplies import queries, rules
from xiaoan.supplies import services as supplies
from xiaoan.supplies.queries import gaps

_MAKERS = ("青禾医用制品厂", "江城卫材公司", "恒安消毒制品公司")
_MASK, _COUNTED = "mask_disposable", "forehead_gun"
# How much of the standard stores have: of what is used daily it asks for two weeks, and goods take ten
# days to come, so that with four fifths of it nobody runs short. A few schools do.
_SHARES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.6)
_LOW, _LOW_EVERY = (0.35, 0.7, 1.0), 40
_COUNTY_MASKS = 400_000
_BEGUN, _TEN = 20, 10 * 3600


def stock(plan: Plan) -> int:
    """Count the schools, fill the stores; gives how many lots lie in them."""
    morning = second_of(plan.day, STEPS[-1])
    stand_at(morning)
    county = numbering.COUNTY
    with acting_as(BUILDER):
        supplies.recount(BUILDER)
        schools = gaps.schools(BUILDER, county, "normal")
        rows = list(_openings(schools, plan.day))
        rows.append(
            supplies.Opening(county, 0, _MASK, _COUNTY_MASKS, "2026-0815", _MAKERS[0], _after(plan.day, 500))
        )  # fmt: skip
        # Written down on the day it was counted: everything else comes after it.
        begun = plan.day - dt.timedelta(days=_BEGUN)
        stand_at(second_of(begun, _TEN))
        count = supplies.load_openings(BUILDER, rows, begun)
        stand_at(morning)
    _live(plan)
    return count


def _after(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)


def _openings(schools: list[gaps.School], day: dt.date) -> Iterator[supplies.Opening]:
    chance = np.random.default_rng(20)
    for n, school in enumerate(schools):
        shares = _LOW if n % _LOW_EVERY == _LOW_EVERY // 2 else _SHARES
        for item, gap in school.gaps.items():
            if gap.need is None or not gap.need.least:
                continue
            wanted = int(gap.need.least * shares[int(chance.integers(len(shares)))])
            dated = rules.ITEMS[item].dated
            soon = dated and chance.random() < 0.1
            for quantity, days in _lots(wanted, soon):
                lot = int(chance.integers(3))
                yield supplies.Opening(
                    school.no, school.no, item, quantity, f"2026-{days:03d}{lot}", _MAKERS[lot],
                    _after(day, days) if dated else None,
                )  # fmt: skip


def _lots(wanted: int, soon: bool) -> list[tuple[int, int]]:
    """Quantities and in how many days they expire."""
    if not wanted:
        return []
    if soon and wanted > 1:
        return [(wanted // 2, 18), (wanted - wanted // 2, 420)]
    return [(wanted, 420)]


def _live(plan: Plan) -> None:
    """In the school of the cast masks were given out, more are on the way, and a count waits."""
    school = plan.history.incidents.school
    classes = tuple(one.no for one in school.classes[:2])
    today = clock.today()
    with acting_as(actor_as(plan, "logistics", school.no, numbering.SCHOOL)) as keeper:
        given = supplies.Receipt(
            uuid7(), school.no, _MASK, "20", "box", "donation", today, "青禾县慈善会", "2026-0910",
            _MAKERS[1], _after(today, 300), "", "捐赠协议在总务处", "6901234567892",
        )  # fmt: skip
        supplies.receive(keeper, given)
        supplies.issue(
            keeper, supplies.Issue(uuid7(), school.no, _MASK, "1", "", today, classes, True)
        )
        base = {one.lot_id: one.held for one in queries.held(school.no, [_COUNTED])}
        if base:
            found = {lot: str(max(held - 1, 0)) for lot, held in base.items()}
            why = "一支送修,未登记"
            supplies.count(
                keeper, supplies.NewCount(uuid7(), school.no, _COUNTED, found, base, why)
            )
    with acting_as(actor_as(plan, "bureau_officer", numbering.COUNTY, numbering.COUNTY)) as officer:
        sent = supplies.Dispatch(uuid7(), numbering.COUNTY, school.no, _MASK, "2", "case")
        supplies.dispatch(officer, sent)


def actor_as(plan: Plan, role: str, unit_no: int, size: int) -> Actor:
    """Whoever holds a role exactly at a unit, over `size` numbers from it on."""
    member = plan.holder(role, unit_no)
    scope = Scope(role, unit_no, unit_no + size, ROLES[role].permissions)
    return Actor(member.user_id, member.name, (scope,))
