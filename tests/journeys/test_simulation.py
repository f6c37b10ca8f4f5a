"""A leader compares two ways of opening and reads the limits; an officer makes a supposition of it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.builders import DAY
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.simulations import services

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    picture(page, f"simulation-{name}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def test_two_ways_are_compared_and_the_limits_read(serve: Serve, visit: Visit) -> None:
    served = serve("07:35")
    leader = visit(served, "leader", PHONE)
    leader.goto(f"{served.url}/simulations/")
    expect(leader.locator("main")).to_contain_text("没有一项办法的效果经过实地数据检验")
    leader.select_option("#f-disease", "influenza")
    leader.check("input[name=ways][value=all]", force=True)
    leader.check("input[name=ways][value=halves]", force=True)
    leader.fill("#f-opens_on", DAY.isoformat())
    leader.fill("#f-replicates", "7")
    leader.click("main >> text=开始推演")
    expect(leader.locator("#f-replicates-e")).to_contain_text("20 到 200 之间的双数")
    looked_at(leader, "refused")
    leader.fill("#f-replicates", "20")
    leader.click("main >> text=开始推演")
    expect(leader.locator("#progress")).to_contain_text("可以离开这一页")
    looked_at(leader, "waiting")
    services.reckon(UUID(leader.url.rstrip("/").split("/")[-1]))
    leader.reload()
    expect(leader.locator("main")).to_contain_text("逐次相减")
    looked_at(leader, "compared")
    officer = visit(served, "officer", DESK)
    officer.goto(leader.url)
    looked_at(officer, "compared-desk")
    officer.click("main >> text=用它预测物资 >> nth=1")
    expect(officer.locator("main")).to_contain_text("会记下这个返校设想")
    looked_at(officer, "suppose")
    officer.click("main >> text=记为返校设想")
    expect(officer.locator("main")).to_contain_text("50%")
