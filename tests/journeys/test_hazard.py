"""A hazard from the photo to the closing: found without a network, mended with a photo, seen again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.builders import BUILDER, PRIMARY, Universe
from tests.inspections.rounds import PDF
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from tests.photos.pictures import encoded, exif, scene
from xiaoan.inspections.models import Finding, Mark, Round
from xiaoan.kernel.scope import acting_as
from xiaoan.photos.models import Photo

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
TANK = "#i-tank form"


def no_posting(route: Route) -> None:
    """Pages come, submissions do not go: the photo has to wait in the browser."""
    if route.request.method == "POST":
        route.abort("internetdisconnected")
    else:
        route.continue_()


def shot(tmp_path: Path, seed: int) -> str:
    """A photo as a phone takes it: large, turned, with a place in it."""
    path = tmp_path / f"{seed}.jpg"
    path.write_bytes(encoded(scene(seed, (3000, 2000)), quality=92, exif=exif()))
    return str(path)


def begin(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/inspections/rounds/new/?unit={PRIMARY}")
    assert axe(page) == []
    page.click("label:has(input[value=water])")
    page.click("button:has-text('开始检查')")
    page.wait_for_selector(f"{TANK}[data-outbox=on][data-live]")


def take(page: Page, form: str, path: str) -> None:
    """Take a photo and wait until it is small."""
    page.set_input_files(f"{form} input[type=file]", path)
    expect(page.locator(f"{form} [data-photos-list] img")).to_be_visible()


def stored() -> tuple[int, int]:
    with acting_as(BUILDER):
        return Photo.objects.count(), Mark.objects.count()


def test_a_hazard_from_the_photo_to_the_closing(
    serve: Serve, visit: Visit, universe: Universe, tmp_path: Path
) -> None:
    served = serve("09:00")
    principal = visit(served, "principal", PHONE)
    begin(principal, served)
    assert axe(principal) == []
    picture(principal, "inspection-walk", whole=True)
    with acting_as(BUILDER):
        here = f"/inspections/rounds/{Round.objects.get().pk}/"
    principal.route(f"**{here}*", no_posting)
    principal.click(f"{TANK} summary")
    principal.fill(f"{TANK} textarea[name=note]", "楼顶水箱没有上锁,盖子开着")
    take(principal, TANK, shot(tmp_path, 1))
    picture(principal, "inspection-photo", whole=True)
    assert axe(principal) == []
    principal.click(f"{TANK} button:has-text('记为不合格')")
    expect(principal.locator("#unsent")).to_contain_text("未发送 1")
    # What was typed and photographed survives a reload.
    principal.reload()
    principal.wait_for_selector(f"{TANK}[data-outbox=on][data-live]")
    principal.click(f"{TANK} summary")
    expect(principal.locator(f"{TANK} [data-photos-list] img")).to_be_visible()
    assert stored() == (0, 0)
    principal.unroute(f"**{here}*")
    principal.locator("#unsent").get_by_role("button", name="重试").click()
    expect(principal.locator("#unsent")).to_be_hidden()
    expect(principal.locator(".seen")).to_contain_text("楼顶水箱没有上锁", timeout=30_000)
    assert stored() == (1, 1)
    principal.click("button:has-text('其余')")
    principal.wait_for_selector("input[name=signed]")
    principal.fill("input[name=signed]", "不是我")
    principal.click("button:has-text('签名,结束检查')")
    expect(principal.locator("[role=alert]")).to_contain_text("请签您本人的姓名")
    principal.wait_for_selector("form[data-outbox=on]:has(input[name=signed])")
    principal.fill("input[name=signed]", universe.cast["principal"].name)
    principal.click("button:has-text('签名,结束检查')")
    expect(principal.locator("main")).to_contain_text("1 条隐患已发给责任人整改")
    principal.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    picture(principal, "inspection-round", whole=True)
    principal.click("a:has-text('打印整改通知书')")
    expect(principal.locator(".official")).to_contain_text("整改〔2026〕1号")
    assert axe(principal) == []
    picture(principal, "inspection-notice", whole=True)
    principal.go_back()
    principal.click("a:has-text('打印检查记录')")
    picture(principal, "inspection-record", whole=True)

    keeper = visit(served, "logistics", PHONE)
    keeper.goto(f"{served.url}/duties/today/")
    keeper.click("a[href*='/inspections/findings/']")
    form = "form[action='?act=answer']"
    keeper.wait_for_selector(f"{form}[data-outbox=on][data-live]")
    picture(keeper, "hazard-owner", whole=True)
    assert axe(keeper) == []
    assert keeper.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    keeper.fill(f"{form} textarea[name=text]", "已换新锁,钥匙交总务处")
    keeper.click(f"{form} button:has-text('报整改')")
    expect(keeper.locator("[role=alert]")).to_contain_text("请附整改后的照片")
    keeper.wait_for_selector(f"{form}[data-outbox=on][data-live]")
    take(keeper, form, shot(tmp_path, 2))
    # With a paper it goes out past the outbox: not before the server answers, and nothing is lost till then.
    paper = tmp_path / "水质检测报告.pdf"
    paper.write_bytes(PDF)
    keeper.set_input_files(f"{form} input[name=paper]", files=paper)
    keeper.route("**/livez", lambda route: route.abort("internetdisconnected"))
    keeper.click(f"{form} button:has-text('报整改')")
    expect(keeper.locator(f"{form} [data-papers-says]")).to_contain_text("没有网络,还没有发出")
    picture(keeper, "hazard-paper", whole=True)
    assert keeper.input_value(f"{form} textarea[name=text]") == "已换新锁,钥匙交总务处"
    keeper.unroute("**/livez")
    keeper.click(f"{form} button:has-text('报整改')")
    expect(keeper.locator("main")).to_contain_text("等另一个人复查")

    principal.goto(f"{served.url}/inspections/checks/")
    picture(principal, "hazard-checks")
    principal.click("th a")
    close = "form[action='?act=close']"
    principal.wait_for_selector(f"{close}[data-outbox=on][data-live]")
    assert axe(principal) == []
    with principal.expect_download() as report:
        principal.click("a:has-text('水质检测报告.pdf')")
    assert Path(report.value.path()).read_bytes() == PDF
    principal.fill(f"{close} textarea[name=text]", "到楼顶看过,已上锁")
    principal.click(f"{close} button:has-text('复查通过')")
    expect(principal.locator("main")).to_contain_text("已销号")
    picture(principal, "hazard-closed", whole=True)
    with acting_as(BUILDER):
        row = Finding.objects.get()
        assert (row.state, row.late, row.mended_by_id, row.ended_by_id) == (
            "closed", False, universe.users["logistics"].pk, universe.users["principal"].pk,
        )  # fmt: skip
        assert Photo.objects.count() == 2

    officer = visit(served, "officer", DESK)
    officer.goto(f"{served.url}/inspections/?state=all")
    expect(officer.locator(".figures")).to_contain_text("1")
    assert axe(officer) == []
    picture(officer, "hazards-county", whole=True)
    officer.click("table a:has-text('城关镇')")
    officer.click("table a:has-text('实验小学')")
    expect(officer.locator("h1")).to_contain_text("实验小学")
    officer.goto(f"{served.url}/inspections/checklists/water/")
    assert axe(officer) == []
    picture(officer, "checklist", whole=True)
