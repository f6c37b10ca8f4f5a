"""Distance: among plans that leave the same unmet the shorter journeys; what is not known is said."""

import io
from collections.abc import Callable

import numpy as np
import openpyxl
from django.test import Client

from tests.allocation.plans import made, scarce
from tests.allocation.test_rules import problem
from tests.builders import COUNTY, JUNIOR, PRIMARY, TOWN
from tests.supplies.stores import MASK, receipt
from xiaoan.allocation import queries, rules, services
from xiaoan.directory.rules.sites import Site
from xiaoan.directory.services import sites
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import leave
from xiaoan.supplies import services as supplies

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
UNKNOWN = np.nan


def sent(km: list[list[float]], *, distance: float = 1.0, **changes: object) -> list[list[int]]:
    """Two stores that could each serve both schools."""
    one = problem([100, 100], [0, 0], [100, 100], km=np.array(km), distance=distance, **changes)
    found: list[list[int]] = rules.solve(one).sent.tolist()
    return found


def test_each_school_is_served_from_the_nearer_store() -> None:
    assert sent([[1, 30], [30, 1]]) == [[100, 0], [0, 100]]
    assert sent([[30, 1], [1, 30]]) == [[0, 100], [100, 0]]


def test_with_limits_on_journeys_too() -> None:
    room = np.full((2, 2), 100)
    assert sent([[30, 1], [1, 30]], room=room) == [[0, 100], [100, 0]]


def test_an_unknown_length_is_neither_sought_nor_shunned() -> None:
    one = problem([100], [0], [50, 50], km=np.array([[10.0], [UNKNOWN]]), distance=1.0)
    assert one.journeys.tolist() == [[1.5], [1.5]]
    assert problem([1], [0], [1], km=np.array([[UNKNOWN]]), distance=1.0).journeys.tolist() == [
        [1.0]
    ]
    assert problem([1], [0], [1], km=np.array([[40.0]])).journeys.tolist() == [[1.0]]


def test_distance_never_takes_from_a_school_that_is_far() -> None:
    near, far = 1.0, 290.0
    one = problem([100, 100], [0, 0], [100], km=np.array([[near, far]]), distance=10.0)
    assert rules.solve(one).got.tolist() == [50, 50]


def test_a_shorter_way_counts_more_the_more_it_weighs() -> None:
    """One journey of 100 km, or two of 1 km each."""
    km = np.array([[100.0], [1.0], [1.0]])
    one = problem([100], [0], [100, 50, 50], km=km, distance=0.0)
    assert rules.solve(one).legs == 1
    far = problem([100], [0], [100, 50, 50], km=km, distance=1.0)
    assert (rules.solve(far).legs, rules.solve(far).sent.tolist()) == (2, [[0], [50], [50]])


def test_equal_shares_travel_as_well_as_they_can() -> None:
    km = np.array([[1.0, 30.0], [30.0, UNKNOWN]])
    one = problem([100, 100], [0, 0], [100, 100], km=km, distance=1.0)
    shares = [rules.equal_shares(one)]
    found = rules.journeys_of_shares([one], shares)
    assert (found.legs, found.km, found.unknown) == (2, 1.0, 1)
    assert rules.journeys_of_shares([], []) == rules.Journeys(0, 0.0, 0)


def known(acting: Acting) -> None:
    officer = acting("officer")
    places = {COUNTY: Site(111.3, 30.7), PRIMARY: Site(111.3, 30.8)}
    sites.set_sites(officer, COUNTY, places, "wgs84")


def test_a_plan_says_how_far_and_what_it_does_not_know(acting: Acting) -> None:
    scarce()
    known(acting)
    head = queries.plan(acting("officer"), plan_id := made(acting("officer")))
    assert head.sites == {str(COUNTY): [111.3, 30.7], str(PRIMARY): [111.3, 30.8]}
    way = head.way(COUNTY, PRIMARY)
    assert way is not None
    assert (way.how, round(way.said, 2), round(way.km, 2)) == ("line", 11.12, 15.57)
    assert head.way(COUNTY, JUNIOR) is None
    assert queries.journeys(head) == rules.Journeys(2, 15.6, 1)
    assert head.measures["equal"] == {"legs": 2, "km": 15.6, "unknown": 1}
    # A unit that moves afterwards leaves the plan as it was decided.
    sites.set_sites(acting("officer"), COUNTY, {PRIMARY: None}, "wgs84")
    assert queries.journeys(queries.plan(acting("officer"), plan_id)).km == 15.6


def test_by_hand_the_journeys_follow(acting: Acting) -> None:
    scarce()
    known(acting)
    officer = acting("officer")
    plan_id = made(officer)
    services.edit(officer, services.Edit(plan_id, 0, MASK, COUNTY, JUNIOR, "0"))
    assert queries.journeys(queries.plan(officer, plan_id)) == rules.Journeys(1, 15.6, 0)


def test_the_townships_own_store_nearby_goes_first(acting: Acting) -> None:
    scarce("30")
    supplies.receive(acting("officer"), receipt(store_no=TOWN, quantity="30"))
    officer = acting("officer")
    places = {COUNTY: Site(111.0, 30.2), TOWN: Site(111.3, 30.8), PRIMARY: Site(111.3, 30.81)}
    sites.set_sites(officer, COUNTY, places, "wgs84")
    head = queries.plan(officer, made(officer, store_nos=(COUNTY, TOWN)))
    found = {(one[0], one[1]) for one in queries.lines(head)}
    assert found == {(TOWN, PRIMARY), (COUNTY, JUNIOR)}


def test_the_pages_and_the_sheet_show_it(signed_in: SignedIn, acting: Acting) -> None:
    scarce()
    known(acting)
    plan_id = made(acting("officer"))
    leave()
    officer, base = signed_in("officer"), f"/allocation/{plan_id}/"
    page = officer.get(base).content.decode()
    assert ("运输 2 趟,路程共 15.6 公里" in page, "20 公里算多一趟" in page) == (True, True)
    assert (
        "青禾县 直线 11.1 公里,按 1.4 倍估为 15.6 公里"
        in officer.get(f"{base}item/{MASK}/").content.decode()
    )
    assert (
        "直线 11.1 公里,按 1.4 倍估为 15.6 公里"
        in officer.get(f"{base}school/{PRIMARY}/").content.decode()
    )
    assert "距离不明" in officer.get(f"{base}school/{JUNIOR}/").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(officer.get(f"{base}export/").content))
    rows = [row for row in book["调拨单"].values if row[0] == "青禾县"]
    assert [(row[1], row[7]) for row in rows] == [("实验小学", 15.6), ("河口初中", "不明")]
    told = [row[0] for row in book["比较"].values if row[0] and "路程共" in str(row[0])]
    assert told == [
        "方案:运输 2 趟,路程共 15.6 公里,其中 1 趟距离不明",
        "平均分:运输 2 趟,路程共 15.6 公里,其中 1 趟距离不明",
    ]


def test_without_any_site_it_says_so(signed_in: SignedIn, acting: Acting) -> None:
    scarce()
    plan_id = made(acting("officer"))
    leave()
    page = signed_in("officer").get(f"/allocation/{plan_id}/").content.decode()
    assert ("运输 2 趟,距离不明" in page, "一个单位的位置也没有登记" in page) == (True, True)
