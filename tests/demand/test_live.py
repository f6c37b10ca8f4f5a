"""The page of days: nothing of a count that is not of what lies there now, and why it knows nothing."""

from collections.abc import Callable

from django.test import Client

from tests.builders import BUILDER, COUNTY, PRIMARY
from tests.demand.stores import MASK, count, used_before
from tests.supplies.stores import issue, stocked
from xiaoan.demand import queries
from xiaoan.demand.queries import live
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter, leave
from xiaoan.supplies import services as supplies

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
UNIT = f"/demand/unit/{PRIMARY}/"


def sized() -> None:
    enter(BUILDER)
    supplies.recount(BUILDER)


def test_a_store_nobody_has_counted_is_reckoned_at_first_look(
    acting: Acting, signed_in: SignedIn
) -> None:
    sized()
    stocked(acting("logistics"))
    leave()
    page = signed_in("logistics").get(UNIT).content.decode()
    assert ("一次性医用口罩" in page, "150 只" in page, "7 天" in page) == (True, True, True)
    county = signed_in("officer").get(f"/demand/unit/{COUNTY}/").content.decode()
    assert "还没有算过。今晚首次计算" in county


def test_what_is_reckoned_now_is_what_the_night_would_keep(acting: Acting) -> None:
    sized()
    used_before(acting("logistics"))
    stocked(acting("logistics"), item="gown", quantity="10", pack="", batch="G")
    leave()
    count()
    keeper = acting("logistics")
    kept = queries.cover(keeper, PRIMARY, own_only=True)
    now = live.covers(keeper, PRIMARY)
    assert live.is_current(PRIMARY, kept)
    assert [(one.item, one.usable, one.low, one.median, one.high) for one in now] == [
        (one.item, one.usable, one.low, one.median, one.high) for one in kept
    ]


def test_a_row_whose_stock_has_changed_waits_to_be_counted(
    acting: Acting, signed_in: SignedIn
) -> None:
    sized()
    used_before(acting("logistics"))
    leave()
    count()
    supplies.issue(acting("logistics"), issue(quantity="56"))
    leave()
    county = signed_in("officer").get(f"/demand/unit/{COUNTY}/?item={MASK}").content.decode()
    assert ("待重算" in county, "4 只" in county, "60 只" in county) == (True, True, False)
    school = signed_in("logistics").get(UNIT).content.decode()
    assert ("待重算" in school, "4 只" in school, "60 只" in school) == (False, True, False)


def test_the_unknown_says_what_is_missing(acting: Acting) -> None:
    sized()
    keeper = acting("logistics")
    for item in ("gown", "mop", "disinfectant_84", "alcohol_75", "alcohol_swab"):
        dated = item != "mop"
        stocked(
            keeper, item=item, quantity="100", pack="", price="", batch="G" if dated else "",
            **({} if dated else {"expires": None}),
        )  # fmt: skip
    supplies.issue(keeper, issue(item="alcohol_swab", quantity="10"))
    rows = live.covers(keeper, PRIMARY)
    whys = {item: code for (_no, item), code in live.whys(rows).items()}
    assert whys == {
        "gown": "stock", "mop": "none", "disinfectant_84": "m2", "alcohol_swab": "today",
    }  # fmt: skip
    # Two weeks of half a litre a class and week are a rule of days.
    assert next(one for one in rows if one.item == "alcohol_75").basis == "standard"
