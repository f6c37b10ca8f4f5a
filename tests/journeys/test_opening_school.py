"""A school from the empty plan to the day it is opened, all of it through pages: the plan begun from the
template, filled until nothing is missing, sent back, approved and published as duties; the school's own check
with photos, the joint inspection, what it found mended; the decision of two."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, PRIMARY
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture
from tests.journeys.test_gate import SCHOOL, decide, mend, sign, standing
from tests.photos.pictures import jpeg
from tests.readiness.schools import ITEMS, short_pack
from xiaoan.kernel.scope import acting_as
from xiaoan.schoolplans.models import Plan, Task

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
PLAN = f"/schoolplans/{PRIMARY}/"
MISSING = "h2#chapters"


def looked_at(page: Page, name: str) -> None:
    picture(page, f"opening-school-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def begin(principal: Page, served: Served) -> None:
    principal.goto(f"{served.url}{PLAN}")
    expect(principal.locator("main")).to_contain_text("还没有开学方案。")
    principal.click("text=开始编写")
    choose(principal, "[name=needs][value=canteen]")
    principal.fill("[name=own_opening]", "2026-11-30")
    principal.click("button:has-text('建立方案')")
    expect(principal.locator(MISSING)).to_contain_text("还缺")
    looked_at(principal, "begun")


def fill(principal: Page, served: Served) -> None:
    """Each chapter in turn: its texts, then every task that lacks somebody, as the page lists them."""
    urls = principal.eval_on_selector_all("a.plan-chapter", "all => all.map(one => one.href)")
    for url in urls:
        principal.goto(url)
        texts = principal.locator("section:has(#texts) textarea")
        for n in range(texts.count()):
            texts.nth(n).fill(f"写好了第 {n + 1} 段")
        if texts.count():
            principal.click("section:has(#texts) button:has-text('保存')")
            expect(principal.locator("main")).to_contain_text(re.compile("已保存 [0-9]+ 处"))
        tasks = principal.eval_on_selector_all(
            ".plan-tasks li:has(dd:text-is('–')) a", "all => all.map(one => one.href)"
        )
        for task in tasks:
            name(principal, task)
    principal.goto(f"{served.url}{PLAN}")
    expect(principal.locator(MISSING)).to_have_text("各章都齐了")


def name(principal: Page, task: str) -> None:
    """Whoever is not named yet: the first two of the list who are not named in the other place."""
    principal.goto(task)
    for own, other in (("person_id", "deputy_id"), ("deputy_id", "person_id")):
        if principal.input_value(f"[name={own}]"):
            continue
        taken = {"", principal.input_value(f"[name={other}]")}
        choices = principal.eval_on_selector_all(
            f"[name={own}] option", "all => all.map(one => one.value)"
        )
        free = next(one for one in choices if one not in taken)
        principal.select_option(f"[name={own}]", free)
    principal.click("button:has-text('保存')")
    expect(principal.locator("main")).to_contain_text("已保存。")


def judged(principal: Page, officer: Page, served: Served) -> None:
    """Submitted, sent back with a word at a chapter, mended, submitted again, approved by the bureau."""
    principal.click("button:has-text('提交教育局审核')")
    expect(principal.locator("main")).to_contain_text("等教育局审核。")
    officer.goto(f"{served.url}{PLAN}chapter/day/")
    officer.fill("[name=text]", "写明每个门谁值守")
    officer.click("button:has-text('记下意见')")
    officer.goto(f"{served.url}{PLAN}")
    officer.fill("[name=why]", "第六章要细")
    officer.click("button:has-text('退回修改')")
    expect(officer.locator("main")).to_contain_text("看上次提交的第 1 版")
    looked_at(officer, "returned")
    principal.goto(f"{served.url}{PLAN}chapter/day/")
    principal.locator("section:has(#texts) textarea").first.fill("东门:王老师;西门:李老师")
    with principal.expect_navigation():
        principal.click("section:has(#texts) button:has-text('保存')")
    principal.fill("[name=answer]", "已写明两个门的值守")
    with principal.expect_navigation():
        principal.click("button:has-text('答复')")
    principal.goto(f"{served.url}{PLAN}")
    principal.click("button:has-text('提交教育局审核')")
    expect(principal.locator("main")).to_contain_text("等教育局审核。")
    officer.goto(f"{served.url}{PLAN}")
    officer.click("button:has-text('以我的名义批准第 2 版')")
    expect(officer.locator("main")).to_contain_text("已批准,等学校发布。")


def owed(principal: Page, teacher: Page, served: Served) -> None:
    """Published: what is somebody's task is on their phone, and done there."""
    principal.goto(f"{served.url}{PLAN}")
    principal.click("button:has-text('发布第 2 版')")
    expect(principal.locator("main")).to_contain_text("已发布")
    looked_at(principal, "published")
    with acting_as(BUILDER):
        plan = Plan.objects.get(school_id=PRIMARY)
        assert (plan.state, plan.version, plan.missing) == ("published", 2, 0)
        survey = Task.objects.get(plan_id=plan.pk, code="survey", removed=False)
    teacher.goto(f"{served.url}/duties/today/")
    teacher.click(f"main >> text={survey.what}")
    teacher.wait_for_selector("form[data-outbox=on]")
    teacher.fill("[name=note]", "全班 10 人都摸排了,表在办公室")
    looked_at(teacher, "task")
    teacher.click("button:has-text('办好了')")
    expect(teacher.locator("main")).to_contain_text("全班 10 人都摸排了")


