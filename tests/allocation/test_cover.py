"""Days of cover press before the share of the standard; a plan that is sent answers what runs out there."""

from collections.abc import Callable

import pytest

from tests.allocation.plans import made, scarce
from tests.builders import JUNIOR, PRIMARY
from tests.demand.stores import count, used_before
from tests.supplies.stores import MASK
from xiaoan.allocation import queries, rules, services
from xiaoan.allocation.models import Plan
from xiaoan.allocation.pages import words
from xiaoan.demand import services as demand
from xiaoan.demand.models import Cover, Shortage
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]


def of_school(actor: Actor, school_no: int) -> queries.SchoolShare:
    head = queries.plan(actor, Plan.objects.get().pk)
    (one,) = queries.shares(head, item=MASK, school_no=school_no)
    return one


def note(one: queries.SchoolShare) -> str:
    (found,) = [part["note"] for part in words.parts(one, rules.WEIGHTS) if part["note"]]
    return str(found)


def test_days_of_cover_are_a_part_of_the_priority(acting: Acting) -> None:
    scarce()
    used_before(acting("logistics"), per_week=7000)
    count()
    officer = acting("officer")
    made(officer)
    one = of_school(officer, PRIMARY)
    days = Cover.objects.get(unit_no=PRIMARY, item=MASK, whole=False).median
    assert (one.days, days, one.held) == (0, 0, 60)
    assert (one.parts.cover, note(one)) == (1.0, "0 天")


def test_unknown_cover_falls_back_to_the_share_of_the_standard(acting: Acting) -> None:
    scarce()
    used_before(acting("logistics"))
    officer = acting("officer")
    made(officer)
    one = of_school(officer, PRIMARY)
    assert one.days is None
    assert one.parts.cover == pytest.approx(1 - 60 / 420)
    assert note(one) == "不明,按离标准差多少算"


def test_a_plan_that_is_sent_answers_what_runs_out(acting: Acting) -> None:
    scarce()
    used_before(acting("logistics"), per_week=7000)
    count()
    enter(system("tests"))
    row = Shortage.objects.get(unit_no=PRIMARY, item=MASK)
    assert (row.acted_at, Shortage.objects.filter(unit_no=JUNIOR).count()) == (None, 0)
    plan = made(acting("officer"))
    services.ask(acting("officer"), plan, 0)
    services.approve(acting("leader"), plan, 0)
    enter(system("tests"))
    row.refresh_from_db()
    assert (row.acted_what, row.acted_about_id) == ("allocated", plan)
    assert Duty.objects.get(kind=demand.LOOK, unit_no=PRIMARY).state == "done"
