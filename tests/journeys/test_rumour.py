"""A rumour from two reporters to the correction and the replies; the next one reads it before reporting."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from tests.photos.pictures import encoded, scene
from xiaoan.kernel.scope import acting_as
from xiaoan.rumours.models import Item, Report

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
FORM = "form:has(textarea[name=text])[data-outbox=on][data-live]"
GARLIC = "专家说每天早晚吃生大蒜可以预防诺如病毒,比打针还管用,我们小区的孩子都在吃,一个都没得病"


def fits(page: Page, size: dict[str, int]) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def report(page: Page, served: Served, text: str) -> None:
    page.goto(f"{served.url}/rumours/new/")
    page.wait_for_selector(FORM)
    page.fill("textarea[name=text]", text)


def test_from_two_reports_to_the_correction(
    serve: Serve, visit: Visit, universe: Universe, tmp_path: Path
) -> None:
    served = serve("09:00")
    guardian = visit(served, "guardian", PHONE)
    report(guardian, served, GARLIC)
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(encoded(scene(3, (1200, 900)), quality=90))
    guardian.set_input_files("input[type=file]", str(shot))
    expect(guardian.locator("[data-photos-list] img")).to_be_visible()
    fits(guardian, PHONE)
    picture(guardian, "rumour-new", whole=True)
    guardian.click("button:has-text('提交')")
    expect(guardian.locator("main")).to_contain_text(
        "已收到。教育局核查后在这里答复您", timeout=30_000
    )
    fits(guardian, PHONE)

    # A teacher has no entry of it in the menu: it is begun from the due list.
    teacher = visit(served, "teacher", PHONE)
    teacher.goto(f"{served.url}/duties/today/")
    teacher.click("a:has-text('报一条可疑的说法')")
    teacher.click("a:has-text('报一条传言')")
    teacher.wait_for_selector(FORM)
    teacher.fill("textarea[name=text]", f"紧急通知!!{GARLIC} 看到请转发🙏")
    teacher.click("button:has-text('提交')")
    expect(teacher.locator("main")).to_contain_text("这条已有人报过,正在核查", timeout=30_000)

    officer = visit(served, "officer", DESK)
    officer.goto(f"{served.url}/duties/today/")
    officer.click("a[href*='/rumours/items/']")
    expect(officer.locator("main")).to_contain_text("2 份报告")
    expect(officer.locator("main")).not_to_contain_text(universe.cast["guardian"].name)
    officer.click("button:has-text('我来核查')")
    officer.select_option("select[name=verdict]", "false")
    for code, title, text in (
        ("hans", "吃生大蒜能预防诺如病毒", "不能。洗手、煮熟食物、及时清理呕吐物才有用。"),
        ("hant", "吃生大蒜能預防諾如病毒", "不能。洗手、煮熟食物、及時清理嘔吐物才有用。"),
        ("en", "Raw garlic prevents norovirus", "It does not. Washing hands and cooking food do."),
    ):
        officer.fill(f"input[name=title_{code}]", title)
        officer.fill(f"textarea[name=text_{code}]", text)
    officer.click("button:has-text('写好了,请人审核')")
    expect(officer.locator("[role=alert]")).to_contain_text("请至少写一个来源")
    expect(officer.locator("input[name=title_hans]")).to_have_value("吃生大蒜能预防诺如病毒")
    for name, value in (
        ("title-0", "诺如病毒感染防控指南"), ("publisher-0", "疾控中心"),
        ("url-0", "https://www.cdc.example.cn/noro"), ("seen_by-0", "经办乙"),
    ):  # fmt: skip
        officer.fill(f"input[name={name}]", value)
    fits(officer, DESK)
    picture(officer, "rumour-desk-item", whole=True)
    officer.click("button:has-text('写好了,请人审核')")
    expect(officer.locator("main")).to_contain_text("等另一个人审核")
    assert officer.locator("button:has-text('审核通过,发布')").count() == 0

    leader = visit(served, "leader", DESK)
    leader.goto(f"{served.url}/duties/today/")
    leader.click("a[href*='/rumours/desk/waiting/']")
    leader.click("th a")
    leader.click("button:has-text('审核通过,发布')")
    expect(leader.locator("main")).to_contain_text("已发布,并答复了 2 个报的人")
    leader.goto(f"{served.url}/rumours/desk/?state=published")
    fits(leader, DESK)
    picture(leader, "rumour-desk", whole=True)

    guardian.goto(f"{served.url}/rumours/")
    expect(guardian.locator("main")).to_contain_text("有新答复")
    fits(guardian, PHONE)
    picture(guardian, "rumour-mine", whole=True)
    guardian.click(".tellings a")
    expect(guardian.locator("main")).to_contain_text("洗手、煮熟食物")
    picture(guardian, "rumour-answer", whole=True)
    fits(guardian, PHONE)

    keeper = visit(served, "keeper", PHONE)
    report(keeper, served, "我们小区的娃娃都在吃,专家说每天早晚吃生大蒜可以防止诺如病毒")
    keeper.click("button:has-text('提交')")
    expect(keeper.locator("#known")).to_be_visible(timeout=30_000)
    expect(keeper.locator("main")).to_contain_text("洗手、煮熟食物")
    fits(keeper, PHONE)
    picture(keeper, "rumour-known", whole=True)
    keeper.click("button:has-text('就是这条')")
    expect(keeper.locator("main")).to_contain_text("又有人看到了这条", timeout=30_000)
    with acting_as(BUILDER):
        assert Item.objects.get().reports == 3
        assert sorted(Report.objects.values_list("how", flat=True)) == ["known", "new", "same"]
