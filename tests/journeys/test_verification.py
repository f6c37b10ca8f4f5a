"""An outside list: handed in by the officer, a disagreement cleared by the teacher on the phone, and the
ledger that shows it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from tests.surveys.made import opened
from tests.verification.made import csv_of, id_number, pupil, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.verification.models import Disagreement

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"verification-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def settle(officer: Actor, teacher: Actor) -> None:
    """A round, and a pupil whose teacher said that nothing is the matter."""
    with acting_as(officer):
        row = opened(officer)
        child = pupil("李明华", 1, phone="13811112222")
        said(teacher, row, child)
        enter(officer)


def test_from_the_list_to_the_ledger(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("07:30")
    officer = universe.cast["officer"]
    settle(officer, universe.cast["teacher"])
    desk = visit(served, "officer", DESK)
    desk.click(".rail >> text=外部名单")
    looked_at(desk, "upload")
    content = csv_of({"姓名": "李明华", "证件号码": id_number(1)})
    desk.set_input_files(
        "[name=file]", {"name": "名单.csv", "mimeType": "text/csv", "buffer": content}
    )
    desk.fill("[name=source]", "县疾控中心 王某")
    desk.fill("[name=basis]", "个人信息保护法第十三条第四项")
    desk.fill("[name=paper]", "疾控函〔2026〕7号")
    desk.click("button:has-text('上传并比对')")
    # The worker matches it; the page looks again by itself.
    expect(desk.locator("main")).to_contain_text("还有 1 人没有核清", timeout=60_000)
    expect(desk.locator(".figures li:has-text('申报为') .figure-value")).to_have_text("1")
    looked_at(desk, "matched")
    phone = visit(served, "teacher", PHONE)
    phone.click("text=核清不一致")
    expect(phone.locator("h1")).to_have_text("核清:李明华")
    expect(phone.locator("main")).to_contain_text("某市某区")
    phone.check("[name=channel][value=phone]")
    phone.select_option("[name=informant]", "guardian")
    phone.check("[name=outcome][value=untrue]")
    phone.fill("[name=reason]", "家长说去过,忘了报")
    looked_at(phone, "clear")
    phone.click("button:has-text('核清')")
    expect(phone.locator("main")).to_contain_text("申报不实")
    looked_at(phone, "cleared")
    with acting_as(officer):
        assert Disagreement.objects.get().outcome == "untrue"
    desk.click(".rail >> text=核实台账")
    looked_at(desk, "ledger")
    desk.click(".figure:has-text('不实')")
    expect(desk.locator("main")).to_contain_text("李明华")
    looked_at(desk, "names")
    desk.goto(desk.url.split("/verification/")[0] + "/verification/disagreements/?state=cleared")
    looked_at(desk, "disagreements")
    desk.goto(desk.url.split("/verification/")[0] + "/verification/samples/")
    looked_at(desk, "samples")
