"""Children of one household at two schools: told to who plans and to the family, nothing else of either."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.test import Client

from tests.arrivals.world import given, published
from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, GRADE_7, JUNIOR, PRIMARY, Universe
from tests.surveys import made
from xiaoan.accounts import services as accounts
from xiaoan.arrivals import services
from xiaoan.arrivals.queries import siblings
from xiaoan.arrivals.rules import setting
from xiaoan.directory.services import guardians
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


# One gate, one slot: everybody comes at once.
ONCE = {"gates": (setting.Gate("东门", 6),), "first": dt.time(7, 20), "last": dt.time(7, 40)}


def two_schools(acting: Acting, universe: Universe) -> UUID:
    """Seat 1 of 1(1) and seat 2 of 7(1) share their mother; both schools have published a plan for today."""
    enter(BUILDER)
    for person in (universe.person(CLASS_11, 1), universe.person(CLASS_71, 2)):
        mother = guardians.NewGuardian("测试家长", "母亲", "19900001112")
        guardians.add_guardian(BUILDER, person, mother)
    mine = published(acting("principal"), **ONCE)
    other = services.reckon(
        acting("other_principal"),
        services.NewPlan(uuid7(), JUNIOR, given(**ONCE, days=((GRADE_7, DAY),))),
    )
    services.publish(acting("other_principal"), uuid7(), other, tells=False)
    return mine


def test_who_plans_reads_the_hour_and_no_name_of_the_other_school(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    mine = two_schools(acting, universe)
    enter(BUILDER)
    found = siblings.elsewhere(mine, PRIMARY)
    assert [(one.person_id, one.class_no) for one in found] == [
        (universe.person(CLASS_11, 1), CLASS_11)
    ]
    assert (found[0].begins, found[0].other, found[0].is_near) == (
        dt.time(7, 20), dt.time(7, 20), True,
    )  # fmt: skip
    leave()
    page = signed_in("principal").get(f"/arrivals/plan/{mine}/")
    assert page.context["elsewhere"] == 1
    text = page.content.decode()
    assert ("一个大人送不了两处" in text, "测试生0402" in text) == (True, False)
    assert "elsewhere" not in signed_in("liaison").get(f"/arrivals/plan/{mine}/").context


def test_half_an_hour_between_is_enough(acting: Acting, universe: Universe) -> None:
    assert siblings.is_near(dt.time(7, 30), dt.time(7, 59))
    assert not siblings.is_near(dt.time(8, 0), dt.time(7, 30))


def test_the_family_reads_both_and_what_to_do(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    two_schools(acting, universe)
    enter(BUILDER)
    accounts.answer_for(
        BUILDER, universe.users["guardian"], JUNIOR, CLASS_71, universe.person(CLASS_71, 2)
    )
    leave()
    page = signed_in("guardian").get("/arrivals/mine/")
    assert len(page.context["children"]) == 2
    assert "到两所学校的时间太近" in page.content.decode()


def test_a_family_nobody_has_heard_of_is_told_to_answer(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    made.opened(acting("officer"))
    published(acting("principal"))
    leave()
    page = signed_in("guardian").get("/arrivals/mine/").content.decode()
    assert ("摸排还没有人回答" in page, "/surveys/mine/" in page) == (True, True)
