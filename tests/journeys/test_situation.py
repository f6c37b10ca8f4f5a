"""Leader, officer and principal each go from a red figure to who can mend it; the map is uploaded; the big
screen turns by itself, stops when asked and says when the network is cut."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.builders import COUNTY, PRIMARY, TOWN
from tests.journeys.conftest import DESK, PHONE, Served, Watched, axe, picture
from tests.situation.test_geo import SQUARE, collection, feature, moved

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
WALL = {"width": 1920, "height": 1080}
# What no reader at six metres reads, in pixels at 1920.
LEAST = 28


def looked_at(page: Page, name: str) -> None:
    picture(page, f"situation-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def tile(page: Page, name: str) -> Locator:
    return page.locator(".sit-tile", has=page.get_by_role("heading", name=name))


def test_a_leader_finds_who_answers(serve: Serve, visit: Visit) -> None:
    served = serve("08:55")
    page = visit(served, "leader", PHONE)
    page.goto(f"{served.url}/situation/")
    red = tile(page, "晨检已报班级")
    expect(red.locator(".state")).to_contain_text("没有达到")
    looked_at(page, "leader-board")
    red.get_by_role("link", name="城关镇").click()
    expect(page.locator("h1")).to_have_text("城关镇 晨检已报班级")
    row = page.locator("tr", has_text="实验小学")
    expect(row).to_contain_text("校医己")
    looked_at(page, "leader-township")
    row.get_by_role("link", name="实验小学").click()
    teacher = page.locator("tr", has_text="班主任壬")
    expect(teacher.locator("a.call")).to_have_attribute("href", "tel:19900000008")
    looked_at(page, "leader-school")


def test_an_officer_compares_and_takes_away(serve: Serve, visit: Visit) -> None:
    served = serve("07:30")
    page = visit(served, "officer", DESK)
    page.goto(f"{served.url}/situation/")
    looked_at(page, "officer-board")
    tile(page, "晨检已报班级").get_by_role("heading").get_by_role("link").click()
    page.get_by_role("link", name="各学校").click()
    expect(page.locator("#units + p")).to_contain_text("中位数")
    row = page.locator("tr", has_text="河口初中")
    expect(row).to_contain_text("校长庚")
    looked_at(page, "officer-schools")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载表格").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name="看明细").click()
    expect(page.locator("main")).to_contain_text("班主任壬")


def test_a_principal_finds_the_teacher(serve: Serve, visit: Visit) -> None:
    served = serve("08:30")
    page = visit(served, "principal", PHONE)
    page.goto(f"{served.url}/situation/")
    expect(page.locator("#needs")).to_be_visible()
    expect(page.locator("main")).to_contain_text("实验小学逾期没有办的事")
    looked_at(page, "principal-board")
    tile(page, "晨检已报班级").get_by_role("heading").get_by_role("link").click()
    expect(page.locator("tr", has_text="一年级2班").locator("a.call")).to_have_attribute(
        "href", "tel:19900000010"
    )
    looked_at(page, "principal-one")
    page.goto(f"{served.url}/situation/tiles/")
    page.fill("input[name='rollcall.sick']", "二")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("请写 1 到 99 的整数")
    looked_at(page, "tiles-refused")
    page.fill("input[name='rollcall.sick']", "1")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".sit-tile h3").first).to_have_text("因病缺勤学生")


def test_a_map_is_uploaded(serve: Serve, visit: Visit) -> None:
    served = serve("07:30")
    page = visit(served, "officer", DESK)
    page.goto(f"{served.url}/situation/{COUNTY}/map/")
    expect(page.locator("#map")).to_have_text("示意,不是地图")
    looked_at(page, "schematic")
    page.get_by_role("link", name="换地图").click()
    page.fill("#f-source", "县自然资源局 2024 年")
    bad = collection(feature([SQUARE[:4]], name="城关镇"))
    page.set_input_files(
        "#file", {"name": "a.geojson", "mimeType": "application/json", "buffer": bad}
    )
    page.get_by_role("button", name="检查并启用").click()
    expect(page.locator("#file-e")).to_contain_text("第 1 个要素“城关镇”:界线没有闭合")
    looked_at(page, "map-refused")
    good = collection(
        feature(name="城关镇"), feature([moved(SQUARE, 0.1, 0.02)], name="河口"),
        feature([moved(SQUARE, 0.05, 0.1)], name="水库"),
    )  # fmt: skip
    page.set_input_files(
        "#file", {"name": "a.geojson", "mimeType": "application/json", "buffer": good}
    )
    page.get_by_role("button", name="检查并启用").click()
    expect(page.locator("main")).to_contain_text("第 3 个“水库”")
    looked_at(page, "maps")
    page.goto(f"{served.url}/situation/{COUNTY}/map/")
    expect(page.locator("#map")).to_have_text("地图")
    looked_at(page, "map")


def test_the_screen_turns_and_survives_a_cut(serve: Serve, visit: Visit, watched: Watched) -> None:
    served = serve("07:30")
    page = visit(served, "leader", WALL)
    page.goto(f"{served.url}/situation/{COUNTY}/screen/")
    expect(page.locator("[data-page=map]")).to_be_visible()
    for name in ("地图", "晨检进度", "走势", "事件与时限", "物资与消毒", "公告"):
        expect(page.locator("[aria-current=true]")).to_have_text(name)
        page.wait_for_timeout(700)
        looked_at(page, f"screen-{name}")
        small = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => e.offsetParent"
            " && !e.closest('.visually-hidden') && [...e.childNodes].some(n => n.nodeType === 3 &&"
            " n.textContent.trim()) && parseFloat(getComputedStyle(e).fontSize) < " + f"{LEAST})"
            ".map(e => e.outerHTML)"
        )
        assert small == []
        page.keyboard.press("ArrowRight")
    expect(page.locator("[aria-current=true]")).to_have_text("地图")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="继续轮换")).to_be_visible()
    page.context.set_offline(True)
    expect(page.locator("#stale")).to_be_visible(timeout=15_000)
    expect(page.locator("#as-of")).to_contain_text("截至 07:3")
    looked_at(page, "screen-cut")
    page.context.set_offline(False)
    expect(page.locator("#stale")).to_be_hidden(timeout=15_000)
    # While it was cut off, htmx said so in the console.
    watched.faults[:] = [one for one in watched.faults if "console: htmx:" not in one]


def test_less_motion_turns_by_hand(serve: Serve, visit: Visit) -> None:
    served = serve("07:30")
    page = visit(served, "liaison", WALL)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{served.url}/situation/{TOWN}/screen/")
    expect(page.get_by_role("button", name="继续轮换")).to_be_visible()
    page.get_by_role("button", name="下一页").click()
    expect(page.locator("[aria-current=true]")).to_have_text("晨检进度")
    assert f"/situation/{TOWN}/screen/?page=morning" in page.url
    principal = visit(served, "principal", WALL)
    principal.goto(f"{served.url}/situation/{PRIMARY}/screen/")
    expect(principal.locator("[aria-current=true]")).to_have_text("晨检进度")
