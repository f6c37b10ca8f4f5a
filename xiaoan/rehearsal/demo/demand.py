"""How long things last: three weeks of use at eight schools around the cast, two of them about to run out of
masks; a scenario of the bureau."""

import datetime as dt

from xiaoan.demand import rules, services
from xiaoan.directory import rules as numbering
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.supplies import queries as supplies
from xiaoan.supplies.services import Issue, issue

MASK = "mask_disposable"
_USED = (MASK, "disinfectant_84", "hand_sanitiser")
_SCHOOLS, _SHORT = 8, 2
_AGO = (18, 11, 4)
# Of what lay there at first so much goes in each week: of those that run short, of the others.
_FAST, _SLOW = 0.31, 0.08


def use(plan: Plan) -> int:
    """Through the ordinary services; gives how many covers were reckoned."""
    stand_at(second_of(plan.day, STEPS[-1]))
    with acting_as(BUILDER):
        for at, no in enumerate(schools(plan)):
            _used(plan, no, _FAST if at < _SHORT else _SLOW)
        enter(actor := actor_as(plan, "bureau_officer", numbering.COUNTY, numbering.COUNTY))
        parts = (
            rules.Part(
                stages=("junior", "senior"), reopens=plan.day + dt.timedelta(days=14), level="III"
            ),
            rules.Part(reopens=plan.day + dt.timedelta(days=21), share=90, level="III"),
        )
        services.set_scenario(actor, services.NewScenario(uuid7(), "分批返校", 0, parts))
        enter(BUILDER)
        found = services.recount(BUILDER)
        services.settle(BUILDER, services.stores(), plan.day)
        return found


def schools(plan: Plan) -> list[int]:
    """Those of the cast's township but the cast's own, filled up with others, that hold masks: by number."""
    own = plan.history.incidents.school
    order = sorted(
        # At a teaching point one person would ask and approve.
        (one for one in plan.county.schools if one.no != own.no and one.kind != "teaching_point"),
        key=lambda one: (one.township_no != own.township_no, one.no),
    )
    found = []
    for one in order:
        held = supplies.by_item(supplies.held(one.no, [MASK]), plan.day)
        if MASK in held and held[MASK].usable:
            found.append(one.no)
        if len(found) == _SCHOOLS:
            break
    return found


def _used(plan: Plan, school_no: int, share: float) -> None:
    held = supplies.by_item(supplies.held(school_no, _USED), plan.day)
    for item, one in held.items():
        week = int(one.usable * (share if item == MASK else _SLOW))
        for ago in _AGO if week else ():
            day = plan.day - dt.timedelta(days=ago)
            issue(
                BUILDER, Issue(uuid7(), school_no, item, str(week), "", day, reason="各班一周用量")
            )
