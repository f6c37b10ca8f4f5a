"""Every page of command and reopening once in each shell that it is read in: nothing axe finds wrong, nothing
wider than the screen; with text at 200 % too where the office works long; what a chart draws on the page is
what its table says; the pages that are printed fit A4."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from tests.arrivals import world
from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    COUNTY,
    DAY,
    PRIMARY,
    Universe,
    sent,
    sick,
)
from tests.drills import drilling
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from tests.readiness.schools import checked, short_pack, visited
from tests.reopening.states import proposed
from tests.returns.test_filling import brought
from tests.schoolplans import states
from tests.web.charts import says
from tests.web.test_charts import a_history
from xiaoan.briefings import services as briefings
from xiaoan.dailyreports import services as dailyreports
from xiaoan.dailyreports.models import Report
from xiaoan.indicators import services as indicators
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.readiness.models import Inspection
from xiaoan.screening import services as screening

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
Acting = Callable[[str], Actor]
# A desk with text at 200 %: half as many pixels of CSS.
ZOOMED = {"width": DESK["width"] // 2, "height": DESK["height"] // 2}
# A4 upright between the rims of official papers, in pixels of 96 an inch.
A4 = {"width": 590, "height": 850}


def acting_in(universe: Universe) -> Acting:
    """One of the cast, in the transaction that runs."""

    def acting(login: str) -> Actor:
        enter(universe.cast[login])
        return universe.cast[login]

    return acting


def a_county(universe: Universe) -> dict[str, UUID]:
    """A morning with one ill, and something on every page; gives what addresses need."""
    acting, found = acting_in(universe), {}
    with acting_as(BUILDER):
        short_pack()
        screening.submit_roll_call(
            acting("teacher"), sent(CLASS_11, sick(universe.enrolment(CLASS_11, 1), "fever"))
        )
        screening.submit_roll_call(acting("teacher_12"), sent(CLASS_12))
        checked(acting, "hospital")
        visited(acting, bad="canteen")
        states.submitted(acting, universe)
        found["drill"] = drilling.planned(acting, universe).pk
        found["arrival"] = world.published(acting("principal"))
        found["proposal"] = proposed(acting)
        found["form"] = brought(acting("officer"))
        enter(BUILDER)
        found["inspection"] = Inspection.objects.get().pk
        indicators.refresh(BUILDER, DAY)
        dailyreports.open_day(BUILDER, DAY)
        found["report"] = Report.objects.get(unit_no=COUNTY, day=DAY).pk
        found["school_report"] = Report.objects.get(unit_no=PRIMARY, day=DAY).pk
        found["briefing"] = uuid7()
        briefings.make(acting("officer"), found["briefing"], COUNTY)
    return found


def desk_pages(at: dict[str, UUID]) -> list[str]:
    return [
        "/situation/", "/situation/tiles/", "/situation/maps/",
        f"/situation/{COUNTY}/rollcall.classes/?by=school", f"/situation/{COUNTY}/map/",
        f"/dailyreports/unit/{COUNTY}/", f"/dailyreports/{at['report']}/",
        f"/briefings/unit/{COUNTY}/", f"/briefings/{at['briefing']}/",
        "/returns/", "/returns/new/", "/returns/marks/", f"/returns/form/{at['form']}/",
        f"/returns/form/{at['form']}/fill/", "/returns/requests/", "/returns/requests/new/",
        "/returns/census/", "/returns/exchange/", "/returns/exchange/names/",
        f"/analysis/unit/{COUNTY}/", f"/analysis/unit/{COUNTY}/?m=rollcall.sick&rows=day",
        f"/analysis/unit/{COUNTY}/files/", "/analysis/indicators/",
        f"/schoolplans/unit/{COUNTY}/", f"/schoolplans/{PRIMARY}/", "/schoolplans/templates/",
        f"/schoolplans/{PRIMARY}/chapter/lead/", "/readiness/", "/readiness/what-if/",
        "/readiness/findings/", "/readiness/decisions/", "/readiness/packs/", "/reopening/",
        "/reopening/new/", f"/reopening/proposals/{at['proposal']}/", "/clearances/",
        f"/arrivals/board/{COUNTY}/", f"/drills/unit/{COUNTY}/", "/simulations/", "/campus/",
    ]  # fmt: skip


def phone_pages(at: dict[str, UUID]) -> list[str]:
    return [
        "/situation/", f"/situation/{PRIMARY}/rollcall.classes/", f"/dailyreports/{at['school_report']}/",
        "/returns/asked/", f"/schoolplans/{PRIMARY}/", "/schoolplans/mine/", "/schoolplans/own/",
        f"/readiness/schools/{PRIMARY}/", f"/readiness/schools/{PRIMARY}/items/canteen/",
        f"/readiness/inspections/{at['inspection']}/", f"/clearances/unit/{PRIMARY}/",
        f"/arrivals/school/{PRIMARY}/", f"/arrivals/plan/{at['arrival']}/", f"/arrivals/board/{PRIMARY}/",
        f"/arrivals/desk/{PRIMARY}/", f"/arrivals/desk/{PRIMARY}/0/", f"/arrivals/class/{CLASS_11}/",
        f"/drills/{at['drill']}/", "/drills/mine/", f"/campus/school/{PRIMARY}/",
        f"/campus/door/{PRIMARY}/", f"/campus/door/{PRIMARY}/new/",
    ]  # fmt: skip


def faults_of(page: Page, url: str, address: str) -> list[str]:
    """What is wrong with a page as it stands."""
    answer = page.goto(url + address)
    assert answer is not None
    if answer.status != 200:
        return [f"{address}: {answer.status}"]
    page.wait_for_load_state()
    width = page.viewport_size["width"] if page.viewport_size else 0
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{address}: {wide} wide"] if wide != width else []
    return found + [f"{address}: {one}" for one in axe(page)]


def test_every_page_at_the_desk(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("07:40")
    at = a_county(universe)
    page = visit(served, "officer", DESK)
    assert [each for one in desk_pages(at) for each in faults_of(page, served.url, one)] == []


def test_every_page_on_the_phone(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("07:40")
    at = a_county(universe)
    page = visit(served, "principal", PHONE)
    assert [each for one in phone_pages(at) for each in faults_of(page, served.url, one)] == []
    page = visit(served, "leader", PHONE)
    leaders = [
        "/readiness/",
        f"/schoolplans/unit/{COUNTY}/",
        f"/situation/{COUNTY}/map/",
        "/simulations/",
    ]
    assert [each for one in leaders for each in faults_of(page, served.url, one)] == []


def test_large_text_and_paper(serve: Serve, visit: Visit, universe: Universe) -> None:
    """Board, report, briefing and form designer at 200 %; report, briefing and plan as they are printed."""
    served = serve("07:40")
    at = a_county(universe)
    page = visit(served, "officer", ZOOMED)
    long = ("/situation/", f"/dailyreports/{at['report']}/", f"/briefings/{at['briefing']}/",
            f"/returns/form/{at['form']}/", f"/analysis/unit/{COUNTY}/")  # fmt: skip
    assert [each for one in long for each in faults_of(page, served.url, one)] == []
    page.set_viewport_size({"width": A4["width"], "height": A4["height"]})
    page.emulate_media(media="print")
    for name, paper in (
        ("report", f"/dailyreports/{at['report']}/paper/0/"),
        ("briefing", f"/briefings/{at['briefing']}/paper/"),
        ("plan", f"/schoolplans/{PRIMARY}/paper/1/"),
    ):  # fmt: skip
        page.goto(served.url + paper)
        picture(page, f"paper-{name}", whole=True)
        assert page.evaluate("document.documentElement.scrollWidth") == A4["width"], name
        expect(page.locator(".rail")).to_be_hidden()
        code = page.locator("img.qr").bounding_box()
        assert code is not None
        assert 60 < code["width"] < 120, name


def test_a_chart_on_the_page_is_its_table(serve: Serve, visit: Visit) -> None:
    """What stands on the canvas, asked of the drawing itself, with the name that a screen reader says."""
    served = serve("07:40")
    with transaction.atomic():
        a_history(6)
    page = visit(served, "leader", DESK)
    yesterday = (DAY - dt.timedelta(days=1)).isoformat()
    for address in (
        f"/situation/{COUNTY}/duties.overdue/?day={yesterday}",
        f"/analysis/unit/{COUNTY}/?m=rollcall.sick&m=duties.overdue&rows=day&period=last30",
    ):
        page.goto(served.url + address)
        chart = page.get_by_role("img").and_(page.locator("[data-chart=lines]"))
        expect(chart.locator("canvas")).to_be_visible()
        drawn = chart.evaluate(
            "place => { const made = echarts.getInstanceByDom(place).getOption();"
            " return [made.xAxis[0].data, made.series.map(one => [one.name, one.data])] }"
        )
        table = page.locator(".chart-table table")
        assert chart.get_attribute("aria-label") == table.locator("caption").text_content()
        rows = [
            [" ".join(cell.split()) for cell in row.locator("th, td").all_text_contents()]
            for row in table.locator("tbody tr").all()
        ]
        assert drawn[0] == [row[0] for row in rows]
        for column, (_name, values) in enumerate(drawn[1], start=1):
            assert [value for row, value in zip(rows, values, strict=True)
                    if not says(row[column], value)] == []  # fmt: skip
