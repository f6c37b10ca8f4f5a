"""The first morning at the gate, without a network, with one child turned back and later let in; a plan
from the form
to the family's pass."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.arrivals.world import place_of, published, siblings
from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from tests.journeys.test_offline_course import paths, unsent
from tests.keypersons import states
from xiaoan.arrivals.models import Check
from xiaoan.arrivals.queries import passes
from xiaoan.clearances import services as clearances
from xiaoan.kernel import clock
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
GATE = f"/arrivals/desk/{PRIMARY}/0/"


def looked_at(page: Page, name: str) -> None:
    picture(page, f"arrivals-{name}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def codes(universe: Universe, *seats: int) -> list[str]:
    """The passes of children of class 1(1) in the plan in force."""
    with acting_as(universe.cast["principal"]) as principal:
        plan = published(principal)
        found = [place_of(plan, universe.person(CLASS_11, seat)) for seat in seats]
    return [passes.token(row.pass_id, slot.day) for row, slot in found if slot]


def scan(page: Page, code: str) -> None:
    """As a hand scanner does: it types and ends with Enter."""
    page.fill("#scan", code)
    page.press("#scan", "Enter")
    expect(page.locator("form[data-desk]")).to_be_visible()


def kept(page: Page, served: Served) -> None:
    """The desk, once the worker has kept it."""
    page.goto(f"{served.url}/arrivals/desk/{PRIMARY}/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    for _ in range(100):
        if GATE in paths(page):
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"kept: {paths(page)}")


def test_a_plan_from_the_form_to_the_family(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("07:00")
    with acting_as(BUILDER):
        siblings(universe)
    principal = visit(served, "principal", DESK)
    principal.goto(f"{served.url}/arrivals/")
    principal.click("main >> text=排到校时段")
    principal.fill("[name=gate-1]", "南门")
    principal.fill("[name=desks-1]", "1")
    for field in principal.locator("input[type=date]").all():
        field.fill(DAY.isoformat())
    principal.fill("[name=bring]", "口罩、水杯")
    looked_at(principal, "new")
    principal.click("main button.btn-primary")
    expect(principal.locator("main")).to_contain_text("已排好,还没有公布")
    looked_at(principal, "plan")
    principal.click("main button.btn-primary")
    expect(principal.locator("main")).to_contain_text("已公布")
    principal.click("main >> text=一年级1班")
    expect(principal.locator(".passes .qr")).to_have_count(10)
    looked_at(principal, "passes")
    principal.click("main >> text=测试生0003")
    expect(principal.locator("main")).to_contain_text("同一个门、同一时段")
    looked_at(principal, "pupil")
    guardian = visit(served, "guardian", PHONE)
    guardian.goto(f"{served.url}/arrivals/mine/")
    expect(guardian.locator("main")).to_contain_text("口罩、水杯")
    expect(guardian.locator("main .qr")).to_be_visible()
    looked_at(guardian, "mine")


def test_without_a_network_nobody_is_let_in_who_may_not_come(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("07:25")
    codes(universe, 1)
    with acting_as(universe.cast["doctor"]) as doctor:
        states.isolated(doctor, states.opened(doctor, universe, 2))
    with acting_as(BUILDER):
        clearances.settle(BUILDER, [PRIMARY])
    keeper = visit(served, "logistics", PHONE)
    kept(keeper, served)
    keeper.goto(served.url + GATE)
    keeper.context.set_offline(True)
    keeper.click("main details summary >> nth=0")
    keeper.select_option("form[data-desk-seat] select", str(CLASS_11))
    keeper.fill("form[data-desk-seat] [name=seat]", "2")
    keeper.click("form[data-desk-seat] button")
    expect(keeper.locator("[data-desk-who]")).to_contain_text("还不能返校")
    keeper.fill("[name=celsius]", "36.5")
    keeper.click("main button[value=in]")
    expect(keeper.locator("[data-desk-error]")).to_contain_text("没有网络,不能放行")
    looked_at(keeper, "barred-offline")
    keeper.locator("form[data-desk] summary").click()
    keeper.select_option("[name=why]", "not_cleared")
    keeper.click("main button[value=turned_away]")
    expect(keeper.locator("[data-desk-last]")).to_contain_text("可以登记下一个")
    keeper.context.set_offline(False)
    expect(keeper.locator("#unsent")).to_be_hidden(timeout=60_000)
    with acting_as(BUILDER):
        assert [one.result for one in Check.objects.all()] == ["turned_away"]


def test_at_the_gate_without_a_network(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("07:25")
    one, two, three = codes(universe, 1, 2, 3)
    keeper = visit(served, "logistics", PHONE)
    kept(keeper, served)
    keeper.goto(served.url + GATE)
    # With a network: whose pass it is, before the child is let in.
    scan(keeper, one)
    expect(keeper.locator("[data-desk-who]")).to_contain_text("测试生0001")
    keeper.fill("[name=celsius]", "36.5")
    looked_at(keeper, "desk")
    keeper.click("main button[value=in]")
    expect(keeper.locator("[data-desk-last]")).to_contain_text("测试生0001 一年级1班 放行")
    scan(keeper, two)
    keeper.fill("[name=celsius]", "37.9")
    keeper.click("main button[value=in]")
    expect(keeper.locator("[data-desk-error]")).to_contain_text("休息 10 分钟")
    looked_at(keeper, "high")
    # A child is looked up by name; then the network goes, and the page is asked for again.
    keeper.goto(f"{served.url}{GATE}?q=测试生0004")
    keeper.click("main >> text=测试生0004")
    expect(keeper.locator("form[data-desk]")).to_be_visible()
    keeper.context.set_offline(True)
    keeper.reload()
    expect(keeper).to_have_url(served.url + GATE)
    expect(keeper.locator("form[data-desk-look]")).to_be_visible()
    # Without one: three children, one after the other.
    keeper.goto(served.url + GATE)
    scan(keeper, two)
    expect(keeper.locator("[data-desk-who]")).to_contain_text("今天的码")
    keeper.fill("[name=celsius]", "37.9")
    keeper.locator("form[data-desk] summary").click()
    keeper.select_option("[name=why]", "symptoms")
    keeper.fill("[name=note]", "脸红,奶奶领回去")
    keeper.click("main button[value=turned_away]")
    expect(keeper.locator("[data-desk-last]")).to_contain_text("可以登记下一个")
    scan(keeper, three)
    keeper.fill("[name=celsius]", "36.6")
    keeper.click("main button[value=in]")
    expect(keeper.locator("[data-desk-last]")).to_contain_text("可以登记下一个")
    unsent(keeper, 2)
    scan(keeper, "XA" + "Z" * 50)
    expect(keeper.locator("[data-desk-who]")).to_contain_text("手机上没有这张码")
    picture(keeper, "arrivals-offline")
    keeper.context.set_offline(False)
    expect(keeper.locator("#unsent")).to_be_hidden(timeout=60_000)
    with acting_as(BUILDER):
        rows = {one.result for one in Check.objects.all()}
        assert (Check.objects.count(), rows) == (3, {"in", "turned_away"})
        assert Check.objects.filter(at__lt=clock.now() - dt.timedelta(hours=1)).count() == 0
    teacher = visit(served, "teacher", PHONE)
    teacher.goto(f"{served.url}/arrivals/class/{CLASS_11}/")
    expect(teacher.locator("main")).to_contain_text("被劝返,待跟进")
    looked_at(teacher, "class")
    teacher.click("main >> text=测试生0002")
    teacher.check("[name=outcome][value=home]")
    teacher.fill("[name=note]", "打过电话,下午量体温再来")
    looked_at(teacher, "turned")
    teacher.click("main button.btn-primary")
    expect(teacher.locator("main")).to_contain_text("已记下跟进情况")
    # Later the same morning the child comes again, and is let in.
    keeper.goto(served.url + GATE)
    scan(keeper, two)
    expect(keeper.locator("[data-desk-who]")).to_contain_text("测试生0002")
    keeper.fill("[name=celsius]", "36.7")
    keeper.select_option("[name=method]", "axillary")
    keeper.click("main button[value=in]")
    expect(keeper.locator("[data-desk-last]")).to_contain_text("测试生0002 一年级1班 放行")
    officer = visit(served, "officer", DESK)
    officer.goto(f"{served.url}/arrivals/board/{PRIMARY}/")
    expect(officer.locator("main")).to_contain_text("3/10")
    looked_at(officer, "board")
    officer.goto(f"{served.url}/arrivals/wall/{PRIMARY}/")
    picture(officer, "arrivals-wall")