def check(principal: Page, served: Served, shot: Path) -> None:
    """The school's own check of each item, with a photo."""
    for code in ("hospital", "canteen", "remote"):
        principal.goto(f"{served.url}{SCHOOL}items/{code}/")
        form = "form[data-outbox-key=self]"
        principal.wait_for_selector(f"{form}[data-outbox=on]")
        principal.locator(f"{form} [value=ok]").check()
        principal.fill(f"{form} [name=note]", "都看过")
        principal.set_input_files(f"{form} input[accept='image/*']", str(shot))
        expect(principal.locator(f"{form} [data-photos-list] img")).to_be_visible()
        principal.click(f"{form} button.btn-primary")
        expect(principal.locator("main")).to_contain_text("自查已记下。")


def inspect(liaison: Page, served: Served) -> None:
    """The three authorities look together; the canteen is found wanting."""
    liaison.goto(f"{served.url}{SCHOOL}")
    liaison.click("summary:has-text('开始核查')")
    for code, who in (("education", "张三"), ("health", "李四"), ("market", "王五")):
        liaison.fill(f"[name=name-{code}-0]", who)
        liaison.fill(f"[name=post-{code}-0]", "科员")
    liaison.click("button:has-text('开始核查')")
    for code in ("hospital", "canteen", "remote"):
        form = f"form[data-outbox-key={code}]"
        liaison.wait_for_selector(f"{form}[data-outbox=on]")
        liaison.locator(f"{form} [value={'bad' if code == 'canteen' else 'ok'}]").check()
        liaison.fill(f"{form} [name=note]", "消毒柜坏了" if code == "canteen" else "看过")
        liaison.click(f"{form} button.btn-primary")
        expect(liaison.locator(f".walk {form}")).to_have_count(0)
    looked_at(liaison, "inspected")
    liaison.wait_for_selector("form[data-outbox-key=close][data-outbox=on]")
    liaison.click("form[data-outbox-key=close] button.btn-primary")
    expect(liaison.locator("main")).to_contain_text("核查结束,不合格 1 项")


def test_a_school_is_opened_from_the_empty_plan(serve: Serve, visit: Visit, tmp_path: Path) -> None:
    served = serve("08:10")
    with acting_as(BUILDER):
        short_pack((*ITEMS, "plan"))
    gate, failed, unknown = standing()
    assert (gate, failed, sorted(unknown)) == ("unknown", [], ["canteen", "hospital", "plan"])
    principal, officer = visit(served, "principal", PHONE), visit(served, "officer", DESK)
    begin(principal, served)
    fill(principal, served)
    judged(principal, officer, served)
    owed(principal, visit(served, "teacher_21", PHONE), served)
    shot = tmp_path / "seen.jpg"
    shot.write_bytes(jpeg(4))
    check(principal, served, shot)
    inspect(visit(served, "liaison", PHONE), served)
    assert standing() == ("blocked", ["canteen"], [])
    mend(principal, served, tmp_path)
    decision = decide(officer, served)
    sign(visit(served, "leader", DESK), served, decision)
    principal.goto(f"{served.url}{SCHOOL}")
    expect(principal.locator("section:has(#gate)")).to_contain_text("必须的条件都符合。")
    looked_at(principal, "opened")
