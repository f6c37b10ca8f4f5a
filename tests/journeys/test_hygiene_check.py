"""A record pressed before its own end: drawn, looked at, found untrue, answered by whoever told
it, seen by the county. And a solution reckoned from the label, and from the register."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, DAY, PRIMARY, Universe
from tests.hygiene.days import TOILET, places
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.hygiene import services
from xiaoan.hygiene.models import Record, SchoolDay
from xiaoan.hygiene.rules import drawing
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
FRIDAY = DAY - dt.timedelta(days=3)


def looked_at(page: Page, name: str) -> None:
    picture(page, f"hygiene-{name}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


@pytest.fixture
def drawn(serve: Serve, universe: Universe) -> Served:
    """On Friday it was pressed at two that the toilet was done until half past; the night has looked, and the
    lot has fallen on it."""
    served = serve("08:30")
    with acting_as(BUILDER):
        there = places()
        toilet, every = there[TOILET], [one.pk for one in there.values()]
        said, pk = clock.at(FRIDAY, dt.time(14)), uuid7()
        Record.objects.create(
            id=pk, root_id=pk, first_at=said, school_id=PRIMARY, unit_no=PRIMARY, day=FRIDAY,
            place_id=toilet.pk, body_hash=b"", task="surface", method="wipe", agent="chlorine",
            strength=500, contact=30, usual=False, started_at=said, said_at=said, received_at=said,
            ended_at=said + dt.timedelta(minutes=30), by_id=universe.users["logistics"].pk,
        )  # fmt: skip
        SchoolDay.objects.create(
            school_id=PRIMARY, unit_no=PRIMARY, day=FRIDAY, records=1, places=3, dues=1
        )
        found = services.look_at(BUILDER, PRIMARY, FRIDAY)
        # Of three places the doubtful one weighs as much as twelve: a seed by which the lot falls on it.
        weights = {pk: drawing.weight(5.0 if pk == toilet.pk else 0.0) for pk in every}
        seed = next(
            str(n) for n in range(100) if drawing.draw(str(n), weights, 1)[0].key == toilet.pk
        )
        services.draw_for(BUILDER, PRIMARY, FRIDAY, found, seed=seed)
    return served


def test_drawn_looked_at_and_answered(drawn: Served, visit: Visit) -> None:
    doctor = visit(drawn, "doctor", PHONE)
    doctor.goto(f"{drawn.url}/duties/today/")
    doctor.click("main >> text=消毒抽查")
    expect(doctor.locator("main")).to_contain_text("登记早于结束")
    looked_at(doctor, "check")
    doctor.click("main button.big")
    expect(doctor.locator("main")).to_contain_text("请选择:属实、不实,或说不清。")
    doctor.click("main .chip >> text=不实")
    doctor.click("main .chip >> text=看现场")
    doctor.fill("#f-note", "地面是干的,没有消毒水味。")
    doctor.click("main button.big")
    expect(doctor.locator("main")).to_contain_text("核查不实,按没有做算")
    looked_at(doctor, "truth")

    keeper = visit(drawn, "logistics", PHONE)
    keeper.goto(f"{drawn.url}/duties/today/")
    keeper.click("main >> text=消毒抽查不实,您可以说明")
    looked_at(keeper, "statements")
    keeper.fill("main textarea[name=words]", "下午提前做的,忘了时间。")
    keeper.click("main button.big")
    expect(keeper.locator("main")).to_contain_text("没有要说明的。")

    officer = visit(drawn, "officer", DESK)
    officer.goto(f"{drawn.url}/hygiene/doubts/")
    expect(officer.locator("main")).to_contain_text("1 条记录里 1 条值得核对")
    looked_at(officer, "county")
    officer.goto(f"{drawn.url}/hygiene/doubts/{PRIMARY}/")
    looked_at(officer, "school")
    officer.click("main th a")
    expect(officer.locator("main")).to_contain_text("下午提前做的,忘了时间。")


def test_a_solution_by_the_label_and_by_the_register(serve: Serve, visit: Visit) -> None:
    served = serve("15:40")
    keeper = visit(served, "logistics", PHONE)
    keeper.goto(f"{served.url}/hygiene/dilute/")
    keeper.fill("#f-strength", "5%")
    keeper.fill("#f-target", "500")
    keeper.click("main button.big")
    expect(keeper.locator(".dose")).to_contain_text("100 mL")
    looked_at(keeper, "dilute")
    keeper.click("summary >> text=按面积喷洒")
    keeper.check("#f-beside-acid")
    keeper.click("main button.big")
    expect(keeper.locator("main")).to_contain_text("会放出氯气")
    expect(keeper.locator(".dose")).to_have_count(0)
    looked_at(keeper, "gas")

    desk = visit(served, "principal", DESK)
    desk.goto(f"{served.url}/hygiene/products/{PRIMARY}/")
    desk.fill("#f-name", "蓝月亮 84")
    desk.select_option("#f-agent", "chlorine")
    desk.fill("#f-strength", "5")
    desk.click("main >> text=登记产品")
    expect(desk.locator("main")).to_contain_text("请照瓶上写,带单位")
    desk.fill("#f-strength", "5.1%~6.9%")
    desk.click("main >> text=登记产品")
    expect(desk.locator("main")).to_contain_text("51,000~69,000 mg/L")
    looked_at(desk, "products")
    keeper.goto(f"{served.url}/hygiene/dilute/?place=toilet&task=surface&target=500&method=wipe")
    expect(keeper.locator(".dose")).to_contain_text("100 mL")
    keeper.goto(f"{served.url}/hygiene/dilute/")
    looked_at(keeper, "table")
