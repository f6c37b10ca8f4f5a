"""A plan looked at before it is reckoned: what there is, for whom, and who comes first."""

from collections.abc import Callable

from django.test import Client

from tests.allocation.plans import scarce
from tests.allocation.test_pages import form
from tests.builders import COUNTY, JUNIOR, PRIMARY, TOWN
from tests.supplies.stores import MASK, receipt
from xiaoan.allocation import rules
from xiaoan.allocation.models import Plan
from xiaoan.allocation.queries import preview
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.supplies import services as supplies
from xiaoan.supplies.queries import gaps

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
ADDRESS = f"/allocation/new/{COUNTY}/"


def asked(**changes: object) -> preview.Asked:
    given = {
        "level": "normal", "stores": (COUNTY,), "schools_give": False, "keep": 1.2, "across": False,
        **changes,
    }  # fmt: skip
    return preview.Asked(**given)  # type: ignore[arg-type]  # names checked by the dataclass


def masks(actor: Actor, given: preview.Asked) -> preview.Item:
    found = preview.items(actor, directory.place(COUNTY), given)
    return next(one for one in found if one.item == MASK)


def test_what_is_missing_and_what_stores_can_give(acting: Acting) -> None:
    scarce()
    officer = acting("officer")
    found = masks(officer, asked())
    assert (found.short, found.missing, found.stock, found.covered) == (2, 700, 300, 300)
    assert found.is_scarce
    nobody = masks(officer, asked(stores=()))
    assert (nobody.stock, nobody.covered) == (0, 0)


def test_a_township_covers_its_own_alone_unless_goods_may_cross(acting: Acting) -> None:
    scarce()
    liaison = acting("liaison")
    supplies.receive(liaison, receipt(store_no=TOWN, quantity="20"))
    officer = acting("officer")
    stores = (COUNTY, TOWN)
    lacks = {
        one.no: one.gaps[MASK].short
        for one in gaps.schools(officer, TOWN, "normal")
    }  # fmt: skip
    near = masks(officer, asked(stores=stores))
    far = masks(officer, asked(stores=stores, across=True))
    own = min(sum(lacks.values()), 1000)
    assert near.stock == far.stock == 1300
    assert near.covered == own + min(700 - own, 300)
    assert far.covered == 700


def test_a_heavier_weight_brings_another_school_to_the_front(acting: Acting) -> None:
    scarce()
    officer, place = acting("officer"), directory.place(COUNTY)
    weights = dict.fromkeys(rules.WEIGHTS, 0.0)
    plain = preview.firsts(officer, place, asked(), [MASK], weights)
    assert [(one.school_no, one.weight) for one in plain] == [(PRIMARY, 1.0), (JUNIOR, 1.0)]
    pupils = preview.firsts(officer, place, asked(), [MASK], {**weights, "pupils": 3.0})
    assert pupils[0].weight == 1 + 3 * pupils[0].parts.pupils
    assert pupils[0].weight > pupils[1].weight


def test_the_weights_are_explained_in_the_language_of_whoever_reads(signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    officer.cookies["xiaoan-language"] = "en"
    officer.cookies["django_language"] = "en"
    page = officer.get(ADDRESS, headers={"accept-language": "en"}).content.decode()
    assert "Score: full for the school with most pupils" in page


def test_looking_keeps_nothing_and_what_was_typed_stays(
    signed_in: SignedIn, acting: Acting
) -> None:
    scarce()
    officer = signed_in("officer")
    first = officer.get(ADDRESS).content.decode()
    assert ("700 只" in first, "300 只" in first, "42.9 %" in first) == (True, True, True)
    looked = officer.post(ADDRESS, form(look="1", title="", weight_cases="4"))
    page = looked.content.decode()
    assert (looked.status_code, "先得的学校" in page, 'value="4"' in page) == (200, True, True)
    wrong = officer.post(ADDRESS, form(look="1", keep="x", weight_cases="11"))
    assert (wrong.status_code, "请写数字。" in wrong.content.decode()) == (422, True)
    none = officer.post(ADDRESS, {"look": "1", "act_id": "x"})
    assert none.status_code == 422
    enter(acting("officer"))
    assert Plan.objects.count() == 0
